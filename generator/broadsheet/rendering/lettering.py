"""Letters for pictures: a serif face at one size, measured, wrapped and set. Nothing is written.

The face is Source Serif 4 (SIL Open Font License), which comes as a package; nothing is fetched.
Each glyph is drawn once and then pasted, which sets a headline six times as fast as drawing it.
How far apart two letters stand is HarfBuzz's to say. Pillow could ask it, too, but only where the
system has a certain library, and then pictures would differ from machine to machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from math import fsum
from pathlib import Path
from typing import NamedTuple

import fontpkg_source_serif_4
import uharfbuzz
from PIL import Image, ImageFont

FONT_FILE = Path(fontpkg_source_serif_4.ROOT) / "files" / "SourceSerif4[opsz,wght].ttf"

SMALLEST_OPTICAL_SIZE = 8
LARGEST_OPTICAL_SIZE = 60
"""The font's own axis: finer strokes for larger letters."""

PHASES = 4
"""Places between two pixels where a small letter may begin; in large ones nobody sees it."""

_NO_CHARACTER = "\U0010fffe"
_DECORATION = frozenset(["So", "Sk", "Cf", "Cs", "Co", "Cn", "Mn", "Me"])
"""Unicode categories that a headline can lose and still be read: emoji, marks, joiners."""


class _Glyph(NamedTuple):
    """A letter's shape, and where it lies from the pen."""

    shape: Image.Image | None
    left: int
    top: int


class Face:
    """The font at a size (pixels) and weight (200 to 900)."""

    def __init__(self, size: int, weight: int = 600) -> None:
        self.size = size
        optical = max(SMALLEST_OPTICAL_SIZE, min(LARGEST_OPTICAL_SIZE, size))
        self._font = _drawing_font(size, weight, optical)
        self._spacing = _spacing_font(weight, optical)
        self._phases = PHASES if size < LARGEST_OPTICAL_SIZE else 1
        self._glyphs: dict[tuple[str, int], _Glyph] = {}
        self._steps: dict[tuple[str, str], float] = {}
        self._known: dict[str, bool] = {}
        self._absent = self._shape_of(_NO_CHARACTER)

    def has(self, char: str) -> bool:
        """Whether the font can show a character: all that it lacks look alike."""
        known = self._known.get(char)
        if known is None:
            known = self._known[char] = char.isspace() or (
                self._shape_of(char) not in (b"", self._absent)
            )
        return known

    def width(self, text: str, tracking: float = 0) -> float:
        """Return how far the pen moves, in pixels; `tracking` is added after each letter."""
        return fsum(self._step(one, next_) + tracking for one, next_ in _pairs(text))

    def set(
        self,
        picture: Image.Image,
        x: float,
        y: float,
        text: str,
        shade: int = 255,
        tracking: float = 0,
    ) -> None:
        """Set a line of letters of a shade into a picture (mode L); `y` is the top of the line."""
        for one, next_ in _pairs(text):
            whole = int(x)
            glyph = self._glyph(one, int((x - whole) * self._phases))
            if glyph.shape is not None:
                picture.paste(shade, (whole + glyph.left, round(y) + glyph.top), glyph.shape)
            x += self._step(one, next_) + tracking

    def wrapped(self, text: str, width: float) -> list[str]:
        """Return the fewest lines that fit, made about equally long; a long word is broken."""
        words = [part for word in text.split() for part in self._broken(word, width)]
        widths = [self.width(word) for word in words]
        space = self.width(" ")
        breaks = _greedy(widths, space, width)
        low, high = width / 2, width
        while high - low > 8:
            middle = (low + high) / 2
            narrower = _greedy(widths, space, middle)
            fits = len(narrower) == len(breaks) and max(widths, default=0) <= middle
            low, high = (low, middle) if fits else (middle, high)
        lines = _greedy(widths, space, high)
        return [" ".join(words[start:end]) for start, end in lines]

    def cut(self, text: str, width: float) -> str:
        """Return as much of a text as fits on one line, with an ellipsis where it was cut."""
        if self.width(text) <= width:
            return text
        while text and self.width(f"{text}…") > width:
            text = (text.rpartition(" ")[0] or text[:-1]).rstrip(" ,;:.–—-")
        return f"{text}…" if text else ""

    def _broken(self, word: str, width: float) -> Iterator[str]:
        while self.width(word) > width and len(word) > 1:
            end = next(
                at for at in range(len(word), 0, -1) if at == 1 or self._fits(word[:at], width)
            )
            yield f"{word[:end]}-"
            word = word[end:]
        yield word

    def _fits(self, part: str, width: float) -> bool:
        return self.width(f"{part}-") <= width

    def _step(self, one: str, next_: str) -> float:
        """Return how far the pen moves from a letter to the next, kerning included."""
        step = self._steps.get((one, next_))
        if step is None:
            units = self._advance(one + next_) - self._advance(next_)
            step = self._steps[one, next_] = units * self.size / self._spacing.face.upem
        return step

    def _advance(self, text: str) -> int:
        """Return how far the pen moves over a text, in the font's own units."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._spacing, buffer, {"kern": True, "liga": False})
        return sum(int(position.x_advance) for position in buffer.glyph_positions)

    def _shape_of(self, char: str) -> bytes:
        shape = self._glyph(char, 0).shape
        return shape.tobytes() if shape is not None else b""

    def _glyph(self, char: str, phase: int) -> _Glyph:
        glyph = self._glyphs.get((char, phase))
        if glyph is None:
            glyph = self._glyphs[char, phase] = self._drawn(char, phase)
        return glyph

    def _drawn(self, char: str, phase: int) -> _Glyph:
        """Draw a letter that begins so many phases right of a whole pixel."""
        start = ((phase + 0.5) / self._phases, 0.0)
        mask, (left, top) = self._font.getmask2(char, "L", start=start)
        width, height = mask.size
        shape = Image.frombytes("L", mask.size, bytes(mask)) if width and height else None
        return _Glyph(shape, round(left), round(top))


def _drawing_font(size: int, weight: int, optical: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONT_FILE), size, layout_engine=ImageFont.Layout.BASIC)
    wanted = {b"Weight": weight, b"Optical Size": optical}
    axes = [
        float(wanted.get(axis["name"] or b"", axis["default"] or 0))
        for axis in font.get_variation_axes()
    ]
    font.set_variation_by_axes(axes)
    return font


def _spacing_font(weight: int, optical: int) -> uharfbuzz.Font:
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONT_FILE))))
    font.set_variations({"wght": weight, "opsz": optical})
    return font


def settable(text: str, face: Face) -> str:
    """Return a text without the emoji and marks that the font lacks; empty if it lacks a letter.

    Half a headline would say something else, and boxes say nothing.
    """
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    kept = [char for char in plain if face.has(char) or not _is_decoration(char)]
    if not all(map(face.has, kept)):
        return ""
    return " ".join("".join(kept).split())


def _is_decoration(char: str) -> bool:
    return unicodedata.category(char) in _DECORATION


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return zip(text, f"{text[1:]} ", strict=False)


def _greedy(widths: list[float], space: float, width: float) -> list[tuple[int, int]]:
    """Return the first and the end of each line's words, each line as full as it can be."""
    lines = []
    start = 0
    used = 0.0
    for at, word in enumerate(widths):
        if at > start and used + space + word > width:
            lines.append((start, at))
            start, used = at, word
        else:
            used += word + (space if at > start else 0)
    if widths:
        lines.append((start, len(widths)))
    return lines

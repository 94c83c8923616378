"""Draws share cards: a front page in little, in the site's own colours. Same words, same bytes."""

from __future__ import annotations

import io
from typing import NamedTuple
from urllib.parse import urlsplit

from PIL import Image, ImageDraw

from broadsheet.memo import Memo
from broadsheet.pages.card_views import ShareCardView
from broadsheet.pages.views import Frame
from broadsheet.rendering.catalogue import Catalogue
from broadsheet.rendering.drawing_inputs import card_digest, card_key
from broadsheet.rendering.formats import Formats
from broadsheet.rendering.lettering import Face, settable
from broadsheet.rendering.stylesheet import PAPER_LIGHT

WIDTH, HEIGHT = 1200, 630
"""The size that Open Graph readers show whole (2 to 1, less a little)."""

INK = "#1c1915"
MARGIN = 72
COLUMN = WIDTH - 2 * MARGIN
TOP, BOTTOM = 152, 520
"""Where the headline's part begins and ends."""

HEADLINE_SIZES = (100, 88, 78, 68, 60, 52)
NAMEPLATE_SIZES = (190, 150, 120, 96, 72)
LEADING = 1.1
KICKER_TRACKING = 2.5
HEADLINE_LINES = 4
GAP = 26

INK_STEPS, ACCENT_STEPS = 8, 7
"""Shades between paper and each colour: sixteen in all fit four bits a pixel."""

ACCENT = INK_STEPS + ACCENT_STEPS
HAIRLINE = 2
"""The number of the accent's full shade, and of the faint ink for hairlines."""

DEFLATE_RUNS = 3
"""zlib's strategy for runs of equal bytes: on such pictures half the time for 15 % more bytes."""


MUTED = 6
"""The shade of ink for what is not the news itself."""

ACCENT_RAMP = [
    INK_STEPS + step if (step := round(cover / 255 * ACCENT_STEPS)) else 0 for cover in range(256)
]
"""Which shade of the accent each coverage (0 to 255) has; 0 is paper."""


class _Words(NamedTuple):
    """The words of a card, in the site's language."""

    headline: str
    kicker: str = ""
    notes: tuple[str, ...] = ()
    foot: str = ""
    date: str = ""


class ShareCardPainter:
    """Draws the cards of one site; what was drawn once is found again in the memo."""

    def __init__(self, frame: Frame, catalogue: Catalogue, memo: Memo, engine: bytes) -> None:
        self._frame = frame
        self._catalogue = catalogue
        self._memo = memo
        self._formats = Formats(frame.language, frame.time_zone)
        self._faces: dict[tuple[int, int], Face] = {}
        self._masthead: Image.Image | None = None
        self.digest = card_digest(frame, catalogue)
        self._engine = engine

    def __call__(self, view: ShareCardView, /) -> bytes:
        """Return the card as a PNG."""
        key = card_key(self._engine, self.digest, view)
        known = self._memo.picture(key)
        if known is None:
            known = self._encoded(self._drawn(view))
            self._memo.keep_picture(key, known)
        return known

    def _drawn(self, view: ShareCardView) -> Image.Image:
        """Return the picture; where the font lacks a headline's letters, the site speaks."""
        words = self._spoken(view)
        return self._sheet(words) if words.headline else self._nameplate()

    def _spoken(self, view: ShareCardView) -> _Words:
        """Return what the card says."""
        if view.kind == "home":
            return _Words("")
        if view.kind == "edition":
            headline, date = self._formats.long_day(view.when), ""
        else:
            headline = view.headline
            date = self._formats.full_date(view.when) if view.when else ""
        return _Words(
            self._settable(headline),
            kicker=self._settable(self._catalogue.gettext(view.kicker)) if view.kicker else "",
            notes=tuple(filter(None, map(self._settable, view.notes))),
            foot=self._foot(view),
            date=self._settable(date),
        )

    def _foot(self, view: ShareCardView) -> str:
        """Return who carries the story: "Northwire and 13 other outlets"."""
        name = self._settable(view.outlet)
        if not name or not view.others:
            return name
        others = self._catalogue.ngettext(
            "and %(num)s other outlet", "and %(num)s other outlets", view.others
        )
        number = self._formats.number(view.others)
        return f"{name} {self._settable(others % {'num': number})}"

    def _sheet(self, words: _Words) -> Image.Image:
        """Return a card with masthead, kicker, headline, notes and foot."""
        canvas = self._blank().copy()
        small = self._face(28, 400)
        left = WIDTH - MARGIN - small.width(words.date)
        self._line(canvas, small, 62, words.date, MUTED, left)
        top = TOP
        if words.kicker:
            face = self._face(28, 700)
            kicker = face.cut(words.kicker.upper(), COLUMN * 0.85)
            self._kicker(canvas, face, top - 6, kicker)
            top += 42
        end = self._headline(canvas, words, top)
        if len(words.notes) > 1:
            self._list(canvas, words.notes, end + GAP)
        elif words.notes:
            self._note(canvas, words.notes[0], end + GAP)
        foot = self._face(32, 400)
        self._line(canvas, foot, 548, foot.cut(words.foot, COLUMN), MUTED)
        return canvas

    def _headline(self, canvas: Image.Image, words: _Words, top: int) -> int:
        """Set the headline as large as it fits, and return where it ends."""
        room = BOTTOM - top - 80 * min(len(words.notes), 2)
        for size in HEADLINE_SIZES:
            face = self._face(size, 600)
            lines = face.wrapped(words.headline, COLUMN)
            most = max(1, min(HEADLINE_LINES, int(room / (size * LEADING))))
            if len(lines) <= most:
                break
        step = round(face.size * LEADING)
        for line in _shortened(lines, most, face):
            self._line(canvas, face, top - face.size // 6, line, INK_STEPS)
            top += step
        return top

    def _note(self, canvas: Image.Image, note: str, top: int) -> None:
        """Set a few muted lines below the headline."""
        face = self._face(44, 400)
        step = 56
        lines = face.wrapped(note, COLUMN)
        for line in _shortened(lines, max(1, (HEIGHT - 48 - top) // step), face):
            self._line(canvas, face, top - 8, line, MUTED)
            top += step

    def _list(self, canvas: Image.Image, notes: tuple[str, ...], top: int) -> None:
        """Set one line for each note, parted by hairlines."""
        face = self._face(38, 400)
        pen = ImageDraw.Draw(canvas)
        for note in notes:
            pen.rectangle((MARGIN, top, WIDTH - MARGIN - 1, top), fill=HAIRLINE)
            self._line(canvas, face, top + 10, face.cut(note, COLUMN), INK_STEPS)
            top += 70

    def _nameplate(self) -> Image.Image:
        """Return the site's own card: its title as the nameplate of a front page."""
        canvas = Image.new("L", (WIDTH, HEIGHT), 0)
        pen = ImageDraw.Draw(canvas)
        pen.rectangle((0, 0, WIDTH, 13), fill=ACCENT)
        host = urlsplit(self._frame.base_url).hostname or ""
        title = self._settable(self._frame.title) or host
        for size in NAMEPLATE_SIZES:
            face = self._face(size, 700)
            if face.width(title) <= COLUMN:
                break
        title = face.cut(title, COLUMN)
        self._line(canvas, face, 250 - face.size * 3 // 4, title, INK_STEPS, _centred(face, title))
        _double_rule(pen, 372)
        about = self._settable(self._frame.tagline or self._frame.description)
        small = self._face(44, 400)
        lines = small.wrapped(about, COLUMN)
        for number, line in enumerate(_shortened(lines, 3, small)):
            self._line(canvas, small, 404 + number * 58, line, MUTED, _centred(small, line))
        return canvas

    def _blank(self) -> Image.Image:
        """Return the sheet with its masthead, drawn once."""
        if self._masthead is None:
            self._masthead = Image.new("L", (WIDTH, HEIGHT), 0)
            pen = ImageDraw.Draw(self._masthead)
            pen.rectangle((0, 0, WIDTH, 13), fill=ACCENT)
            _double_rule(pen, 114)
            face = self._face(44, 700)
            title = face.cut(self._settable(self._frame.title), COLUMN * 0.6)
            self._line(self._masthead, face, 46, title, INK_STEPS)
        return self._masthead

    def _line(
        self,
        canvas: Image.Image,
        face: Face,
        top: int,
        text: str,
        shade: int,
        left: float = MARGIN,
    ) -> None:
        """Set one line in ink: between paper (0) and ink, a letter's edge is a lighter shade."""
        face.set(canvas, left, top, text, shade)

    def _kicker(self, canvas: Image.Image, face: Face, top: int, text: str) -> None:
        """Set a line in the accent, whose shades do not begin at paper's."""
        width = int(face.width(text, KICKER_TRACKING)) + face.size
        mask = Image.new("L", (width, face.size * 3 // 2), 0)
        face.set(mask, 0, 0, text, tracking=KICKER_TRACKING)
        canvas.paste(mask.point(ACCENT_RAMP), (MARGIN, top))

    def _face(self, size: int, weight: int) -> Face:
        face = self._faces.get((size, weight))
        if face is None:
            face = self._faces[size, weight] = Face(size, weight)
        return face

    def _settable(self, text: str) -> str:
        return settable(text, self._face(28, 400))

    def _encoded(self, canvas: Image.Image) -> bytes:
        canvas.putpalette(_palette(self._frame.accent))
        data = io.BytesIO()
        canvas.save(data, "PNG", bits=4, compress_level=1, compress_type=DEFLATE_RUNS)
        return data.getvalue()


def _centred(face: Face, text: str) -> float:
    return (WIDTH - face.width(text)) / 2


def _double_rule(pen: ImageDraw.ImageDraw, top: int) -> None:
    """Draw the thick and the thin rule under a nameplate."""
    pen.rectangle((MARGIN, top, WIDTH - MARGIN - 1, top + 2), fill=INK_STEPS)
    pen.rectangle((MARGIN, top + 6, WIDTH - MARGIN - 1, top + 6), fill=INK_STEPS)


def _shortened(lines: list[str], most: int, face: Face) -> list[str]:
    """Return at most so many lines, the last of them cut."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], face.cut(" ".join(lines[most - 1 :]), COLUMN)]


def _palette(accent: str) -> list[int]:
    """Return red, green and blue of paper, of the ink's shades and of the accent's."""
    paper = _channels(PAPER_LIGHT)
    shades = [paper]
    for colour, steps in ((INK, INK_STEPS), (accent, ACCENT_STEPS)):
        goal = _channels(colour)
        for step in range(1, steps + 1):
            pairs = zip(paper, goal, strict=True)
            shades.append(tuple(round(a + (b - a) * step / steps) for a, b in pairs))
    return [value for shade in shades for value in shade]


def _channels(colour: str) -> tuple[int, ...]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))

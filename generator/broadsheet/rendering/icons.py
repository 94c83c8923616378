"""Draws the site's icons: the first letter of its title on its accent. Same site, same bytes."""

from __future__ import annotations

import io
import re
from html import escape

from PIL import Image, ImageDraw

from broadsheet.pages.card_views import IconView
from broadsheet.pages.views import Frame
from broadsheet.rendering.drawing_inputs import icon_digest
from broadsheet.rendering.lettering import Face, settable
from broadsheet.rendering.stylesheet import PAPER_LIGHT

ICO_SIZES = (16, 32, 48)
PNG_SIZES = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}

MASKED, SHOWN_WHOLE = 0.66, 1.1
"""Size of the letter to that of the icon.

A home screen cuts an icon to its own shape: the letter lies inside the circle that all shapes leave
(W3C, Web App Manifest, "safe zone": 40 % of the width around the middle). A tab shows all of it.
"""

OVERSAMPLED = 4
"""Small icons are drawn larger and shrunk: hinting would make the letter's stems uneven."""

LARGEST_DRAWN = 1024
"""Pixels of width beyond which hinting makes no difference, and a drawing takes 20 MB."""

_LETTER = re.compile(r"[^\W_]")


class IconPainter:
    """Draws the icons of one site."""

    def __init__(self, frame: Frame) -> None:
        found = _LETTER.search(frame.title)
        self._letter = found[0].upper()[0] if found else ""
        self._accent = frame.accent
        self.digest = icon_digest(frame)

    def __call__(self, view: IconView, /) -> bytes:
        """Return the icon's file: SVG, ICO or PNG, by its name."""
        if view.name.endswith(".svg"):
            return self._svg().encode()
        data = io.BytesIO()
        if view.name.endswith(".ico"):
            small, *larger = [self._drawn(size, SHOWN_WHOLE) for size in ICO_SIZES]
            sizes = [(size, size) for size in ICO_SIZES]
            larger[-1].save(data, "ICO", sizes=sizes, append_images=[small, *larger[:-1]])
        else:
            self._drawn(PNG_SIZES[view.name], MASKED).save(data, "PNG", compress_level=9)
        return data.getvalue()

    def _svg(self) -> str:
        """Return a drawing without styles, which a strict policy would refuse."""
        sign = (
            f'<text x="32" y="47" text-anchor="middle" font-family="Georgia, Times, serif" '
            f'font-weight="700" font-size="44" fill="{PAPER_LIGHT}">{escape(self._letter)}</text>'
        )
        lines = "".join(
            f'<rect x="14" y="{top}" width="{width}" height="6" fill="{PAPER_LIGHT}"/>'
            for top, width in ((17, 36), (29, 36), (41, 22))
        )
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
            f'<rect width="64" height="64" fill="{self._accent}"/>'
            f"{sign if self._letter else lines}</svg>\n"
        )

    def _drawn(self, size: int, share: float) -> Image.Image:
        """Return the icon at a size; lines of print where the font lacks the letter."""
        large = size * min(OVERSAMPLED, LARGEST_DRAWN // size)
        picture = Image.new("RGB", (large, large), self._accent)
        mask = Image.new("L", (large, large * 2), 0)
        face = Face(round(large * share), 700)
        letter = settable(self._letter, face)
        if letter:
            face.set(mask, (large - face.width(letter)) / 2, 0, letter)
        else:
            _lines(mask)
        left, top, right, bottom = mask.getbbox() or (0, 0, large, large)
        middle = ((large - right + left) // 2, (large - bottom + top) // 2)
        sign = mask.crop((left, top, right, bottom))
        picture.paste(PAPER_LIGHT, (*middle, middle[0] + sign.width, middle[1] + sign.height), sign)
        return picture.resize((size, size), Image.Resampling.LANCZOS)


def _lines(mask: Image.Image) -> None:
    """Draw three lines of print."""
    pen = ImageDraw.Draw(mask)
    unit = mask.width / 64
    for top, width in ((17, 36), (29, 36), (41, 22)):
        pen.rectangle((14 * unit, top * unit, (14 + width) * unit, (top + 6) * unit), fill=255)

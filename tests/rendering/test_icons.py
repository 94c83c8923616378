"""What the icons promise: sizes, colours, and that a site's own take their place."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from broadsheet.pages.card_views import ICONS, IconView, icon_pages, with_icons
from broadsheet.rendering.icons import IconPainter
from machine_samples import frame
from stand_ins import REALLY_DRAWN


def drawn(name: str, **changes: object) -> bytes:
    """Return an icon of the invented site, drawn for this call."""
    return REALLY_DRAWN(IconPainter(frame(**changes)), IconView(name))


@pytest.mark.parametrize(
    ("name", "size"), [("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)]
)
def test_png_has_its_size_and_the_accent_to_the_edge(name: str, size: int) -> None:
    """Masks of every shape show a full square; the letter is paper on the accent."""
    picture = Image.open(io.BytesIO(drawn(name)))

    assert (picture.format, picture.size) == ("PNG", (size, size))
    assert {picture.getpixel(at) for at in ((0, 0), (size - 1, size - 1))} == {(0x8A, 0x1C, 0x1C)}
    assert (251, 248, 241) in {colour for _, colour in picture.getcolors(1 << 20) or ()}


def test_letter_stays_in_the_safe_zone() -> None:
    """Whatever a mask cuts off outside the middle circle, the letter is whole."""
    picture = Image.open(io.BytesIO(drawn("icon-512.png", title="W"))).convert("L")
    outside = [
        picture.getpixel((x, y))
        for x in range(0, 512, 4)
        for y in range(0, 512, 4)
        if (x - 256) ** 2 + (y - 256) ** 2 > (512 * 0.4) ** 2
    ]

    assert len(set(outside)) == 1


def test_ico_holds_the_sizes_of_tabs_and_taskbars() -> None:
    """Each size is drawn for itself."""
    icon = Image.open(io.BytesIO(drawn("favicon.ico")))

    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_svg_is_well_formed_and_holds_no_style() -> None:
    """A policy without `unsafe-inline` refuses styles inside an SVG that is opened by itself."""
    text = drawn("favicon.svg", title="<&> & Sons").decode()
    root = ET.fromstring(text)

    assert root.attrib["viewBox"] == "0 0 64 64"
    assert "style" not in text
    assert ">S</text>" in text


@pytest.mark.parametrize("title", ["報", "ي", "!"])
def test_letter_that_the_font_lacks_gives_lines_of_print(title: str) -> None:
    """No box in the place of a letter."""
    assert drawn("icon-192.png", title=title) == drawn("icon-192.png", title="–")


def test_icons_follow_from_title_and_accent_only() -> None:
    """So that they are drawn once."""
    plain = IconPainter(frame())

    assert IconPainter(frame(tagline="other", assets=())).digest == plain.digest
    assert IconPainter(frame(accent="#1c4f8a")).digest != plain.digest
    assert drawn("favicon.ico") == drawn("favicon.ico")


def test_own_icons_take_the_place_of_drawn_ones() -> None:
    """A site ships an icon at its root, or among its static files under a hashed name."""
    own = (("root/favicon.svg", "/favicon.svg"), ("icon-192.png", "/assets/icon-192.1a2b.png"))
    names = [page.address for page in icon_pages(name for name, _ in own)]
    published = dict(with_icons(own))

    assert names == ["/apple-touch-icon.png", "/favicon.ico", "/icon-512.png"]
    assert published["favicon.svg"] == "/favicon.svg"
    assert published["icon-192.png"] == "/assets/icon-192.1a2b.png"
    assert published["icon-512.png"] == "/icon-512.png"
    assert set(ICONS) <= published.keys()

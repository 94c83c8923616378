"""Signs of outlets, and colours that can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.model import Outlet
from broadsheet.rendering.assets import theme_assets
from broadsheet.rendering.monogram import letters_of, monogram_of
from broadsheet.rendering.stylesheet import (
    PAPER_DARK,
    PAPER_LIGHT,
    contrast,
    dark_accent,
    feed_stylesheet,
    is_readable,
    stylesheet,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("New York Times", "NY"),
        ("The New York Times", "NY"),
        ("The Verge", "TV"),
        ("abc27", "AB"),
        ("X", "X"),
        ("朝日新聞", "朝"),
        ("", "–"),
        ("…", "–"),
        ("hays-post.example", "HP"),
    ],
)
def test_monograms_are_two_letters(name: str, expected: str) -> None:
    """Of the first two words, past an article; of one word, its first two."""
    assert expected == letters_of(name)


def test_an_outlet_keeps_its_colours_under_a_new_name() -> None:
    """The domain decides."""
    assert monogram_of(Outlet("A", "x.example")).pair == monogram_of(Outlet("B", "x.example")).pair


@given(st.integers(0, 0xFFFFFF))
def test_every_dark_accent_can_be_read(number: int) -> None:
    """Whatever the site's colour is, its dark form has the contrast of text."""
    assert contrast(dark_accent(f"#{number:06x}"), PAPER_DARK) >= 4.5


@pytest.mark.parametrize(("accent", "expected"), [("#8a1c1c", True), ("#fa0", False)])
def test_an_accent_must_be_readable_on_paper(accent: str, expected: bool) -> None:
    """4.5 to 1, as for all text."""
    assert expected == is_readable(accent)


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21 to 1."""
    assert (21, 1) == (round(contrast("#000", "#ffffff")), contrast("#abc", "#aabbcc"))


def test_the_stylesheet_takes_the_colours_of_the_site() -> None:
    """No token is left, and the papers are those that contrast is measured on."""
    source = theme_assets()["style.css"].decode()
    text = stylesheet(source, "#123456", "#abc")

    assert b"--accent: light-dark(#123456, #abc);" in text
    assert b"$" not in text
    assert f"--paper: light-dark({PAPER_LIGHT}, {PAPER_DARK});" in source


def test_the_stylesheet_of_feeds_takes_colours_and_words_of_the_site() -> None:
    """As a string of CSS, which a quote or a line's end of a translation does not end."""
    source = theme_assets()["feed.css"].decode()
    text = feed_stylesheet(source, "#123456", "#abc", 'Un "flux"\n\\', "rtl").decode()

    assert r'content: "Un \22 flux\22 \a \5c ";' in text
    assert "direction: rtl;" in text
    assert [True] * 2 == [f"color: {colour};" in text for colour in ("#123456", "#abc")]
    assert "$" not in text

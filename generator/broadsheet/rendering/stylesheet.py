"""What stylesheets take from the settings: the accent, checked for contrast, and words."""

from __future__ import annotations

import colorsys
import re
from string import Template

PAPER_LIGHT = "#fbf8f1"
PAPER_DARK = "#171512"
"""What the accent stands on, in the light and the dark mode; style.css uses the same."""

READABLE = 4.5
"""The least contrast of text that is not large (WCAG 2.2, success criterion 1.4.3)."""

FEED_NOTE = (
    "This is a feed. Copy the address of this page into a feed reader, and it will show you new "
    "stories as they appear. The newest are below."
)
"""What stands above a feed that a person opens in a browser; the catalogue translates it."""

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def stylesheet(text: str, accent: str, accent_dark: str) -> bytes:
    """Return the stylesheet to publish: `$accent` and `$accent_dark` take the site's colours."""
    return _filled(text, accent=accent, accent_dark=accent_dark)


def feed_stylesheet(text: str, accent: str, accent_dark: str, note: str, direction: str) -> bytes:
    """Return the feeds' stylesheet: `$feed_note` and `$direction` take those of the language.

    The note stands within a string of CSS (Syntax Module Level 3, section 4.3.7).
    """
    quoted = re.sub(r'[\\"\n\r\f<]', lambda found: f"\\{ord(found[0]):x} ", note)
    return _filled(
        text, accent=accent, accent_dark=accent_dark, feed_note=quoted, direction=direction
    )


def _filled(text: str, **values: str) -> bytes:
    return Template(text).safe_substitute(values).encode()


def is_colour(text: str) -> bool:
    """Whether the text is a colour we can reckon with: `#8a1c1c` or `#812`."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(_channels(one)), _luminance(_channels(other))))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(accent: str) -> bool:
    """Whether links in this colour can be read on the light paper."""
    return contrast(accent, PAPER_LIGHT) >= READABLE


def dark_accent(accent: str) -> str:
    """Return the accent for the dark mode: lightened until it reads on dark paper, hue kept.

    A little more contrast than needed: thin letters of light on dark seem thinner.
    """
    red, green, blue = (value / 255 for value in _channels(accent))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    for step in range(round(lightness * 100), 100):
        lighter = colorsys.hls_to_rgb(hue, step / 100, saturation)
        colour = "#{:02x}{:02x}{:02x}".format(*(round(value * 255) for value in lighter))
        if contrast(colour, PAPER_DARK) >= READABLE + 1.5:
            return colour
    return "#ffffff"


def _channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255; raises ValueError for what is not a hexadecimal colour."""
    if not is_colour(colour):
        raise ValueError(f"{colour!r} is not a colour such as '#8a1c1c'")
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _luminance(channels: tuple[int, int, int]) -> float:
    """Relative luminance (WCAG 2.2), from the sRGB transfer curve."""
    linear = [_linear(value / 255) for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

"""The functions and filters that templates may use; docs/templates.md lists them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from markupsafe import Markup

from broadsheet import addresses
from broadsheet.errors import did_you_mean
from broadsheet.model import Outlet
from broadsheet.pages.frame import direction_of
from broadsheet.pages.views import Frame
from broadsheet.remembered import once_for_each
from broadsheet.rendering.catalogue import Catalogue
from broadsheet.rendering.compiling import escaped
from broadsheet.rendering.formats import REMEMBERED, Formats
from broadsheet.rendering.monogram import monogram_of
from broadsheet.rendering.structured_data import json_ld
from broadsheet.rendering.stylesheet import PAPER_DARK, PAPER_LIGHT

SMALL_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
"""Running text spells numbers below ten; the catalogue translates them."""

WEEK = "Week %(week)s"

_OWN_PICTURE = '<img src="/'
"""As `reading.markup` writes it; in a text or an attribute it could not stand."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WEEK = re.compile(r"\d{4}-W\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")

PIECES_REMEMBERED = 4096
"""Pieces of pages that a macro keeps; about a kilobyte each."""

FIXED_CALLS = ("_", "gettext", "href", "absolute", "asset", "has_asset")
"""Functions that give one answer for the whole site; see `compiling`."""


def filters_of(
    frame: Frame, catalogue: Catalogue, formats: Formats
) -> dict[str, Callable[..., Any]]:
    """Return what stands after `|` in a template. Each is pure: same value, same text."""
    links = _Links(frame)
    remembered = lru_cache(REMEMBERED, typed=True)
    return {
        **formats.filters(),
        "number": remembered(formats.number),
        "decimal": remembered(formats.decimal),
        "percent": remembered(formats.percent),
        "until": remembered(formats.span),
        "in_words": _speller(formats, catalogue),
        "href": links.href,
        "story_href": links.story,
        "edition_href": links.edition,
        "absolute": links.absolute,
        "language": _language_marker(frame.language),
        "monogram": monogram_of,
        "logo": _logo_finder(frame),
        "peak": _peak,
        "translated": remembered(catalogue.gettext),
        "period": remembered(_period_namer(formats, catalogue)),
    }


def globals_of(frame: Frame, catalogue: Catalogue, formats: Formats) -> dict[str, Any]:
    """Return what a template may call: addresses, assets, structured data."""
    links = _Links(frame)
    return {
        **_translators(catalogue),
        "href": links.href,
        "absolute": links.absolute,
        "asset": links.asset,
        "has_asset": links.assets.__contains__,
        "once_for_each": once_for_each(PIECES_REMEMBERED),
        "structured": _structured(frame),
        "weekdays": formats.weekday_names(),
        "paper": (PAPER_LIGHT, PAPER_DARK),
    }


def text_of(safe_html: str, frame: Frame) -> Markup:
    """Return the HTML of a text, its pictures (`/media/plan.png`) found where the site lies."""
    base = frame.base_path.rstrip("/")
    if base and _OWN_PICTURE in safe_html:
        safe_html = safe_html.replace(_OWN_PICTURE, f'<img src="{escaped(base)}/')
    return Markup(safe_html)  # noqa: S704 -- made safe when it was read


class _Links:
    """Our own addresses, as pages of this site write them."""

    def __init__(self, frame: Frame) -> None:
        self.assets = dict(frame.assets)
        self._base = frame.base_path.rstrip("/")
        self._site = frame.base_url.rstrip("/")

    def href(self, path: str) -> str:
        """Return the address of one of our pages for a link: `/sub/topics/`."""
        return self._base + path

    def story(self, story_id: str) -> str:
        """Return the address of a story's page for a link."""
        return self._base + addresses.story(story_id)

    def edition(self, day: str) -> str:
        """Return the address of a day's edition for a link."""
        return self._base + addresses.edition(day)

    def absolute(self, path: str) -> str:
        """Return the whole address of one of our pages, for machines elsewhere."""
        return self._site + path

    def asset(self, name: str) -> str:
        """Return the address of a static file by its own name; LookupError where there is none."""
        published = self.assets.get(name)
        if published is None:
            raise LookupError(f"there is no asset '{name}' {did_you_mean(name, self.assets)}")
        return self._base + published


def _speller(formats: Formats, catalogue: Catalogue) -> Callable[[int], str]:
    """`two`, but `12`: numbers as running text has them."""
    words = tuple(catalogue.gettext(word) for word in SMALL_NUMBERS)

    def in_words(number: int) -> str:
        return words[number] if 0 <= number < len(words) else formats.number(number)

    return in_words


def _language_marker(own: str) -> Callable[[str], Markup]:
    """Return the filter that writes ` lang="fr"` (and `dir`) where a text is not in ours."""
    ours = direction_of(own)

    @lru_cache(REMEMBERED)
    def language(tag: str) -> Markup:
        if not tag or tag.lower() == own.lower():
            return Markup()
        direction = direction_of(tag)
        turned = Markup(' dir="{}"').format(direction) if direction != ours else Markup()
        return Markup(' lang="{}"').format(tag) + turned

    return language


def _logo_finder(frame: Frame) -> Callable[[Outlet], str]:
    """Return the filter that gives the path of an outlet's own logo, or an empty text."""
    logos = dict(frame.logos)
    return lambda outlet: logos.get(outlet.domain, "")


def _period_namer(formats: Formats, catalogue: Catalogue) -> Callable[[str], str]:
    """Return the filter that names a day, an ISO week or a month: `2022-W08` is "Week 8".

    Any other text is a name already.
    """

    def period(text: str) -> str:
        if _WEEK.fullmatch(text):
            return catalogue.gettext(WEEK) % {"week": int(text[-2:]), "year": text[:4]}
        if _DAY.fullmatch(text):
            return formats.day(text)
        return formats.month(text) if _MONTH.fullmatch(text) else text

    return period


def _peak(counts: Iterable[int]) -> int:
    """Return the highest of some counts, at least 1: what a chart is measured by."""
    return max((*counts, 1))


def _translators(catalogue: Catalogue) -> dict[str, Callable[..., Markup]]:
    """Return gettext and ngettext as Jinja's new style has them: values by name, escaped.

    The words are the theme's own, so they may hold markup. Plain functions that remember
    sentences without values take a tenth of the time of Jinja's own.
    """

    @lru_cache(None)
    def plain(message: str) -> Markup:
        return _filled(catalogue.gettext(message), {})

    @lru_cache(REMEMBERED)
    def counted(singular: str, plural: str, number: int) -> Markup:
        return _filled(catalogue.ngettext(singular, plural, number), {"num": number})

    def gettext(message: str, **values: object) -> Markup:
        return _filled(catalogue.gettext(message), values) if values else plain(message)

    def ngettext(singular: str, plural: str, number: int, **values: object) -> Markup:
        if not values:
            return counted(singular, plural, number)
        values.setdefault("num", number)
        return _filled(catalogue.ngettext(singular, plural, number), values)

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def _filled(sentence: str, values: Mapping[str, object]) -> Markup:
    """Put values into a sentence of ours; texts are escaped, numbers stay numbers for `%d`."""
    safe = {key: value if type(value) is int else escaped(value) for key, value in values.items()}
    return Markup(sentence % safe)  # noqa: S704


def _structured(frame: Frame) -> Callable[[msgspec.Struct], Markup]:
    """Return the function that writes a view's JSON-LD, safe inside `<script>`."""

    def structured(page: msgspec.Struct) -> Markup:
        return Markup(json_ld(page, frame))  # noqa: S704

    return structured

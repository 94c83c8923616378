"""How a language writes days, times and numbers: CLDR data through Babel, asked each time.

Loading Babel and a language's data takes longer than a small rebuild needs them for; `formats`
remembers what they said, and imports this only to ask for something new.
"""

from __future__ import annotations

import re
from datetime import date, time

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from broadsheet.text import tied

HOUSE_STYLE = {
    "long_day": "EEEE d MMMM y",
    "day": "EEEE d MMMM",
    "full_date": "d MMMM y",
    "day_month": "d MMMM",
    "short_day": "d MMM",
    "moment": "{1}, {0}",
}
"""English newspapers set dates without commas; CLDR sets one after the weekday."""

COLUMN_LETTERS = 4
"""Most letters of a weekday above a column of a calendar, of which a telephone shows seven."""


def locale_of(language: str) -> Locale:
    """Return Babel's locale for a language tag; English where the tag is not known to CLDR.

    English without a country is read as British: day before month, a clock of 24 hours.
    """
    tag = language.replace("_", "-")
    while tag:
        try:
            return Locale.parse("en-GB" if tag.lower() == "en" else tag, sep="-")
        except (UnknownLocaleError, ValueError):
            tag = tag.rpartition("-")[0]
    return Locale.parse("en_GB")


class Cldr:
    """What one language says."""

    def __init__(self, language: str) -> None:
        self._locale = locale_of(language)
        self._patterns = _patterns_of(self._locale)

    def pattern(self, name: str) -> str:
        """Return how CLDR describes a form: that of a `moment` joins a day {1} and a time {0}."""
        return self._patterns[name]

    def day(self, form: str, day: date) -> str:
        """Return a day in one of the forms."""
        return tied(format_date(day, self._patterns[form], self._locale))

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of the day."""
        return tied(format_time(time(hour, minute), self._patterns["clock"], None, self._locale))

    def weekday(self, width: str, number: int) -> str:
        """Return the name of a day, Monday being 0, `wide` or `abbreviated`, as it stands alone."""
        return str(self._locale.days["stand-alone"][width][number])

    def column_weekday(self, number: int) -> str:
        """Return the longest name of a day, Monday being 0, that the column of a calendar holds.

        Short forms of some languages are hardly shorter than the names: `יום ב׳`, `الاثنين`.
        """
        forms = self._locale.days["stand-alone"]
        widths = (width for width in ("abbreviated", "short") if width in forms)
        fitting = (w for w in widths if max(map(len, forms[w].values())) <= COLUMN_LETTERS)
        return str(forms[next(fitting, "narrow")][number])

    def span(self, begin: date, end: date) -> str:
        """Return from one day to a later one, nothing said twice (UTS #35, 2.6.3)."""
        greatest = "y" if begin.year != end.year else "M" if begin.month != end.month else "d"
        patterns = self._locale.interval_formats.get("yMMMd", {}).get(greatest)
        if patterns is None:
            return f"{self.day('full_date', begin)} – {self.day('full_date', end)}"
        shown = zip((begin, end), patterns, strict=True)
        return tied("".join(format_date(at, _widened(p), self._locale) for at, p in shown))

    def number(self, value: float) -> str:
        """Return a number, grouped as the language does."""
        return format_decimal(value, format=None, locale=self._locale)

    def decimal(self, value: float) -> str:
        """Return a number with two places, with the language's own sign."""
        return format_decimal(value, format="0.00", locale=self._locale)

    def percent(self, value: float) -> str:
        """Return a share of one in hundredths."""
        return format_percent(value, locale=self._locale)


def _patterns_of(locale: Locale) -> dict[str, str]:
    """Return the date patterns of a locale by filter name, each written as CLDR writes patterns."""
    skeletons = locale.datetime_skeletons
    short_day = _skeleton(skeletons, "MMMd")
    clock = _skeleton(skeletons, "Hm")
    joined = str(locale.datetime_formats["medium"]).replace("'", "")
    patterns = {
        "long_day": str(locale.date_formats["full"].pattern),
        "day": _widened(_skeleton(skeletons, "MMMMEEEEd", "MMMMEd", "MMMEd")),
        "full_date": str(locale.date_formats["long"].pattern),
        "day_month": _skeleton(skeletons, "MMMMd", "MMMd"),
        "short_day": short_day,
        "month": _skeleton(skeletons, "yMMMM", "yMMM"),
        "clock": clock,
        "moment": joined,
    }
    if locale.language == "en" and locale.territory != "US":
        patterns.update(HOUSE_STYLE)
    return patterns


def _skeleton(skeletons: object, *names: str) -> str:
    """Return the pattern of the first skeleton that the locale has."""
    for name in names:
        found = skeletons.get(name)  # type: ignore[attr-defined]
        if found is not None:
            return str(found.pattern)
    return "y-MM-dd"


def _widened(pattern: str) -> str:
    """Write weekday and month out: CLDR allows a field's width to be adjusted (UTS #35, 2.6.2)."""
    return re.sub(r"(?<![ELM])(E{1,3}|LLL|MMM)(?![ELM])", _wide_field, pattern)


def _wide_field(found: re.Match[str]) -> str:
    return found[0][0] * 4

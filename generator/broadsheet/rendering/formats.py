"""Days, times and numbers as readers of a language write them. Pure: CLDR data through Babel.

Times come as UTC texts (`2022-02-22T00:52:00Z`) and are shown in the site's zone; days come as
`2022-02-22` and months as `2022-02`. An empty text gives an empty text: the template says what an
unknown date means. Each filter remembers what it has formatted, since a site shows few different
days many times.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

REMEMBERED = 8192
"""How many different days or times one filter keeps; a few hundred bytes each."""

HOUSE_STYLE = {
    "long_day": "EEEE d MMMM y",
    "day": "EEEE d MMMM",
    "full_date": "d MMMM y",
    "day_month": "d MMMM",
    "short_day": "d MMM",
    "moment": "{1}, {0}",
}
"""English newspapers set dates without commas; CLDR sets one after the weekday."""

_WORD_JOINT = re.compile(r"(\d\.?)[ \u202f](?=[^\W\d])")


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


class Formats:
    """How one language and time zone show days, times and numbers."""

    def __init__(self, language: str, time_zone: str) -> None:
        self._locale = locale_of(language)
        self._zone = ZoneInfo(time_zone)
        self._patterns = _patterns_of(self._locale)
        # A site has as many times as pages, but few days, and 1,440 minutes to a day.
        self._dated = lru_cache(REMEMBERED)(self._format_date)
        self._clocked = lru_cache(REMEMBERED)(self._format_clock)

    def filters(self) -> dict[str, Callable[[str], str]]:
        """Return the template filters by name, each with a memory of its own."""
        names = (*HOUSE_STYLE, "weekday", "short_weekday", "month", "clock", "local_day", "iso")
        return {name: lru_cache(REMEMBERED)(_blank_safe(getattr(self, name))) for name in names}

    def long_day(self, text: str) -> str:
        """`Tuesday 22 February 2022`."""
        return self._date("long_day", text)

    def day(self, text: str) -> str:
        """`Tuesday 22 February`, for headings among other days of the year."""
        return self._date("day", text)

    def full_date(self, text: str) -> str:
        """`22 February 2022`."""
        return self._date("full_date", text)

    def day_month(self, text: str) -> str:
        """`22 February`."""
        return self._date("day_month", text)

    def short_day(self, text: str) -> str:
        """`22 Feb`."""
        return self._date("short_day", text)

    def weekday(self, text: str) -> str:
        """`Tuesday`."""
        return str(self._locale.days["stand-alone"]["wide"][self._day_of(text).weekday()])

    def short_weekday(self, text: str) -> str:
        """`Tue`."""
        return str(self._locale.days["stand-alone"]["abbreviated"][self._day_of(text).weekday()])

    def month(self, text: str) -> str:
        """`February 2022`, from a month or any day of it."""
        return self._date("month", f"{text[:7]}-01")

    def clock(self, text: str) -> str:
        """`14:00`; empty for a day without a time."""
        if len(text) <= len("2022-02-22"):
            return ""
        moment = self._moment_of(text)
        return self._clocked(moment.hour, moment.minute)

    def moment(self, text: str) -> str:
        """`22 Feb, 14:00`; the day alone where no time is known."""
        if len(text) <= len("2022-02-22"):
            return self.short_day(text)
        moment = self._moment_of(text)
        day = self._dated("short_day", moment.date())
        clock = self._clocked(moment.hour, moment.minute)
        return _tied(self._patterns["moment"].replace("{1}", day).replace("{0}", clock))

    def local_day(self, text: str) -> str:
        """`2022-02-22`: the day of a time in the site's zone, to compare with other days."""
        return self._day_of(text).isoformat()

    def iso(self, text: str) -> str:
        """`2022-02-22T14:00Z`, for `<time datetime>`: whole minutes lose their seconds."""
        return text.replace(":00Z", "Z") if text.endswith(":00Z") and len(text) > 17 else text

    def number(self, value: float) -> str:
        """`12,345`, grouped as the language does."""
        if isinstance(value, int) and 0 <= value < 1000:
            return str(value)
        return format_decimal(value, format=None, locale=self._locale)

    def decimal(self, value: float) -> str:
        """`2.71`: two places, with the language's own sign."""
        return format_decimal(value, format="0.00", locale=self._locale)

    def percent(self, value: float) -> str:
        """`23%`, from a share of one."""
        return format_percent(value, locale=self._locale)

    def span(self, first: str, last: str) -> str:
        """`2–8 November 2026`: from one day to another, nothing said twice (UTS #35, 2.6.3)."""
        begin, end = self._day_of(first), self._day_of(last)
        if begin == end:
            return self.full_date(first)
        greatest = "y" if begin.year != end.year else "M" if begin.month != end.month else "d"
        patterns = self._locale.interval_formats.get("yMMMd", {}).get(greatest)
        if patterns is None:
            return f"{self.full_date(first)} – {self.full_date(last)}"
        shown = zip((begin, end), patterns, strict=True)
        return _tied("".join(format_date(at, _widened(p), self._locale) for at, p in shown))

    def weekday_names(self) -> tuple[tuple[str, str], ...]:
        """Return the short and the full name of each day, Monday first, for calendar heads."""
        names = self._locale.days["stand-alone"]
        return tuple((names["abbreviated"][day], names["wide"][day]) for day in range(7))

    def _day_of(self, text: str) -> date:
        if len(text) <= len("2022-02-22"):
            return date.fromisoformat(text)
        return self._moment_of(text).date()

    def _moment_of(self, text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(self._zone)

    def _date(self, name: str, text: str) -> str:
        return self._dated(name, self._day_of(text))

    def _format_date(self, name: str, day: date) -> str:
        return _tied(format_date(day, self._patterns[name], self._locale))

    def _format_clock(self, hour: int, minute: int) -> str:
        return _tied(format_time(time(hour, minute), self._patterns["clock"], None, self._locale))


def _tied(text: str) -> str:
    """Keep a number and the word after it on one line, as a compositor would."""
    return _WORD_JOINT.sub("\\1\u00a0", text)


def _blank_safe(show: Callable[[str], str]) -> Callable[[str], str]:
    def shown(text: str) -> str:
        return show(text) if text else ""

    return shown


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

"""Days, times and numbers as readers of a language write them. Pure: CLDR data through Babel.

Times come as UTC texts (`2022-02-22T00:52:00Z`) and are shown in the site's zone; days come as
`2022-02-22` and months as `2022-02`. An empty text gives an empty text: the template says what an
unknown date means. Each filter remembers what it has formatted, since a site shows few different
days many times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from broadsheet.text import tied

if TYPE_CHECKING:
    from broadsheet.rendering.cldr import Cldr

REMEMBERED = 8192
"""How many different days or times one filter keeps; a few hundred bytes each."""

FORMS = ("long_day", "day", "full_date", "day_month", "short_day", "moment")
"""The filters that show a whole day."""

MOST_SAID = 20_000
"""How much of what a language says is known at most; then it is asked anew."""

NOTHING: Mapping[str, str] = MappingProxyType({})


class Formats:
    """How one language and time zone show days, times and numbers.

    `said` is what the language says, by what was asked: some of it known before, to spare asking.
    """

    def __init__(self, language: str, time_zone: str, said: Mapping[str, str] = NOTHING) -> None:
        self.said = dict(said)
        self._language = language
        self._zone = ZoneInfo(time_zone)
        # A site has as many times as pages, but few days, and 1,440 minutes to a day.
        self._dated = lru_cache(REMEMBERED)(self._say_date)
        self._clocked = lru_cache(REMEMBERED)(self._say_clock)

    @cached_property
    def _cldr(self) -> Cldr:
        from broadsheet.rendering.cldr import Cldr

        return Cldr(self._language)

    def filters(self) -> dict[str, Callable[[str], str]]:
        """Return the template filters by name, each with a memory of its own."""
        names = (*FORMS, "weekday", "short_weekday", "month", "clock", "local_day", "iso")
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
        return self._weekday("wide", self._day_of(text).weekday())

    def short_weekday(self, text: str) -> str:
        """`Tue`."""
        return self._weekday("abbreviated", self._day_of(text).weekday())

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
        pattern = self._say("moment", lambda: self._cldr.pattern("moment"))
        return tied(pattern.replace("{1}", day).replace("{0}", clock))

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
        return self._say(f"number {value!r}", lambda: self._cldr.number(value))

    def decimal(self, value: float) -> str:
        """`2.71`: two places, with the language's own sign."""
        return self._say(f"decimal {value!r}", lambda: self._cldr.decimal(value))

    def percent(self, value: float) -> str:
        """`23%`, from a share of one."""
        return self._say(f"percent {value!r}", lambda: self._cldr.percent(value))

    def span(self, first: str, last: str) -> str:
        """`2–8 November 2026`: from one day to another, nothing said twice (UTS #35, 2.6.3)."""
        begin, end = self._day_of(first), self._day_of(last)
        if begin == end:
            return self.full_date(first)
        return self._say(f"span {begin} {end}", lambda: self._cldr.span(begin, end))

    def weekday_names(self) -> tuple[tuple[str, str], ...]:
        """Return the short and the full name of each day, Monday first, for calendar heads."""
        return tuple((self._column_weekday(day), self._weekday("wide", day)) for day in range(7))

    def _day_of(self, text: str) -> date:
        if len(text) <= len("2022-02-22"):
            return date.fromisoformat(text)
        return self._moment_of(text).date()

    def _moment_of(self, text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(self._zone)

    def _date(self, name: str, text: str) -> str:
        return self._dated(name, self._day_of(text))

    def _say_date(self, name: str, day: date) -> str:
        return self._say(f"{name} {day}", lambda: self._cldr.day(name, day))

    def _say_clock(self, hour: int, minute: int) -> str:
        return self._say(f"{hour}:{minute}", lambda: self._cldr.clock(hour, minute))

    def _weekday(self, width: str, number: int) -> str:
        return self._say(f"{width} {number}", lambda: self._cldr.weekday(width, number))

    def _column_weekday(self, number: int) -> str:
        return self._say(f"column {number}", lambda: self._cldr.column_weekday(number))

    def _say(self, what: str, ask: Callable[[], str]) -> str:
        """Return what the language says, and ask only if that is not known."""
        text = self.said.get(what)
        if text is None:
            if len(self.said) >= MOST_SAID:
                self.said.clear()
            text = self.said[what] = ask()
        return text


def _blank_safe(show: Callable[[str], str]) -> Callable[[str], str]:
    def shown(text: str) -> str:
        return show(text) if text else ""

    return shown

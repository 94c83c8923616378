"""Dates as people and systems write them -> UTC texts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years a news article can have; an epoch of 1970 passes, the year 9999 does not."""

HINT = "write it as 2022-02-21T14:00:00Z"

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DATE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:(?:[Tt]| +)(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r" *(?P<zone>[Zz]|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
    re.ASCII,
)
_RANGES = (
    ("month", 5, 1, 12),
    ("day", 8, 1, 31),
    ("hour", 11, 0, 23),
    ("minute", 14, 0, 59),
    ("second", 17, 0, 59),
)
"""Parts of an ISO text: name, place, least and greatest value."""


class Moment(msgspec.Struct, frozen=True, gc=False):
    """A time in UTC, `2022-02-22T00:52:00Z`; `zoneless` when the text named no zone."""

    text: str
    zoneless: bool = False


def read_moment(text: str, zone: str) -> Moment:
    """Return the time that an ISO 8601 or RFC 3339 text means; raises ValueError, with the reason.

    A text without a zone is a time in `zone`; a date without a time is its first minute there.
    Fractions of seconds are dropped, and a leap second counts as the one before it.
    """
    text = text.strip()
    if _UTC.fullmatch(text):
        text = _without_leap(text)
        _existing(text)
        return Moment(text)
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text[:60]}' is not a date")
    hour, minute, second = (found[part] or "00" for part in ("hour", "minute", "second"))
    plain = _without_leap(f"{found['day']}T{hour}:{minute}:{second}Z")
    moment = _existing(plain.removesuffix("Z"))
    offset = found["zone"]
    if offset is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    elif offset in ("Z", "z", "UTC", "GMT"):
        moment = moment.replace(tzinfo=UTC)
    else:
        moment = datetime.fromisoformat(plain.removesuffix("Z") + _offset(offset))
    moment = moment.astimezone(UTC)
    return Moment(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), offset is None)


def day_in(moment: str, zone: str) -> str:
    """Return the date, `2022-02-21`, that a UTC text falls on in `zone`."""
    if zone == "UTC":
        return moment[:10]
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d")


def is_day(text: str) -> bool:
    """Tell whether a text is `2022-02-21`, a date that exists in a year that news can have."""
    if not _DAY.fullmatch(text):
        return False
    try:
        _existing(text)
    except ValueError:
        return False
    return True


def _without_leap(text: str) -> str:
    return text[:17] + "59Z" if text[17:19] == "60" else text


def _offset(zone: str) -> str:
    """Return `+0100` and `+01` as `+01:00`; raises ValueError beyond what any country uses."""
    hours, minutes = zone[1:3], zone[3:].lstrip(":") or "00"
    if int(hours) > 15 or int(minutes) > 59:
        raise ValueError(f"the time zone {zone} does not exist")
    return f"{zone[0]}{hours}:{minutes}"


def _existing(text: str) -> datetime:
    """Return the time of an ISO text; raises ValueError with the part that does not exist.

    The words are ours because those of `datetime` change with the version of Python. So does what
    it takes: since 3.14, the hour 24 for the next midnight.
    """
    year = int(text[:4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    if text[11:13] == "24":
        raise ValueError(_reason(text))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_reason(text)) from None


def _reason(text: str) -> str:
    """Return which part of an ISO text is out of its range."""
    for name, start, least, greatest in _RANGES:
        part = text[start : start + 2]
        if part and not least <= int(part) <= greatest:
            return f"{name} must be in {least}..{greatest}"
    return f"{text[:7]} has no day {int(text[8:10])}"

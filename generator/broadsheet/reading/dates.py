"""Dates as people and systems write them -> UTC texts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years a news article can have; an epoch of 1970 passes, the year 9999 does not."""

HINT = "write it as 2022-02-21T14:00:00Z"

_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DATE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:(?:[Tt]| +)(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r" *(?P<zone>[Zz]|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?"
)


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
        _check_year(datetime.fromisoformat(_without_leap(text)))
        return Moment(_without_leap(text))
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text[:60]}' is not a date")
    hour, minute, second = (found[part] or "00" for part in ("hour", "minute", "second"))
    plain = _without_leap(f"{found['day']}T{hour}:{minute}:{second}Z")
    moment = datetime.fromisoformat(plain.removesuffix("Z"))
    _check_year(moment)
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
    """Tell whether a `2022-02-21` is a date that exists, in a year that news can have."""
    try:
        _check_year(datetime.fromisoformat(text))
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


def _check_year(moment: datetime) -> None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the year {moment.year} is not between {FIRST_YEAR} and {LAST_YEAR}")

"""Dates as other systems write them, to UTC texts. What has no year is no date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_SPACED_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$|Z$|UTC$)")
_YEARS = range(1900, 2200)

MOST_CHARACTERS = 200
"""Of a date as a text; what is longer is none, and parsers take their time to see it."""


def utc_text(moment: datetime) -> str:
    """Return the moment as `2022-02-22T00:52:00Z`; it must carry a zone."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def zone_named(name: str) -> tzinfo:
    """Return the zone of that IANA name, or UTC when there is none."""
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def moment_of(value: object, zone: tzinfo = UTC) -> str:
    """Return the UTC text of a date as ISO 8601 or RFC 5322 write it, or an empty text.

    A moment without a zone is one of `zone`; a day without a time is its midnight there. Values
    that YAML, TOML or JSON already typed as dates are taken as they are.
    """
    found = _datetime_of(value, zone)
    if found is None or found.year not in _YEARS:
        return ""
    try:
        return utc_text(found if found.tzinfo else found.replace(tzinfo=zone))
    except (OverflowError, ValueError):
        return ""


def _datetime_of(value: object, zone: tzinfo) -> datetime | None:
    """Return the moment a value stands for, with or without its zone."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=zone)
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        return None
    text = _SPACED_ZONE.sub("", value.strip()).replace("UTC", "Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(value.strip())
    except (ValueError, TypeError, IndexError):
        return None

"""Bylines, and the lines in which newsrooms say when they published, to authors and dates."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import msgspec

from broadsheet.importing.moments import utc_text, zone_named

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_HOURS = {
    "GMT": 0,
    "UTC": 0,
    "Z": 0,
    "WET": 0,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "HKT": 8,
    "SGT": 8,
    "JST": 9,
    "KST": 9,
    "AEST": 10,
    "AEDT": 11,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_SEASONAL = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

_CLOCK = (
    r"(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})?\s*(?P<half>(?i:[ap]\.?m\.?))?\s*"
    r"(?P<zone>[A-Z]{1,4}(?![a-z]))?(?:\s*\([^)]{0,40}\))?"
)
_DAY = (
    r"(?:[A-Z][a-z]{2,8}day,?\s+)?(?:"
    r"(?P<month>[A-Z][a-z]{2,8})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)"
    r"|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month2>[A-Z][a-z]{2,8})\.?,?\s+"
    r"(?P<year2>(?:19|20)\d\d)|(?P<iso>(?:19|20)\d\d-\d\d-\d\d))"
)
_WORD = (
    r"(?P<word>(?i:last |first )?(?i:updated|published|posted|modified|created))"
    r"(?: on| at)?\s*:?\s*"
)
_STAMPS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_WORD}(?P<clock>{_CLOCK})[,\s]+(?:on\s+)?{_DAY}\s*",
        rf"{_WORD}{_DAY}(?:,?\s*(?:at\s+|[|·–-]\s*)?(?P<clock>{_CLOCK}))?\s*",
        rf"(?P<word>){_DAY}(?:,?\s*(?:at\s+|[|·–-]\s*)?(?P<clock>{_CLOCK}))?\s*$",
    )
)
_BYLINE = re.compile(r"(?:By|BY)\s+(?P<rest>[^.!?]{2,120}|[^!?]{2,80}[A-Z]\.[^!?.]{2,60})$")
_NAME = re.compile(
    r"[A-Z][\w.'’-]*(?:\s+(?:(?:de|van|von|der|da|la|le|al|bin)\s+)*[A-Z][\w.'’-]*){0,4}"
)
_ROLE = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|contributor|staff|columnist|analyst)\b",
    re.IGNORECASE,
)


class Stamp(msgspec.Struct, frozen=True):
    """A moment that a line gives: UTC text, whether it is an update, and where the line ends."""

    moment: str
    is_update: bool
    end: int


class Byline(msgspec.Struct, frozen=True):
    """Who wrote a text and, where the line says it, for whom."""

    authors: tuple[str, ...]
    outlet: str = ""


def stamp_in(line: str) -> Stamp | None:
    """Return the date with which a line begins, if it is one that says so in full.

    Without a zone the time is taken as UTC; a time in a zone that is not known is left out.
    """
    for pattern in _STAMPS:
        found = pattern.match(line)
        moment = _moment(found) if found else ""
        if found and moment:
            word = found["word"].lower()
            return Stamp(moment, "updated" in word or "modified" in word, found.end())
    return None


def byline_in(line: str) -> Byline | None:
    """Return the byline that a line is, or None."""
    found = _BYLINE.match(line.strip())
    if found is None:
        return None
    rest, _, publisher = found["rest"].partition(" for ")
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    outlet = publisher.strip()
    if len(parts) > 1 and not outlet and " and " not in f" {parts[-1]} ":
        outlet = parts.pop()
    if _ROLE.search(outlet):
        outlet = ""
    people = [name.strip() for part in parts for name in re.split(r"\s+and\s+|\s*&\s*", part)]
    people = [name for name in people if name and not _ROLE.search(name)]
    if not people or not all(
        _NAME.fullmatch(name.title() if name.isupper() else name) for name in people
    ):
        return None
    return Byline(tuple(name.title() if name.isupper() else name for name in people), outlet)


def _moment(found: re.Match[str]) -> str:
    """Return the UTC text of a stamp, an empty one when the date does not exist."""
    try:
        if found["iso"]:
            day = datetime.fromisoformat(found["iso"])
        else:
            month = (found["month"] or found["month2"])[:3].lower()
            day = datetime(  # noqa: DTZ001 -- the zone is added below
                int(found["year"] or found["year2"]),
                _MONTHS.index(month) + 1,
                int(found["day"] or found["day2"]),
            )
        hour, minute, zone = _time(found)
        return utc_text(day.replace(hour=hour, minute=minute, tzinfo=zone))
    except (ValueError, OverflowError):
        return ""


def _time(found: re.Match[str]) -> tuple[int, int, tzinfo]:
    """Return hour, minute and zone of a stamp; midnight UTC when it gives none to rely on."""
    if not found["clock"] or (found["minute"] is None and not found["half"]):
        return 0, 0, UTC
    zone = _zone(found["zone"] or "")
    if zone is None:
        return 0, 0, UTC
    hour = int(found["hour"])
    half = (found["half"] or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, int(found["minute"] or 0), zone


def _zone(name: str) -> tzinfo | None:
    """Return the zone of an abbreviation, UTC for none, None for one that is not known."""
    if not name:
        return UTC
    if name in _SEASONAL:
        return zone_named(_SEASONAL[name])
    hours = _HOURS.get(name)
    return None if hours is None else timezone(timedelta(hours=hours))

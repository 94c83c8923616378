"""Dates as other systems write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from broadsheet.importing.moments import moment_of, zone_named

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2022-02-22T00:52:00Z", "2022-02-22T00:52:00Z"),
        ("2022-02-22 00:52:00.9 +0100", "2022-02-21T23:52:00Z"),
        ("2022-02-22 00:52 UTC", "2022-02-22T00:52:00Z"),
        ("Tue, 22 Feb 2022 00:52:00 GMT", "2022-02-22T00:52:00Z"),
        ("2022-02-22T12:00:00", "2022-02-22T11:00:00Z"),
        ("2022-07-22", "2022-07-21T22:00:00Z"),
        (date(2022, 2, 22), "2022-02-21T23:00:00Z"),
        (datetime(2022, 2, 22, tzinfo=timezone(timedelta(hours=2))), "2022-02-21T22:00:00Z"),
        ("1899-12-31", ""),
        ("2200-01-02", ""),
        ("9999-12-31T23:59:59-14:00", ""),
        ("0001-01-01", ""),
        ("22 Feb", ""),
        ("soon", ""),
        ("", ""),
        (20220222, ""),
        (None, ""),
    ],
)
def test_a_moment_is_a_text_in_utc(given: object, expected: str) -> None:
    """Without a zone it is one of the site's; what has no year of an article is no date."""
    assert expected == moment_of(given, BERLIN)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Europe/Berlin", BERLIN),
        ("", UTC),
        ("Mars/Olympus", UTC),
        ("../../etc/passwd", UTC),
        ("/etc/localtime", UTC),
        ("nul\0", UTC),
    ],
)
def test_an_unknown_zone_is_utc(name: str, expected: object) -> None:
    """Whatever a foreign site calls its zone."""
    assert expected == zone_named(name)

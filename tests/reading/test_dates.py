"""Dates become UTC texts, or say why not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.reading.dates import Moment, day_in, is_day, read_moment


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2022-02-22T00:52:00Z", "2022-02-22T00:52:00Z"),
        ("2022-02-22t00:52:00z", "2022-02-22T00:52:00Z"),
        (" 2022-02-22 00:52Z ", "2022-02-22T00:52:00Z"),
        ("2022-02-22T00:52:00+01:00", "2022-02-21T23:52:00Z"),
        ("2022-02-22 00:52:00 -0800", "2022-02-22T08:52:00Z"),
        ("2022-02-22T00:52:00-08", "2022-02-22T08:52:00Z"),
        ("2022-02-22T00:52:00.123456789Z", "2022-02-22T00:52:00Z"),
        ("2022-02-22 00:52:00 UTC", "2022-02-22T00:52:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("1900-01-01T00:00:00+14:00", "1899-12-31T10:00:00Z"),
        ("2199-12-31T23:59:59Z", "2199-12-31T23:59:59Z"),
    ],
)
def test_a_time_with_a_zone_is_that_time_in_utc(written: str, expected: str) -> None:
    """ISO 8601 and RFC 3339, with what people add to them."""
    assert read_moment(written, "Asia/Tokyo") == Moment(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2022-02-22", "2022-02-21T23:00:00Z"),
        ("2022-07-22", "2022-07-21T22:00:00Z"),
        ("2022-02-22T10:00", "2022-02-22T09:00:00Z"),
        ("2022-02-22 10:00:30", "2022-02-22T09:00:30Z"),
        ("2022-03-27 02:30", "2022-03-27T01:30:00Z"),
        ("2022-10-30 02:30", "2022-10-30T00:30:00Z"),
    ],
)
def test_a_time_without_a_zone_is_one_of_the_site(written: str, expected: str) -> None:
    """In summer and in winter, in the hour that is skipped and in the one that comes twice."""
    assert read_moment(written, "Europe/Berlin") == Moment(expected, zoneless=True)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2022-02-30", "2022-02 has no day 30"),
        ("2022-13-01T00:00:00Z", "month must be in 1..12"),
        ("2022-00-10", "month must be in 1..12"),
        ("2023-02-29T00:00:00Z", "2023-02 has no day 29"),
        ("2022-02-22T24:00:00Z", "hour must be in 0..23"),
        ("2022-02-22T10:60:00Z", "minute must be in 0..59"),
        ("2022-02-22T10:00:61Z", "second must be in 0..59"),
        ("9999-12-31T23:59:59Z", "the year 9999 is not between 1900 and 2199"),
        ("9999-12-31T23:59:59-01:00", "the year 9999 is not between 1900 and 2199"),
        ("1899-12-31", "the year 1899 is not between 1900 and 2199"),
        ("0000-01-01", "the year 0 is not between 1900 and 2199"),
        ("2022-01-32", "day must be in 1..31"),
        ("0001-01-01T00:00:00+05:00", "the year 1 is not between 1900 and 2199"),
        ("2022-02-22T10:00:00+25:00", "the time zone +25:00 does not exist"),
        ("2022-02-22T10:00:00+01:75", "the time zone +01:75 does not exist"),
        ("yesterday", "'yesterday' is not a date"),
        ("22.02.2022", "'22.02.2022' is not a date"),
        ("1645491120", "'1645491120' is not a date"),
        ("2022", "'2022' is not a date"),
        ("2022-W08-2", "'2022-W08-2' is not a date"),
        ("20220222T000000Z", "'20220222T000000Z' is not a date"),
        ("2022-02-22T", "'2022-02-22T' is not a date"),
        ("٢٠٢٢-٠٢-٢٢", "'٢٠٢٢-٠٢-٢٢' is not a date"),
    ],
)
def test_any_other_text_says_why_it_is_no_date(written: str, reason: str) -> None:
    """A date that does not exist is told from a text that is none."""
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        read_moment(written, "UTC")


@given(st.datetimes(timezones=st.timezones()))
def test_every_time_of_these_years_comes_back_the_same(moment: object) -> None:
    """Written by Python with its offset, read as the same second."""
    from datetime import UTC, datetime

    assert isinstance(moment, datetime)
    written = moment.replace(microsecond=0).isoformat()
    try:
        read = read_moment(written, "UTC")
    except ValueError:
        assert not 1900 <= moment.year <= 2199 or len(written) > 25
    else:
        expected = moment.replace(microsecond=0).astimezone(UTC)
        assert datetime.fromisoformat(read.text) == expected


@given(st.text(alphabet="0123456789-T:Z+ .", max_size=30))
def test_no_text_makes_it_raise_anything_else(text: str) -> None:
    """Only ValueError, so that it becomes a problem."""
    try:
        read_moment(text, "Europe/London")
    except ValueError as error:
        assert str(error)


def test_the_day_is_the_one_of_the_sites_zone() -> None:
    """Shortly before midnight in London it is tomorrow in Berlin."""
    assert day_in("2022-02-21T23:30:00Z", "Europe/Berlin") == "2022-02-22"
    assert day_in("2022-02-21T23:30:00Z", "UTC") == "2022-02-21"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2022-02-22", True), ("2022-02-30", False), ("9999-01-01", False), ("2022-2-2", False)],
)
def test_a_day_is_one_that_exists(text: str, expected: bool) -> None:
    """As in the name of a file."""
    assert is_day(text) == expected

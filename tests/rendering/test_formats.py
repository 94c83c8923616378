"""Days, times and numbers in several languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.pages.frame import direction_of
from broadsheet.rendering.cldr import locale_of
from broadsheet.rendering.formats import MOST_SAID, Formats

MOMENT = "2022-02-21T23:30:00Z"
TIE = "\u00a0"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", f"Monday 21{TIE}February 2022"),
        ("en-GB", f"Monday 21{TIE}February 2022"),
        ("en-US", "Monday, February 21, 2022"),
        ("de", f"Montag, 21.{TIE}Februar 2022"),
        ("de-AT", f"Montag, 21.{TIE}Februar 2022"),
        ("fr", f"lundi 21{TIE}février 2022"),
        ("ja", "2022年2月21日月曜日"),
        ("xx-nowhere", f"Monday 21{TIE}February 2022"),
    ],
)
def test_a_long_day_is_written_as_the_language_does(language: str, expected: str) -> None:
    """English without a country is British; an unknown language falls back to it."""
    filters = Formats(language, "UTC").filters()

    assert expected == filters["long_day"]("2022-02-21")


@pytest.mark.parametrize(
    ("language", "last", "expected"),
    [
        ("en", "2026-11-08", f"2–8{TIE}November 2026"),
        ("en", "2026-12-06", f"2{TIE}November\u2009–\u20096{TIE}December 2026"),
        ("en", "2027-01-03", f"2{TIE}November 2026\u2009–\u20093{TIE}January 2027"),
        ("en", "2026-11-02", f"2{TIE}November 2026"),
        ("en-US", "2026-11-08", "November 2\u2009–\u20098, 2026"),
        ("de", "2026-11-08", f"2.–8.{TIE}November 2026"),
        ("ja", "2026-11-08", "2026年11月2日～8日"),
        ("he", "2026-11-08", f"2–8{TIE}בנובמבר 2026"),
        ("fa", "2026-11-08", f"2{TIE}تا 8{TIE}نوامبر 2026"),
    ],
)
def test_a_span_says_nothing_twice(language: str, last: str, expected: str) -> None:
    """Days of one month name it once; the joint is the language's own."""
    assert expected == Formats(language, "UTC").span("2026-11-02", last)


def test_times_are_shown_in_the_zone_of_the_site() -> None:
    """Half past eleven at night in UTC is the next day in Berlin."""
    filters = Formats("en", "Europe/Berlin").filters()

    assert (f"22{TIE}Feb, 00:30", "00:30", "2022-02-22") == (
        filters["moment"](MOMENT),
        filters["clock"](MOMENT),
        filters["local_day"](MOMENT),
    )


def test_a_day_without_a_time_has_no_clock() -> None:
    """A time that nobody gave is not shown as midnight."""
    filters = Formats("en", "UTC").filters()

    assert ("", f"21{TIE}Feb") == (filters["clock"]("2022-02-21"), filters["moment"]("2022-02-21"))


def test_every_filter_gives_nothing_for_nothing() -> None:
    """An unknown date is empty, and the template says what that means."""
    filters = Formats("en", "UTC").filters()

    assert [""] * len(filters) == [show("") for show in filters.values()]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2022-02-22T14:00:00Z", "2022-02-22T14:00Z"),
        ("2022-02-22T14:00:07Z", "2022-02-22T14:00:07Z"),
        ("2022-02-22", "2022-02-22"),
    ],
)
def test_iso_leaves_out_only_empty_seconds(moment: str, expected: str) -> None:
    """`<time datetime>` needs no seconds where there are none."""
    assert expected == Formats("en", "UTC").filters()["iso"](moment)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_iso_names_the_same_moment(naive: datetime) -> None:
    """What is left out changes nothing."""
    text = naive.replace(microsecond=0, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert datetime.fromisoformat(text) == datetime.fromisoformat(
        Formats("en", "UTC").filters()["iso"](text)
    )


@pytest.mark.parametrize(
    "language", ["en", "en-US", "de", "fr", "es", "ar", "he", "fa", "ja", "tr"]
)
def test_a_heading_names_the_whole_weekday(language: str) -> None:
    """A list parts its days with weekday and month written out, in every language."""
    formats = Formats(language, "UTC")
    days = [date(2022, 2, 21) + timedelta(days=offset) for offset in range(7)]
    names = locale_of(language).days["format"]["wide"]

    assert [True] * 7 == [names[day.weekday()] in formats.day(day.isoformat()) for day in days]


def test_numbers_are_grouped_as_the_language_does() -> None:
    """`12,345` in English, `12.345` in German."""
    assert ("12,345", "12.345", "999") == (
        Formats("en", "UTC").number(12345),
        Formats("de", "UTC").number(12345),
        Formats("de", "UTC").number(999),
    )


def shown(formats: Formats, day: date, share: float) -> list[str]:
    """Return all that can be shown of a time on a day and of a number."""
    time = f"{day}T14:05:07Z"
    filters = formats.filters()
    return [
        *(show(text) for show in filters.values() for text in (time, str(day))),
        *(show(share) for show in (formats.number, formats.decimal, formats.percent)),
        formats.number(round(share * 1_000_000)),
        formats.span(str(day), str(day + timedelta(days=40))),
        *(name for names in formats.weekday_names() for name in names),
    ]


@pytest.mark.parametrize("language", ["en", "de", "fr-CA", "bg", "he", "ja", "xx"])
@given(day=st.dates(date(1900, 1, 1), date(2199, 1, 1)), share=st.floats(0.002, 1))
def test_what_is_known_is_shown_as_it_was_without_loading_a_language(
    language: str, day: date, share: float
) -> None:
    """In another zone it is another time of the same day, which the language says likewise."""
    first = Formats(language, "UTC")
    expected = shown(first, day, share)
    second = Formats(language, "UTC", first.said)

    assert (expected, False) == (shown(second, day, share), "_cldr" in vars(second))
    assert first.said == second.said


def test_of_too_much_that_is_known_all_is_forgotten() -> None:
    """A preview that runs for months does not grow."""
    many = {f"{number} things": "many" for number in range(MOST_SAID)}
    formats = Formats("en", "UTC", many)
    number = formats.number(12345)

    assert {"number 12345": number} == formats.said


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("ar-EG", "rtl"),
        ("pa", "ltr"),
        ("pa-Arab", "rtl"),
        ("", "ltr"),
    ],
)
def test_direction_follows_language_and_script(language: str, expected: str) -> None:
    """Punjabi is written in two directions, by script."""
    assert expected == direction_of(language)


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", "Mon Tue Wed"), ("he", "ב׳ ג׳ ד׳"), ("ar", "ن ث ر"), ("vi", "Th 2 Th 3 Th 4")],
)
def test_weekdays_fit_the_columns_of_a_calendar(language: str, names: str) -> None:
    """The usual short form, or a shorter one where that has more letters than there is room for."""
    first = [short for short, _ in Formats(language, "UTC").weekday_names()][:3]

    assert names == " ".join(first)

"""Editions: the digest of a day and of a week, and the calendars that lead to them."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from broadsheet import addresses
from broadsheet.digest.outlets import outlet_key
from broadsheet.model import Story, StoryCard
from broadsheet.pages.page import Facts
from broadsheet.pages.views import (
    ArchiveView,
    DayCount,
    DayNumbers,
    EditionView,
    Head,
    Link,
    MonthView,
)


def iso_week(day: str) -> str:
    """Return the ISO 8601 week of a day, `2022-W08`."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02d}"


def week_days(week: str) -> tuple[str, str]:
    """Return the Monday and the Sunday of an ISO week."""
    monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    return monday.isoformat(), (monday + timedelta(days=6)).isoformat()


def edition_view(
    facts: Facts,
    period: str,
    first_day: str,
    last_day: str,
    stories: tuple[Story, ...],
    cards: tuple[StoryCard, ...],
    newer: Link | None,
    older: Link | None,
    days: tuple[DayCount, ...],
) -> EditionView:
    """Return the edition of a day or week; its order is fixed: by heat, then breadth, then id."""
    address = _address(period, first_day)
    ranked = sorted(
        zip(stories, cards, strict=True),
        key=lambda row: (-row[0].heat, -row[0].counts.independent, row[0].id),
    )
    new = tuple(card for story, card in ranked if _began(story, first_day, last_day))
    developing = tuple(card for story, card in ranked if not _began(story, first_day, last_day))
    is_day = period == "day"
    return EditionView(
        head=Head(
            title=first_day if is_day else iso_week(first_day),
            path=address,
            breadcrumbs=(Link("Archive", addresses.ARCHIVE),),
            share_card=addresses.share_card_of(address) if facts.share_cards and is_day else "",
            twin=addresses.twin_of(address) if facts.twins and is_day else "",
            published_at=f"{first_day}T00:00:00Z",
        ),
        period=period,
        day=first_day,
        last_day=last_day,
        numbers=_numbers(stories, cards, len(new), facts),
        new=new,
        developing=developing,
        newer=newer,
        older=older,
        days=days,
        newsletter=addresses.newsletter(first_day, "html") if facts.newsletters and is_day else "",
    )


def _address(period: str, first_day: str) -> str:
    return addresses.edition(first_day) if period == "day" else addresses.week(iso_week(first_day))


def _began(story: Story, first_day: str, last_day: str) -> bool:
    return first_day <= story.days[0] <= last_day


def _numbers(
    stories: Sequence[Story], cards: Sequence[StoryCard], new: int, facts: Facts
) -> DayNumbers:
    """Return the day in numbers; of equals the alphabetically first counts as busiest."""
    topics = Counter(t for s in stories for t in s.topics if t != facts.root_topic)
    busiest = min(topics, key=lambda name: (-topics[name], name), default="")
    widest = min(stories, key=lambda s: (-s.counts.outlets, s.id), default=None)
    return DayNumbers(
        stories=len(stories),
        new_stories=new,
        pages=sum(story.counts.pages for story in stories),
        outlets=len({outlet_key(outlet) for story in stories for outlet in story.outlets}),
        busiest_topic=busiest,
        busiest_topic_path=next((c.kicker_path for c in cards if c.kicker == busiest), ""),
        widest_story=widest.title if widest else "",
        widest_story_path=addresses.story(widest.id) if widest else "",
        widest_outlets=widest.counts.outlets if widest else 0,
        widest_language=widest.language if widest else "",
    )


def month_view(
    month: str, counts: tuple[tuple[str, int], ...], newer: Link | None, older: Link | None
) -> MonthView:
    """Return a month's calendar; `counts` are its days with news and their stories."""
    by_day = dict(counts)
    year, number = int(month[:4]), int(month[5:])
    weeks = tuple(
        tuple(_cell(day, month, by_day) for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, number)
    )
    return MonthView(
        head=Head(
            title=month,
            path=addresses.month(month),
            breadcrumbs=(Link("Archive", addresses.ARCHIVE),),
        ),
        month=month,
        weeks=weeks,
        stories=sum(by_day.values()),
        busiest=max(by_day.values(), default=0),
        newer=newer,
        older=older,
    )


def _cell(day: date, month: str, counts: dict[str, int]) -> DayCount:
    text = day.isoformat()
    if not text.startswith(month):
        return DayCount("", 0)
    count = counts.get(text, 0)
    return DayCount(text, count, addresses.edition(text) if count else "")


RECENT_MONTHS = 3


def archive_view(days: tuple[tuple[str, int], ...]) -> ArchiveView:
    """Return the way to every edition: the last months as calendars, all months by year."""
    months: dict[str, list[tuple[str, int]]] = {}
    for day, count in days:
        months.setdefault(day[:7], []).append((day, count))
    newest = sorted(months, reverse=True)
    years: dict[str, list[DayCount]] = {}
    for month in newest:
        stories = sum(count for _, count in months[month])
        years.setdefault(month[:4], []).append(DayCount(month, stories, addresses.month(month)))
    return ArchiveView(
        head=Head(title="", path=addresses.ARCHIVE),
        months=tuple(
            month_view(month, tuple(months[month]), None, None) for month in newest[:RECENT_MONTHS]
        ),
        years=tuple((year, tuple(rows)) for year, rows in years.items()),
    )

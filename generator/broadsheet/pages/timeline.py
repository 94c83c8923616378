"""The picture of a story's coverage over time, laid out in units of its own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from broadsheet.model import Copy, Coverage, Story
from broadsheet.pages.story_views import Timeline, TimelineDot, TimelineTick

WIDTH = 640
MARGIN = 12
STEP = 11
"""Units between two dots of one moment, one above the other."""
AXIS = 22
"""Units below the axis, for its labels."""
SLOTS = 48
"""Moments that are told apart; dots of one slot are stacked."""
MIN_PAGES = 2
MAX_TICKS = 6
MAX_STACK = 12
HOURS_PER_DAY = 24


def timeline(story: Story, zone: ZoneInfo) -> Timeline | None:
    """Return the timeline, or None for a story with fewer than two dated pages."""
    rows = [(item, item.key == story.lead.key) for item in story.coverage]
    rows += [(_as_coverage(copy), False) for item in story.coverage for copy in item.copies]
    dated = sorted(
        (
            (datetime.fromisoformat(item.published_at), item, lead)
            for item, lead in rows
            if item.published_at
        ),
        key=lambda row: (row[0], not row[2], row[1].title),
    )
    if len(dated) < MIN_PAGES:
        return None
    first, last = dated[0][0], dated[-1][0]
    span = max((last - first).total_seconds(), 3600.0)
    inner = WIDTH - 2 * MARGIN

    places = [round((at - first).total_seconds() / span * (SLOTS - 1)) for at, _, _ in dated]
    highest = min(max(Counter(places).values()), MAX_STACK)
    height = highest * STEP + MARGIN + AXIS
    stacked: Counter[int] = Counter()
    dots = []
    for place, (_, item, is_lead) in zip(places, dated, strict=True):
        level = min(stacked[place], MAX_STACK - 1)
        stacked[place] += 1
        x = round(MARGIN + place / (SLOTS - 1) * inner, 1)
        y = round(height - AXIS - (level + 0.5) * STEP, 1)
        dots.append(
            TimelineDot(
                x=x,
                y=y,
                title=item.title,
                outlet=item.outlet.name,
                published_at=item.published_at,
                url=item.url,
                is_lead=is_lead,
                rel=item.rel,
            )
        )
    return Timeline(
        width=WIDTH,
        height=height,
        dots=tuple(dots),
        ticks=_ticks(first, last, span, zone),
        undated=len(rows) - len(dated),
        first_at=dated[0][1].published_at,
        last_at=dated[-1][1].published_at,
    )


def _as_coverage(copy: Copy) -> Coverage:
    return Coverage(
        title=copy.title,
        url=copy.url,
        outlet=copy.outlet,
        published_at=copy.published_at,
        rel=copy.rel,
    )


def _ticks(
    first: datetime, last: datetime, span: float, zone: ZoneInfo
) -> tuple[TimelineTick, ...]:
    """Return marks at whole days, or at whole hours when all happened within two days."""
    local = first.astimezone(zone)
    hours = span / 3600
    by_day = hours > 2 * HOURS_PER_DAY
    step = _step(hours / HOURS_PER_DAY, 1) * HOURS_PER_DAY if by_day else _step(hours, 1)
    at = local.replace(minute=0, second=0, microsecond=0, hour=0)
    ticks: list[TimelineTick] = []
    inner = WIDTH - 2 * MARGIN
    while at <= last and len(ticks) < 4 * MAX_TICKS:
        if at >= first:
            share = (at - first).total_seconds() / span
            moment = f"{at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
            ticks.append(TimelineTick(round(MARGIN + share * inner, 1), moment, at.hour == 0))
        at = (at + timedelta(hours=step)).replace(tzinfo=zone)
    return tuple(ticks)


def _step(length: float, unit: int) -> int:
    """Return a round number of units that gives at most `MAX_TICKS` marks."""
    for step in (1, 2, 3, 6, 7, 12, 14, 28, 56, 91, 182, 364):
        if length / (step * unit) <= MAX_TICKS:
            return step
    return 730

"""The part of the plan that lists make: front page and river, outlets, editions, fixed pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from broadsheet import addresses
from broadsheet.digest.arrange import Digest
from broadsheet.digest.outlets import Outlets, outlet_key
from broadsheet.digest.ranking import top_stories
from broadsheet.digest.terms import TermPlaces
from broadsheet.model import Outlet, Story
from broadsheet.pages.edition_pages import (
    archive_view,
    edition_view,
    iso_week,
    month_view,
    week_days,
)
from broadsheet.pages.front_pages import front_view, plain_view, river_view, standing_view
from broadsheet.pages.listing import slices
from broadsheet.pages.page import Facts, Page
from broadsheet.pages.source_pages import source_view, sources_index_view
from broadsheet.pages.story_pages import source_path
from broadsheet.pages.views import Beat, Beats, DayCount, Link, RankedCard, SourceLink, TermLink
from broadsheet.settings import Settings

RECENT_EDITIONS = 7
MAX_BEATS = 20
"""How many outlets stand in the table of who covers what: as many as fit a screen."""
MAX_COLUMNS = 10
MAX_TOPICS = 3


def front_and_river(digest: Digest, facts: Facts, topics: tuple[TermLink, ...]) -> Iterator[Page]:
    """Yield the front page and the older pages of the river of latest stories."""
    cards = digest.cards
    top = tuple(
        RankedCard(row.card, row.score, row.receipt)
        for row in top_stories(cards, digest.newest, facts.ranking)
    )
    day = next((card.day for card in cards if card.day), "")
    today = [story for story in digest.stories if day and day in story.days]
    outlets = {outlet_key(outlet) for story in today for outlet in story.outlets}
    counts = Counter(at for story in digest.stories for at in story.days)
    editions = tuple(
        DayCount(at, counts[at], addresses.edition(at))
        for at in sorted(counts, reverse=True)[:RECENT_EDITIONS]
    )
    for cut in slices(len(cards), facts.page_size, addresses.HOME, river=True):
        shown = cards[cut.start : cut.end]
        if cut.number == 0:
            numbers = (len(today), len(outlets), len(cards))
            inputs: tuple[object, ...] = (facts, day, numbers, top, shown, cut, topics, editions)
            yield Page(cut.address, "front.html", front_view, inputs, "the front page")
        else:
            about = f"page {cut.number} of the latest stories"
            yield Page(cut.address, "list.html", river_view, (cut, shown), about)


class Covered(NamedTuple):
    """An outlet: its page, and the positions of the stories that it covered, newest first."""

    key: str
    outlet: Outlet
    link: SourceLink
    at: list[int]


def outlets_in(digest: Digest) -> tuple[Covered, ...]:
    """Return every outlet, the one with most stories first."""
    covered: dict[str, tuple[Outlet, list[int]]] = {}
    leads: Counter[str] = Counter()
    for at, story in enumerate(digest.stories):
        leads[outlet_key(story.lead.outlet)] += 1
        for outlet in story.outlets:
            key = outlet.domain or outlet_key(outlet)
            row = covered.get(key)
            if row is None:
                row = covered[key] = (outlet, [])
            row[1].append(at)
    rows = [
        Covered(key, outlet, _source_link(outlet, len(at), leads[key]), at)
        for key, (outlet, at) in covered.items()
    ]
    rows.sort(key=lambda row: (-row.link.stories, -row.link.leads, row.key))
    return tuple(rows)


def _source_link(outlet: Outlet, stories: int, leads: int) -> SourceLink:
    return SourceLink(outlet.name, outlet.domain, source_path(outlet), stories, leads)


def who_covers_what(
    covered: Sequence[Covered], topics: Sequence[tuple[TermLink, list[int]]], root_topic: str
) -> Beats | None:
    """Return the busiest outlets by the busiest topics, or None where there is only one of either.

    `topics` are links with the positions of their stories. The root topic holds every story and
    tells outlets apart by nothing; topics keep the site's order.
    """
    telling = [row for row in topics if row[1] and row[0].title != root_topic]
    most = sorted(telling, key=lambda row: -row[0].count)[:MAX_COLUMNS]
    columns = [row for row in telling if row in most]
    if len(columns) < 2 or len(covered) < 2:
        return None
    held = [frozenset(at) for _, at in columns]
    outlets = tuple(
        Beat(row.link, tuple(len(stories.intersection(row.at)) for stories in held))
        for row in covered[:MAX_BEATS]
    )
    links = tuple(Link(link.title, link.path) for link, _ in columns)
    return Beats(links, outlets, max(chain.from_iterable(beat.counts for beat in outlets)))


def _mostly_about(
    stories: Sequence[Story], root_topic: str, places: TermPlaces
) -> tuple[Link, ...]:
    """Return the topics that most of these stories have."""
    counts = Counter(chain.from_iterable(story.topics for story in stories))
    counts.pop(root_topic, None)
    best = sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:MAX_TOPICS]
    return tuple(Link(name, places.path(0, name)) for name, _ in best)


def sources(
    digest: Digest,
    settings: Settings,
    facts: Facts,
    covered: Sequence[Covered],
    places: TermPlaces,
    topics: Sequence[tuple[TermLink, list[int]]],
) -> Iterator[Page]:
    """Yield the index of outlets and the pages of each; `topics` with their stories' positions."""
    index = (
        tuple(row.link for row in covered),
        who_covers_what(covered, topics, facts.root_topic),
    )
    yield Page(addresses.SOURCES, "sources.html", sources_index_view, index, "the index of sources")
    known = Outlets(settings.providers)
    for row in covered:
        setting = known.setting(row.outlet)
        description = setting.description if setting else ""
        names = setting.other_names if setting else ()
        still = _source_link(row.outlet, 0, 0)
        for cut in slices(len(row.at), facts.page_size, row.link.path):
            shown = tuple(digest.stories[at] for at in row.at[cut.start : cut.end])
            is_open = cut.number == 0
            link = row.link if is_open else still
            about = _mostly_about(shown, facts.root_topic, places) if is_open else ()
            yield Page(
                cut.address,
                "source.html",
                source_view,
                (facts, link, row.key, description, names, cut, shown, about),
                f'the source "{row.link.name}"',
            )


def editions(digest: Digest, facts: Facts) -> Iterator[Page]:
    """Yield daily and weekly editions, the months' calendars and the archive."""
    by_day: dict[str, list[int]] = {}
    for at, story in enumerate(digest.stories):
        for day in story.days:
            by_day.setdefault(day, []).append(at)
    days = sorted(by_day)
    counts = tuple((day, len(by_day[day])) for day in days)
    yield from _dailies(digest, facts, days, by_day)
    yield from _weeklies(digest, facts, days, by_day)
    yield from _months(counts)
    yield Page(addresses.ARCHIVE, "archive.html", archive_view, (counts,), "the archive")


def _dailies(
    digest: Digest, facts: Facts, days: list[str], by_day: dict[str, list[int]]
) -> Iterator[Page]:
    for number, day in enumerate(days):
        newer = _edition_link(days[number + 1]) if number + 1 < len(days) else None
        older = _edition_link(days[number - 1]) if number else None
        yield _edition_page(digest, facts, "day", (day, day), by_day[day], (newer, older), ())


def _edition_link(day: str) -> Link:
    return Link(day, addresses.edition(day))


def _weeklies(
    digest: Digest, facts: Facts, days: list[str], by_day: dict[str, list[int]]
) -> Iterator[Page]:
    by_week: dict[str, list[str]] = {}
    for day in days:
        by_week.setdefault(iso_week(day), []).append(day)
    weeks = list(by_week)
    for number, week in enumerate(weeks):
        members = by_week[week]
        positions = sorted({at for day in members for at in by_day[day]})
        newer, older = (
            Link(weeks[other], addresses.week(weeks[other])) if 0 <= other < len(weeks) else None
            for other in (number + 1, number - 1)
        )
        counts = tuple(DayCount(d, len(by_day[d]), addresses.edition(d)) for d in members)
        span = week_days(week)
        yield _edition_page(digest, facts, "week", span, positions, (newer, older), counts)


def _edition_page(
    digest: Digest,
    facts: Facts,
    period: str,
    span: tuple[str, str],
    positions: list[int],
    neighbours: tuple[Link | None, Link | None],
    days: tuple[DayCount, ...],
) -> Page:
    stories = tuple(digest.stories[at] for at in positions)
    cards = tuple(digest.cards[at] for at in positions)
    address = addresses.edition(span[0]) if period == "day" else addresses.week(iso_week(span[0]))
    return Page(
        address,
        "edition.html",
        edition_view,
        (facts, period, *span, stories, cards, *neighbours, days),
        f"the edition of {span[0]}" if period == "day" else f"the week from {span[0]}",
    )


def _months(counts: tuple[tuple[str, int], ...]) -> Iterator[Page]:
    by_month: dict[str, list[tuple[str, int]]] = {}
    for day, count in counts:
        by_month.setdefault(day[:7], []).append((day, count))
    months = list(by_month)
    for number, month in enumerate(months):
        newer, older = (
            Link(months[other], addresses.month(months[other]))
            if 0 <= other < len(months)
            else None
            for other in (number + 1, number - 1)
        )
        inputs = (month, tuple(by_month[month]), newer, older)
        yield Page(addresses.month(month), "month.html", month_view, inputs, f"the month {month}")


def fixed_pages(settings: Settings, topics: tuple[TermLink, ...]) -> Iterator[Page]:
    """Yield the free-standing pages of the site and the few that every site has."""
    for page in settings.pages:
        yield Page(
            addresses.standing(page.slug),
            "page.html",
            standing_view,
            (page,),
            f"the page {page.path}",
        )
    roots = tuple(topic for topic in topics if topic.count)
    yield Page(
        addresses.NOT_FOUND,
        "404.html",
        plain_view,
        (addresses.NOT_FOUND, True, roots),
        "the page for unknown addresses",
    )
    if settings.site.search:
        yield Page(
            addresses.SEARCH,
            "search.html",
            plain_view,
            (addresses.SEARCH, False, roots),
            "the search page",
        )

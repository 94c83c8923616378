"""The part of the plan that lists make: front page and river, outlets, editions, fixed pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from broadsheet import addresses
from broadsheet.digest.arrange import Digest
from broadsheet.digest.outlets import Outlets, outlet_key
from broadsheet.digest.ranking import top_stories
from broadsheet.digest.terms import TermPlaces
from broadsheet.model import Outlet, Story, StoryCard
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
from broadsheet.pages.source_views import Beat, Beats, SourceLink
from broadsheet.pages.story_pages import source_path
from broadsheet.pages.views import DayCount, Link, RankedCard, TermLink
from broadsheet.remembered import Recollection
from broadsheet.settings import ProviderSetting, Settings

RECENT_EDITIONS = 7
MAX_BEATS = 20
"""How many outlets stand in the table of who covers what: as many as fit a screen."""
MAX_COLUMNS = 10
MAX_TOPICS = 3


def front_and_river(
    digest: Digest, facts: Facts, topics: tuple[TermLink, ...], known: Recollection
) -> tuple[Page, ...]:
    """Return the front page and the older pages of the river of latest stories."""
    columns = known.columns("columns of stories", digest.stories).of
    days, outlets = columns("days"), columns("outlets")
    day = next((card.day for card in digest.cards if card.day), "")
    today = known.again("today", _today, day, days, outlets)
    recent = known.again("recent editions", _recent_editions, days)
    cards, newest = digest.cards, digest.newest
    return known.again("front", _front_pages, facts, day, today, topics, recent, cards, newest)


def _today(
    day: str, days: Iterable[tuple[str, ...]], outlets: Iterable[tuple[Outlet, ...]]
) -> tuple[int, int]:
    """Return how many stories were in the news on a day, and how many outlets told them."""
    telling = [row for at, row in zip(days, outlets, strict=True) if day and day in at]
    return len(telling), len({outlet_key(outlet) for row in telling for outlet in row})


def _recent_editions(days: Iterable[tuple[str, ...]]) -> tuple[DayCount, ...]:
    counts = Counter(chain.from_iterable(days))
    latest = sorted(counts, reverse=True)[:RECENT_EDITIONS]
    return tuple(DayCount(at, counts[at], addresses.edition(at)) for at in latest)


def _front_pages(
    facts: Facts,
    day: str,
    today: tuple[int, int],
    topics: tuple[TermLink, ...],
    editions: tuple[DayCount, ...],
    cards: tuple[StoryCard, ...],
    newest: str,
) -> tuple[Page, ...]:
    top = tuple(
        RankedCard(row.card, row.score, row.receipt)
        for row in top_stories(cards, newest, facts.ranking)
    )
    pages = []
    for cut in slices(len(cards), facts.page_size, addresses.HOME, river=True):
        shown = cards[cut.start : cut.end]
        if cut.number == 0:
            numbers = (*today, len(cards))
            inputs: tuple[object, ...] = (facts, day, numbers, top, shown, cut, topics, editions)
            pages.append(Page(cut.address, "front.html", front_view, inputs, "the front page"))
        else:
            about = f"page {cut.number} of the latest stories"
            pages.append(Page(cut.address, "list.html", river_view, (cut, shown), about))
    return tuple(pages)


class Covered(NamedTuple):
    """An outlet: its page, and the positions of the stories that it covered, newest first."""

    key: str
    outlet: Outlet
    link: SourceLink
    at: list[int]


def outlets_in(digest: Digest, known: Recollection) -> tuple[Covered, ...]:
    """Return every outlet, the one with most stories first."""
    columns = known.columns("columns of stories", digest.stories).of
    return known.again("outlets", _outlets_in, columns("lead.outlet"), columns("outlets"))


def _outlets_in(
    leading: Iterable[Outlet], telling: Iterable[tuple[Outlet, ...]]
) -> tuple[Covered, ...]:
    """Return the outlets; given are the one that leads each story, and all that tell it."""
    covered: dict[str, tuple[Outlet, list[int]]] = {}
    leads = Counter(map(outlet_key, leading))
    for at, outlets in enumerate(telling):
        for outlet in outlets:
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
    covered: tuple[Covered, ...],
    places: TermPlaces,
    topics: tuple[tuple[TermLink, list[int]], ...],
    known: Recollection,
) -> Iterator[Page]:
    """Yield the index of outlets and the pages of each; `topics` with their stories' positions."""
    index = (
        tuple(row.link for row in covered),
        known.again("beats", who_covers_what, covered, topics, facts.root_topic),
    )
    yield Page(addresses.SOURCES, "sources.html", sources_index_view, index, "the index of sources")
    rows = known.again("rows of sources", _source_rows, covered, settings.providers)
    yield from chain.from_iterable(
        known.gathered(
            "sources",
            _source_pages,
            rows.places,
            (known.columns("columns of stories", digest.stories),),
            *(facts, places),
            keys=rows.keys,
            beside=(rows.keys, rows.links, rows.outlets, rows.settings),
        )
    )


class _SourceRows(NamedTuple):
    """Of every outlet its key, link, name and settings, and the places of its stories."""

    keys: tuple[str, ...]
    links: tuple[SourceLink, ...]
    outlets: tuple[Outlet, ...]
    settings: tuple[ProviderSetting | None, ...]
    places: tuple[list[int], ...]


def _source_rows(covered: Iterable[Covered], providers: tuple[ProviderSetting, ...]) -> _SourceRows:
    declared = Outlets(providers)
    rows = [
        (row.key, row.link, row.outlet, declared.setting(row.outlet), row.at) for row in covered
    ]
    return _SourceRows(*zip(*rows, strict=True)) if rows else _SourceRows((), (), (), (), ())


def _source_pages(
    stories: tuple[Story, ...],
    key: str,
    link: SourceLink,
    outlet: Outlet,
    setting: ProviderSetting | None,
    facts: Facts,
    places: TermPlaces,
) -> tuple[Page, ...]:
    description = setting.description if setting else ""
    names = setting.other_names if setting else ()
    still = _source_link(outlet, 0, 0)
    pages = []
    for cut in slices(len(stories), facts.page_size, link.path):
        shown = stories[cut.start : cut.end]
        is_open = cut.number == 0
        said = link if is_open else still
        topics = _mostly_about(shown, facts.root_topic, places) if is_open else ()
        inputs = (facts, said, key, description, names, cut, shown, topics)
        about = f'the source "{link.name}"'
        pages.append(Page(cut.address, "source.html", source_view, inputs, about))
    return tuple(pages)


class Days(NamedTuple):
    """The days that were in the news, and the positions of their stories, newest first.

    `by_day` is in the order of the stories; `days` and `weeks` are sorted.
    """

    by_day: dict[str, list[int]]
    days: tuple[str, ...]
    weeks: dict[str, list[str]]
    by_week: dict[str, list[int]]


def days_in(digest: Digest, known: Recollection) -> Days:
    """Return the days of all stories."""
    days = known.columns("columns of stories", digest.stories).of("days")
    return known.again("days", _days_in, days)


def _days_in(days_of: Iterable[tuple[str, ...]]) -> Days:
    by_day: dict[str, list[int]] = {}
    for at, story_days in enumerate(days_of):
        for day in story_days:
            by_day.setdefault(day, []).append(at)
    days = tuple(sorted(by_day))
    weeks: dict[str, list[str]] = {}
    for day in days:
        weeks.setdefault(iso_week(day), []).append(day)
    by_week = {
        week: sorted({at for day in members for at in by_day[day]})
        for week, members in weeks.items()
    }
    return Days(by_day, days, weeks, by_week)


def editions(digest: Digest, facts: Facts, days: Days, known: Recollection) -> Iterator[Page]:
    """Yield daily and weekly editions, the months' calendars and the archive."""
    counts = tuple([(day, len(days.by_day[day])) for day in days.days])
    for period, rows_of in (("day", _each_day), ("week", _each_week)):
        rows = known.again(f"rows of each {period}", rows_of, days)
        yield from _of_periods(period, rows, digest, facts, known)
    yield from known.again("months", _months, counts)
    yield Page(addresses.ARCHIVE, "archive.html", archive_view, (counts,), "the archive")


class _Periods(NamedTuple):
    """Of every day or week its span, its neighbours and its days, and the places of its stories."""

    spans: tuple[tuple[str, str], ...]
    neighbours: tuple[tuple[Link | None, Link | None], ...]
    days: tuple[tuple[DayCount, ...], ...]
    places: tuple[list[int], ...]


def _of_periods(
    period: str, rows: _Periods, digest: Digest, facts: Facts, known: Recollection
) -> tuple[Page, ...]:
    """Return the editions of all days or of all weeks."""
    columns = (
        known.columns("columns of stories", digest.stories),
        known.columns("columns of cards", digest.cards),
    )
    return known.gathered(
        f"editions of a {period}",
        _edition_page,
        rows.places,
        columns,
        *(facts, period),
        keys=rows.spans,
        beside=(rows.spans, rows.neighbours, rows.days),
    )


def _each_day(known_days: Days) -> _Periods:
    days = known_days.days
    return _Periods(
        spans=tuple([(day, day) for day in days]),
        neighbours=_neighbours([Link(day, addresses.edition(day)) for day in days]),
        days=((),) * len(days),
        places=tuple([known_days.by_day[day] for day in days]),
    )


def _each_week(days: Days) -> _Periods:
    return _Periods(
        spans=tuple(map(week_days, days.weeks)),
        neighbours=_neighbours([Link(week, addresses.week(week)) for week in days.weeks]),
        days=tuple(
            tuple(DayCount(day, len(days.by_day[day]), addresses.edition(day)) for day in members)
            for members in days.weeks.values()
        ),
        places=tuple([days.by_week[week] for week in days.weeks]),
    )


def _neighbours(links: Sequence[Link]) -> tuple[tuple[Link | None, Link | None], ...]:
    """Return for each period, given in the order of time, the one after it and the one before."""
    return tuple(zip((*links[1:], None), (None, *links[:-1]), strict=True)) if links else ()


def _edition_page(
    stories: tuple[Story, ...],
    cards: tuple[StoryCard, ...],
    span: tuple[str, str],
    neighbours: tuple[Link | None, Link | None],
    days: tuple[DayCount, ...],
    facts: Facts,
    period: str,
) -> Page:
    address = addresses.edition(span[0]) if period == "day" else addresses.week(iso_week(span[0]))
    return Page(
        address,
        "edition.html",
        edition_view,
        (facts, period, *span, stories, cards, *neighbours, days),
        f"the edition of {span[0]}" if period == "day" else f"the week from {span[0]}",
    )


def _months(counts: tuple[tuple[str, int], ...]) -> tuple[Page, ...]:
    by_month: dict[str, list[tuple[str, int]]] = {}
    for day, count in counts:
        by_month.setdefault(day[:7], []).append((day, count))
    months = list(by_month)
    pages = []
    for number, month in enumerate(months):
        newer, older = (
            Link(months[other], addresses.month(months[other]))
            if 0 <= other < len(months)
            else None
            for other in (number + 1, number - 1)
        )
        inputs = (month, tuple(by_month[month]), newer, older)
        about = f"the month {month}"
        pages.append(Page(addresses.month(month), "month.html", month_view, inputs, about))
    return tuple(pages)


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

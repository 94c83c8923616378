"""The part of the plan that feeds make: of the site, each term, each outlet, and the editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from broadsheet import addresses
from broadsheet.digest.arrange import Digest
from broadsheet.model import Story, StoryCard
from broadsheet.pages.feed_views import (
    FeedEntry,
    FeedView,
    edition_entry,
    feed_of_entries,
    feed_view,
)
from broadsheet.pages.page import Page
from broadsheet.pages.plan_lists import Covered, Days
from broadsheet.pages.views import TermLink
from broadsheet.remembered import Recollection
from broadsheet.settings import FeedSettings, Settings

FEED_MAKERS = (("feed.xml", "atom"), ("rss.xml", "rss"), ("feed.json", "json_feed"))
"""The three forms of every feed: file name and maker."""


def feeds(
    digest: Digest,
    settings: Settings,
    terms: tuple[tuple[TermLink, list[int]], ...],
    covered: tuple[Covered, ...],
    days: Days,
    known: Recollection,
) -> Iterator[Page]:
    """Yield the feeds of the site, of each term, of each outlet, and of the editions."""
    limits = settings.site.feeds
    rows = known.again("feed rows", _feed_rows, settings, len(digest.stories), terms, covered)
    yield from chain.from_iterable(
        known.gathered(
            "feeds",
            _feed,
            rows.places,
            (known.columns("columns of stories", digest.stories),),
            limits,
            keys=rows.paths,
            beside=(rows.titles, rows.paths, rows.descriptions),
        )
    )
    yield from _edition_feeds(digest, settings, days, known)


class _FeedRows(NamedTuple):
    """Of every feed its title, address and description, and the places of its stories."""

    titles: tuple[str, ...]
    paths: tuple[str, ...]
    descriptions: tuple[str, ...]
    places: tuple[Sequence[int], ...]


def _feed_rows(
    settings: Settings,
    stories: int,
    terms: Iterable[tuple[TermLink, list[int]]],
    covered: Iterable[Covered],
) -> _FeedRows:
    site = settings.site
    most, title = site.feeds.entries, site.title
    own: Sequence[int] = range(min(stories, most))
    rows = [(title, addresses.HOME, site.description or site.tagline, own)]
    rows += [(f"{title}: {link.title}", link.path, link.description, at) for link, at in terms]
    rows += [(f"{title}: {row.link.name}", row.link.path, "", row.at) for row in covered]
    titles, paths, descriptions, places = zip(*rows, strict=True)
    return _FeedRows(titles, paths, descriptions, tuple([at[:most] for at in places]))


def _feed(
    shown: tuple[Story, ...], title: str, path: str, description: str, limits: FeedSettings
) -> tuple[Page, ...]:
    pages = []
    for name, maker in FEED_MAKERS:
        address = addresses.feed_of(path, name)
        inputs = (title, path, address, shown, limits, description)
        about = f'the feed "{title}" ({name})'
        pages.append(Page(address, maker, _feed_view, inputs, about))
    return tuple(pages)


def _feed_view(
    title: str,
    path: str,
    self_path: str,
    stories: tuple[Story, ...],
    limits: FeedSettings,
    description: str,
) -> FeedView:
    return feed_view(title, path, self_path, stories, limits, description)


def _edition_feeds(
    digest: Digest, settings: Settings, known_days: Days, known: Recollection
) -> tuple[Page, ...]:
    limits = settings.site.feeds
    days = known_days.days[::-1][: limits.entries]
    cards = tuple([digest.cards[at] for day in days for at in known_days.by_day[day]])
    counts = tuple([(day, len(known_days.by_day[day])) for day in days])
    return known.again("edition feeds", _edition_feed, settings.site.title, counts, cards, limits)


def _edition_feed(
    title: str,
    counts: tuple[tuple[str, int], ...],
    cards: tuple[StoryCard, ...],
    limits: FeedSettings,
) -> tuple[Page, ...]:
    pages = []
    for name, maker in FEED_MAKERS:
        address = addresses.feed_of(addresses.EDITIONS, name)
        inputs = (title, address, counts, cards, limits)
        about = f"the feed of editions ({name})"
        pages.append(Page(address, maker, _edition_feed_view, inputs, about))
    return tuple(pages)


def _edition_feed_view(
    title: str,
    self_path: str,
    counts: tuple[tuple[str, int], ...],
    cards: tuple[StoryCard, ...],
    limits: FeedSettings,
) -> FeedView:
    """Return the feed of editions; `cards` are those of each day in `counts`, one after another."""
    entries: list[FeedEntry] = []
    start = 0
    for day, count in counts:
        entry = edition_entry(day, cards[start : start + count], limits.identity)
        start += count
        if entry is not None:
            entries.append(entry)
    return feed_of_entries(title, addresses.ARCHIVE, self_path, entries, limits, of="Editions")

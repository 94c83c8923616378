"""A page for each outlet: what it covered, what it led, with whom it overlaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

import msgspec

from broadsheet import addresses
from broadsheet.digest.outlets import outlet_key
from broadsheet.model import Copy, Coverage, Outlet, Story
from broadsheet.pages.listing import Slice
from broadsheet.pages.page import Facts
from broadsheet.pages.source_views import (
    Beats,
    SourceDay,
    SourceEntry,
    SourceLink,
    SourcesIndexView,
    SourceView,
)
from broadsheet.pages.story_pages import day_of, source_path
from broadsheet.pages.views import Head, Link

MAX_OVERLAPS = 8


def source_view(
    facts: Facts,
    source: SourceLink,
    key: str,
    description: str,
    other_names: tuple[str, ...],
    cut: Slice,
    stories: tuple[Story, ...],
    topics: tuple[Link, ...] = (),
) -> SourceView:
    """Return one page of an outlet, made from the stories that it covered."""
    zone = ZoneInfo(facts.time_zone)
    is_open = cut.number == 0
    entries = [entry for story in stories for entry in _entries(story, key, zone)]
    entries.sort(key=lambda entry: (entry.published_at, entry.title), reverse=True)
    return SourceView(
        head=Head(
            title=source.name,
            path=cut.address,
            description=description,
            breadcrumbs=(Link("Sources", addresses.SOURCES),),
            feeds=(Link(source.name, addresses.feed_of(cut.address)),) if is_open else (),
        ),
        source=source,
        description=description,
        other_names=other_names,
        overlaps=_overlaps(stories, key) if is_open else (),
        days=tuple(
            SourceDay(day, tuple(group))
            for day, group in groupby(entries, key=lambda entry: entry.day)
        ),
        paging=cut.paging,
        topics=topics,
    )


def _entries(story: Story, key: str, zone: ZoneInfo) -> Iterator[SourceEntry]:
    link = Link(story.title, addresses.story(story.id))
    for item in story.coverage:
        if outlet_key(item.outlet) == key:
            entry = _entry(item, link, zone)
            is_lead = item.key == story.lead.key
            yield msgspec.structs.replace(entry, is_lead=is_lead, language=item.language)
        for copy in item.copies:
            if outlet_key(copy.outlet) == key:
                yield msgspec.structs.replace(_entry(copy, link, zone), is_copy=True)


def _entry(page: Coverage | Copy, story: Link, zone: ZoneInfo) -> SourceEntry:
    """Return what is said of a page about a story, whoever wrote it first."""
    return SourceEntry(
        title=page.title,
        url=page.url,
        published_at=page.published_at,
        day=day_of(page.published_at, zone),
        story=story,
        is_lead=False,
        rel=page.rel,
    )


def _overlaps(stories: Sequence[Story], key: str) -> tuple[SourceLink, ...]:
    """Return the outlets that share most of these stories."""
    shared: Counter[str] = Counter()
    outlets: dict[str, Outlet] = {}
    for story in stories:
        for outlet in story.outlets:
            other = outlet_key(outlet)
            if other != key:
                shared[other] += 1
                outlets.setdefault(other, outlet)
    best = sorted(shared.items(), key=lambda row: (-row[1], row[0]))[:MAX_OVERLAPS]
    return tuple(
        SourceLink(outlets[other].name, outlets[other].domain, source_path(outlets[other]), 0, 0, n)
        for other, n in best
    )


def sources_index_view(sources: tuple[SourceLink, ...], beats: Beats | None) -> SourcesIndexView:
    """Return the index of all outlets."""
    return SourcesIndexView(Head(title="", path=addresses.SOURCES), sources, beats)

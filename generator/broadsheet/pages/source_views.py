"""What the pages of outlets may show: what each covered, and who covers what.

Frozen values, as in `pages.views`, which says how addresses and times are written.
"""

from __future__ import annotations

import msgspec

from broadsheet.pages.views import Head, Link, Paging


class SourceEntry(msgspec.Struct, frozen=True):
    """One page of an outlet, and the story it belongs to."""

    title: str
    url: str
    published_at: str
    day: str
    story: Link
    is_lead: bool
    is_copy: bool = False
    rel: str = ""
    language: str = ""


class SourceDay(msgspec.Struct, frozen=True):
    """What an outlet carried on one day; `day` is empty when unknown."""

    day: str
    entries: tuple[SourceEntry, ...]


class SourceLink(msgspec.Struct, frozen=True, gc=False):
    """An outlet with what it covered: stories, how many of them it leads, and pages in all."""

    name: str
    domain: str
    path: str
    stories: int
    leads: int
    shared: int = 0


class SourceView(msgspec.Struct, frozen=True):
    """A page of an outlet. `overlaps` are the outlets that share most stories with it.

    `topics` are those that it writes most about; both only on the newest page.
    """

    head: Head
    source: SourceLink
    description: str
    other_names: tuple[str, ...]
    overlaps: tuple[SourceLink, ...]
    days: tuple[SourceDay, ...]
    paging: Paging
    topics: tuple[Link, ...] = ()


class Beat(msgspec.Struct, frozen=True):
    """How many stories of each topic an outlet covered, in the order of `Beats.topics`."""

    source: SourceLink
    counts: tuple[int, ...]


class Beats(msgspec.Struct, frozen=True):
    """Who covers what: the outlets with most stories, and the topics with most stories.

    `busiest` is the highest count, for the shade.
    """

    topics: tuple[Link, ...]
    outlets: tuple[Beat, ...]
    busiest: int


class SourcesIndexView(msgspec.Struct, frozen=True):
    """All outlets, by number of stories; `beats` is there where there is something to compare."""

    head: Head
    sources: tuple[SourceLink, ...]
    beats: Beats | None = None

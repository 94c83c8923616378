"""What the page of a story may show: coverage, timeline, changed headlines and a picture.

Frozen values, as in `pages.views`, which says how addresses and times are written.
"""

from __future__ import annotations

import msgspec

from broadsheet.model import Coverage, Outlet, ReceiptLine, Story, StoryCard
from broadsheet.pages.views import Head, Link


class CoverageView(msgspec.Struct, frozen=True):
    """A page about a story as its page lists it; `source` is the outlet's page or empty.

    `story` is the other story of ours that the page belongs to, for what is only mentioned.
    `is_lead` marks the lead (which the list does not repeat).
    """

    coverage: Coverage
    source: str
    story: Link | None = None
    is_lead: bool = False


class CoverageDay(msgspec.Struct, frozen=True):
    """The coverage of one day, newest first; `day` is empty when unknown."""

    day: str
    items: tuple[CoverageView, ...]


class TimelineDot(msgspec.Struct, frozen=True, gc=False):
    """One page on the timeline: x and y in the SVG's own units, and what it stands for."""

    x: float
    y: float
    title: str
    outlet: str
    published_at: str
    url: str
    is_lead: bool
    rel: str = ""


class TimelineTick(msgspec.Struct, frozen=True, gc=False):
    """A mark on the time axis; `at` is a time (UTC), `is_day` whether it stands for a whole day."""

    x: float
    at: str
    is_day: bool


class Timeline(msgspec.Struct, frozen=True):
    """Coverage over time, laid out for an SVG of `width` by `height` units."""

    width: int
    height: int
    dots: tuple[TimelineDot, ...]
    ticks: tuple[TimelineTick, ...]
    undated: int
    first_at: str
    last_at: str


class HeadlineChange(msgspec.Struct, frozen=True):
    """A headline that changed: who, from what to what, with the words that differ marked.

    Each side is a row of (text, differs) pairs.
    """

    outlet: Outlet
    url: str
    before: tuple[tuple[str, bool], ...]
    after: tuple[tuple[str, bool], ...]
    seen_at: str = ""
    rel: str = ""


class PictureSource(msgspec.Struct, frozen=True, gc=False):
    """One format of a picture: its MIME type, and (path, width in pixels) of each size."""

    type: str
    sizes: tuple[tuple[str, int], ...]


class Picture(msgspec.Struct, frozen=True, gc=False):
    """A story's picture. `src` is one of our paths, or with `is_remote` the publisher's address.

    `sources` are better formats first, each with its sizes; width and height (pixels) are those
    of `src`, so that nothing moves when it arrives. `credit` says whose it is.
    """

    src: str
    width: int
    height: int
    alt: str = ""
    credit: str = ""
    sources: tuple[PictureSource, ...] = ()
    is_remote: bool = False


class StoryView(msgspec.Struct, frozen=True):
    """A story's page. `body` is the name of its safe HTML in the store (`story.body`).

    `topics` and `terms` link to its topics and to (taxonomy, terms) pairs; `earlier` and `later`
    are stories it mentions or that mention it; `outlet_path` is the lead outlet's page;
    `picture` is there only where the site holds a copy, or the publisher allows a hotlink.
    `first_day` and `last_day` are those of its dated pages, copies included; else of its editions.
    """

    head: Head
    story: Story
    kicker: Link | None
    topics: tuple[Link, ...]
    terms: tuple[tuple[str, tuple[Link, ...]], ...]
    lead: CoverageView
    timeline: Timeline | None
    days: tuple[CoverageDay, ...]
    changes: tuple[HeadlineChange, ...]
    mentioned: tuple[CoverageView, ...]
    earlier: tuple[StoryCard, ...]
    later: tuple[StoryCard, ...]
    receipt: tuple[ReceiptLine, ...]
    editions: tuple[Link, ...]
    picture: Picture | None = None
    first_day: str = ""
    last_day: str = ""

"""What each kind of page may show: frozen values, and nothing more.

Templates receive one of these as `page` (and the unchanging frame of the site as `site`);
docs/templates.md lists every value. Addresses are site-absolute (`/news/x/`); the templates'
`href` function adds the base path. Times are UTC texts, days `2022-02-22`, or empty when unknown.
"""

from __future__ import annotations

import msgspec

from broadsheet.fingerprint import Digested
from broadsheet.model import Coverage, Outlet, ReceiptLine, Story, StoryCard


class Link(msgspec.Struct, frozen=True, gc=False):
    """A named way to one of our own pages."""

    title: str
    path: str


class Head(msgspec.Struct, frozen=True):
    """What stands in a page's `<head>`: title without the site's, description, address, kind.

    `feeds` are its own feeds (title, path); `breadcrumbs` lead from home to the page's parent;
    `kind` is `website` or `article` (Open Graph); `noindex` keeps it out of search engines;
    `share_card` is the path of its picture, or empty; `structured` is JSON-LD, made safe for
    `<script>`; `twin` is the path of its JSON twin.
    """

    title: str
    path: str
    description: str = ""
    kind: str = "website"
    breadcrumbs: tuple[Link, ...] = ()
    feeds: tuple[Link, ...] = ()
    noindex: bool = False
    share_card: str = ""
    twin: str = ""
    published_at: str = ""
    updated_at: str = ""
    section: str = ""


class Frame(Digested, frozen=True):
    """What every page shares: the masthead, the foot, the names of assets. From settings alone.

    `assets` are pairs of a static file's own name (`style.css`) and its published path; `words`
    are pairs of a word that code writes and what it is in the site's language, where that differs.
    """

    title: str
    tagline: str
    description: str
    base_url: str
    base_path: str
    language: str
    direction: str
    time_zone: str
    accent: str
    accent_dark: str
    navigation: tuple[Link, ...]
    publisher_name: str
    publisher_url: str
    publisher_email: str
    copyright: str
    assets: tuple[tuple[str, str], ...]
    search: bool
    offline: bool
    noindex: bool
    feeds: tuple[Link, ...]
    logos: tuple[tuple[str, str], ...]
    generator: str
    words: tuple[tuple[str, str], ...] = ()

    def word(self, english: str) -> str:
        """Return a word of the theme in the site's language, for what no template makes."""
        for known, translated in self.words:
            if known == english:
                return translated
        return english


class RankedCard(msgspec.Struct, frozen=True):
    """A story at the top of the front page, with the receipt of its rank."""

    card: StoryCard
    score: float
    receipt: tuple[ReceiptLine, ...]


class DayGroup(msgspec.Struct, frozen=True):
    """The stories of one day in a list, newest first; `day` is empty for stories without date."""

    day: str
    cards: tuple[StoryCard, ...]


class Paging(msgspec.Struct, frozen=True, gc=False):
    """Where a list page stands. `number` counts from the oldest page; 0 is the newest, open page.

    `newer` and `older` are paths or empty; `pages` are the numbered pages near this one.
    """

    number: int
    newer: str = ""
    older: str = ""


class DayCount(msgspec.Struct, frozen=True, gc=False):
    """How many stories a day (or the week that begins on it) had; path of its edition or empty."""

    day: str
    count: int
    path: str = ""


class TermLink(msgspec.Struct, frozen=True, gc=False):
    """A topic (or another taxonomy's term) with its counts."""

    title: str
    path: str
    count: int
    recent: int = 0
    description: str = ""
    depth: int = 0


class FrontView(msgspec.Struct, frozen=True):
    """The front page. `top[0]` is the lead, the next six are seconds; `river` follows by day.

    `recent` counts the stories of the newest day, `outlets` the outlets that carry them.
    """

    head: Head
    day: str
    recent: int
    outlets: int
    stories: int
    top: tuple[RankedCard, ...]
    river: tuple[DayGroup, ...]
    paging: Paging
    topics: tuple[TermLink, ...]
    editions: tuple[DayCount, ...]


class ListView(msgspec.Struct, frozen=True):
    """An older page of the river of latest stories."""

    head: Head
    title: str
    days: tuple[DayGroup, ...]
    paging: Paging


class TermView(msgspec.Struct, frozen=True):
    """A page of a topic, person, company or other term. Top and volume only on the newest page.

    `volume` is the number of stories a week over the last 13 weeks of the site's news.
    """

    head: Head
    taxonomy: Link
    singular: str
    title: str
    description: str
    parent: Link | None
    children: tuple[TermLink, ...]
    count: int
    first_day: str
    last_day: str
    volume: tuple[DayCount, ...]
    top: tuple[StoryCard, ...]
    days: tuple[DayGroup, ...]
    paging: Paging
    hashtags: tuple[str, ...] = ()


class TermsIndexView(msgspec.Struct, frozen=True):
    """All terms of one taxonomy; topics in the order of their tree, `depth` 0 at the root."""

    head: Head
    title: str
    terms: tuple[TermLink, ...]


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


class DayNumbers(msgspec.Struct, frozen=True, gc=False):
    """The day (or week) in numbers."""

    stories: int
    new_stories: int
    pages: int
    outlets: int
    busiest_topic: str = ""
    busiest_topic_path: str = ""
    widest_story: str = ""
    widest_story_path: str = ""
    widest_outlets: int = 0
    widest_language: str = ""


class EditionView(msgspec.Struct, frozen=True):
    """The digest of one day or week: `new` stories in fixed order, then `developing` ones.

    `period` is `day` or `week`; `day` its first day, `last_day` its last; `newer` and `older` the
    neighbouring editions; `days` the daily editions of a week.
    """

    head: Head
    period: str
    day: str
    last_day: str
    numbers: DayNumbers
    new: tuple[StoryCard, ...]
    developing: tuple[StoryCard, ...]
    newer: Link | None
    older: Link | None
    days: tuple[DayCount, ...] = ()
    newsletter: str = ""


class MonthView(msgspec.Struct, frozen=True):
    """A month's calendar: weeks of seven days (Monday first); days outside have an empty `day`.

    `busiest` is the highest count of a day, for the shade.
    """

    head: Head
    month: str
    weeks: tuple[tuple[DayCount, ...], ...]
    stories: int
    busiest: int
    newer: Link | None
    older: Link | None


class ArchiveView(msgspec.Struct, frozen=True):
    """All months with news, newest first, each with its calendar."""

    head: Head
    months: tuple[MonthView, ...]
    years: tuple[tuple[str, tuple[DayCount, ...]], ...]


class StandingView(msgspec.Struct, frozen=True):
    """A free-standing page (About); `body_html` is safe HTML."""

    head: Head
    title: str
    body_html: str


class RedirectView(msgspec.Struct, frozen=True):
    """An old or second address; leads to `target`."""

    head: Head
    title: str
    target: str


class PlainView(msgspec.Struct, frozen=True):
    """A page that shows only its words (not found, search, offline)."""

    head: Head
    topics: tuple[TermLink, ...] = ()

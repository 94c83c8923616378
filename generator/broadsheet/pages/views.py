"""What each kind of page may show: frozen values, and nothing more.

Templates receive one of these as `page` (and the unchanging frame of the site as `site`); those of
stories and outlets are in `pages.story_views` and `pages.source_views`. docs/templates.md lists
every value. Addresses are site-absolute (`/news/x/`); the templates' `href` function adds the base
path. Times are UTC texts, days `2022-02-22`, or empty when unknown.
"""

from __future__ import annotations

import msgspec

from broadsheet.fingerprint import Digested
from broadsheet.model import ReceiptLine, StoryCard


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

"""The nouns of the program: frozen values that flow from stage to stage. No behaviour.

Times are texts in UTC, `2022-02-22T00:52:00Z`, so that they sort, hash and travel as they are; an
empty text is a time that nobody gave. Fields of the source format keep their spelling only inside
`reading.articles`.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from broadsheet.errors import Problem
from broadsheet.fingerprint import Digested

Kind = Literal["article", "video"]
StoryState = Literal["published", "draft", "future"]


class Outlet(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Who published something, as the article says it; each part may be unknown (empty)."""

    name: str = ""
    domain: str = ""


class Image(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A publisher's picture, by its address; sizes in pixels, 0 when not given."""

    url: str
    width: int = 0
    height: int = 0
    title: str = ""
    attribution: str = ""
    is_cached: bool | None = None


class RelatedItem(msgspec.Struct, frozen=True, array_like=True):
    """An entry of an article's related list, as written, with what the relevance gate says of it.

    `key` is the identity of its address and `aliases` those of its AMP addresses, where they
    differ. `relevance` is 0 to 1; `stated` is what the list itself says of it, or None.
    """

    title: str
    excerpt: str = ""
    published_at: str = ""
    url: str = ""
    key: str = ""
    aliases: tuple[str, ...] = ()
    kind: Kind = "article"
    outlet: Outlet = Outlet()
    quality: int = 0
    image: Image | None = None
    on_topic: bool = True
    relevance: float = 1.0
    reason: str = ""
    stated: float | None = None


class Body(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is kept of an article's text: the hash of its safe HTML, which the store holds.

    `lead` is its first words as plain text, for lists and search; `words` counts all.
    """

    digest: bytes = b""
    words: int = 0
    lead: str = ""


class Article(msgspec.Struct, frozen=True, array_like=True):
    """One file of the content folder, checked and typed.

    `id` names its address and is unique; `collected_on` is the date in the file name;
    `published` is what the file says, or None; `taxonomies` holds the terms of each taxonomy that
    the settings declare beyond topics, in their order there. `title_as_written` and
    `excerpt_as_written` are set only where HTML entities were decoded: the old API copies them.
    """

    id: str
    path: str
    title: str
    excerpt: str = ""
    published_at: str = ""
    updated_at: str = ""
    collected_on: str = ""
    url: str = ""
    original_url: str = ""
    amp_url: str = ""
    cdn_amp_url: str = ""
    key: str = ""
    aliases: tuple[str, ...] = ()
    kind: Kind = "article"
    quality: int | None = None
    heat: int | None = None
    published: bool | None = None
    outlet: Outlet = Outlet()
    outlet_images: tuple[Image, ...] = ()
    author: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    taxonomies: tuple[tuple[str, ...], ...] = ()
    images: tuple[Image, ...] = ()
    related: tuple[RelatedItem, ...] = ()
    featured_content: str = ""
    body: Body = Body()
    title_as_written: str = ""
    excerpt_as_written: str = ""
    extra: dict[str, Any] = {}

    @property
    def is_rival(self) -> bool:
        """Whether it is marked as another newsroom's version of a lead (contract: heat -1)."""
        return self.published is False and self.heat == -1

    @property
    def is_draft(self) -> bool:
        """Whether its author keeps it back."""
        return self.published is False and self.heat != -1


class Parsed(msgspec.Struct, frozen=True):
    """What reading one file gave: an article or none, its body as HTML, and every problem."""

    article: Article | None
    body_html: str = ""
    problems: tuple[Problem, ...] = ()


# ---------------------------------------------------------------- the digest


class Headline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A headline that one page carried, and when (empty when unknown)."""

    title: str
    seen_at: str = ""


class Copy(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A page that repeats another's text: syndication. `rel` as in `Coverage`."""

    outlet: Outlet
    url: str
    title: str
    published_at: str = ""
    rel: str = ""


class Coverage(msgspec.Struct, frozen=True, array_like=True):
    """One page about a story (or mentioned beside it), after resolution.

    `article_id` is set when the site holds the page as an article; `headlines` are the earlier
    headlines of the same page, oldest first; `copies` the pages that repeat its text;
    `story_id` the other story that this page belongs to, for what is only mentioned; `rel` what
    its publisher asks links to say (`nofollow`).
    """

    title: str
    excerpt: str = ""
    published_at: str = ""
    url: str = ""
    key: str = ""
    kind: Kind = "article"
    outlet: Outlet = Outlet()
    quality: int = 0
    image: Image | None = None
    article_id: str = ""
    language: str = ""
    headlines: tuple[Headline, ...] = ()
    copies: tuple[Copy, ...] = ()
    reason: str = ""
    rel: str = ""


class Counts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a story is made of, each counted for itself.

    `links`: entries of the related lists, as written; `pages`: distinct pages after folding;
    `outlets`: distinct outlets; `independent`: those with a text of their own; `copies`: pages
    that repeat another's text; `mentioned`: pages about something else.
    """

    links: int = 0
    pages: int = 0
    outlets: int = 0
    independent: int = 0
    copies: int = 0
    mentioned: int = 0


class Story(Digested, frozen=True, array_like=True):
    """The articles and coverage about one event; has one page.

    `id` is that of its earliest article and names the address; `lead` is one of `coverage`, which
    is ordered newest first; `article_ids` are all its articles, earliest first, the others'
    addresses resolve to the story; `keys` the identities of all its pages; `mention_keys` those
    of what it mentions. `days` are the dates (site's time zone) on which it was in the news.
    `noindex` is its lead's publisher's wish: search engines shall not list the page.
    """

    id: str
    title: str
    lead: Coverage
    lead_article: str
    excerpt: str = ""
    published_at: str = ""
    updated_at: str = ""
    day: str = ""
    days: tuple[str, ...] = ()
    heat: int = 0
    quality: int = 0
    topics: tuple[str, ...] = ()
    taxonomies: tuple[tuple[str, ...], ...] = ()
    author: str = ""
    language: str = ""
    image: Image | None = None
    featured_content: str = ""
    body: Body = Body()
    coverage: tuple[Coverage, ...] = ()
    mentioned: tuple[Coverage, ...] = ()
    counts: Counts = Counts()
    outlets: tuple[Outlet, ...] = ()
    article_ids: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    mention_keys: tuple[str, ...] = ()
    state: StoryState = "published"
    noindex: bool = False
    extra: dict[str, Any] = {}


class StoryCard(Digested, frozen=True, array_like=True):
    """What lists show of a story. Kept apart so that a typo in a body rebuilds no list.

    `topics` are the names of its topics, for readers who follow or mute them. `hours` counts its
    pages in equal steps from `first_at` to `last_at`; all three are empty where they are few.
    """

    id: str
    title: str
    excerpt: str = ""
    published_at: str = ""
    updated_at: str = ""
    day: str = ""
    kicker: str = ""
    kicker_path: str = ""
    topics: tuple[str, ...] = ()
    outlet: Outlet = Outlet()
    outlets: int = 0
    independent: int = 0
    pages: int = 0
    url: str = ""
    kind: Kind = "article"
    language: str = ""
    heat: int = 0
    hours: tuple[int, ...] = ()
    first_at: str = ""
    last_at: str = ""
    state: StoryState = "published"
    noindex: bool = False


class ReceiptLine(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One reason why a story stands where it stands: what, its value in words, its points."""

    name: str
    value: str
    points: float

"""What a feed may show, made of stories or of editions. The same view serves all three formats."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from broadsheet import addresses
from broadsheet.model import Coverage, Outlet, Story, StoryCard
from broadsheet.remembered import once_for_each
from broadsheet.settings import FeedSettings

MAX_LINKS = 40
"""Links in one entry: a story with hundreds of pages must not make a feed of megabytes."""


REMEMBERED = 2048
"""Entries kept: a story is in the feeds of the site, of its topics and of its sources."""


class FeedLink(msgspec.Struct, frozen=True, gc=False):
    """A line in an entry: a page elsewhere (`https://…`) or one of ours (`/news/x/`)."""

    title: str
    address: str
    outlet: str = ""


class FeedEntry(msgspec.Struct, frozen=True):
    """A story or an edition in a feed. `id` outlives any change of title, lead or host.

    `published_at` may be empty, `updated_at` never is: a feed may not hold what has no date.
    `elsewhere` is the address of the lead at its publisher, `outlet` what the publisher is
    called; both may be empty. An edition has a `day` instead of a title: what days are called
    is the language's.
    """

    id: str
    title: str
    path: str
    updated_at: str
    published_at: str = ""
    excerpt: str = ""
    author: str = ""
    elsewhere: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    links: tuple[FeedLink, ...] = ()
    more: int = 0
    outlet: str = ""
    day: str = ""


class FeedView(msgspec.Struct, frozen=True):
    """A feed: of the page at `path`, published at `self_path`; entries newest first.

    `updated_at` is the newest time of its content, or empty when it has none. `of` is what it
    holds, in English, where its title alone would be that of the site's own feed.
    """

    id: str
    title: str
    path: str
    self_path: str
    description: str
    updated_at: str
    hub: str
    entries: tuple[FeedEntry, ...]
    of: str = ""


def permanent_id(identity: str, thing: str) -> str:
    """Return a `urn:uuid:` name (RFC 4122, version 5) for a thing of the site with that identity.

    Nothing that may change is in it: no host, no title, no lead. The identity keeps two sites
    apart that carry a story under the same id.
    """
    return uuid5(_namespace(identity), thing).urn


@lru_cache(maxsize=8)
def _namespace(identity: str) -> UUID:
    """Return the UUID that the names of a site's things are made under."""
    return uuid5(NAMESPACE_URL, f"urn:broadsheet:{identity}")


def feed_view(
    title: str,
    path: str,
    self_path: str,
    stories: Iterable[Story],
    settings: FeedSettings,
    description: str = "",
) -> FeedView:
    """Return the feed of these stories, newest first, at most `settings.entries` of them.

    Stories without any date are left out: every format asks for one, and none may be invented.
    """
    entries = [story_entry(story, settings.identity) for story in stories if _newest(story)]
    return feed_of_entries(title, path, self_path, entries, settings, description)


def feed_of_entries(
    title: str,
    path: str,
    self_path: str,
    entries: Iterable[FeedEntry],
    settings: FeedSettings,
    description: str = "",
    of: str = "",
) -> FeedView:
    """Return the feed of these entries; as `feed_view`, for entries made one by one."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    ordered.sort(key=lambda entry: entry.published_at or entry.updated_at, reverse=True)
    kept = tuple(ordered[: settings.entries])
    return FeedView(
        id=permanent_id(settings.identity, f"feed {path}"),
        title=title,
        path=path,
        self_path=self_path,
        description=description,
        updated_at=max((entry.updated_at for entry in kept), default=""),
        hub=settings.hub,
        entries=kept,
        of=of,
    )


@once_for_each(REMEMBERED)
def story_entry(story: Story, identity: str) -> FeedEntry:
    """Return the entry of a story that has a date."""
    shown = story.coverage[:MAX_LINKS]
    return FeedEntry(
        id=permanent_id(identity, f"story {story.id}"),
        title=story.title,
        path=addresses.story(story.id),
        updated_at=_newest(story),
        published_at=story.published_at,
        excerpt=story.excerpt,
        author=story.author or _name_of(story.lead.outlet),
        elsewhere=story.lead.url,
        categories=story.topics,
        language=story.language,
        links=tuple(_link_of(coverage) for coverage in shown),
        more=len(story.coverage) - len(shown),
        outlet=_name_of(story.lead.outlet),
    )


def edition_entry(
    day: str, cards: Iterable[StoryCard], identity: str, excerpt: str = ""
) -> FeedEntry | None:
    """Return the entry of the edition of a day, or None when no story in it has a date.

    Its time is that of the newest thing in it, never that of the build.
    """
    held = tuple(cards)
    times = [card.updated_at or card.published_at for card in held]
    if not any(times):
        return None
    return FeedEntry(
        id=permanent_id(identity, f"edition {day}"),
        title="",
        path=addresses.edition(day),
        updated_at=max(times),
        published_at=max(card.published_at for card in held),
        excerpt=excerpt,
        links=tuple(
            FeedLink(card.title, addresses.story(card.id), _name_of(card.outlet))
            for card in held[:MAX_LINKS]
        ),
        more=max(0, len(held) - MAX_LINKS),
        day=day,
    )


def _newest(story: Story) -> str:
    """Return the time of the newest thing in a story, or an empty text."""
    return max(story.updated_at, story.published_at)


def _link_of(coverage: Coverage) -> FeedLink:
    """Return the line of a page about a story; a page known only as a file here has no link."""
    return FeedLink(coverage.title, coverage.url, _name_of(coverage.outlet))


def _name_of(outlet: Outlet) -> str:
    """Return what an outlet is called: its name, else its domain."""
    return outlet.name or outlet.domain

"""Lists of the site's own pages for machines: sitemaps, OPML, robots.txt, llms.txt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from broadsheet import addresses
from broadsheet.model import StoryCard
from broadsheet.pages.source_views import SourceLink
from broadsheet.pages.views import Link
from broadsheet.settings import Policy

SITEMAP_ENTRIES = 50_000
"""Addresses in one sitemap file, at most (sitemaps.org protocol 0.9)."""

_USAGE = re.compile(r"(?P<label>[a-z][a-z0-9-]{0,40})\s*=\s*(?P<value>[yn])")

NEWS_ENTRIES = 1_000
NEWS_WINDOW = timedelta(days=2)
"""What Google takes in a news sitemap: articles of the last two days, at most 1,000."""


class SitemapEntry(msgspec.Struct, frozen=True, gc=False):
    """One of our pages and when its content last changed; empty when that is not known."""

    path: str
    updated_at: str = ""


class SitemapView(msgspec.Struct, frozen=True):
    """A sitemap, or one part of it."""

    entries: tuple[SitemapEntry, ...]


class SitemapIndexView(msgspec.Struct, frozen=True):
    """The parts of a sitemap that is too large for one file."""

    parts: tuple[SitemapEntry, ...]


class NewsEntry(msgspec.Struct, frozen=True, gc=False):
    """A story in the news sitemap."""

    path: str
    title: str
    published_at: str
    language: str


class NewsSitemapView(msgspec.Struct, frozen=True):
    """The stories of the last two days of news."""

    publication: str
    entries: tuple[NewsEntry, ...]


class OpmlFeed(msgspec.Struct, frozen=True, gc=False):
    """A feed of ours, and the page it is about: one of ours or somebody's site (`https://…`).

    `of` is a word of the theme, such as "Editions", that follows the title.
    """

    title: str
    feed: str
    page: str
    of: str = ""


class OpmlGroup(msgspec.Struct, frozen=True):
    """Feeds under one heading."""

    title: str
    feeds: tuple[OpmlFeed, ...]


class OpmlView(msgspec.Struct, frozen=True):
    """A list of feeds to subscribe to; `of` is a word of the theme that follows the title."""

    title: str
    groups: tuple[OpmlGroup, ...]
    of: str = ""


class Preference(msgspec.Struct, frozen=True, gc=False):
    """Which uses of content by AI systems someone allows; `domain` is `*` for the site itself."""

    domain: str
    usage: str


class RobotsView(msgspec.Struct, frozen=True):
    """What crawlers may do: the addresses of sitemaps, and the preferences on AI use."""

    sitemaps: tuple[str, ...]
    usage: str


class LlmsView(msgspec.Struct, frozen=True):
    """What a language model is told about the site: its parts, and what publishers allow."""

    topics: tuple[Link, ...]
    lists: tuple[Link, ...]
    data: tuple[Link, ...]
    preferences: tuple[Preference, ...]


def story_in_sitemap(card: StoryCard) -> SitemapEntry:
    """Return the sitemap entry of a story, dated by its newest coverage."""
    return SitemapEntry(addresses.story(card.id), card.updated_at or card.published_at)


def sitemap_files(
    entries: Sequence[SitemapEntry], at_most: int = SITEMAP_ENTRIES
) -> tuple[tuple[str, SitemapView | SitemapIndexView], ...]:
    """Return the files of a sitemap, (address, view): one, or an index and its parts."""
    if len(entries) <= at_most:
        return ((addresses.SITEMAP, SitemapView(tuple(entries))),)
    parts = [
        (addresses.sitemap_part(number), tuple(entries[start : start + at_most]))
        for number, start in enumerate(range(0, len(entries), at_most), start=1)
    ]
    index = tuple(
        SitemapEntry(address, max(entry.updated_at for entry in part)) for address, part in parts
    )
    files: list[tuple[str, SitemapView | SitemapIndexView]] = [
        (addresses.SITEMAP, SitemapIndexView(index))
    ]
    files += [(address, SitemapView(part)) for address, part in parts]
    return tuple(files)


def news_sitemap_view(cards: Iterable[StoryCard], title: str, language: str) -> NewsSitemapView:
    """Return the stories of the two days before the newest one, newest first, at most 1,000.

    `title` and `language` are the site's.
    The window ends at the newest story, not now: the same content gives the same file.
    """
    dated = sorted((card for card in cards if card.published_at), key=lambda card: card.id)
    dated.sort(key=lambda card: card.published_at, reverse=True)
    if not dated:
        return NewsSitemapView(title, ())
    newest = datetime.fromisoformat(dated[0].published_at)
    since = newest - NEWS_WINDOW
    return NewsSitemapView(
        publication=title,
        entries=tuple(
            NewsEntry(
                path=addresses.story(card.id),
                title=card.title,
                published_at=card.published_at,
                language=_google_language(card.language or language),
            )
            for card in dated[:NEWS_ENTRIES]
            if datetime.fromisoformat(card.published_at) >= since
        ),
    )


def sources_opml_view(title: str, of: str, sources: Iterable[SourceLink]) -> OpmlView:
    """Return our feeds about each outlet, each with the outlet's own site as its page."""
    feeds = tuple(
        OpmlFeed(
            title=source.name or source.domain,
            feed=addresses.feed_of(source.path),
            page=f"https://{source.domain}/" if source.domain else source.path,
        )
        for source in sources
    )
    return OpmlView(title, (OpmlGroup("", feeds),), of)


def preferences_of(policies: Iterable[Policy]) -> tuple[Preference, ...]:
    """Return what the policies say of AI use, by domain; what is not understood is left out."""
    found = ((policy.domain, usage_of([policy.ai_use])) for policy in policies)
    return tuple(Preference(domain, usage) for domain, usage in found if usage)


def usage_of(statements: Iterable[str]) -> str:
    """Return the strictest of several preferences, as `search=y, train-ai=n`.

    Lists show the texts of many publishers at once, so one who refuses decides for all. The form
    is that of the header field `Content-Usage` in the IETF's working draft
    draft-ietf-aipref-attach; its labels are those of draft-ietf-aipref-vocab, or any later ones.
    """
    strictest: dict[str, str] = {}
    for statement in statements:
        for found in _USAGE.finditer(statement.lower()):
            held = strictest.get(found["label"], "y")
            strictest[found["label"]] = min(held, found["value"])
    return ", ".join(f"{label}={value}" for label, value in sorted(strictest.items()))


def robots_view(
    preferences: Iterable[Preference], sitemaps: Iterable[str], noindex: bool
) -> RobotsView:
    """Return what crawlers are told; a preview (`noindex`) announces no sitemap."""
    usage = usage_of(preference.usage for preference in preferences)
    return RobotsView(() if noindex else tuple(sitemaps), usage)


def _google_language(language: str) -> str:
    """Return a language as the news sitemap wants it: two or three letters, but two Chineses."""
    lower = language.lower().replace("_", "-")
    if lower in ("zh-tw", "zh-hk", "zh-mo") or lower.startswith("zh-hant"):
        return "zh-tw"
    return "zh-cn" if lower.split("-")[0] == "zh" else lower.split("-")[0]

"""The part of the plan that is for programs: feeds, API, twins, sitemaps, files for the host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import is_

from broadsheet import addresses
from broadsheet.digest.arrange import Digest
from broadsheet.digest.briefs import Brief
from broadsheet.digest.policies import Policies
from broadsheet.model import Article, Story, StoryCard
from broadsheet.pages.api_views import PAGE_SIZE, ApiList, ApiTopics, api_list, api_topics, topic_id
from broadsheet.pages.feed_views import (
    FeedEntry,
    FeedView,
    edition_entry,
    feed_of_entries,
    feed_view,
)
from broadsheet.pages.host_views import HeadersView, RedirectsView, headers_view, redirects_view
from broadsheet.pages.index_views import (
    SITEMAP_ENTRIES,
    LlmsView,
    OpmlFeed,
    OpmlGroup,
    OpmlView,
    Preference,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
    news_sitemap_view,
    preferences_of,
    robots_view,
    sources_opml_view,
    story_in_sitemap,
)
from broadsheet.pages.page import Page
from broadsheet.pages.picture_views import hotlinked_hosts
from broadsheet.pages.plan_lists import Covered
from broadsheet.pages.twin_views import SchemaView, StoryTwinView
from broadsheet.pages.views import Link, SourceLink, TermLink
from broadsheet.settings import FeedSettings, Policy, Settings, TopicSetting
from broadsheet.text import name_key

FEED_MAKERS = (("feed.xml", "atom"), ("rss.xml", "rss"), ("feed.json", "json_feed"))
"""The three forms of every feed: file name and maker."""

NEWS_SITEMAP_CARDS = 1000
TWINNED = {"story.html": "story_twin", "term.html": "topic_twin", "edition.html": "edition_twin"}


def feeds(
    digest: Digest,
    settings: Settings,
    terms: Iterable[tuple[TermLink, Sequence[int]]],
    covered: Iterable[Covered],
) -> Iterator[Page]:
    """Yield the feeds of the site, of each term, of each outlet, and of the editions."""
    limits = settings.site.feeds
    title = settings.site.title
    newest = range(min(len(digest.stories), limits.entries))
    description = settings.site.description or settings.site.tagline
    yield from _feed(digest, limits, title, addresses.HOME, newest, description)
    for link, positions in terms:
        name = f"{title}: {link.title}"
        yield from _feed(digest, limits, name, link.path, positions, link.description)
    for row in covered:
        name = f"{title}: {row.link.name}"
        yield from _feed(digest, limits, name, row.link.path, row.at, "")
    yield from _edition_feeds(digest, settings)


def _feed(
    digest: Digest,
    limits: FeedSettings,
    title: str,
    path: str,
    positions: Sequence[int],
    description: str,
) -> Iterator[Page]:
    shown = tuple(digest.stories[at] for at in positions[: limits.entries])
    for name, maker in FEED_MAKERS:
        address = addresses.feed_of(path, name)
        yield Page(
            address,
            maker,
            _feed_view,
            (title, path, address, shown, limits, description),
            f'the feed "{title}" ({name})',
        )


def _feed_view(
    title: str,
    path: str,
    self_path: str,
    stories: tuple[Story, ...],
    limits: FeedSettings,
    description: str,
) -> FeedView:
    return feed_view(title, path, self_path, stories, limits, description)


def _edition_feeds(digest: Digest, settings: Settings) -> Iterator[Page]:
    by_day: dict[str, list[StoryCard]] = {}
    for story, card in zip(digest.stories, digest.cards, strict=True):
        for day in story.days:
            by_day.setdefault(day, []).append(card)
    days = sorted(by_day, reverse=True)[: settings.site.feeds.entries]
    cards = tuple(card for day in days for card in by_day[day])
    counts = tuple((day, len(by_day[day])) for day in days)
    for name, maker in FEED_MAKERS:
        address = addresses.feed_of(addresses.EDITIONS, name)
        yield Page(
            address,
            maker,
            _edition_feed_view,
            (settings.site.title, address, counts, cards, settings.site.feeds),
            f"the feed of editions ({name})",
        )


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


def twins(pages: Iterable[Page], before: Mapping[str, Page]) -> Iterator[Page]:
    """Yield the JSON twin of every page of a story, topic or daily edition, and the schemas.

    `before` are the pages of an earlier plan by address.
    """
    for page in pages:
        maker = TWINNED.get(page.maker)
        if maker is not None and "/page/" not in page.address and "/week/" not in page.address:
            address = addresses.twin_of(page.address)
            make, inputs = page.make, page.inputs
            if page.maker == "story.html":
                make, inputs = StoryTwinView, page.inputs[1:4]
            old = before.get(address)
            if old is not None and old.make is make and all(map(is_, old.inputs, inputs)):
                yield old
                continue
            about = f"the JSON twin of {page.about}"
            yield Page(address, maker, make, inputs, about)
    for kind in ("story", "topic", "edition"):
        yield Page(
            addresses.schema(kind), "schema", SchemaView, (kind,), f"the schema of {kind} twins"
        )


def everyday_api(digest: Digest, settings: Settings) -> Iterator[Page]:
    """Yield the list API of the old system (contract D3): all news, and each topic's."""
    listed = [brief for brief in digest.listed if brief.standing == "published"]
    listed.sort(key=lambda brief: brief.id)
    listed.sort(key=lambda brief: brief.published_at, reverse=True)
    shown = (settings.site.language, settings.policies)
    yield from _api_lists("", listed, shown, "the list of all news")
    by_topic: dict[str, list[Brief]] = {}
    for brief in listed:
        for key in {name_key(topic) for topic in brief.topics}:
            by_topic.setdefault(key, []).append(brief)
    held = []
    for topic in settings.topics:
        found = by_topic.get(name_key(topic.name), [])
        if found:
            held.append(topic_id(topic))
            about = f'the API list of "{topic.name}"'
            yield from _api_lists(topic_id(topic), found, shown, about)
    yield Page(
        addresses.API_TOPICS,
        "api",
        _api_topics,
        (settings.topics, tuple(held), settings.site.base_url),
        "the API's index of topics",
    )


def _api_topics(
    topics: tuple[TopicSetting, ...], held: tuple[str, ...], base_url: str
) -> ApiTopics:
    return api_topics(topics, held, base_url)


def _api_lists(
    topic: str, briefs: Sequence[Brief], shown: tuple[str, tuple[Policy, ...]], about: str
) -> Iterator[Page]:
    pages = max(1, -(-len(briefs) // PAGE_SIZE))
    for number in range(1, pages + 1):
        own = briefs[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        records = tuple(brief.record for brief in own)
        for place in (number, 0) if number == 1 else (number,):
            yield Page(
                addresses.api_news(topic, place),
                "api",
                _api_page,
                (number, pages, *shown),
                f"{about}, page {number}",
                records=records,
            )


def _api_page(
    number: int,
    pages: int,
    language: str,
    policies: tuple[Policy, ...],
    articles: tuple[Article, ...] = (),
) -> ApiList:
    """Return a page of the list API; a site without listed articles has one, and it is empty."""
    allowed = Policies(policies, ())
    return api_list([allowed.article(each) for each in articles], number, pages, language)


def sitemaps(digest: Digest, settings: Settings, pages: Iterable[Page]) -> Iterator[Page]:
    """Yield the sitemap (an index and its parts above 50,000 pages) and the news sitemap."""
    others = tuple(
        SitemapEntry(page.address)
        for page in pages
        if page.maker
        in (
            "front.html",
            "term.html",
            "terms.html",
            "source.html",
            "sources.html",
            "edition.html",
            "month.html",
            "archive.html",
            "page.html",
        )
        and "/page/" not in page.address
    )
    cards = tuple(card for card in digest.cards if card.state == "published" and not card.noindex)
    stories_each = SITEMAP_ENTRIES
    if len(cards) + len(others) <= stories_each:
        yield _sitemap_page(addresses.SITEMAP, cards, others)
    else:
        starts = [*range(0, len(cards), stories_each), len(cards)]
        parts = [(cards[a:b], ()) for a, b in pairwise(starts)] + [((), others)]
        newest = []
        for number, (some, more) in enumerate(parts, 1):
            address = addresses.sitemap_part(number)
            newest.append(SitemapEntry(address, max((c.updated_at for c in some), default="")))
            yield _sitemap_page(address, some, more)
        yield Page(
            addresses.SITEMAP, "sitemap", SitemapIndexView, (tuple(newest),), "the sitemap index"
        )
    recent = cards[:NEWS_SITEMAP_CARDS]
    yield Page(
        addresses.NEWS_SITEMAP,
        "news_sitemap",
        news_sitemap_view,
        (recent, settings.site.title, settings.site.language),
        "the news sitemap",
    )


def _sitemap_page(
    address: str, cards: tuple[StoryCard, ...], others: tuple[SitemapEntry, ...]
) -> Page:
    return Page(address, "sitemap", _sitemap_view, (cards, others), "the sitemap")


def _sitemap_view(cards: tuple[StoryCard, ...], others: tuple[SitemapEntry, ...]) -> SitemapView:
    return SitemapView((*others, *(story_in_sitemap(card) for card in cards)))


def host_files(
    digest: Digest,
    settings: Settings,
    topics: Sequence[TermLink],
    sources: tuple[SourceLink, ...],
) -> Iterator[Page]:
    """Yield what hosts, crawlers and subscribers ask for: redirects, headers, robots, OPML."""
    site = settings.site
    preferences = preferences_of(settings.policies)
    hotlinked = hotlinked_hosts(digest.stories, settings)
    yield Page(addresses.REDIRECTS, "redirects", _redirects, (digest.redirects,), "the redirects")
    yield Page(
        addresses.HEADERS,
        "headers",
        _headers,
        (site.search, site.noindex, preferences, hotlinked),
        "the headers",
    )
    maps = (addresses.SITEMAP, addresses.NEWS_SITEMAP)
    yield Page(
        addresses.ROBOTS, "robots", robots_view, (preferences, maps, site.noindex), "robots.txt"
    )
    links = tuple(Link(topic.title, topic.path) for topic in topics if topic.count)
    lists = (
        Link("Topics", addresses.TOPICS),
        Link("Sources", addresses.SOURCES),
        Link("Archive", addresses.ARCHIVE),
    )
    data = (
        Link("Atom", addresses.FEED),
        Link("JSON Feed", addresses.JSON_FEED),
        *((Link("JSON API", addresses.api_news()),) if site.api else ()),
    )
    yield Page(addresses.LLMS, "llms", LlmsView, (links, lists, data, preferences), "llms.txt")
    yield Page(
        addresses.FEEDS_OPML, "opml", _own_opml, (site.title, links), "the list of our feeds"
    )
    yield Page(
        addresses.SOURCES_OPML,
        "opml",
        sources_opml_view,
        (site.title, "Sources", sources),
        "the list of sources",
    )


def _redirects(pairs: tuple[tuple[str, str], ...]) -> RedirectsView:
    return redirects_view((addresses.story(a), addresses.story(b)) for a, b in pairs)


def _headers(
    search: bool, noindex: bool, preferences: tuple[Preference, ...], hosts: tuple[str, ...]
) -> HeadersView:
    return headers_view(search, noindex, preferences, hosts)


def _own_opml(title: str, topics: tuple[Link, ...]) -> OpmlView:
    """Return the list of the site's own feeds: everything, the editions, each topic."""
    general = (
        OpmlFeed(title, addresses.FEED, addresses.HOME),
        OpmlFeed(title, addresses.feed_of(addresses.EDITIONS), addresses.ARCHIVE, "Editions"),
    )
    by_topic = tuple(
        OpmlFeed(f"{title}: {topic.title}", addresses.feed_of(topic.path), topic.path)
        for topic in topics
    )
    return OpmlView(title, (OpmlGroup("", general), OpmlGroup("Topics", by_topic)))

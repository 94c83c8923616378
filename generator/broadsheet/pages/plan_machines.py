"""The part of the plan that is for programs: API, twins, sitemaps, files for the host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

from broadsheet import addresses
from broadsheet.columns import picked
from broadsheet.digest.arrange import Digest
from broadsheet.digest.policies import Policies
from broadsheet.model import Article, StoryCard
from broadsheet.pages.api_views import PAGE_SIZE, ApiList, ApiTopics, api_list, api_topics, topic_id
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
from broadsheet.pages.source_views import SourceLink
from broadsheet.pages.twin_views import SchemaView, StoryTwinView
from broadsheet.pages.views import Link, TermLink
from broadsheet.remembered import Recollection
from broadsheet.settings import Policy, Settings, TopicSetting
from broadsheet.text import name_key

NEWS_SITEMAP_CARDS = 1000
TWINNED = {"story.html": "story_twin", "term.html": "topic_twin", "edition.html": "edition_twin"}


def twins(stories: Sequence[Page], lists: Sequence[Page], known: Recollection) -> tuple[Page, ...]:
    """Return the JSON twin of every page of a story, topic or daily edition, and the schemas."""
    rows = (*stories, *picked(lists, _twinned_lists(lists, known)))
    schemas = [
        Page(addresses.schema(kind), "schema", SchemaView, (kind,), f"the schema of {kind} twins")
        for kind in ("story", "topic", "edition")
    ]
    return (*known.along("twins", _twin, (rows,)), *schemas)


def _twinned_lists(lists: Sequence[Page], known: Recollection) -> list[int]:
    columns = known.columns("columns of lists", lists).of
    return known.again("twinned lists", _twinned, columns("maker"), columns("address"))


def _twinned(makers: Iterable[str], places: Iterable[str]) -> list[int]:
    return [
        at
        for at, (maker, address) in enumerate(zip(makers, places, strict=True))
        if maker in TWINNED and not addresses.is_older(address) and not address.startswith("/week/")
    ]


def _twin(page: Page) -> Page:
    make, inputs = page.make, page.inputs
    if page.maker == "story.html":
        make, inputs = StoryTwinView, page.inputs[1:4]
    about = f"the JSON twin of {page.about}"
    return Page(addresses.twin_of(page.address), TWINNED[page.maker], make, inputs, about)


def everyday_api(digest: Digest, settings: Settings, known: Recollection) -> Iterator[Page]:
    """Yield the list API of the old system (contract D3): all news, and each topic's."""
    briefs = digest.listed
    columns = known.columns("columns of listed briefs", briefs).of
    by_topic = known.again(
        "listed",
        _listed,
        *map(columns, ("standing", "id", "published_at", "topics")),
    )
    shown = (settings.site.language, settings.policies)
    held = []
    for topic in (None, *settings.topics):
        found = by_topic.get(name_key(topic.name) if topic else None, [])
        if found or topic is None:
            name = topic_id(topic) if topic else ""
            about = f'the API list of "{topic.name}"' if topic else "the list of all news"
            records = picked(columns("record"), found)
            yield from known.again(("api", name), _api_lists, name, records, shown, about)
            if topic is not None:
                held.append(name)
    yield Page(
        addresses.API_TOPICS,
        "api",
        _api_topics,
        (settings.topics, tuple(held), settings.site.base_url),
        "the API's index of topics",
    )


def _listed(
    standings: Sequence[str],
    ids: Sequence[str],
    published_at: Sequence[str],
    topics: Sequence[tuple[str, ...]],
) -> dict[str | None, list[int]]:
    """Return the places of published articles, newest first: of all (None), and by topic's key."""
    places = [at for at, standing in enumerate(standings) if standing == "published"]
    places.sort(key=ids.__getitem__)
    places.sort(key=published_at.__getitem__, reverse=True)
    by_topic: dict[str | None, list[int]] = {None: places}
    key_of = {topic: name_key(topic) for topic in {*chain.from_iterable(topics)}}
    for at in places:
        for key in {key_of[topic] for topic in topics[at]}:
            by_topic.setdefault(key, []).append(at)
    return by_topic


def _api_topics(
    topics: tuple[TopicSetting, ...], held: tuple[str, ...], base_url: str
) -> ApiTopics:
    return api_topics(topics, held, base_url)


def _api_lists(
    topic: str,
    records: tuple[bytes, ...],
    shown: tuple[str, tuple[Policy, ...]],
    about: str,
) -> tuple[Page, ...]:
    pages = max(1, -(-len(records) // PAGE_SIZE))
    found = []
    for number in range(1, pages + 1):
        own = records[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        for place in (number, 0) if number == 1 else (number,):
            page = Page(
                addresses.api_news(topic, place),
                "api",
                _api_page,
                (number, pages, *shown),
                f"{about}, page {number}",
                records=own,
            )
            found.append(page)
    return tuple(found)


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


LISTED_MAKERS = frozenset(
    {
        "front.html",
        "term.html",
        "terms.html",
        "source.html",
        "sources.html",
        "edition.html",
        "month.html",
        "archive.html",
        "page.html",
    }
)


def _lists_in_sitemaps(makers: Iterable[str], places: Iterable[str]) -> tuple[SitemapEntry, ...]:
    return tuple(
        SitemapEntry(address)
        for maker, address in zip(makers, places, strict=True)
        if maker in LISTED_MAKERS and not addresses.is_older(address)
    )


def _in_sitemaps(cards: Iterable[StoryCard]) -> tuple[StoryCard, ...]:
    return tuple([card for card in cards if card.state == "published" and not card.noindex])


def sitemaps(
    digest: Digest, settings: Settings, pages: Sequence[Page], known: Recollection
) -> Iterator[Page]:
    """Yield the sitemap (an index and its parts above 50,000 pages) and the news sitemap.

    `pages` are all that are no story's.
    """
    columns = known.columns("columns of lists", pages).of
    others = known.again(
        "lists in sitemaps", _lists_in_sitemaps, columns("maker"), columns("address")
    )
    cards = known.again("cards in sitemaps", _in_sitemaps, digest.cards)
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

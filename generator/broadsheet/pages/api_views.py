"""The list API that clients of the "Every Day" sites know, to the key and its order.

Names, order and nulls are the old system's, not ours, and so is everything odd: all 21 keys of an
item are always there, and `content` is an empty text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

import msgspec

from broadsheet import addresses
from broadsheet.model import Article, Image
from broadsheet.settings import TopicSetting
from broadsheet.text import shown, slug_of
from broadsheet.weburl import safe_url

PAGE_SIZE = 25
"""Items of a page of news, whatever the site's own page size is."""

_PLAYER = re.compile(
    r"<iframe((?:\s+(?:width|height|frameborder|title|loading|referrerpolicy)=\"[^\"<>&]*\""
    r"|\s+src=\"https://[A-Za-z0-9.-]+/[^\"<>\s]*\"|\s+allow=\"[a-z; -]*\"|\s+allowfullscreen"
    r"(?:=\"\")?)+)\s*>\s*</iframe>"
)
"""A video player by https, with no attribute that could run anything."""


class ApiImage(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A picture in the list API."""

    url: str
    width: int
    height: int
    title: str | None
    attribution: str | None
    is_cached: bool


class ApiProvider(msgspec.Struct, frozen=True):
    """An outlet in the list API."""

    name: str
    domain: str
    images: tuple[ApiImage, ...] | None
    publishers: None = None
    authors: None = None


class ApiItem(msgspec.Struct, frozen=True, rename="camel"):
    """An article in the list API: 21 keys, in this order."""

    path: str
    title: str
    excerpt: str
    source_url: None
    web_url: str | None
    original_url: str | None
    featured_content: str | None
    highlight: None
    heat: int | None
    tags: None
    images: tuple[ApiImage, ...] | None
    content: str
    type: str
    amp_web_url: str | None
    cdn_amp_web_url: str | None
    published_date_time: str | None
    updated_date_time: str | None
    provider: ApiProvider
    locale: str
    categories: tuple[str, ...]
    topics: tuple[str, ...]


class ApiList(msgspec.Struct, frozen=True, rename="camel"):
    """A page of the list API; `next_page` is null on the last."""

    page: int
    value: tuple[ApiItem, ...]
    next_page: int | None


class ApiService(msgspec.Struct, frozen=True, gc=False):
    """Where the list of a topic is."""

    name: str
    endpoint: str


class ApiTopic(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A topic in the API's index; the old system left out a missing parent."""

    name: str
    shortname: str
    id: str
    parent: str = ""
    services: tuple[ApiService, ...]


class ApiTopics(msgspec.Struct, frozen=True):
    """The index of topics, in the order of the settings."""

    value: tuple[ApiTopic, ...]


def is_listed(article: Article) -> bool:
    """Return whether the list API holds an article: all but those marked `published: false`.

    The old system listed what said `published: true`; a file without the field, which it never
    wrote, is published here as everywhere else in Broadsheet.
    """
    return article.published is not False


def api_order(articles: Iterable[Article]) -> list[Article]:
    """Return the listed articles, newest first, equal times by id; those without a time last."""
    listed = sorted((each for each in articles if is_listed(each)), key=lambda each: each.id)
    return sorted(listed, key=lambda each: each.published_at, reverse=True)


def topic_id(topic: TopicSetting) -> str:
    """Return the name of a topic in addresses of the API."""
    return slug_of(topic.id or topic.slug or topic.name)


def api_page_count(articles: int) -> int:
    """Return how many pages that many listed articles fill; an empty list has one, empty page."""
    return max(1, -(-articles // PAGE_SIZE))


def api_list(articles: Sequence[Article], number: int, pages: int, language: str) -> ApiList:
    """Return page `number` (from 1) of `pages` of a list; `articles` are those of this page.

    `language` is the site's, for articles that name none.
    """
    return ApiList(
        page=number,
        value=tuple(api_item(article, language) for article in articles),
        next_page=number + 1 if number < pages else None,
    )


def api_item(article: Article, language: str = "en") -> ApiItem:
    """Return an article as the list API gives it."""
    return ApiItem(
        path=shown(f"_news/{article.path.removeprefix('content/')}")[0],
        title=article.title,
        excerpt=article.excerpt,
        source_url=None,
        web_url=safe_url(article.url),
        original_url=safe_url(article.original_url),
        featured_content=_player(article.featured_content),
        highlight=None,
        heat=article.heat,
        tags=None,
        images=_images(article.images),
        content="",
        type=article.kind,
        amp_web_url=safe_url(article.amp_url),
        cdn_amp_web_url=safe_url(article.cdn_amp_url),
        published_date_time=article.published_at or None,
        updated_date_time=article.updated_at or None,
        provider=ApiProvider(
            article.outlet.name, article.outlet.domain, _images(article.outlet_images)
        ),
        locale=_locale(article.language or language),
        categories=("news",),
        topics=article.topics,
    )


def api_topics(
    topics: Iterable[TopicSetting], with_lists: Iterable[str], base_url: str
) -> ApiTopics:
    """Return the index of topics; a list is announced for those whose id is in `with_lists`."""
    listed = frozenset(with_lists)
    return ApiTopics(tuple(_api_topic(topic, listed, base_url) for topic in topics))


def _api_topic(topic: TopicSetting, with_lists: frozenset[str], base_url: str) -> ApiTopic:
    """Return a topic in the API's index."""
    name = topic_id(topic)
    endpoint = addresses.absolute(base_url, f"/api/news/{quote(name)}/")
    return ApiTopic(
        name=topic.name,
        shortname=topic.short_name or topic.name,
        id=name,
        services=(ApiService("news", endpoint),) if name in with_lists else (),
        parent=topic.parent,
    )


def _images(images: tuple[Image, ...]) -> tuple[ApiImage, ...] | None:
    """Return pictures with a usable address, or None when there are none."""
    found = tuple(
        ApiImage(
            url=url,
            width=image.width,
            height=image.height,
            title=image.title or None,
            attribution=image.attribution or None,
            is_cached=bool(image.is_cached),
        )
        for image in images
        if (url := safe_url(image.url))
    )
    return found or None


def _player(markup: str) -> str | None:
    """Return the HTML of a video player that cannot run anything on the client's page, or None."""
    return markup if _PLAYER.fullmatch(markup) else None


def _locale(language: str) -> str:
    """Return a language as the old clients know it: lower case, plain English as `en-us`."""
    locale = language.lower().replace("_", "-")
    return "en-us" if locale in ("", "en") else locale

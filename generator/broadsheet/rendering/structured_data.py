"""JSON-LD for search engines (schema.org), from the views that pages show.

A story with a text of its own is a NewsArticle; one that only gathers what others wrote, and every
list, is a CollectionPage with an ItemList. All of a page is one graph, so that its parts can name
each other by `@id`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from itertools import islice
from typing import Any

import msgspec

from broadsheet import addresses
from broadsheet.model import Coverage, Outlet, Story, StoryCard
from broadsheet.pages.source_views import SourcesIndexView, SourceView
from broadsheet.pages.story_views import StoryView
from broadsheet.pages.views import (
    ArchiveView,
    EditionView,
    Frame,
    FrontView,
    Head,
    ListView,
    MonthView,
    StandingView,
    TermsIndexView,
    TermView,
)
from broadsheet.rendering.json_documents import json_for_script
from broadsheet.text import cut

MOST_ITEMS = 30
MOST_COVERAGE = 10
HEADLINE = 110
"""Characters of a headline, at most (Google's guide to Article)."""

Thing = dict[str, Any]


def json_ld(view: msgspec.Struct, frame: Frame) -> str:
    """Return the JSON-LD of a page, safe inside `<script>`; an empty text where none belongs."""
    head = getattr(view, "head", None)
    if not isinstance(head, Head) or head.noindex:
        return ""
    site = frame.base_url.rstrip("/")
    thing = subject(view, site, frame)
    if thing is None:
        return ""
    publisher = _publisher(site, frame)
    if "mainEntity" in thing and not thing["mainEntity"]["itemListElement"]:
        del thing["mainEntity"]
    thing["publisher"] = {"@id": publisher["@id"]}
    graph = [publisher, thing]
    if head.breadcrumbs:
        graph.append(_breadcrumbs(head, site, frame))
    return json_for_script({"@context": "https://schema.org", "@graph": graph})


@singledispatch
def subject(_view: msgspec.Struct, _site: str, _frame: Frame) -> Thing | None:
    """Return what a page is about, or None for pages that are about nothing (search, redirects).

    `_site` is the site's address without its last slash.
    """
    return None


@subject.register
def _story(view: StoryView, site: str, frame: Frame) -> Thing:
    story, head = view.story, view.head
    if not story.body.words:
        thing = _collection(head, site, frame)
        shown = islice((page for page in story.coverage if _web(page.url)), MOST_COVERAGE)
        thing["mainEntity"] = _items((page.url, page.title) for page in shown)
        return thing
    thing = _page("NewsArticle", head, site, story.language or frame.language)
    thing.pop("name", None)
    thing["headline"] = cut(story.title, HEADLINE)
    thing["mainEntityOfPage"] = thing["url"]
    thing["author"] = _author(story)
    thing["wordCount"] = story.body.words
    thing["keywords"] = list(story.topics)
    if head.section:
        thing["articleSection"] = head.section
    if head.share_card:
        thing["image"] = [site + head.share_card]
    if _web(story.lead.url):
        thing["isBasedOn"] = story.lead.url
    thing["citation"] = [
        {"@type": "CreativeWork", "url": page.url, "name": page.title}
        for page in islice(_others(story), MOST_COVERAGE)
    ]
    return {name: value for name, value in thing.items() if value}


@subject.register
def _front(view: FrontView, site: str, frame: Frame) -> Thing:
    thing = _page("WebSite", view.head, site, frame.language)
    thing["name"] = frame.title
    if frame.search:
        thing["potentialAction"] = {
            "@type": "SearchAction",
            "target": f"{site}{addresses.SEARCH}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        }
    cards = [ranked.card for ranked in view.top]
    cards += [card for group in view.river for card in group.cards]
    thing["mainEntity"] = _stories(cards, site)
    return thing


@subject.register
def _list(view: ListView, site: str, frame: Frame) -> Thing:
    thing = _collection(view.head, site, frame)
    thing["mainEntity"] = _stories((card for day in view.days for card in day.cards), site)
    return thing


@subject.register
def _term(view: TermView, site: str, frame: Frame) -> Thing:
    thing = _collection(view.head, site, frame)
    thing["about"] = {"@type": "Thing", "name": view.title}
    thing["mainEntity"] = _stories((card for day in view.days for card in day.cards), site)
    return thing


@subject.register
def _terms(view: TermsIndexView, site: str, frame: Frame) -> Thing:
    thing = _collection(view.head, site, frame)
    thing["mainEntity"] = _items((site + term.path, term.title) for term in view.terms)
    return thing


@subject.register
def _source(view: SourceView, site: str, frame: Frame) -> Thing:
    thing = _collection(view.head, site, frame)
    thing["about"] = _organization(Outlet(view.source.name, view.source.domain))
    stories = {entry.story.path: entry.story.title for day in view.days for entry in day.entries}
    thing["mainEntity"] = _items((site + path, title) for path, title in stories.items())
    return thing


@subject.register
def _sources(view: SourcesIndexView, site: str, frame: Frame) -> Thing:
    thing = _collection(view.head, site, frame)
    thing["mainEntity"] = _items(
        (site + source.path, source.name or source.domain) for source in view.sources
    )
    return thing


@subject.register
def _edition(view: EditionView, site: str, frame: Frame) -> Thing:
    thing = _collection(view.head, site, frame)
    thing["temporalCoverage"] = f"{view.day}/{view.last_day}" if view.last_day else view.day
    thing["mainEntity"] = _stories((*view.new, *view.developing), site)
    return thing


@subject.register(MonthView)
@subject.register(ArchiveView)
def _calendar(view: MonthView | ArchiveView, site: str, frame: Frame) -> Thing:
    return _collection(view.head, site, frame)


@subject.register
def _standing(view: StandingView, site: str, frame: Frame) -> Thing:
    return _page("WebPage", view.head, site, frame.language)


def _page(kind: str, head: Head, site: str, language: str) -> Thing:
    """Return what every page says of itself; what is not known is left out."""
    url = site + head.path
    thing: Thing = {
        "@type": kind,
        "@id": f"{url}#page",
        "url": url,
        "inLanguage": language,
    }
    if head.title:
        thing["name"] = head.title
    if head.description:
        thing["description"] = head.description
    if head.published_at:
        thing["datePublished"] = head.published_at
    if head.updated_at:
        thing["dateModified"] = head.updated_at
    return thing


def _collection(head: Head, site: str, frame: Frame) -> Thing:
    thing = _page("CollectionPage", head, site, frame.language)
    if head.title:
        thing["name"] = frame.word(head.title)
    return thing


def _stories(cards: Iterable[StoryCard], site: str) -> Thing:
    titles: dict[str, str] = {}
    for card in cards:
        titles.setdefault(site + addresses.story(card.id), card.title)
    return _items(titles.items())


def _items(pages: Iterable[tuple[str, str]]) -> Thing:
    """Return (address, title) pairs as an ItemList, numbered from one."""
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "url": url, "name": title}
            for at, (url, title) in enumerate(islice(pages, MOST_ITEMS), 1)
        ],
    }


def _breadcrumbs(head: Head, site: str, frame: Frame) -> Thing:
    """Return the way from home to a page, the page itself last where the view names it."""
    steps = [(site + link.path, frame.word(link.title)) for link in head.breadcrumbs]
    if head.title:
        steps.append((site + head.path, head.title))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "name": title, "item": url}
            for at, (url, title) in enumerate(steps, 1)
        ],
    }


def _publisher(site: str, frame: Frame) -> Thing:
    """Return who publishes the site."""
    name = frame.publisher_name or frame.title
    url = frame.publisher_url if _web(frame.publisher_url) else f"{site}/"
    return {"@type": "Organization", "@id": f"{site}/#publisher", "name": name, "url": url}


def _author(story: Story) -> Thing:
    """Return who wrote a story's text: the author where one is named, else the outlet."""
    if story.author:
        return {"@type": "Person", "name": story.author}
    return _organization(story.lead.outlet)


def _organization(outlet: Outlet) -> Thing:
    """Return an outlet, with its site where its domain is known; nothing for an unknown one."""
    if not outlet.name and not outlet.domain:
        return {}
    thing: Thing = {"@type": "Organization", "name": outlet.name or outlet.domain}
    if outlet.domain:
        thing["url"] = f"https://{outlet.domain}/"
    return thing


def _others(story: Story) -> Iterable[Coverage]:
    """Yield a story's coverage other than its lead, where it can be linked."""
    lead = story.lead.url
    return (page for page in story.coverage if page.url != lead and _web(page.url))


def _web(url: str) -> bool:
    """Return whether an address is one of the web; no other scheme is ever written."""
    return url.startswith(("https://", "http://"))

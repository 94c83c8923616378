"""JSON twins of stories, topics and editions, and the JSON Schemas they follow."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from broadsheet import addresses
from broadsheet.model import Copy, Coverage, Outlet, StoryCard
from broadsheet.pages.twin_views import SchemaView, StoryTwinView
from broadsheet.pages.views import EditionView, Frame, Link, TermView
from broadsheet.rendering.json_documents import json_compact, json_document
from broadsheet.rendering.twin_forms import (
    FORMS,
    CardForm,
    CopyForm,
    CountsForm,
    EditionForm,
    HeadlineForm,
    LinkForm,
    NumbersForm,
    OutletForm,
    PageForm,
    StoryForm,
    TermsForm,
    TopicForm,
)
from broadsheet.weburl import safe_url

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def story_twin(view: StoryTwinView, frame: Frame) -> bytes:
    """Return a story as JSON."""
    story, site = view.story, _Site(frame)
    form = StoryForm(
        schema=site.at(addresses.schema("story")),
        id=story.id,
        url=site.at(addresses.story(story.id)),
        title=story.title,
        excerpt=story.excerpt,
        language=story.language or frame.language,
        published_at=story.published_at or None,
        updated_at=story.updated_at or None,
        days=story.days,
        heat=story.heat,
        author=story.author or None,
        topics=site.links(view.topics),
        terms=tuple(
            TermsForm(taxonomy=title, terms=site.links(links)) for title, links in view.terms
        ),
        counts=CountsForm(
            links=story.counts.links,
            pages=story.counts.pages,
            outlets=story.counts.outlets,
            copies=story.counts.copies,
            mentioned=story.counts.mentioned,
        ),
        lead=_page(story.lead),
        coverage=tuple(map(_page, story.coverage)),
        mentioned=tuple(map(_page, story.mentioned)),
    )
    return json_compact(form)


def topic_twin(view: TermView, frame: Frame) -> bytes:
    """Return a topic, or another taxonomy's term, with the stories of its newest page."""
    site = _Site(frame)
    form = TopicForm(
        schema=site.at(addresses.schema("topic")),
        url=site.at(view.head.path),
        title=view.title,
        taxonomy=view.taxonomy.title,
        description=view.description,
        parent=site.link(view.parent) if view.parent else None,
        children=tuple(
            LinkForm(title=term.title, url=site.at(term.path)) for term in view.children
        ),
        count=view.count,
        first_day=view.first_day or None,
        last_day=view.last_day or None,
        stories=site.cards(card for day in view.days for card in day.cards),
        older=site.at(view.paging.older) if view.paging.older else None,
    )
    return json_compact(form)


def edition_twin(view: EditionView, frame: Frame) -> bytes:
    """Return the edition of a day or a week as JSON."""
    site = _Site(frame)
    form = EditionForm(
        schema=site.at(addresses.schema("edition")),
        url=site.at(view.head.path),
        title=view.head.title,
        period=view.period,
        day=view.day,
        last_day=view.last_day or view.day,
        numbers=NumbersForm(
            stories=view.numbers.stories,
            new_stories=view.numbers.new_stories,
            pages=view.numbers.pages,
            outlets=view.numbers.outlets,
        ),
        new=site.cards(view.new),
        developing=site.cards(view.developing),
        newer=site.at(view.newer.path) if view.newer else None,
        older=site.at(view.older.path) if view.older else None,
    )
    return json_compact(form)


def schema(view: SchemaView, frame: Frame) -> bytes:
    """Return the JSON Schema (2020-12) of a kind of twin."""
    whole: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": addresses.absolute(frame.base_url, addresses.schema(view.name)),
    }
    return json_document({**whole, **msgspec.json.decode(_shape(view.name))})


@cache
def _shape(kind: str) -> bytes:
    """Return what the schema of a kind of twin says at every site, as JSON.

    A process that builds often, as `verify` does, asks for it often, and it takes a while to say.
    """
    form = FORMS[kind]
    (reference,), parts = msgspec.json.schema_components([form], ref_template="#/$defs/{name}")
    own_name = reference["$ref"].rsplit("/", 1)[1]
    others = {name: part for name, part in sorted(parts.items()) if name != own_name}
    return msgspec.json.encode({**parts[own_name], "title": kind, "$defs": others})


class _Site:
    """Our own addresses, as the world sees them."""

    def __init__(self, frame: Frame) -> None:
        self._base = frame.base_url.rstrip("/")

    def at(self, address: str) -> str:
        return self._base + address

    def link(self, link: Link) -> LinkForm:
        return LinkForm(title=link.title, url=self.at(link.path))

    def links(self, links: Iterable[Link]) -> tuple[LinkForm, ...]:
        return tuple(map(self.link, links))

    def cards(self, cards: Iterable[StoryCard]) -> tuple[CardForm, ...]:
        return tuple(map(self._card, cards))

    def _card(self, card: StoryCard) -> CardForm:
        return CardForm(
            id=card.id,
            url=self.at(addresses.story(card.id)),
            title=card.title,
            excerpt=card.excerpt,
            published_at=card.published_at or None,
            updated_at=card.updated_at or None,
            outlet=_outlet(card.outlet),
            outlets=card.outlets,
            pages=card.pages,
        )


def _page(coverage: Coverage) -> PageForm:
    """Return a page about a story; an address that may not be linked is null."""
    return PageForm(
        title=coverage.title,
        url=safe_url(coverage.url),
        outlet=_outlet(coverage.outlet),
        published_at=coverage.published_at or None,
        kind=coverage.kind,
        excerpt=coverage.excerpt,
        headlines=tuple(
            HeadlineForm(title=each.title, seen_at=each.seen_at or None)
            for each in coverage.headlines
        ),
        copies=tuple(map(_copy, coverage.copies)),
    )


def _copy(copy: Copy) -> CopyForm:
    return CopyForm(
        title=copy.title,
        url=safe_url(copy.url),
        outlet=_outlet(copy.outlet),
        published_at=copy.published_at or None,
    )


def _outlet(outlet: Outlet) -> OutletForm:
    return OutletForm(name=outlet.name or None, domain=outlet.domain or None)

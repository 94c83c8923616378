"""What the search finds: one record a story, and in which part of the index it lies. Pure.

The index is made of parts so that an edit costs only the part it is in: one a month for the year
of the newest story, one a year before that. The browser merges them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

import msgspec

from broadsheet import addresses
from broadsheet.digest.arrange import Digest
from broadsheet.model import Story
from broadsheet.settings import Settings

UNDATED = "undated"
"""The part of stories that nobody dated."""

FAINT = "0.5"
"""Weight of other outlets' headlines; a word of the text has 1, one of the title 7 (Pagefind)."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """A page as the search knows it. `body` is the hash of its safe HTML in the store.

    `others` are the headlines of the coverage; `month` is `2022-02` or empty.
    """

    path: str
    title: str
    language: str = ""
    excerpt: str = ""
    text: str = ""
    body: bytes = b""
    day: str = ""
    outlet: str = ""
    outlets: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Part(msgspec.Struct, frozen=True):
    """A part of the index: its folder's name and its records, in the order of their paths."""

    name: str
    records: tuple[Record, ...]


def parts_of(digest: Digest) -> tuple[Part, ...]:
    """Return the parts that the stories of a digest make, newest first, the undated last."""
    newest = max((story.day for story in digest.stories), default="")[:4]
    by_part: dict[str, list[Record]] = {}
    for story in digest.stories:
        by_part.setdefault(_part_name(story.day, newest), []).append(_record(story))
    dated = sorted((name for name in by_part if name != UNDATED), reverse=True)
    names = [*dated, *(name for name in (UNDATED,) if name in by_part)]
    return tuple(
        Part(name, tuple(sorted(by_part[name], key=lambda record: record.path))) for name in names
    )


def standing_part(settings: Settings) -> tuple[Record, ...]:
    """Return the records of what is no story: the front page and the free-standing pages.

    They make the index that the browser opens first and merges the others into, so there must
    always be one.
    """
    site = settings.site
    about = f"{site.tagline} {site.description}".strip()
    front = Record(addresses.HOME, site.title, excerpt=about, text=site.title)
    return (
        front,
        *(
            Record(
                addresses.standing(page.slug),
                page.title,
                excerpt=page.description,
                text=page.body_html,
            )
            for page in settings.pages
        ),
    )


def _part_name(day: str, newest: str) -> str:
    if not day:
        return UNDATED
    return day[:7] if day[:4] == newest else day[:4]


def _record(story: Story) -> Record:
    named = (outlet.name or outlet.domain for outlet in story.outlets)
    titles = (page.title for page in story.coverage)
    return Record(
        path=addresses.story(story.id),
        title=story.title,
        language=story.language,
        excerpt=story.excerpt,
        body=story.body.digest,
        day=story.day,
        outlet=story.lead.outlet.name or story.lead.outlet.domain,
        outlets=_distinct(named),
        topics=story.topics,
        others=_distinct(title for title in titles if title != story.title),
    )


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def document(record: Record, language: str, body: str) -> str:
    """Return a record as the HTML that Pagefind reads; `body` is safe HTML, taken as it is."""
    return "".join(_pieces(record, language, body))


def _pieces(record: Record, language: str, body: str) -> Iterator[str]:
    yield f'<!doctype html><html lang="{escape(language)}"><body data-pagefind-body>'
    yield f'<h1 data-pagefind-meta="title">{escape(record.title)}</h1>'
    yield from _hidden("meta", "day", (record.day,))
    yield from _hidden("meta", "outlet", (record.outlet,))
    yield from _hidden("meta", "language", (record.language,))
    yield from _hidden("filter", "topic", record.topics)
    yield from _hidden("filter", "source", record.outlets)
    yield from _hidden("filter", "month", (record.day[:7],))
    yield f"<p>{escape(record.excerpt)}</p><div>{body or record.text}</div>"
    for title in record.others:
        yield f'<p data-pagefind-weight="{FAINT}">{escape(title)}</p>'
    yield "</body></html>"


def _hidden(kind: str, name: str, values: Iterable[str]) -> Iterator[str]:
    """Yield elements that carry a value in an attribute, so that commas in it mean nothing."""
    for value in values:
        if value:
            yield f'<i data-pagefind-{kind}="{name}[title]" title="{escape(value)}"></i>'

"""What a page depends on, in words, and whether it would be made anew. Reads; changes nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from broadsheet import addresses
from broadsheet.errors import Location, Problem, SiteError, did_you_mean
from broadsheet.model import Outlet, Story, StoryCard
from broadsheet.pages.page import Facts, Page
from broadsheet.prepare import Prepared
from broadsheet.publishing.journal import Making
from broadsheet.publishing.ledger import Ledger, decide
from broadsheet.publishing.manifest import NAME as MANIFEST
from broadsheet.publishing.output import Output
from broadsheet.reasons import MOST_NAMED, Reasons, names_of, parts_of
from broadsheet.searching.parts import FOLDER as SEARCH

DERIVED = {
    MANIFEST: "it lists all files that were published, and follows every change of one",
    f"{SEARCH}/": "it is a part of the search index, which follows from the stories of its time",
}
"""Outputs that are no pages, by the beginning of their path, and what they follow from."""


class Input(NamedTuple):
    """One input of a page: what its maker calls it, and what it is, in words."""

    name: str
    what: str


class Explanation(NamedTuple):
    """All that decides one page.

    `verdict` is why the next build would make it anew, or empty; `last` is its last making;
    `templates` and `files` are paths from the site's root.
    """

    page: Page
    templates: tuple[str, ...]
    inputs: tuple[Input, ...]
    stories: tuple[str, ...]
    files: tuple[str, ...]
    verdict: str
    last: Making | None


def explain(
    page: Page,
    prepared: Prepared,
    ledger: Ledger,
    output: Output,
    last: Making | None,
    reasons: Reasons,
) -> Explanation:
    """Return what a page follows from, and what the next build would do with it."""
    entries = {path: entry for path, entry in ledger.entries.items() if path == page.output}
    wanted = {page.output: prepared.wanted[page.output]}
    known = Ledger(entries=entries, pending=ledger.pending)
    stories = _stories_of(page)
    return Explanation(
        page=page,
        templates=prepared.renderer.templates_of(page),
        inputs=tuple(_inputs(page)),
        stories=stories,
        files=_files(stories, page, prepared),
        verdict=decide(wanted, known, output.intact(entries), reasons.of_entry).stale.get(
            page.output, ""
        ),
        last=last,
    )


# ------------------------------------------------------------- which page is meant


def find_pages(
    name: str, prepared: Prepared, root: Path, target: Path, published: Container[str]
) -> list[Page]:
    """Return the pages that a person means by an address, an output path or an article's file.

    Raises SiteError when there is none; `published` are the outputs of the build before.
    """
    pages = prepared.pages
    meant = tuple(_outputs_meant(name, prepared, target))
    for output in meant:
        if output in pages:
            return [pages[output]]
    ids = _articles_meant(name, prepared, root)
    found = [
        pages[output]
        for article_id in ids
        if (output := addresses.output_of(addresses.story(article_id))) in pages
    ]
    if found:
        return found
    was_there = any(output in published for output in meant)
    raise SiteError(*_no_such_page(name, prepared, ids, was_there))


def _outputs_meant(name: str, prepared: Prepared, target: Path) -> Iterator[str]:
    base = prepared.settings.site.base_url
    path = name.removeprefix(base) if name.startswith(base) else urlsplit(name).path
    yield path.lstrip("/")
    yield addresses.output_of("/" + path.lstrip("/"))
    yield addresses.output_of("/" + path.strip("/") + "/")
    given = Path(name).resolve()
    if given.is_relative_to(target):
        inside = given.relative_to(target).as_posix()
        yield inside
        yield f"{inside}/index.html"


def _articles_meant(name: str, prepared: Prepared, root: Path) -> list[str]:
    """Return the ids of the articles that a path or a bare file name means."""
    given = Path(name).resolve()
    label = given.relative_to(root).as_posix() if given.is_relative_to(root) else name
    briefs = prepared.readings.briefs
    exact = [brief.id for brief in briefs if brief.path == label]
    return exact or [
        brief.id for brief in briefs if name in {brief.id, brief.path.rsplit("/", 1)[-1]}
    ]


def _no_such_page(
    name: str, prepared: Prepared, ids: Iterable[str], was_there: bool
) -> list[Problem]:
    about = [p for p in prepared.problems if p.where.path.endswith(name) and p.is_error]
    if about:
        return about
    where = Location(name)
    path = urlsplit(name).path.lstrip("/")
    if ids:
        message = "this article has no page: it is held back, hidden, or part of no story"
        return [Problem(where, "no-such-page", message, "try --drafts, or a later --as-of")]
    derived = next((what for start, what in DERIVED.items() if path.startswith(start)), "")
    if derived:
        return [Problem(where, "no-such-page", "this is no page of its own", derived)]
    if was_there:
        message = "the site has this page no more"
        return [Problem(where, "no-such-page", message, "the next build removes its file")]
    known = [page.address for page in prepared.pages.values()]
    hint = did_you_mean(name, known) or "name an address, an output path or an article's file"
    return [Problem(where, "no-such-page", "there is no such page", hint)]


# ------------------------------------------------------------- what it follows from


def _inputs(page: Page) -> Iterator[Input]:
    for name, value in zip(names_of(page), page.inputs, strict=True):
        yield Input(name, in_words(value))
    if page.body:
        yield Input("body", "the text of its lead article")


def in_words(value: Any) -> str:
    """Return what a value is, for people who have not read the program."""
    if isinstance(value, Facts):
        return "settings: title, language, time zone, page size, root topic, ranking, outputs"
    if isinstance(value, Story):
        return f'the story "{value.title}"'
    if isinstance(value, StoryCard):
        return f'what lists show of "{value.title}"'
    if isinstance(value, Outlet):
        return f"the outlet {value.name or value.domain}"
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return ", ".join(f"{name} {in_words(part)}" for name, part in value._asdict().items())
    if isinstance(value, (tuple, list)):
        return _row_in_words(value)
    if isinstance(value, msgspec.Struct):
        return _struct_in_words(value)
    if isinstance(value, bytes):
        return f"content {value.hex()[:10]}"
    return "nothing" if value in (None, "") else repr(value)


def _struct_in_words(value: msgspec.Struct) -> str:
    """`TermLink(title="AI")`: 'term link "AI"'; what has no name is shown by its first field."""
    kind = "".join(f" {char.lower()}" if char.isupper() else char for char in type(value).__name__)
    card = getattr(value, "card", None)
    named = getattr(card or value, "title", "") or getattr(value, "name", "")
    if not named and value.__struct_fields__:
        named = getattr(value, value.__struct_fields__[0])
    return f'{kind.strip()} "{named}"'


def _row_in_words(values: tuple[Any, ...] | list[Any]) -> str:
    if not values:
        return "none"
    shown = [in_words(value) for value in values[:MOST_NAMED]]
    more = len(values) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")


def _stories_of(page: Page) -> tuple[str, ...]:
    """Return the ids of all stories among a page's inputs."""
    return tuple(dict.fromkeys(part.id for part in parts_of(page.inputs)))


def _files(stories: Iterable[str], page: Page, prepared: Prepared) -> tuple[str, ...]:
    """Return the article files behind stories, or behind the address that a redirect leads from."""
    digest = prepared.digest
    ids = {
        article_id
        for story_id in stories
        if story_id in digest.place
        for article_id in digest.stories[digest.place[story_id]].article_ids
    }
    ids |= {old for old, _ in digest.redirects if addresses.story(old) == page.address}
    return tuple(sorted(brief.path for brief in digest.listed if brief.id in ids))

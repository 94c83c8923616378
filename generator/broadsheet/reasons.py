"""Why a page is made anew, in words: which template, which of its inputs, which article."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from broadsheet.fingerprint import changed_places
from broadsheet.model import Story, StoryCard
from broadsheet.pages.page import Facts, Page
from broadsheet.prepare import Prepared
from broadsheet.publishing.ledger import Entry, Fingerprint, Ingredients
from broadsheet.reading.library import Row
from broadsheet.workshop import Workshop

MOST_NAMED = 3
"""How many of a row of things are named; the others are counted."""

MOST_TITLE = 60
"""Characters of a title: a journal has a reason for each page."""

_UNSEALED = ("digest", "body")
"""Fields that no digest covers: a page that shows the text says so itself (`Page.body`)."""

Pair = tuple[Story, StoryCard]


class Before(NamedTuple):
    """How the site was: its ingredients and, asked for only when they are needed, its values.

    `stories` yields at least those that changed since, with their cards; `rows` are the readings
    of all articles by path. Where it is not known, reasons say less.
    """

    ingredients: Ingredients
    stories: Callable[[], Iterable[Pair]]
    rows: Callable[[], Mapping[str, Row]]


def since_last_build(prepared: Prepared, workshop: Workshop, ingredients: Ingredients) -> Reasons:
    """Return the reasons for what a build does; to be asked before it remembers its readings."""
    stories = prepared.digest.keys
    before = Before(ingredients, lambda: workshop.memo.let_go(stories), workshop.rows)
    return Reasons(prepared, before)


def since(before: Prepared, prepared: Prepared) -> Reasons:
    """Return the reasons for what differs between two sites of this process."""

    def stories() -> Iterable[Pair]:
        now = {id(each) for each in (*prepared.digest.stories, *prepared.digest.cards)}
        pairs = zip(before.digest.stories, before.digest.cards, strict=True)
        return [(s, card) for s, card in pairs if id(s) not in now or id(card) not in now]

    return Reasons(prepared, Before(before.ingredients, stories, lambda: before.readings.rows))


class Reasons:
    """Says of a page what changed since it was last made."""

    def __init__(self, prepared: Prepared, before: Before) -> None:
        self._prepared = prepared
        self._before = before
        self._parameters: dict[Callable[..., Any], list[str]] = {}

    def of_entry(self, output: str, now: Fingerprint, before: Entry) -> str:
        """Return the reason, by what the ledger says of a page; `decide` asks for it."""
        return self.of_page(output, now, before.fingerprint, lambda: before.sums)

    def of_page(
        self, output: str, now: Fingerprint, before: Fingerprint, sums: Callable[[], bytes]
    ) -> str:
        """Return the reason; `sums` gives those of the page's earlier inputs."""
        page = self._prepared.pages[output]
        parts = []
        if now.engine != before.engine:
            parts.append("Broadsheet itself")
        if now.maker != before.maker:
            parts += self._shared(page) or ["its template or the site's frame"]
        if now.inputs != before.inputs:
            shown = self._shown(page, changed_places(page.input_sums(), sums()))
            parts.append(f"what it shows ({'; '.join(shown)})" if shown else "what it shows")
        return f"{' and '.join(parts)} changed"

    # --------------------------------------------------------- what pages share

    def _shared(self, page: Page) -> list[str]:
        now, before = self._prepared.ingredients, self._before.ingredients
        if not before.templates:
            return []
        named = self._prepared.renderer.template_names(page)
        paths = [
            path for name, path in named if now.templates.get(name) != before.templates.get(name)
        ]
        fields = _different(now.frame, before.frame)
        frame = [f"the site's frame ({_few(fields)})"] if fields else []
        words = ["the words of the theme"] if now.words != before.words else []
        return [*([_few(paths)] if paths else []), *frame, *words]

    # --------------------------------------------------------- what it shows

    def _shown(self, page: Page, places: Iterable[int]) -> list[str]:
        return [self._part(page, at) for at in places]

    def _part(self, page: Page, at: int) -> str:
        """Return what changed at a place: of an input, or of what `Page.input_sums` has after."""
        if at < len(page.inputs):
            return self._value(self._names(page)[at], page.inputs[at])
        is_text = at == len(page.inputs)
        return f"its text{self._where(page.inputs)}" if is_text else self._articles

    def _names(self, page: Page) -> list[str]:
        known = self._parameters.get(page.make)
        if known is None:
            known = self._parameters[page.make] = names_of(page)
        return known

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, Facts):
            fields = _different(self._prepared.ingredients.facts, self._before.ingredients.facts)
            return f"settings: {_few(fields)}" if fields else "settings"
        details = list(self._stories(value))
        return f"{name}: {_few(details)}" if details else name

    def _stories(self, value: Any) -> Iterator[str]:
        """Yield what changed in each story among a value, and in which files."""
        for part in parts_of(value):
            was = self._earlier.get(part.id)
            if was is None or (fields := _differing_fields(part, was)) == []:
                continue
            told = _few(fields) + self._where(part)
            yield told if part is value else f'"{_short(part.title)}" ({told})'

    def _where(self, value: Any) -> str:
        """Return in words which of the files behind a story were edited."""
        files = chain.from_iterable(self._files(part.id) for part in parts_of(value))
        edited = [path for path in dict.fromkeys(files) if self._is_edited(path)]
        return f", in {_few(edited)}" if edited else ""

    def _files(self, story_id: str) -> list[str]:
        digest = self._prepared.digest
        ids = digest.stories[digest.place[story_id]].article_ids
        return [self._paths[article_id] for article_id in ids if article_id in self._paths]

    @cached_property
    def _earlier(self) -> dict[str, Pair]:
        return {story.id: (story, card) for story, card in self._before.stories()}

    def _is_edited(self, path: str) -> bool:
        now, before = self._prepared.readings.rows.get(path), self._rows.get(path)
        return now is not None and (before is None or before.content != now.content)

    @cached_property
    def _articles(self) -> str:
        """What changed of articles that a page shows whole: they, or the settings to read them."""
        now, before = (
            {row.rules for row in rows.values() if row.brief is not None}
            for rows in (self._prepared.readings.rows, self._rows)
        )
        return "how its articles are read" if before and now.isdisjoint(before) else "its articles"

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        return self._before.rows()

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {brief.id: brief.path for brief in self._prepared.digest.listed}


def names_of(page: Page) -> list[str]:
    """Return what the maker of a page calls each of its inputs, in words."""
    names = list(inspect.signature(page.make).parameters)
    return [
        names[number].replace("_", " ") if number < len(names) else f"input {number + 1}"
        for number in range(len(page.inputs))
    ]


def parts_of(value: Any) -> Iterator[Story | StoryCard]:
    """Yield every story and card that a value holds."""
    if isinstance(value, (Story, StoryCard)):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from parts_of(part)
    elif isinstance(value, msgspec.Struct) and isinstance(getattr(value, "card", None), StoryCard):
        yield value.card  # type: ignore[attr-defined]


def _differing_fields(now: Story | StoryCard, pair: Pair) -> list[str]:
    before = pair[isinstance(now, StoryCard)]
    if now.digest == before.digest:
        return []
    return [
        field.replace("_", " ")
        for field in now.__struct_fields__
        if field not in _UNSEALED and getattr(now, field) != getattr(before, field)
    ]


def _different(now: Mapping[str, bytes], before: Mapping[str, bytes]) -> list[str]:
    fields = [field for field, digest in now.items() if before.get(field) != digest]
    return [field.replace("_", " ") for field in fields] if before else []


def _short(title: str) -> str:
    return title if len(title) <= MOST_TITLE else f"{title[:MOST_TITLE]}…"


def _few(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")

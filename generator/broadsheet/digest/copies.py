"""Pages whose texts say that they are one story: syndicated copies and near titles."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import pairwise
from operator import itemgetter
from zlib import crc32

import msgspec

from broadsheet.columns import differing, picked
from broadsheet.digest.nearness import UNDATED, NearTitles, codes_of
from broadsheet.digest.similarity import PageText, day_of, days_apart
from broadsheet.digest.words import (
    MAX_EXCERPT,
    MAX_TITLE,
    distinct,
    key_of_excerpt,
    key_of_title,
    words_of,
)
from broadsheet.model_rules import StoryRules

Link = tuple[int, int]
"""Two pages, by their places in a sequence."""

MOST_FOLLOWED = 100
"""Texts that may differ before it is as quick to begin anew."""

KEY_BYTES = 8


class GroupPage(msgspec.Struct, frozen=True):
    """What grouping may know of a page: one address, or an article without one."""

    key: str
    """Identity of its address, or the id of an article without one; unique among pages."""
    title: str
    excerpt: str = ""
    published_at: str = ""
    """ISO 8601, or empty when unknown."""
    is_local: bool = False
    """Whether it is an article of this site."""


class TextMarks(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What `text_links` needs of a page; made once per page and small enough to keep of all."""

    key: str
    day: float | None
    title: bytes
    """Hash of its `title_key`, or empty."""
    excerpt: bytes
    """Hash of its `excerpt_key`, or empty."""
    title_words: bytes
    """CRC-32 of each distinct word of the title."""
    excerpt_words: bytes
    """The lower 16 bits of the CRC-32 of each other word of the excerpt."""


def text_marks(page: GroupPage, rules: StoryRules) -> TextMarks:
    """Return the marks by which copies and near titles of this page are found."""
    title = words_of(page.title[:MAX_TITLE])
    excerpt = words_of(page.excerpt[:MAX_EXCERPT])
    words = distinct(title, excerpt)
    return TextMarks(
        page.key,
        day_of(page.published_at),
        _hash(key_of_title(title, rules.min_title_words)),
        _hash(key_of_excerpt(excerpt, rules.min_excerpt_words)),
        array("I", map(_code, words.title)).tobytes(),
        array("H", [_code(word) & 0xFFFF for word in words.rest]).tobytes(),
    )


def mention_marks(key: str, text: PageText) -> TextMarks:
    """Return the marks of a page that an article only mentions: its title's words and date."""
    title = distinct(words_of(text.title[:MAX_TITLE]), ()).title
    codes = array("I", map(_code, title)).tobytes()
    return TextMarks(key, day_of(text.published_at), b"", b"", codes, b"")


def _code(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def _hash(key: str) -> bytes:
    if not key:
        return b""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def text_links(marks: Sequence[TextMarks], rules: StoryRules) -> tuple[Link, ...]:
    """Return pairs of indices, smaller first, of pages whose texts say they are one story.

    Sparse: copies are chained, not paired each with each.
    """
    return TextTies(marks, range(len(marks)), len(marks), rules).links()


def article_links(
    articles: Sequence[TextMarks], mentions: Sequence[tuple[int, TextMarks]], rules: StoryRules
) -> tuple[Link, ...]:
    """Return pairs of articles that may share a story: by their texts, or by what one mentions.

    `mentions` are entries of related lists that failed the gate, each with the place of its
    article. Where one resembles another article, the two articles are looked at together, so
    that the entry can become coverage of the story that it is about.
    """
    return article_ties(articles, mentions, rules).links()


def article_ties(
    articles: Sequence[TextMarks],
    mentions: Sequence[tuple[int, TextMarks]],
    rules: StoryRules,
    earlier: TextTies | None = None,
) -> TextTies:
    """Return what `article_links` follow from.

    Where few texts differ from those that `earlier` was made of, it is that, brought up to date.
    """
    owners = [*range(len(articles)), *map(itemgetter(0), mentions)]
    marks = [*articles, *map(itemgetter(1), mentions)]
    if earlier is not None and earlier.follow(marks, owners, len(articles), rules):
        return earlier
    return TextTies(marks, owners, len(articles), rules)


class TextTies:
    """Which pages of different owners are one story by their texts; the first are the articles.

    It can follow changes of texts, at the cost of what these touch.
    """

    def __init__(
        self, marks: Sequence[TextMarks], owners: Sequence[int], articles: int, rules: StoryRules
    ) -> None:
        self._rules = rules
        self._begin(marks, owners, articles)
        self._near = NearTitles(*self._in_time(), rules)

    def _begin(self, marks: Sequence[TextMarks], owners: Sequence[int], articles: int) -> None:
        """Take these pages, in the order of time, and chain the copies among them."""
        self._marks = list(marks)
        self._owners = owners
        self._articles = articles
        order = sorted(range(len(marks)), key=lambda at: (_day(marks[at]), marks[at].key))
        self._order = order
        self._places = {at: place for place, at in enumerate(order)}
        self._keys = [[mark.title for mark in marks], [mark.excerpt for mark in marks]]
        self._copies = [
            _chained([(at, key) for at in order if (key := keys[at])], marks, self._rules)
            for keys in self._keys
        ]
        self._links: tuple[Link, ...] | None = None

    def _in_time(self) -> tuple[list[TextMarks], list[int], list[bool]]:
        """Return the pages' marks and owners and whether they are articles, in order of time."""
        order = self._order
        return (
            [self._marks[at] for at in order],
            [self._owners[at] for at in order],
            [at < self._articles for at in order],
        )

    def links(self) -> tuple[Link, ...]:
        """Return pairs of owners, smaller first, sorted."""
        if self._links is None:
            owners, order = self._owners, self._order
            found = {
                (owners[order[one]], owners[order[now]])
                for now, earlier in enumerate(self._near.near)
                for one in earlier
            }
            for chains in self._copies:
                found.update((owners[a], owners[b]) for pairs in chains.values() for a, b in pairs)
            self._links = tuple(sorted({(a, b) if a < b else (b, a) for a, b in found}))
        return self._links

    def follow(
        self, marks: Sequence[TextMarks], owners: Sequence[int], articles: int, rules: StoryRules
    ) -> bool:
        """Become the ties of these pages, if few of them are others than before, or have others."""
        if rules != self._rules:
            return False
        now, before = (len(marks), owners, articles), (len(self._marks), self._owners)
        if now != (*before, self._articles):
            return self._reshape(marks, owners, articles)
        changed = differing(marks, self._marks)
        if any(
            marks[at].key != self._marks[at].key or marks[at].day != self._marks[at].day
            for at in changed
        ):
            return self._reshape(marks, owners, articles)
        if len(changed) > MOST_FOLLOWED:
            return False
        if changed:
            self._change(changed, marks)
        return True

    def _reshape(self, marks: Sequence[TextMarks], owners: Sequence[int], articles: int) -> bool:
        """Follow where pages come, go or move in time; those that stay are the very same values."""
        known = {id(mark): at for at, mark in enumerate(self._marks)}
        was = [known.get(id(mark), -1) for mark in marks]
        stay = [old for old in was if old >= 0]
        others = len(marks) + len(self._marks) - 2 * len(stay)
        if others > MOST_FOLLOWED or len(known) < len(self._marks):
            return False
        pairs = {(owners[at], self._owners[old]) for at, old in enumerate(was) if old >= 0}
        is_one_to_one = len({a for a, _ in pairs}) == len(pairs) == len({b for _, b in pairs})
        if not is_one_to_one or any(a >= b for a, b in pairwise(stay)):
            return False
        if any((at < articles) != (old < self._articles) for at, old in enumerate(was) if old >= 0):
            return False
        places = self._places
        self._begin(marks, owners, articles)
        order = self._order
        self._near.reshape(
            *self._in_time(),
            [places[was[at]] if was[at] >= 0 else -1 for at in order],
        )
        return True

    def _change(self, changed: Sequence[int], marks: Sequence[TextMarks]) -> None:
        self._marks = list(marks)
        if self._near.change({self._places[at]: marks[at] for at in changed}):
            self._links = None
        for sort, column in enumerate(("title", "excerpt")):
            self._chain(sort, {at: getattr(marks[at], column) for at in changed})

    def _chain(self, sort: int, changed: Mapping[int, bytes]) -> None:
        """Chain the pages anew whose keys are those of changed pages, now or before."""
        column = self._keys[sort]
        keys = {*changed.values(), *picked(column, tuple(changed))} - {b""}
        for at, key in changed.items():
            column[at] = key
        found = sorted(_having(keys, column), key=self._places.__getitem__)
        rows = [(at, column[at]) for at in found]
        chains, anew = self._copies[sort], _chained(rows, self._marks, self._rules)
        for key in keys:
            if chains.get(key, []) != anew.get(key, []):
                chains[key] = anew.get(key, [])
                self._links = None


def _day(mark: TextMarks) -> float:
    return UNDATED if mark.day is None else mark.day


def _having(keys: Iterable[bytes], column: list[bytes]) -> Iterator[int]:
    """Yield the places at which a column has one of these keys."""
    for key in keys:
        at = -1
        with suppress(ValueError):
            while True:
                at = column.index(key, at + 1)
                yield at


def _chained(
    rows: Sequence[tuple[int, bytes]], marks: Sequence[TextMarks], rules: StoryRules
) -> dict[bytes, list[Link]]:
    """Return, by their key, each page with the one before it that has the same.

    `rows` are pages with their keys, hashes of titles or of excerpts, in the order of time.
    """
    latest: dict[bytes, int] = {}
    found: dict[bytes, list[Link]] = {}
    for at, key in rows:
        before = latest.get(key)
        latest[key] = at
        if before is not None and _may_be_copies(marks[before], marks[at], rules):
            found.setdefault(key, []).append((before, at))
    return found


def _may_be_copies(one: TextMarks, other: TextMarks, rules: StoryRules) -> bool:
    """Tell whether a shared title or excerpt is more than a column's standing head."""
    if days_apart(one.day, other.day) > rules.window_days:
        return False
    if one.title and one.title == other.title:
        return True
    return not set(codes_of(one)).isdisjoint(codes_of(other))

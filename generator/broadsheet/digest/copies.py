"""Pages whose texts say that they are one story: syndicated copies and near titles."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from zlib import crc32

import msgspec

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

MIN_SHARED = 3
"""Words two titles must share to be near, however short they are."""

MAX_COMPARED = 64
"""Pages, nearest in time, that a title is compared with for each of its words."""

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


@lru_cache(maxsize=1 << 14)
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
    return _links(marks, range(len(marks)), len(marks), rules)


def article_links(
    articles: Sequence[TextMarks], mentions: Sequence[tuple[int, TextMarks]], rules: StoryRules
) -> tuple[Link, ...]:
    """Return pairs of articles that may share a story: by their texts, or by what one mentions.

    `mentions` are entries of related lists that failed the gate, each with the place of its
    article. Where one resembles another article, the two articles are looked at together, so
    that the entry can become coverage of the story that it is about.
    """
    owners = [*range(len(articles)), *(owner for owner, _ in mentions)]
    marks = [*articles, *(mark for _, mark in mentions)]
    links = _links(marks, owners, len(articles), rules)
    pairs = {(owners[one], owners[other]) for one, other in links}
    return tuple(sorted({(min(pair), max(pair)) for pair in pairs}))


def _links(
    marks: Sequence[TextMarks], owners: Sequence[int], articles: int, rules: StoryRules
) -> tuple[Link, ...]:
    """Return links between pages of different owners, the first of them among the `articles`."""
    order = sorted(range(len(marks)), key=lambda at: (_day(marks[at]), marks[at].key))
    found = chain(_copies(marks, order, rules), _near_titles(marks, order, owners, articles, rules))
    return tuple(sorted({(a, b) if a < b else (b, a) for a, b in found}))


def _day(mark: TextMarks) -> float:
    return float("-inf") if mark.day is None else mark.day


def _codes(packed: bytes) -> array[int]:
    codes = array("I")
    codes.frombytes(packed)
    return codes


def _copies(marks: Sequence[TextMarks], order: Sequence[int], rules: StoryRules) -> Iterator[Link]:
    """Yield each page with the one before it that has the same title or excerpt."""
    by_title: dict[bytes, int] = {}
    by_excerpt: dict[bytes, int] = {}
    for at in order:
        mark = marks[at]
        for key, latest in ((mark.title, by_title), (mark.excerpt, by_excerpt)):
            if key:
                before = latest.get(key)
                latest[key] = at
                if before is not None and _may_be_copies(marks[before], mark, rules):
                    yield before, at


def _may_be_copies(one: TextMarks, other: TextMarks, rules: StoryRules) -> bool:
    """Tell whether a shared title or excerpt is more than a column's standing head."""
    if days_apart(one.day, other.day) > rules.window_days:
        return False
    if one.title and one.title == other.title:
        return True
    return not set(_codes(one.title_words)).isdisjoint(_codes(other.title_words))


def _near_titles(
    marks: Sequence[TextMarks],
    order: Sequence[int],
    owners: Sequence[int],
    articles: int,
    rules: StoryRules,
) -> Iterator[Link]:
    """Yield dated pages with the earlier ones whose titles are near, within the window.

    Titles that share s of n words share one of any n - s + 1, so the most frequent words need
    no index (the prefix filter of Chaudhuri, Ganti and Kaushik, "A primitive operator for
    similarity joins in data cleaning", ICDE 2006).
    """
    titles, only_here = _ranked_titles(marks, rules)
    seen: dict[int, list[int]] = defaultdict(list)
    first = 0  # where in `order` the window begins
    for now, at in enumerate(order):
        day, ranks = marks[at].day, titles[at]
        least = max(MIN_SHARED, _least_shared(len(ranks), rules.near_title))
        if day is None or len(ranks) < least:
            continue
        while _day(marks[order[first]]) < day - rules.window_days:
            first += 1
        candidates: set[int] = set()
        for rank in ranks[bisect_left(ranks, only_here) : len(ranks) - least + 1]:
            earlier = seen[rank]
            if earlier and earlier[-1] >= first:
                latest = max(bisect_left(earlier, first), len(earlier) - MAX_COMPARED)
                candidates.update(earlier[latest:])
            earlier.append(now)
        for one in map(order.__getitem__, candidates):
            if (
                (one < articles or at < articles)
                and owners[one] != owners[at]
                and _is_near(titles[one], ranks, rules)
                and _excerpts_meet(marks[one], marks[at])
            ):
                yield one, at


def _ranked_titles(marks: Sequence[TextMarks], rules: StoryRules) -> tuple[list[list[int]], int]:
    """Return each title as ranks of its words, rarest first, and how many words one page has.

    Words in so many titles that they tell the site's subject are left out.
    """
    titles = [_codes(mark.title_words) for mark in marks]
    pages_with = Counter(chain.from_iterable(titles))
    ranked = sorted(pages_with, key=lambda code: (pages_with[code], code))
    rank = {code: place for place, code in enumerate(ranked)}
    most = rules.subject_share * len(marks)
    if len(marks) >= rules.subject_pages:
        subject = bisect_right(ranked, most, key=pages_with.__getitem__)
        rank = {code: place for code, place in rank.items() if place < subject}
    only_here = bisect_right(ranked, 1, key=pages_with.__getitem__)
    return [sorted([rank[code] for code in title if code in rank]) for title in titles], only_here


def _least_shared(size: int, dice: float) -> int:
    """Return how many words a title must share with any other to reach a Dice coefficient."""
    return -int(-size * dice // (2 - dice))


def _is_near(one: Sequence[int], other: Sequence[int], rules: StoryRules) -> bool:
    enough = rules.near_title * (len(one) + len(other)) / 2
    return len(set(one).intersection(other)) >= max(MIN_SHARED, enough)


def _excerpts_meet(one: TextMarks, other: TextMarks) -> bool:
    """Tell whether the excerpts share a word beyond the titles; true if one has none."""
    if not (one.excerpt_words and other.excerpt_words):
        return True
    first, second = array("H"), array("H")
    first.frombytes(one.excerpt_words)
    second.frombytes(other.excerpt_words)
    return not set(first).isdisjoint(second)

"""Pages whose texts say that they are one story: syndicated copies and near titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from broadsheet.digest.similarity import day_of, days_apart, excerpt_key, title_key, tokens
from broadsheet.model_rules import StoryRules

Link = tuple[int, int]
"""Two pages, by their places in a sequence."""

MIN_SHARED = 3
"""Words two titles must share to be near, however short they are."""

MAX_COMPARED = 64
"""Pages, nearest in time, that a title is compared with for each of its words."""


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


class TextMarks(msgspec.Struct, frozen=True):
    """What `text_links` needs of a page; made once per page, kept with the parsed article."""

    key: str
    day: float | None
    title: str
    """Its `title_key`."""
    excerpt: str
    """Its `excerpt_key`."""
    title_words: frozenset[str]
    excerpt_words: frozenset[str]


def text_marks(page: GroupPage, rules: StoryRules) -> TextMarks:
    """Return the marks by which copies and near titles of this page are found."""
    return TextMarks(
        page.key,
        day_of(page.published_at),
        title_key(page.title, rules.min_title_words),
        excerpt_key(page.excerpt, rules.min_excerpt_words),
        frozenset(tokens(page.title)),
        frozenset(tokens(page.excerpt)),
    )


def text_links(marks: Sequence[TextMarks], rules: StoryRules) -> tuple[Link, ...]:
    """Return pairs of indices, smaller first, of pages whose texts say they are one story.

    Sparse: copies are chained, not paired each with each.
    """
    order = sorted(range(len(marks)), key=lambda at: (_day(marks[at]), marks[at].key))
    links = {
        (min(pair), max(pair))
        for found in (_copies(marks, order, rules), _near_titles(marks, order, rules))
        for pair in found
    }
    return tuple(sorted(links))


def _day(mark: TextMarks) -> float:
    return float("-inf") if mark.day is None else mark.day


def _copies(marks: Sequence[TextMarks], order: Sequence[int], rules: StoryRules) -> Iterator[Link]:
    """Yield each page with the one before it that has the same title or excerpt."""
    for field in ("title", "excerpt"):
        latest: dict[str, int] = {}
        for at in order:
            key = getattr(marks[at], field)
            if not key:
                continue
            before = latest.get(key)
            latest[key] = at
            if before is not None and _may_be_copies(marks[before], marks[at], rules):
                yield before, at


def _may_be_copies(one: TextMarks, other: TextMarks, rules: StoryRules) -> bool:
    """Tell whether a shared title or excerpt is more than a column's standing head."""
    if days_apart(one.day, other.day) > rules.window_days:
        return False
    return not one.title_words.isdisjoint(other.title_words) or one.title == other.title


def _near_titles(
    marks: Sequence[TextMarks], order: Sequence[int], rules: StoryRules
) -> Iterator[Link]:
    """Yield dated pages with the earlier ones whose titles are near, within the window.

    Titles that share s of n words share one of any n - s + 1, so the most frequent words need
    no index (the prefix filter of Chaudhuri, Ganti and Kaushik, "A primitive operator for
    similarity joins in data cleaning", ICDE 2006).
    """
    pages_with = Counter(word for mark in marks for word in mark.title_words)
    subject = _subject(pages_with, len(marks), rules)
    telling = [mark.title_words - subject for mark in marks]
    seen: dict[str, list[int]] = defaultdict(list)
    for at in order:
        mark, words = marks[at], telling[at]
        least = max(MIN_SHARED, _least_shared(len(words), rules.near_title))
        if mark.day is None or len(words) < least:
            continue
        rarest = sorted(words, key=lambda word: (pages_with[word], word))
        candidates: set[int] = set()
        for word in rarest[: len(words) - least + 1]:
            earlier = seen[word]
            candidates.update(_within(earlier, marks, mark.day - rules.window_days))
            earlier.append(at)
        for one in candidates:
            if _is_near(telling[one], words, rules) and _excerpts_meet(marks[one], mark):
                yield one, at


def _subject(pages_with: Mapping[str, int], pages: int, rules: StoryRules) -> frozenset[str]:
    """Return the words that are in so many titles of a site that they tell its subject."""
    if pages < rules.subject_pages:
        return frozenset()
    most = rules.subject_share * pages
    return frozenset(word for word, count in pages_with.items() if count > most)


def _least_shared(size: int, dice: float) -> int:
    """Return how many words a title must share with any other to reach a Dice coefficient."""
    return -int(-size * dice // (2 - dice))


def _within(earlier: list[int], marks: Sequence[TextMarks], first_day: float) -> Iterator[int]:
    """Yield the latest of these pages, back to a day."""
    for at in earlier[: -MAX_COMPARED - 1 : -1]:
        if _day(marks[at]) < first_day:
            return
        yield at


def _is_near(one: frozenset[str], other: frozenset[str], rules: StoryRules) -> bool:
    enough = rules.near_title * (len(one) + len(other)) / 2
    return len(one & other) >= max(MIN_SHARED, enough)


def _excerpts_meet(one: TextMarks, other: TextMarks) -> bool:
    """Tell whether the excerpts share a word that the titles do not; true if one is missing."""
    if not (one.excerpt_words and other.excerpt_words):
        return True
    beyond = one.excerpt_words & other.excerpt_words
    return not beyond <= (one.title_words & other.title_words)

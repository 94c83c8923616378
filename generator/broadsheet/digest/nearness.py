"""Near titles among thousands of pages, and what another title changes about them.

Titles that share s of n words share one of any n - s + 1, so the most frequent words need no
index (the prefix filter of Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity
joins in data cleaning", ICDE 2006). Frequencies count by powers of two, so that a changed title
moves few words of other titles into the index, or out of it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from broadsheet.model_rules import StoryRules

MIN_SHARED = 3
"""Words two titles must share to be near, however short they are."""

MAX_COMPARED = 64
"""Pages, nearest in time, that a title is compared with for each of its words."""

UNDATED = float("-inf")

CODE_BITS = 32
"""A word's rank has its code below, and above that its frequency, as a power of two."""

SHARED = 2 << CODE_BITS
"""The lowest rank of words that more than one title has."""


class Marks(Protocol):
    """What is looked at of a page: its day, and the codes of its words, packed.

    `day` are days since 1970, if known; codes have 32 bits in titles, 16 in excerpts.
    """

    @property
    def day(self) -> float | None: ...  # noqa: D102
    @property
    def title_words(self) -> bytes: ...  # noqa: D102
    @property
    def excerpt_words(self) -> bytes: ...  # noqa: D102


class _Nothing(NamedTuple):
    """The marks of a page that has no texts."""

    day: float | None = None
    title_words: bytes = b""
    excerpt_words: bytes = b""


NOTHING = _Nothing()


class NearTitles:
    """Pages in the order of time, and for each the earlier ones whose titles are near.

    Pages are told by their places in that order. `near` has, for each, the earlier ones that were
    published within the window and have another owner; one of the two is an article. Words in so
    many titles that they tell the site's subject do not count.
    """

    def __init__(
        self,
        marks: Sequence[Marks],
        owners: Sequence[int],
        is_article: Sequence[bool],
        rules: StoryRules,
    ) -> None:
        """Compare pages given in the order of time, undated ones first."""
        self._marks = list(marks)
        self._owners = owners
        self._is_article = is_article
        self._rules = rules
        self._days = [UNDATED if mark.day is None else mark.day for mark in marks]
        self._titles = [codes_of(mark) for mark in marks]
        self._counts = Counter(chain.from_iterable(self._titles))
        self._most = self._most_titles(len(marks))
        self._ranks: dict[int, int] = {}
        self._rank(self._counts)
        self._ranked = [self._ranks_of(title) for title in self._titles]
        self._indexed: dict[int, list[int]] = {}
        self.near: list[tuple[int, ...]] = []
        for at in range(len(marks)):
            prefix = self._prefix(at)
            self.near.append(self._near(at, prefix))
            for rank in prefix:
                self._indexed.setdefault(rank, []).append(at)

    def reshape(
        self,
        marks: Sequence[Marks],
        owners: Sequence[int],
        is_article: Sequence[bool],
        was: Sequence[int],
    ) -> None:
        """Become what these pages would give; `was` has their places of before, -1 for new ones.

        Those that stay must be the same pages, in the same order.
        """
        place = {old: at for at, old in enumerate(was) if old >= 0}
        gone = [old for old in range(len(self._marks)) if old not in place]
        self.change(dict.fromkeys(gone, NOTHING))
        self._marks, self._owners, self._is_article = list(marks), owners, is_article
        self._days = [UNDATED if mark.day is None else mark.day for mark in marks]
        self._titles = [self._titles[old] if old >= 0 else array("I") for old in was]
        self._ranked = [self._ranked[old] if old >= 0 else [] for old in was]
        self._indexed = {
            rank: [place[old] for old in found] for rank, found in self._indexed.items() if found
        }
        near = [self.near[old] if old >= 0 else () for old in was]
        self.near = [tuple([place[old] for old in found]) if found else () for found in near]
        self._most = self._most_titles(len(marks))
        counts, ranks = self._counts, self._ranks
        moved = {code for code in counts if (0 < counts[code] <= self._most) != (code in ranks)}
        self._rank(moved)
        self.change({at: marks[at] for at, old in enumerate(was) if old < 0}, moved)

    def _most_titles(self, pages: int) -> float:
        """Return in how many titles of so many a word may be that does not tell the subject."""
        has_subject = pages >= self._rules.subject_pages
        return self._rules.subject_share * pages if has_subject else float("inf")

    def change(self, marks: Mapping[int, Marks], moved: Collection[int] = frozenset()) -> list[int]:
        """Put other texts in some places; return all places where `near` differs by that.

        The days must be as they were. `moved` are further words whose ranks are others by now.
        """
        before = {at: self._prefix(at) for at in marks}
        for at in self._holders({*self._recount(marks), *moved}):
            before.setdefault(at, self._prefix(at))
        affected = set(before)
        for at, prefix in before.items():
            affected.update(self._following(at, prefix, len(before)))
            for rank in prefix:
                self._indexed[rank].remove(at)
            self._ranked[at] = self._ranks_of(self._titles[at])
            for rank in self._prefix(at):
                insort(self._indexed.setdefault(rank, []), at)
        for at in before:
            affected.update(self._following(at, self._prefix(at), len(before)))
        near = {at: self._near(at, self._prefix(at)) for at in affected}
        different = [at for at, found in near.items() if found != self.near[at]]
        for at in different:
            self.near[at] = near[at]
        return different

    def _recount(self, marks: Mapping[int, Marks]) -> set[int]:
        """Take in the words of other titles; return those of more than one whose rank is another.

        A word of one title alone is in nobody's index.
        """
        more: Counter[int] = Counter()
        for at, mark in marks.items():
            more.subtract(self._titles[at])
            self._marks[at] = mark
            self._titles[at] = codes_of(mark)
            more.update(self._titles[at])
        counted = {code: self._counts[code] for code, change in more.items() if change}
        ranks = {code: self._ranks.get(code) for code in counted}
        self._counts.update({code: more[code] for code in counted})
        self._rank(counted)
        return {
            code
            for code, rank in ranks.items()
            if self._ranks.get(code) != rank and max(counted[code], self._counts[code]) > 1
        }

    def _rank(self, codes: Iterable[int]) -> None:
        """Give words their ranks, the rarest the lowest; those of the subject have none."""
        for code in codes:
            count = self._counts[code]
            if 0 < count <= self._most:
                self._ranks[code] = count.bit_length() << CODE_BITS | code
            else:
                self._ranks.pop(code, None)

    def _ranks_of(self, title: Iterable[int]) -> list[int]:
        ranks = self._ranks
        return sorted([ranks[code] for code in title if code in ranks])

    def _holders(self, codes: set[int]) -> Iterator[int]:
        """Yield the pages that have any of these words in their titles."""
        if codes:
            for at, title in enumerate(self._titles):
                if not codes.isdisjoint(title):
                    yield at

    def _prefix(self, at: int) -> Sequence[int]:
        """Return the words by which a page is found, none for one that nothing can be near."""
        ranked = self._ranked[at]
        least = max(MIN_SHARED, _least_shared(len(ranked), self._rules.near_title))
        if len(ranked) < least or self._days[at] == UNDATED:
            return ()
        return ranked[bisect_left(ranked, SHARED) : len(ranked) - least + 1]

    def _following(self, at: int, prefix: Iterable[int], dirty: int) -> Iterator[int]:
        """Yield the later pages that may have been compared with one for any of these words."""
        latest = self._days[at] + self._rules.window_days
        for rank in prefix:
            found = self._indexed.get(rank, [])
            start = bisect_right(found, at)
            for later in found[start : start + MAX_COMPARED + dirty]:
                if self._days[later] <= latest + 1:
                    yield later

    def _near(self, at: int, prefix: Sequence[int]) -> tuple[int, ...]:
        """Return the earlier pages near a page, given what that has in the index."""
        candidates: set[int] = set()
        first = bisect_left(self._days, self._days[at] - self._rules.window_days) if prefix else 0
        for rank in prefix:
            found = self._indexed.get(rank)
            if not found:
                continue
            end = len(found) if found[-1] < at else bisect_left(found, at)
            start = max(0, end - MAX_COMPARED)
            if end and found[end - 1] >= first:
                if found[start] < first:
                    start = bisect_left(found, first, start, end)
                candidates.update(found[start:end])
        if not candidates:
            return ()
        ranked, words = self._ranked, set(self._ranked[at])
        share, size = self._rules.near_title / 2, len(words)
        near = [
            one
            for one in candidates
            if (shared := len(words.intersection(ranked[one]))) >= MIN_SHARED
            and shared >= share * (size + len(ranked[one]))
        ]
        return tuple([one for one in sorted(near) if self._may_meet(one, at)])

    def _may_meet(self, one: int, at: int) -> bool:
        return (
            (self._is_article[at] or self._is_article[one])
            and self._owners[one] != self._owners[at]
            and _excerpts_meet(self._marks[one], self._marks[at])
        )


def codes_of(mark: Marks) -> array[int]:
    """Return the codes of a title's words."""
    codes = array("I")
    codes.frombytes(mark.title_words)
    return codes


def _least_shared(size: int, dice: float) -> int:
    """Return how many words a title must share with any other to reach a Dice coefficient."""
    return -int(-size * dice // (2 - dice))


def _excerpts_meet(one: Marks, other: Marks) -> bool:
    """Tell whether the excerpts share a word beyond the titles; true if one has none."""
    if not (one.excerpt_words and other.excerpt_words):
        return True
    first, second = array("H"), array("H")
    first.frombytes(one.excerpt_words)
    second.frombytes(other.excerpt_words)
    return not set(first).isdisjoint(second)

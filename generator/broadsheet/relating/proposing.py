"""Which related entries an article should have: alike by the whole text, and past the gate.

A high score alone does not say that two texts tell one event: on a site of one subject they keep
the same company. So an entry must also be like the article by itself: by the build's relevance
gate, on the very entries that would be written, or by the cosine of the whole texts, which knows
more than the gate does when a feature has a fanciful headline.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from broadsheet.digest.briefs import own_text
from broadsheet.digest.similarity import PageText, days_apart, excerpt_key, gate, title_key
from broadsheet.digest.words import meaning, words_of
from broadsheet.model import Article
from broadsheet.model_rules import StoryRules
from broadsheet.relating.likeness import Likeness, TextWords
from broadsheet.relating.texts import Reference
from broadsheet.text import cut, one_line

LIKE_BY_ITSELF = 0.2
"""Cosine of whole texts from which an entry needs no gate."""

MOST_ENTRIES = 15
"""Entries of a proposed list."""

MOST_EXCERPT = 320
"""Characters of an excerpt that an entry repeats."""

REASON_WORDS = 5

_OPENING = string.punctuation
_EDGES = re.compile(r"^\W+|(?:['’]s)?\W*$")


class Entry(msgspec.Struct, frozen=True):
    """A proposed related entry: the page, its score (0 to 1), the gate's, and why.

    The score is what the list will state as its relevance, and what the build then goes by.
    `is_copy` says that the build will show it as a syndicated copy: same title or beginning.
    """

    reference: Reference
    score: float
    relevance: float
    reason: str
    is_copy: bool = False


class Proposal(NamedTuple):
    """A related list for an article, in the order it would be written."""

    reference: Reference
    entries: tuple[Entry, ...]


class Proposer:
    """Proposes for the references of one site; nothing below `relate_gate` or `min_score`."""

    def __init__(
        self,
        references: Sequence[Reference],
        rules: StoryRules,
        min_score: float = 0.0,
        like_by_itself: float = LIKE_BY_ITSELF,
    ) -> None:
        self._references = references
        self._rules = rules
        self._like_by_itself = like_by_itself
        self._min_score = max(min_score, rules.relate_gate)
        self._days = [reference.day for reference in references]
        words = [TextWords(reference.title, reference.counts) for reference in references]
        self.likeness = Likeness(words, self._days, rules.window_days)

    def proposal(self, at: int, may_name: Callable[[int], bool]) -> Proposal:
        """Return the list that the article in a place should have; maybe an empty one.

        `may_name` says of a place whether a list may name the article there.
        """
        own = self._references[at]
        names = {own.article.key, *own.article.aliases}
        found = [
            (score, other)
            for other, score in self.likeness.of(at).items()
            if score >= self._min_score and self._can_be_named(other, names, may_name)
        ]
        found.sort(key=lambda row: (-row[0], self._references[row[1]].article.id))
        near = self._about_one_time(found)
        return Proposal(own, self._believed(at, near[:MOST_ENTRIES]))

    def _can_be_named(self, at: int, names: set[str], may_name: Callable[[int], bool]) -> bool:
        """Tell whether a page has an address to be named by, and is not the article's own."""
        reference = self._references[at]
        article = reference.article
        return bool(article.url) and article.key not in names and may_name(at)

    def _about_one_time(self, found: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
        """Return those within the window of the first that has a date.

        An article without a date resembles texts of any time; it belongs to one story.
        """
        first = next((self._days[at] for _, at in found if self._days[at] is not None), None)
        window = self._rules.window_days
        return [row for row in found if days_apart(first, self._days[row[1]]) <= window]

    def _believed(self, at: int, found: list[tuple[float, int]]) -> tuple[Entry, ...]:
        """Return the entries that are like the article by themselves, judged as one list.

        Each round leaves out the worst of those that fail: the others are then judged without
        its words. They stand in the order of lists: the highest quality first (contract D5.2).
        """
        found = sorted(found, key=lambda row: -(self._references[row[1]].article.quality or 0))
        own = own_text(self._references[at].article)
        cosines = self.likeness.cosines(at)
        while found:
            pages = [entry_text(self._references[other].article) for _, other in found]
            verdicts = gate(own, pages, self._rules)
            failing = [
                place
                for place, (_, other) in enumerate(found)
                if not verdicts[place].on_topic and cosines.get(other, 0.0) < self._like_by_itself
            ]
            if not failing:
                return tuple(
                    self._entry(at, other, score, verdict.score)
                    for (score, other), verdict in zip(found, verdicts, strict=True)
                )
            found.pop(min(failing, key=lambda place: verdicts[place].score))
        return ()

    def _entry(self, at: int, other: int, score: float, relevance: float) -> Entry:
        one, two = self._references[at], self._references[other]
        is_copy = _are_copies(one.article, two.article, self._rules)
        shared = self.likeness.shared_words(at, other, REASON_WORDS)
        spelt = _spellings(shared, (one.article, two.article))
        words = ", ".join(spelt.get(word, word) for word in shared)
        reason = f"same text; shares {words}" if is_copy else f"shares {words}"
        return Entry(two, round(min(score, 1.0), 2), relevance, reason, is_copy)


def entry_text(article: Article) -> PageText:
    """Return what the gate will know of an article as an entry of another's list."""
    return PageText(one_line(article.title), entry_excerpt(article), article.published_at)


def entry_excerpt(article: Article) -> str:
    """Return the excerpt that an entry has; of an article without one, its first words."""
    return cut(one_line(article.excerpt or article.body.lead), MOST_EXCERPT)


def _spellings(folded: Sequence[str], articles: Sequence[Article]) -> dict[str, str]:
    """Return how articles write these folded words; those they never write alone are left out."""
    spelt: dict[str, str] = {}
    wanted = set(folded)
    beginnings = tuple({word[:2] for word in folded})
    for article in articles:
        for raw in f"{article.title} {article.excerpt} {article.body.lead}".split():
            plain = raw.isascii() and "." not in raw[:-1]
            if plain and not raw.lower().lstrip(_OPENING).startswith(beginnings):
                continue  # folding never changes how a plain word begins, and takes its time
            words = words_of(raw)
            word = meaning(words[0]) if len(words) == 1 else ""
            if word in wanted:
                wanted.remove(word)
                spelt[word] = _EDGES.sub("", raw)
        if not wanted:
            break
    return spelt


def _are_copies(one: Article, other: Article, rules: StoryRules) -> bool:
    """Tell whether the build takes one for a syndicated copy of the other (`digest.assemble`)."""
    titles = [title_key(article.title, rules.min_title_words) for article in (one, other)]
    starts = [excerpt_key(article.excerpt, rules.min_excerpt_words) for article in (one, other)]
    return any(key and key == twin for key, twin in (titles, starts))


__all__ = ["Entry", "Proposal", "Proposer", "entry_excerpt", "entry_text"]

"""How much pages have in common, and the gate that related entries must pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from math import fsum, log, sqrt

import msgspec

from broadsheet.digest.words import (
    MAX_EXCERPT,
    MAX_TITLE,
    PageWords,
    excerpt_key,
    meaning,
    page_words,
    title_key,
    tokens,
    words_of,
)
from broadsheet.model_rules import StoryRules

TITLE_WEIGHT = 2.0
"""What a word of the title counts, a word of the excerpt counting 1."""


class PageText(msgspec.Struct, frozen=True):
    """What the gate may know of a page."""

    title: str
    excerpt: str = ""
    published_at: str = ""
    """ISO 8601, or empty when unknown."""
    stated: float | None = None
    """Relevance (0 to 1) that the list itself gives an entry; None leaves it to the gate."""


class Relevance(msgspec.Struct, frozen=True):
    """Whether a related entry is about its article's event, and why."""

    score: float
    """0 (nothing in common) to 1, with four digits."""
    on_topic: bool
    reason: str
    """A few words for people."""


def day_of(published_at: str) -> float | None:
    """Return days since 1970, or None if there is no ISO 8601 time (in UTC, if it has no zone)."""
    if not published_at:
        return None
    try:
        moment = datetime.fromisoformat(published_at)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() / 86_400
    except (ValueError, OverflowError, OSError):
        return None


def days_apart(one: float | None, other: float | None) -> float:
    """Return the days between two dates; an unknown date is never far from anything."""
    return 0.0 if one is None or other is None else abs(one - other)


def shared_vectors(pages: Sequence[PageWords], base: float) -> list[dict[str, float]]:
    """Return a TF-IDF vector per page, of which `dot` makes the cosine of two pages.

    A word weighs `base + ln((1 + n) / (1 + df))`, with frequencies among these pages alone, and
    `TITLE_WEIGHT` times that in a title; a vector is divided by its length. A high `base` makes
    weights more even: in a list about one event the words of that event are the frequent ones,
    and must not vanish. Words of one page alone count in its length and are left out: they meet
    no other page.
    """
    pages_with = Counter(chain.from_iterable(chain.from_iterable(pages)))
    total = 1 + len(pages)
    rarity = {word: base + log(total / (1 + n)) for word, n in pages_with.items() if n > 1}
    alone = base + log(total / 2)
    return [_shared_vector(page, rarity, alone * alone) for page in pages]


def _shared_vector(
    page: PageWords, rarity: Mapping[str, float], alone_square: float
) -> dict[str, float]:
    vector = {word: rarity[word] * TITLE_WEIGHT for word in page.title if word in rarity}
    alone = (len(page.title) - len(vector)) * TITLE_WEIGHT**2 + len(page.rest) + len(vector)
    vector |= {word: rarity[word] for word in page.rest if word in rarity}
    square = (alone - len(vector)) * alone_square
    square += fsum([weight * weight for weight in vector.values()])
    scale = 1 / sqrt(square) if square else 1.0
    return {word: weight * scale for word, weight in vector.items()}


GATE_BASE = 3.0
"""`base` of `shared_vectors` for a related list, which is often all about one event."""

GATE_PULL = 10.0
"""How strongly entries like the article draw its profile towards them."""

GATE_ROUNDS = 2
"""How often the profile is made anew from the entries found relevant."""

REASON_WORDS = 3
"""Shared words that a reason names."""


def gate(own: PageText, entries: Sequence[PageText], rules: StoryRules) -> tuple[Relevance, ...]:
    """Return for each entry of an article's related list whether it tells the same event.

    Relevance is the cosine between an entry and a profile: the article's own words, and those
    of the other entries as far as they are relevant themselves (Rocchio's feedback, in two
    rounds). It looks at this one list and the constants, never at the rest of the site, so that
    it can be decided once per file. A relevance that the list states, as `relate` writes it, was
    found on whole texts and is believed from `relate_gate` on.
    """
    if not entries:
        return ()
    words = [page_words(page.title, page.excerpt) for page in (own, *entries)]
    first, *others = shared_vectors(words, GATE_BASE)
    day = day_of(own.published_at)
    spelt = _spellings(own, first)
    verdicts = []
    for score, entry, vector in zip(_feedback(first, others), entries, others, strict=True):
        shared = sorted([(-first[word] * vector[word], word) for word in vector if word in first])
        named = ", ".join([spelt[word] for _, word in shared[:REASON_WORDS]])
        days = days_apart(day, day_of(entry.published_at))
        stated = entry.stated is not None
        least = rules.relate_gate if stated else rules.gate
        relevance = round(min(score if entry.stated is None else entry.stated, 1.0), 4)
        if days > rules.window_days:
            verdicts.append(Relevance(relevance, False, f"{days:.0f} days apart"))
        else:
            reason = _reason(named, relevance >= least, stated)
            verdicts.append(Relevance(relevance, relevance >= least, reason))
    return tuple(verdicts)


def _reason(words: str, on_topic: bool, stated: bool) -> str:
    """Return why an entry counts or does not, for people."""
    if words:
        return f"shares {words}"
    if not on_topic:
        return "no word in common"
    return "so its list says" if stated else "like the other entries"


def _spellings(page: PageText, wanted: Mapping[str, float]) -> dict[str, str]:
    """Return how the page first writes each of the wanted words, in lower case."""
    spelt: dict[str, str] = {}
    for word in (*words_of(page.title[:MAX_TITLE]), *words_of(page.excerpt[:MAX_EXCERPT])):
        folded = meaning(word)
        if folded in wanted and folded not in spelt:
            spelt[folded] = word.strip("'").removesuffix("'s")
    return spelt


def _feedback(own: Mapping[str, float], vectors: Sequence[Mapping[str, float]]) -> list[float]:
    """Return the likeness of each vector to the profile, made without that vector itself.

    `met` is the part of a vector's squared length (1) in words that other vectors have, too. The
    profile holds the article's own vector, and no weight is below 0, so that its length is never
    less than 1.
    """
    met = [fsum([weight * weight for weight in vector.values()]) for vector in vectors]
    own_alone = 1 - fsum([weight * weight for weight in own.values()])
    scores = [dot(own, vector) for vector in vectors]
    for _ in range(GATE_ROUNDS):
        pulls = [GATE_PULL * score**3 for score in scores]
        profile = dict(own)
        for vector, pull in zip(vectors, pulls, strict=True):
            for word, weight in vector.items():
                profile[word] = profile.get(word, 0.0) + pull * weight
        square = own_alone + fsum([weight * weight for weight in profile.values()])
        square += fsum([pull * pull * (1 - part) for pull, part in zip(pulls, met, strict=True)])
        scores = []
        for vector, pull, part in zip(vectors, pulls, met, strict=True):
            with_others = dot(vector, profile) - pull * part
            rest = square - 2 * pull * with_others - pull * pull
            scores.append(max(0.0, with_others) / sqrt(rest))
    return scores


def dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the sum of products over shared words; the cosine when both have length 1."""
    if len(one) > len(other):
        one, other = other, one
    return fsum([weight * other[word] for word, weight in one.items() if word in other])


__all__ = [
    "PageText",
    "Relevance",
    "day_of",
    "days_apart",
    "dot",
    "excerpt_key",
    "gate",
    "shared_vectors",
    "title_key",
    "tokens",
]

"""How much two texts have in common: words, keys of copies, and the gate for related entries."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from math import log, sqrt

import msgspec

from broadsheet.model_rules import StoryRules

MAX_TITLE = 300
"""Characters of a title that are looked at."""

MAX_EXCERPT = 800
"""Characters of an excerpt that are looked at."""

TITLE_WEIGHT = 2
"""How often a word of the title counts, a word of the excerpt counting once."""

EXCERPT_KEY_WORDS = 16
"""Words of an excerpt that must be equal; aggregators cut the rest at different places."""

_STOP_TEXT = (
    "a about after again against all also am amid among an and another any are as at be because "
    "been before being between both but by can could did do does doing done don't down during "
    "each else every few for from further had has have having he her here him his how i if in "
    "into is it it's its just ll m many may me might more most much must my new no nor not of "
    "off on once one only onto or other our out over own re s said same say says shall she "
    "should so some still such t than that that's the their them then there these they this "
    "those through to too under until up upon us ve very via was we were what what's when "
    "where which while who whom whose why will with within without would yes yet you your"
)
_STOP_WORDS = frozenset(_STOP_TEXT.split())

_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese: written without spaces between words."""

_MARKED = "\u0300-\u036f\u0900-\u0963\u0966-\u0dff"
"""Letters and vowel signs of Indian scripts, whose signs are no word characters to `re`."""

_INITIALS = re.compile(r"(?<![a-z0-9])(?:[a-z]\.){2,}")

_SEPARATOR = bytes(
    code if code == ord("'") or (code < 128 and chr(code).isalnum()) else ord(" ")
    for code in range(256)
)
"""What stands between words of ASCII text; translating and splitting is faster than matching."""

_ANY_WORD = re.compile(
    rf"[{_SPACELESS}]+|(?:(?![{_SPACELESS}_])[\w{_MARKED}])+"
    rf"(?:'(?:(?![{_SPACELESS}_])[\w{_MARKED}])+)*"
)
_IS_SPACELESS = re.compile(f"[{_SPACELESS}]")
_ACCENT = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f]")
"""Combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic that a writer may leave out."""

_SIGNS = (("\u2019", "'"), ("\u2018", "'"), *((sign, " ") for sign in "–—…“”\u00a0"))
"""The signs that make English text more than ASCII, most frequent first."""

_KEEPS_S = ("ss", "us", "is")


class PageText(msgspec.Struct, frozen=True):
    """What the gate may know of a page."""

    title: str
    excerpt: str = ""
    published_at: str = ""
    """ISO 8601, or empty when unknown."""


class Relevance(msgspec.Struct, frozen=True):
    """Whether a related entry is about its article's event, and why."""

    score: float
    """0 (nothing in common) to 1, with four digits."""
    on_topic: bool
    reason: str
    """A few words for people."""


def tokens(text: str) -> tuple[str, ...]:
    """Return the words that carry meaning, in order: case, accents and endings folded.

    English stop words are left out. Scripts written without spaces give pairs of characters.
    """
    return tuple(filter(None, map(_meaning, _words(text))))


def title_key(text: str, min_words: int = StoryRules().min_title_words) -> str:
    """Return what copies of one title share, or "" when it is too short to tell."""
    return _key(_words(text[:MAX_TITLE]), min_words)


def excerpt_key(text: str, min_words: int = StoryRules().min_excerpt_words) -> str:
    """Return what copies of one excerpt share, or "" when it is too short to tell.

    Only the first words count, and the last word of a cut text ("…") does not.
    """
    text = text[:MAX_EXCERPT].rstrip()
    words = _words(text)
    if words and text.endswith(("...", "…")):
        words.pop()
    return _key(words[:EXCERPT_KEY_WORDS], min_words)


def day_of(published_at: str) -> float | None:
    """Return days since 1970 of an ISO 8601 date, or None when there is none to read."""
    if not published_at:
        return None
    try:
        return datetime.fromisoformat(published_at).timestamp() / 86_400
    except (ValueError, OverflowError, OSError):
        return None


def days_apart(one: float | None, other: float | None) -> float:
    """Return the days between two dates; an unknown date is never far from anything."""
    return 0.0 if one is None or other is None else abs(one - other)


def word_counts(title: str, excerpt: str) -> dict[str, int]:
    """Return how often each word of a page counts, the title's `TITLE_WEIGHT` times."""
    counts = dict.fromkeys(tokens(title[:MAX_TITLE]), TITLE_WEIGHT)
    for word in tokens(excerpt[:MAX_EXCERPT]):
        counts[word] = counts.get(word, 0) + 1
    return counts


def shared_vectors(counts: Sequence[Mapping[str, int]], base: float) -> list[dict[str, float]]:
    """Return a TF-IDF vector per page, of which `dot` makes the cosine of two pages.

    A word's weight is `(1 + ln tf) * (base + ln((1 + n) / (1 + df)))` with frequencies of these
    pages alone, over the length of the page's vector. A high `base` makes weights more even: in a
    list about one event the words of that event are the frequent ones, and must not vanish.
    Words of one page alone count in its length and are left out: they meet no other page.
    """
    pages_with = Counter(chain.from_iterable(counts))
    total = 1 + len(counts)
    rarity = {
        word: base + log(total / (1 + pages)) for word, pages in pages_with.items() if pages > 1
    }
    alone = base + log(total / 2)
    return [_shared_vector(page, rarity, alone) for page in counts]


def _shared_vector(
    page: Mapping[str, int], rarity: Mapping[str, float], alone: float
) -> dict[str, float]:
    square = 0.0
    shared = {}
    for word, count in page.items():
        weight = rarity.get(word)
        if weight is None:
            weight = alone if count == 1 else alone * (1 + log(count))
        else:
            if count > 1:
                weight *= 1 + log(count)
            shared[word] = weight
        square += weight * weight
    scale = 1 / sqrt(square) if square else 1.0
    return {word: weight * scale for word, weight in shared.items()}


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
    it can be decided once per file.
    """
    if not entries:
        return ()
    counts = [word_counts(page.title, page.excerpt) for page in (own, *entries)]
    first, *others = shared_vectors(counts, GATE_BASE)
    day = day_of(own.published_at)
    spelt = _spellings(own)
    verdicts = []
    for score, entry, vector in zip(_feedback(first, others), entries, others, strict=True):
        shared = sorted([(-first[word] * vector[word], word) for word in vector if word in first])
        words = ", ".join([spelt[word] for _, word in shared[:REASON_WORDS]])
        days = days_apart(day, day_of(entry.published_at))
        verdicts.append(_verdict(score, words, days, rules))
    return tuple(verdicts)


def _verdict(score: float, words: str, days: float, rules: StoryRules) -> Relevance:
    score = round(min(score, 1.0), 4)
    if days > rules.window_days:
        return Relevance(score, False, f"{days:.0f} days apart")
    if not words:
        reason = "no word in common" if score < rules.gate else "like the other entries"
        return Relevance(score, score >= rules.gate, reason)
    return Relevance(score, score >= rules.gate, f"shares {words}")


def _spellings(page: PageText) -> dict[str, str]:
    """Return how the page first writes each of its words, in lower case."""
    spelt: dict[str, str] = {}
    for word in (*_words(page.title[:MAX_TITLE]), *_words(page.excerpt[:MAX_EXCERPT])):
        spelt.setdefault(_meaning(word), word.strip("'").removesuffix("'s"))
    return spelt


def _feedback(own: Mapping[str, float], vectors: Sequence[Mapping[str, float]]) -> list[float]:
    """Return the likeness of each vector to the profile, made without that vector itself.

    `met` is the part of a vector's squared length (1) in words that other vectors have, too.
    """
    met = [sum([weight * weight for weight in vector.values()]) for vector in vectors]
    own_alone = 1 - sum([weight * weight for weight in own.values()])
    scores = [dot(own, vector) for vector in vectors]
    for _ in range(GATE_ROUNDS):
        pulls = [GATE_PULL * score**3 for score in scores]
        profile = dict(own)
        for vector, pull in zip(vectors, pulls, strict=True):
            for word, weight in vector.items():
                profile[word] = profile.get(word, 0.0) + pull * weight
        square = own_alone + sum([weight * weight for weight in profile.values()])
        square += sum([pull * pull * (1 - part) for pull, part in zip(pulls, met, strict=True)])
        scores = []
        for vector, pull, part in zip(vectors, pulls, met, strict=True):
            with_others = dot(vector, profile) - pull * part
            rest = square - 2 * pull * with_others - pull * pull
            scores.append(max(0.0, with_others) / sqrt(rest) if rest > 1e-9 else 0.0)
    return scores


def dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the sum of products over shared words; the cosine when both have length 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum([weight * other[word] for word, weight in one.items() if word in other])


def _words(text: str) -> list[str]:
    """Return all words of a text with case, accents and quotation marks folded."""
    if not text.isascii():
        for sign, plain in _SIGNS:
            text = text.replace(sign, plain)
    if text.isascii():
        parted = _with_initials(text.lower()).encode("ascii").translate(_SEPARATOR)
        return parted.decode("ascii").split()
    bare = unicodedata.normalize("NFC", _ACCENT.sub("", _decomposed(text)))
    found: list[str] = _ANY_WORD.findall(_with_initials(bare))
    return list(_pairs_of_spaceless(found)) if _IS_SPACELESS.search(bare) else found


def _with_initials(text: str) -> str:
    """Return the text with initials as one word: "i.r.s." is "irs"."""
    if text.count(".") < 2:
        return text
    return _INITIALS.sub(lambda found: f"{found[0].replace('.', '')} ", text)


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())


def _pairs_of_spaceless(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if len(word) > 2 and _IS_SPACELESS.match(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


@lru_cache(maxsize=1 << 14)
def _meaning(word: str) -> str:
    """Return the folded word, or "" for one that carries no meaning."""
    return "" if word.strip("'") in _STOP_WORDS else _folded(word)


@lru_cache(maxsize=1 << 14)
def _folded(word: str) -> str:
    """Return the word without quotation marks, possessive, plural, -ing, -ed and -e."""
    if "'" in word:
        word = word.strip("'").removesuffix("'s").replace("'", "")
    if len(word) > 3 and word[-1] == "s" and not word.endswith(_KEEPS_S):
        word = word[:-1]
    if len(word) < 4:
        return word
    if word.endswith("ie"):
        return f"{word[:-2]}y"
    if len(word) > 5 and word.endswith(("ing", "ed")):
        word = word[:-3] if word[-1] == "g" else word[:-2]
        if word[-1] == word[-2] and word[-1] not in "ls":
            return word[:-1]
    return word.removesuffix("e")


def _key(words: Sequence[str], min_words: int) -> str:
    if len(words) < min_words:
        return ""
    return " ".join(filter(None, map(_folded, words)))

"""How much two texts have in common: words, keys of copies, and the gate for related entries."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
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

_ASCII_WORD = re.compile(r"(?:[a-z]\.){2,}|[a-z0-9]+(?:'[a-z]+)*")
_ANY_WORD = re.compile(
    rf"(?:[a-z]\.){{2,}}|[{_SPACELESS}]+|(?:(?![{_SPACELESS}_])[\w{_MARKED}])+"
    rf"(?:'(?:(?![{_SPACELESS}_])[\w{_MARKED}])+)*"
)
_IS_SPACELESS = re.compile(f"[{_SPACELESS}]")
_QUOTES = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00ad": None} | dict.fromkeys("–—…“”", " ")
)
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
    """Return the words that carry meaning, in order: case, accents and plurals folded.

    English stop words are left out. Scripts written without spaces give pairs of characters.
    """
    return tuple(_folded(word) for word in _words(text) if word not in _STOP_WORDS)


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


def unit_vectors(counts: Sequence[Mapping[str, int]], base: float) -> list[dict[str, float]]:
    """Return one vector of length 1 per page, rare words weighing more (TF-IDF).

    A word's weight is `(1 + ln tf) * (base + ln((1 + n) / (1 + df)))` with frequencies of these
    pages alone. A high `base` makes weights more even: in a list about one event the words of
    that event are the frequent ones, and must not vanish.
    """
    pages_with = Counter(word for page in counts for word in page)
    total = 1 + len(counts)
    rarity = {word: base + log(total / (1 + count)) for word, count in pages_with.items()}
    vectors = []
    for page in counts:
        vector = {
            word: rarity[word] if count == 1 else rarity[word] * (1 + log(count))
            for word, count in page.items()
        }
        length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({word: weight / length for word, weight in vector.items()})
    return vectors


GATE_BASE = 3.0
"""`base` of `unit_vectors` for a related list, which is often all about one event."""

GATE_PULL = 10.0
"""How strongly entries like the article draw its profile towards them."""

GATE_ROUNDS = 2
"""How often the profile is made anew from the entries found relevant."""


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
    profile, *vectors = unit_vectors(counts, GATE_BASE)
    scores = _feedback(profile, vectors)
    day = day_of(own.published_at)
    return tuple(
        _verdict(score, days_apart(day, day_of(entry.published_at)), profile, vector, rules)
        for score, entry, vector in zip(scores, entries, vectors, strict=True)
    )


def _feedback(own: dict[str, float], vectors: Sequence[dict[str, float]]) -> list[float]:
    """Return the likeness of each vector to the profile, made without that vector itself."""
    scores = [dot(own, vector) for vector in vectors]
    for _ in range(GATE_ROUNDS):
        pulls = [GATE_PULL * score**3 for score in scores]
        profile = dict(own)
        for vector, pull in zip(vectors, pulls, strict=True):
            for word, weight in vector.items():
                profile[word] = profile.get(word, 0.0) + pull * weight
        square = sum(weight * weight for weight in profile.values())
        scores = []
        for vector, pull in zip(vectors, pulls, strict=True):
            with_itself = dot(vector, profile)
            rest = square - 2 * pull * with_itself + pull * pull
            scores.append(max(0.0, with_itself - pull) / sqrt(rest) if rest > 1e-9 else 0.0)
    return scores


def _verdict(
    score: float,
    days: float,
    own: Mapping[str, float],
    entry: Mapping[str, float],
    rules: StoryRules,
) -> Relevance:
    score = round(min(score, 1.0), 4)
    if not own or not entry:
        return Relevance(0.0, False, "no words to compare")
    if days > rules.window_days:
        return Relevance(score, False, f"{days:.0f} days apart")
    shared = sorted((-weight * own[word], word) for word, weight in entry.items() if word in own)
    words = ", ".join(word for _, word in shared[:3])
    reason = f"shares {words}" if words else "like the other entries" if score else "no word shared"
    return Relevance(score, score >= rules.gate, reason)


def dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the sum of products over shared words; the cosine when both have length 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def _words(text: str) -> list[str]:
    """Return all words of a text with case, accents and quotation marks folded."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    text = text.translate(_QUOTES)
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in bare if c < "\u0300" or c >= "\u0900" or not unicodedata.combining(c))
    found = _ANY_WORD.findall(unicodedata.normalize("NFC", bare))
    return list(_pairs_of_spaceless(found)) if _IS_SPACELESS.search(bare) else found


def _pairs_of_spaceless(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        if len(word) > 2 and _IS_SPACELESS.match(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


def _folded(word: str) -> str:
    """Return the word without plural, possessive, -ing, -ed and -e; initials without their dots."""
    if word[-1] == ".":
        return word.replace(".", "")
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
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
    return " ".join(map(_folded, words))

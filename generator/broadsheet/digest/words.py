"""Words of a text: what two texts must share to be alike, whatever their script and spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from broadsheet.model_rules import StoryRules

MAX_TITLE = 300
"""Characters of a title that are looked at."""

MAX_EXCERPT = 800
"""Characters of an excerpt that are looked at."""

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

_ACCENTS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f"
"""Combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic that a writer may leave out."""

_SIGNS = (("\u2019", "'"), ("\u2018", "'"), *((sign, " ") for sign in "–—…“”\u00a0"))
"""The signs that make English text more than ASCII, most frequent first."""

_KEEPS_S = ("ss", "us", "is")

MOST_REMEMBERED = 1 << 15
"""Words whose meaning is remembered: more than most sites use, and a few megabytes."""


class _Remembered(dict[str, str]):
    """What a function makes of each word; it begins anew when they are too many.

    `functools.lru_cache` would put a word in front of all others whenever it is asked for, which
    takes longer than to find it.
    """

    def __init__(self, function: Callable[[str], str]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> str:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = self[word] = self._function(word)
        return found


def _remembered(function: Callable[[str], str]) -> Callable[[str], str]:
    return _Remembered(function).__getitem__


class PageWords(NamedTuple):
    """The distinct words of a page, in order."""

    title: tuple[str, ...]
    rest: tuple[str, ...]
    """Those of the excerpt that the title has not."""


def page_words(title: str, excerpt: str) -> PageWords:
    """Return the words of a page that carry meaning."""
    return distinct(words_of(title[:MAX_TITLE]), words_of(excerpt[:MAX_EXCERPT]))


def distinct(title: Iterable[str], excerpt: Iterable[str]) -> PageWords:
    """Return the words of a page, given all of its title's and its excerpt's."""
    first = dict.fromkeys(map(meaning, title))
    rest = [word for word in dict.fromkeys(map(meaning, excerpt)) if word and word not in first]
    return PageWords(tuple(filter(None, first)), tuple(rest))


def tokens(text: str) -> tuple[str, ...]:
    """Return the words that carry meaning, in order: case, accents and endings folded.

    English stop words are left out. Scripts written without spaces give pairs of characters.
    """
    return tuple(filter(None, map(meaning, words_of(text))))


def title_key(text: str, min_words: int = StoryRules().min_title_words) -> str:
    """Return what copies of one title share, or "" when it is too short to tell."""
    return key_of_title(words_of(text[:MAX_TITLE]), min_words)


def excerpt_key(text: str, min_words: int = StoryRules().min_excerpt_words) -> str:
    """Return what copies of one excerpt share, or "" when it is too short to tell.

    Only the first words count, so that it may be cut anywhere behind them.
    """
    return key_of_excerpt(words_of(text[:MAX_EXCERPT]), min_words)


def key_of_title(words: Sequence[str], min_words: int) -> str:
    """Return `title_key` of a title's words."""
    return "" if len(words) < min_words else " ".join(filter(None, map(_folded, words)))


def key_of_excerpt(words: Sequence[str], min_words: int) -> str:
    """Return `excerpt_key` of an excerpt's words."""
    return key_of_title(words[:EXCERPT_KEY_WORDS], min_words)


def words_of(text: str) -> list[str]:
    """Return all words of a text with case, accents and quotation marks folded."""
    if not text.isascii():
        for sign, plain in _SIGNS:
            text = text.replace(sign, plain)
        if not text.isascii():
            text = _accent().sub("", unicodedata.normalize("NFKD", text.casefold()))
    text = _with_initials(text.lower())
    if text.isascii():
        return text.encode("ascii").translate(_SEPARATOR).decode("ascii").split()
    found: list[str] = _any_word().findall(unicodedata.normalize("NFC", text))
    return list(_pairs_of_spaceless(found)) if _spaceless().search(text) else found


# Compiled when the first text asks for them: many sites have none, and it takes longer than all
# else that is imported from here.


@cache
def _any_word() -> re.Pattern[str]:
    return re.compile(
        rf"[{_SPACELESS}]+|(?:(?![{_SPACELESS}_])[\w{_MARKED}])+"
        rf"(?:'(?:(?![{_SPACELESS}_])[\w{_MARKED}])+)*"
    )


@cache
def _spaceless() -> re.Pattern[str]:
    return re.compile(f"[{_SPACELESS}]")


@cache
def _accent() -> re.Pattern[str]:
    return re.compile(f"[{_ACCENTS}]")


def _with_initials(text: str) -> str:
    """Return the text with initials as one word: "i.r.s." is "irs"."""
    inner = text.rstrip(". ")
    if inner.count(".") == inner.count(". "):
        return text
    return _INITIALS.sub(lambda found: f"{found[0].replace('.', '')} ", text)


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())


def _pairs_of_spaceless(words: Iterable[str]) -> Iterator[str]:
    spaceless = _spaceless()
    for word in words:
        if len(word) > 2 and spaceless.match(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


@_remembered
def meaning(word: str) -> str:
    """Return the folded word, or "" for one that carries no meaning."""
    return "" if word.strip("'") in _STOP_WORDS else _folded(word)


@_remembered
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

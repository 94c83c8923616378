"""A sign for an outlet without a logo: two letters on one of eight pairs of colours. Pure."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from hashlib import blake2b

import msgspec

from broadsheet.model import Outlet

PAIRS = 8
"""How many pairs of colours the stylesheet has (`.m0` to `.m7`)."""

_ARTICLES = frozenset(
    ["the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "il", "lo", "los", "las"]
)


class Monogram(msgspec.Struct, frozen=True, gc=False):
    """The letters to show, and the number of their pair of colours."""

    letters: str
    pair: int


@lru_cache(8192)
def monogram_of(outlet: Outlet) -> Monogram:
    """Return the same sign for the same outlet in every build; `–` for one without any name."""
    return Monogram(letters_of(outlet.name or outlet.domain), pair_of(outlet))


def pair_of(outlet: Outlet) -> int:
    """Return the outlet's pair, by the hash of its domain: a new spelling keeps its colour."""
    identity = outlet.domain.lower().removeprefix("www.") or outlet.name.casefold()
    return blake2b(identity.encode("utf-8", "replace"), digest_size=2).digest()[0] % PAIRS


def letters_of(name: str) -> str:
    """Return two capitals: of the first two words, else of the only word; one where it is wide."""
    words = ["".join(filter(str.isalnum, word)) for word in _spaced(name).split()]
    words = [word for word in words if word]
    if len(words) > 2 and words[0].casefold() in _ARTICLES:
        words = words[1:]
    if not words:
        return "–"
    if unicodedata.east_asian_width(words[0][0]) in "WF":
        return words[0][0]
    letters = words[0][0] + words[1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()[:2]


def _spaced(name: str) -> str:
    """Part the words of a name or a domain: `hays-post.example` is two words and an ending."""
    return unicodedata.normalize("NFC", name.removeprefix("www.")).replace("-", " ")

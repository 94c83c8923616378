"""Invented words and the Markdown made of them: no sentence here was ever written by anybody.

Everything is drawn from a `random.Random` handed in, so the same seed gives the same text.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence

ONSETS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "z",
)
VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
CODAS = ("", "", "n", "r", "l", "s", "m", "nd", "rt", "k")
ACCENTED = {"a": "á", "e": "é", "o": "ö", "u": "ü"}

VOCABULARY_SIZE = 6_000
ACCENTED_SHARE = 0.02


def invent_word(rng: random.Random, syllables: int) -> str:
    """One lower-case ASCII word of so many syllables."""
    return "".join(
        rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(syllables)
    )


def distinct_words(rng: random.Random, count: int, syllables: Sequence[int]) -> list[str]:
    """So many different words, in the order they were invented."""
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault(invent_word(rng, rng.choice(syllables)))
    return list(found)


class Vocabulary:
    """A language of its own: words by falling frequency, as in natural text (Zipf's law)."""

    def __init__(self, seed: int) -> None:
        """Invent the words; `seed` decides them all."""
        rng = random.Random(f"vocabulary {seed}")
        self.title_words = distinct_words(rng, VOCABULARY_SIZE, (1, 2, 2, 3))
        self.text_words = [self._perhaps_accented(rng, word) for word in self.title_words]
        self._weights = list(
            itertools.accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY_SIZE))
        )

    def text(self, rng: random.Random, count: int) -> list[str]:
        """So many words of running text."""
        return rng.choices(self.text_words, cum_weights=self._weights, k=count)

    def title(self, rng: random.Random, count: int) -> list[str]:
        """So many words for a headline: plain ASCII, the very common ones left out."""
        return [self.title_words[rng.randrange(200, VOCABULARY_SIZE)] for _ in range(count)]

    @staticmethod
    def _perhaps_accented(rng: random.Random, word: str) -> str:
        if rng.random() >= ACCENTED_SHARE:
            return word
        return "".join(ACCENTED.get(letter, letter) for letter in word)


def sentence(words: Sequence[str]) -> str:
    """Join the words with a capital, a comma in long ones, and a full stop."""
    parts = list(words)
    if len(parts) > 9:
        parts[len(parts) // 2] += ","
    text = " ".join(parts)
    return text[:1].upper() + text[1:] + "."


class BodyWriter:
    """Writes Markdown bodies: headings, lists, links, emphasis, code and quotations."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Write in the words of `vocabulary`."""
        self._vocabulary = vocabulary
        self._blocks: tuple[Callable[[random.Random], str], ...] = (
            self._heading,
            self._bullets,
            self._numbers,
            self._quotation,
            self._code,
        )

    def body(self, rng: random.Random, words: int) -> str:
        """Write a body of `words` words or up to 60 more, mostly paragraphs."""
        blocks: list[str] = []
        written = 0
        while written < words:
            block = self._paragraph(rng)
            if blocks and rng.random() < 0.35:
                block = rng.choice(self._blocks)(rng)
            blocks.append(block)
            written += len(block.split())
        return "\n\n".join(blocks) + "\n"

    def _sentence(self, rng: random.Random) -> str:
        return sentence(self._vocabulary.text(rng, rng.randint(6, 18)))

    def _phrase(self, rng: random.Random) -> str:
        return " ".join(self._vocabulary.text(rng, rng.randint(1, 3)))

    def _paragraph(self, rng: random.Random) -> str:
        sentences = [self._sentence(rng) for _ in range(rng.randint(2, 5))]
        if rng.random() < 0.6:
            sentences.insert(1, self._decorated(rng))
        return " ".join(sentences)

    def _decorated(self, rng: random.Random) -> str:
        phrase = self._phrase(rng)
        word = self._vocabulary.title(rng, 1)[0]
        marked = rng.choice(
            (
                f"*{phrase}*",
                f"**{phrase}**",
                f"`{word}()`",
                f"[{phrase}](https://{word}.example/{word}?a=1&b=2)",
            )
        )
        return f"{self._sentence(rng)[:-1]} {marked} {self._phrase(rng)}."

    def _heading(self, rng: random.Random) -> str:
        words = " ".join(self._vocabulary.text(rng, rng.randint(2, 6)))
        return f"{'#' * rng.choice((2, 2, 3))} {words.capitalize()}"

    def _bullets(self, rng: random.Random) -> str:
        return "\n".join(f"- {self._sentence(rng)}" for _ in range(rng.randint(2, 5)))

    def _numbers(self, rng: random.Random) -> str:
        count = rng.randint(2, 4)
        return "\n".join(f"{number + 1}. {self._sentence(rng)}" for number in range(count))

    def _quotation(self, rng: random.Random) -> str:
        return f"> {self._sentence(rng)}\n> {self._sentence(rng)}"

    def _code(self, rng: random.Random) -> str:
        lines = (
            f"{a} = {b}({number})"
            for number, (a, b) in enumerate(
                zip(self._vocabulary.title(rng, 3), self._vocabulary.title(rng, 3), strict=True)
            )
        )
        return "```\n" + "\n".join(lines) + "\n```"

"""Article files to what relating needs of them: the article, its words, and the file's bytes' hash.

Reading is spread over all cores; what comes back is small.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from broadsheet.crew import Crew
from broadsheet.digest.similarity import day_of
from broadsheet.digest.words import MAX_TITLE, meaning, words_of
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.model import Article
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.reading.discover import SourceFile, read

SHARE = 60
"""Fewest files worth sending to another process."""

MAX_TEXT = 20_000
"""Characters of excerpt and body that are looked at: the news is in the beginning."""

_TAG = re.compile(r"<[^>]*>")


class Reference(msgspec.Struct, frozen=True):
    """An article file as relating sees it.

    `digest` is the hash of the bytes that were read; `title` holds the folded words of its
    title, `counts` how often it uses each word. `spelt` says how it writes those words.
    """

    article: Article
    file: str
    digest: bytes
    title: frozenset[str]
    counts: dict[str, int]

    @property
    def day(self) -> float | None:
        """Return the day of publication, in days since 1970, or None."""
        return day_of(self.article.published_at)


def read_references(
    files: Sequence[SourceFile], rules: ParseRules, crew: Crew
) -> tuple[Reference, ...]:
    """Return every article of the files, in their order; files without one are passed over."""
    decode = msgspec.msgpack.Decoder(list[Reference]).decode
    batches = crew.spread(_Reader(rules), crew.shares(files, SHARE))
    return tuple(reference for batch in batches for reference in decode(batch))


def reference_of(data: bytes, file: SourceFile, rules: ParseRules) -> Reference | None:
    """Return what the bytes of a file say, or None if there is no article in them."""
    parsed = parse(data, file.path, rules)
    article = parsed.article
    if article is None:
        return None
    title = [meaning(word) for word in words_of(article.title[:MAX_TITLE])]
    rest = f"{article.excerpt} {plain_text(parsed.body_html)}"[:MAX_TEXT]
    counts = Counter(title)
    counts.update(map(meaning, words_of(rest)))
    del counts[""]
    return Reference(
        msgspec.structs.replace(article, extra={}),
        file.real,
        digest_of_bytes(data),
        frozenset(title) - {""},
        dict(counts),
    )


def plain_text(markup: str) -> str:
    """Return the text of safe HTML."""
    return html.unescape(_TAG.sub(" ", markup))


class _Reader:
    """Reads and parses a share of the files; runs in a process of its own."""

    def __init__(self, rules: ParseRules) -> None:
        self._rules = rules

    def __call__(self, files: Sequence[SourceFile]) -> bytes:
        found = []
        for file in files:
            try:
                data, _ = read(file)
            except OSError:
                continue
            reference = reference_of(data, file, self._rules)
            if reference is not None:
                found.append(reference)
        return msgspec.msgpack.encode(found)

"""Article files to briefs: reads what is new, parses it on all cores, remembers the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from broadsheet.crew import Crew
from broadsheet.digest.briefs import Brief, brief_of, gated
from broadsheet.errors import Location, Problem
from broadsheet.fingerprint import digest_of, digest_of_bytes, digest_of_parts
from broadsheet.memo import Memo, StoredArticle
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.reading.discover import SourceFile, Stamp, read

SHARE = 60
"""Fewest files worth sending to another process."""


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What reading one file gave, without its text. `record` names the article in the store.

    It holds for a file whose content has the hash `content`, read under the rules `rules`.
    """

    record: bytes
    content: bytes
    rules: bytes
    brief: Brief | None
    problems: tuple[Problem, ...]
    body: bytes = b""
    """The name of the article's text in the store."""


class _Read(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row on its way from a worker, with what the store shall keep."""

    path: str
    stamp: Stamp | None
    row: Row
    article: bytes = b""
    body_key: bytes = b""
    body: bytes = b""


class Readings(NamedTuple):
    """All articles: briefs in path order, every problem, and what to remember by path."""

    briefs: tuple[Brief, ...]
    problems: tuple[Problem, ...]
    rows: dict[str, Row]
    stamps: dict[str, Stamp]
    parsed: int
    left_out: int


_encoder = msgspec.msgpack.Encoder()
_batches = msgspec.msgpack.Decoder(list[_Read])


def read_articles(
    files: Sequence[SourceFile],
    rules: ParseRules,
    engine: bytes,
    known: Mapping[str, Row],
    stamps: Mapping[str, Stamp],
    memo: Memo,
    crew: Crew,
    progress: Callable[[int], None],
) -> Readings:
    """Return every article's brief; files whose digest is known and in `known` are not read."""
    key = digest_of_parts([engine, digest_of(rules)])
    rows = {
        path: row
        for path, _, digest in files
        if (row := known.get(path)) and row.content == digest and row.rules == key and digest
    }
    kept = {path: stamps[path] for path in rows}
    unread = [file for file in files if file.path not in rows] if len(rows) < len(files) else []
    progress(len(rows))
    worker = _Worker(rules, key, memo)
    for batch in crew.spread(worker, crew.shares(unread, SHARE)):
        done = _batches.decode(batch)
        _remember(done, memo)
        for read_ in done:
            rows[read_.path] = read_.row
            if read_.stamp is not None:
                kept[read_.path] = read_.stamp
        progress(len(done))
    ordered = [rows[file.path] for file in files]
    briefs = tuple([row.brief for row in ordered if row.brief is not None])
    return Readings(
        briefs=briefs,
        problems=tuple([problem for row in ordered if row.problems for problem in row.problems]),
        rows=rows,
        stamps=kept,
        parsed=len(unread),
        left_out=len(ordered) - len(briefs),
    )


def _record(digest: bytes, path: str, key: bytes) -> bytes:
    return digest_of_parts([digest, key, digest_of_bytes(path.encode("utf-8", "surrogatepass"))])


def _remember(batch: Sequence[_Read], memo: Memo) -> None:
    memo.keep_articles([(done.row.record, done.article) for done in batch if done.article])
    memo.store.put("bodies", [(done.body_key, done.body) for done in batch if done.body])


class _Worker:
    """Reads and parses a share of the files; runs in a process of its own."""

    def __init__(self, rules: ParseRules, key: bytes, memo: Memo) -> None:
        self._rules = rules
        self._key = key
        self._memo = memo
        self._has_articles = memo.has_articles()

    def __call__(self, files: Sequence[SourceFile]) -> bytes:
        return _encoder.encode([self._read(file) for file in files])

    def _read(self, file: SourceFile) -> _Read:
        try:
            data, stamp = read(file, self._rules.limits.file_bytes + 1)
        except OSError as error:
            problem = Problem(
                Location(file.path),
                "unreadable-file",
                f"it cannot be read: {error.strerror or error}",
                "give read permission, or remove it",
            )
            return _Read(file.path, None, Row(b"", b"", b"", None, (problem,)))
        record = _record(stamp.digest, file.path, self._key)
        stored = self._memo.stored_article(record) if self._has_articles else None
        if stored is not None:
            return _Read(file.path, stamp, self._row(record, stamp, stored))
        parsed = parse(data, file.path, self._rules)
        article = parsed.article
        if article is not None:
            article = gated(article, self._rules.story_rules)
        kept = StoredArticle(article, parsed.problems)
        return _Read(
            file.path,
            stamp,
            self._row(record, stamp, kept),
            _encoder.encode(kept),
            article.body.digest if article is not None else b"",
            parsed.body_html.encode("utf-8", "replace"),
        )

    def _row(self, record: bytes, stamp: Stamp, stored: StoredArticle) -> Row:
        article = stored.article
        brief = brief_of(article, record, self._rules.story_rules) if article else None
        body = article.body.digest if article is not None else b""
        return Row(record, stamp.digest, self._key, brief, stored.problems, body)

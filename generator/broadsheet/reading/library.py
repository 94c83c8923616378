"""Article files to briefs: reads what is new, parses it on all cores, remembers the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import msgspec

from broadsheet.columns import Columns, differing, picked, replaced
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
    """All articles: briefs in path order, every problem, and what to remember by path.

    `files` were read by the rules `rules`, which gave the rows `ordered`; those at the places
    `read` had to be opened for it.
    """

    briefs: tuple[Brief, ...]
    problems: tuple[Problem, ...]
    rows: dict[str, Row]
    stamps: dict[str, Stamp]
    left_out: int
    files: Sequence[SourceFile]
    ordered: Columns
    rules: bytes
    read: tuple[int, ...]

    @property
    def parsed(self) -> int:
        """How many files had to be opened."""
        return len(self.read)


_encoder = msgspec.msgpack.Encoder()


def read_articles(
    files: Sequence[SourceFile],
    rules: ParseRules,
    engine: bytes,
    known: Mapping[str, Row],
    stamps: Mapping[str, Stamp],
    memo: Memo,
    crew: Crew,
    progress: Callable[[int], None],
    before: Readings | None = None,
) -> Readings:
    """Return every article's brief; files whose digest is known and in `known` are not read.

    `before` is the reading of which `known` and `stamps` are the outcome, if this process made it.
    """
    key = digest_of_parts([engine, digest_of(rules)])
    before = before if before is not None and before.rules == key else None
    rows, kept, doubtful = _begun(files, before)
    for path, _, digest in picked(files, doubtful):
        row = known.get(path)
        if row is not None and digest and row.content == digest and row.rules == key:
            rows[path], kept[path] = row, stamps[path]
    unread = [at for at in doubtful if files[at].path not in rows]
    progress(len(rows))
    worker = _Worker(rules, key, memo)
    for done in crew.spread(worker, crew.shares(picked(files, unread), SHARE), list[_Read]):
        _remember(done, memo)
        for read_ in done:
            rows[read_.path] = read_.row
            if read_.stamp is not None:
                kept[read_.path] = read_.stamp
        progress(len(done))
    if before is not None and len(doubtful) < len(files):
        changed = [rows[file.path] for file in picked(files, doubtful)]
        ordered = Columns(replaced(before.ordered.things, doubtful, changed), before.ordered)
    else:
        ordered = Columns(tuple(map(rows.__getitem__, map(_path_of, files))))
    briefs = tuple(filter(None, ordered.of("brief")))
    return Readings(
        briefs=briefs,
        problems=tuple(chain.from_iterable(ordered.of("problems"))),
        rows=rows,
        stamps=kept,
        left_out=len(files) - len(briefs),
        files=files,
        ordered=ordered,
        rules=key,
        read=tuple(unread),
    )


_path_of = itemgetter(0)


def _begun(
    files: Sequence[SourceFile], before: Readings | None
) -> tuple[dict[str, Row], dict[str, Stamp], Sequence[int]]:
    """Return the rows and stamps of before that hold, and the places of all other files.

    A file is as it was if its path and digest are, and it was not opened then: what was read may
    have been newer than what its digest tells.
    """
    if before is None or len(before.files) != len(files):
        return {}, {}, range(len(files))
    doubtful = sorted({*before.read, *differing(files, before.files)})
    rows, stamps = before.rows.copy(), before.stamps.copy()  # `dict` would hash all paths again
    for file in picked(before.files, doubtful):
        rows.pop(file.path, None)
        stamps.pop(file.path, None)
    return rows, stamps, doubtful


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

    def __call__(self, files: Sequence[SourceFile]) -> list[_Read]:
        return [self._read(file) for file in files]

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

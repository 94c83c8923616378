"""The last good version of every broken article: an input like any other, listed beside the cache.

A build remembers the bytes of good articles in its cache. When one breaks, its bytes move to
`.broadsheet-last-good/`, where `index.json` lists them by the path they stand in for. From then on
that folder decides, not the cache: it can be committed, and builds from it are exact.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from broadsheet.errors import Problem
from broadsheet.fingerprint import digest_of, digest_of_bytes
from broadsheet.publishing.whole import write_whole
from broadsheet.reading.discover import SourceFile, read
from broadsheet.store import Store

if TYPE_CHECKING:
    from broadsheet.reading.library import Row

INDEX = "index.json"
VERSION = 1
BATCH = 500
"""Articles whose bytes are taken into the cache in one go."""


class Index(msgspec.Struct, frozen=True):
    """Which copy stands in for which article.

    `articles` holds paths as messages name them, each with the hexadecimal BLAKE2b hash
    (16 bytes) of the copy, which lies beside the index as `<hash>.md`.
    """

    version: int = VERSION
    articles: dict[str, str] = {}


class Quarantine:
    """The folder of last good versions. `kept` maps articles' paths to the hashes of copies."""

    def __init__(self, folder: Path) -> None:
        """Read the folder; what is listed but missing or changed counts as absent."""
        self.folder = folder
        self._listed = _read_index(folder / INDEX)
        self.kept = {
            path: content
            for path, content in self._listed.items()
            if _bytes_of(self._copy(content)) is not None
        }

    @property
    def digest(self) -> bytes:
        """The hash of all that stands here."""
        return digest_of(tuple(sorted(self.kept.items())))

    def files(self) -> list[SourceFile]:
        """Return the copies as articles' files, under the paths that they stand in for."""
        return [
            SourceFile(path, str(self._copy(content)), bytes.fromhex(content))
            for path, content in sorted(self.kept.items())
        ]

    def take_in(self, broken: Collection[str], known: Mapping[str, Row], store: Store) -> None:
        """Keep the last good version of what is broken now, as far as the cache has it.

        `known` is the reading of the build before. Raises OSError: to go on would lose them.
        """
        added = {}
        for path in sorted(broken - self.kept.keys()):
            row = known.get(path)
            data = _original(store, row.content) if row is not None and row.brief else None
            if row is not None and data is not None:
                added[path] = row.content.hex()
                self.folder.mkdir(parents=True, exist_ok=True)
                write_whole(self._copy(row.content.hex()), data)
        self.kept = {path: hash_ for path, hash_ in self.kept.items() if path in broken} | added
        if added:
            self._write_index({**self._listed, **added})

    def settle(self) -> None:
        """Remove what stands in for nothing any more; raises OSError."""
        if self._listed == self.kept:
            return
        gone = set(self._listed.values()) - set(self.kept.values())
        self._write_index(self.kept)
        for content in sorted(gone):
            copy = self._copy(content)
            if _bytes_of(copy) is not None:
                copy.unlink(missing_ok=True)
        if not self.kept:
            with contextlib.suppress(OSError):
                (self.folder / INDEX).unlink()
                self.folder.rmdir()

    def _copy(self, content: str) -> Path:
        return self.folder / f"{content}.md"

    def _write_index(self, articles: Mapping[str, str]) -> None:
        index = Index(articles=dict(sorted(articles.items())))
        write_whole(self.folder / INDEX, msgspec.json.format(msgspec.json.encode(index)) + b"\n")
        self._listed = index.articles


def broken_articles(
    rows: Mapping[str, Row], problems: Iterable[Problem], earlier: Iterable[str]
) -> set[str]:
    """Return the paths of articles that cannot be read or shown now.

    `problems` are those of looking for files: an article may have become a folder or a pipe, or
    lie in a folder that cannot be opened; `earlier` names articles that there were.
    """
    broken = {path for path, row in rows.items() if row.brief is None}
    blocked = {problem.where.path for problem in problems}
    if blocked:
        folders = tuple(f"{path}/" for path in blocked)
        broken |= {path for path in earlier if path in blocked or path.startswith(folders)}
    return broken


def keep_originals(files: Sequence[SourceFile], rows: Mapping[str, Row], store: Store) -> None:
    """Remember the bytes of every good article, for the day when it breaks."""
    known = store.keys("originals")
    unknown = (
        file
        for file in files
        if (row := rows[file.path]).brief is not None and row.content not in known
    )
    while batch := list(islice(unknown, BATCH)):
        store.put("originals", [row for file in batch for row in _packed(file, rows[file.path])])


def forget_originals(rows: Mapping[str, Row], store: Store) -> None:
    """Forget the bytes of what is no good article any more."""
    good = {row.content for row in rows.values() if row.brief is not None}
    store.forget("originals", store.keys("originals") - good)


def _packed(file: SourceFile, row: Row) -> Iterable[tuple[bytes, bytes]]:
    """Yield an article's bytes, unless they are others by now than those that were read."""
    with contextlib.suppress(OSError):
        data, stamp = read(file)
        if stamp.digest == row.content:
            yield stamp.digest, zlib.compress(data, 1)


def _original(store: Store, content: bytes) -> bytes | None:
    packed = store.get("originals", content)
    return zlib.decompress(packed) if packed is not None else None


def _read_index(path: Path) -> dict[str, str]:
    """Return what the index lists; a file that anybody can edit is believed only in part."""
    try:
        index = msgspec.json.decode(path.read_bytes(), type=Index)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
    if index.version != VERSION:
        return {}
    return {path: content for path, content in index.articles.items() if _is_hash(content)}


def _is_hash(text: str) -> bool:
    return len(text) == 32 and not set(text) - set("0123456789abcdef")


def _bytes_of(copy: Path) -> bytes | None:
    """Return a copy's bytes if they are those that its name tells."""
    if copy.is_symlink():
        return None
    try:
        data = copy.read_bytes()
    except OSError:
        return None
    return data if digest_of_bytes(data).hex() == copy.stem else None

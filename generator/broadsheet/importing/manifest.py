"""What the importer wrote, so that it never overwrites what somebody else did.

The manifest lies in the content folder (`.imports.jsonl`, a name the reader ignores), not in the
cache: losing it would make hand edits look like imports. It is one JSON object a line, the last
line about a key counts, so that it can be kept as the import goes by appending: after a kill at
any moment it tells of every finished article, and a torn last line is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path, PurePath
from typing import IO, Self

import msgspec

from broadsheet.publishing.whole import write_whole

NAME = ".imports.jsonl"


class Written(msgspec.Struct, frozen=True, tag="article", tag_field="is", omit_defaults=True):
    """An article that the importer wrote: `digest` is of the very bytes.

    `topics` are those that the person asked for with `--topic`: they hold until others are.
    """

    key: str
    file: str
    digest: str
    topics: tuple[str, ...] = ()


class Fetched(msgspec.Struct, frozen=True, tag="feed", tag_field="is", omit_defaults=True):
    """What a feed answered last, for conditional requests (RFC 9110, section 13).

    `full_text` remembers that the text of its entries is wanted.
    """

    key: str
    etag: str = ""
    modified: str = ""
    full_text: bool = False


Entry = Written | Fetched


def digest_of(data: bytes) -> str:
    """Return the hash by which hand edits are noticed."""
    return blake2b(data, digest_size=16).hexdigest()


class Manifest:
    """The record of one content folder. Use it as a context: leaving it compacts the file."""

    def __init__(self, folder: Path, *, dry: bool = False) -> None:
        self._path = folder / NAME
        self._dry = dry
        self._stream: IO[bytes] | None = None
        self._written: dict[str, Written] = {}
        self._fetched: dict[str, Fetched] = {}
        self._files: dict[str, str] = {}
        for entry in _entries_of(self._path):
            self._take(entry)

    def __enter__(self) -> Self:
        """Begin to record."""
        return self

    def __exit__(self, *_: object) -> None:
        """Write one sorted line for each key, whole or not at all."""
        if self._stream is None:
            return
        self._stream.close()
        self._stream = None
        entries: list[Entry] = [*self._written.values(), *self._fetched.values()]
        lines = sorted(msgspec.json.encode(entry) for entry in entries)
        write_whole(self._path, b"\n".join(lines) + b"\n")

    def written(self, key: str) -> Written | None:
        """Return what was written for this source key."""
        return self._written.get(key)

    def fetched(self, url: str) -> Fetched | None:
        """Return what this feed answered last."""
        return self._fetched.get(url)

    def owner_of(self, file: str) -> str | None:
        """Return the source key of the article in this file (relative), case folded."""
        return self._files.get(file.casefold())

    def record(self, entry: Entry) -> None:
        """Remember the entry, on disk too before this returns."""
        self._take(entry)
        if self._dry:
            return
        if self._stream is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _end_last_line(self._path)
            self._stream = self._path.open("ab")
        self._stream.write(msgspec.json.encode(entry) + b"\n")
        self._stream.flush()

    def _take(self, entry: Entry) -> None:
        if isinstance(entry, Written):
            self._written[entry.key] = entry
            self._files[entry.file.casefold()] = entry.key
        else:
            self._fetched[entry.key] = entry


def _entries_of(path: Path) -> Iterator[Entry]:
    """Yield the entries of a manifest file; lines that are not whole are passed over."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    decoder: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)
    for line in lines:
        try:
            entry = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if isinstance(entry, Fetched) or _is_within(entry.file):
            yield entry


def _is_within(file: str) -> bool:
    """Return whether a file lies in the content folder; a manifest may come with a stranger's."""
    path = PurePath(file)
    return bool(path.parts) and not path.anchor and ".." not in path.parts


def _end_last_line(path: Path) -> None:
    """Give a torn last line its end, so that the next entry stands on a line of its own."""
    if not path.exists() or not path.stat().st_size:
        return
    with path.open("rb+") as stream:
        stream.seek(-1, os.SEEK_END)
        if stream.read(1) != b"\n":
            stream.write(b"\n")

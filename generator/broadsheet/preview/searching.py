"""The search index in the preview: made when a browser first searches, and only what is new in it.

A build makes the index beside its pages. Here it would cost every edit far more than the pages
do, and most of them are looked at by nobody who searches.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from broadsheet.crew import cores
from broadsheet.engine import engine_digest
from broadsheet.errors import SiteError
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.preview.snapshot import Snapshot
from broadsheet.searching.indexing import Indexing
from broadsheet.searching.parts import FOLDER, SearchIndex

Files = dict[str, bytes]
NOTHING = 0
"""The number of no snapshot."""


class SearchFile(NamedTuple):
    """A file of the index: its path, the hash of its bytes as text, and the bytes."""

    output: str
    mark: str
    data: bytes


class SearchShelf:
    """The index of the snapshot that was last searched in. Used by many threads."""

    def __init__(self, body: Callable[[bytes], str], complain: Callable[[str], None]) -> None:
        """Hold nothing yet; `body` gives the safe HTML of an article's text by its hash."""
        self._body = body
        self._complain = complain
        self._parts: dict[str, tuple[bytes, Files]] = {}
        self._files: Files = {}
        self._number = NOTHING
        self._turn = threading.Lock()

    def clear(self) -> None:
        """Hold nothing: snapshots are counted anew."""
        with self._turn:
            self._parts, self._files, self._number = {}, {}, NOTHING

    def file(self, snapshot: Snapshot, address: str) -> SearchFile | None:
        """Return a file of a snapshot's index, or None when it has none at this address.

        May run Pagefind first, for as long as that takes. Raises LostRecord when the cache has
        lost a text. When Pagefind fails, that is said, and the snapshot has no index.
        """
        output = address.removeprefix("/")
        if not output.startswith(f"{FOLDER}/") or not snapshot.prepared.settings.site.search:
            return None
        with self._turn:
            if self._number != snapshot.number:
                self._number, self._files = snapshot.number, {}
                try:
                    self._bring_up_to_date(snapshot)
                except SiteError as error:
                    self._complain(str(error))
            data = self._files.get(output)
        return None if data is None else SearchFile(output, digest_of_bytes(data).hex(), data)

    def _bring_up_to_date(self, snapshot: Snapshot) -> None:
        """Make the parts that differ from those that are held."""
        prepared = snapshot.prepared
        held: dict[str, tuple[bytes, Files]] = {}
        with Indexing(cores()) as indexing:
            index = SearchIndex(
                prepared.digest, prepared.settings, self._body, engine_digest(), indexing
            )
            stale = [part for part in index.derived if not self._holds(part.name, part.inputs)]
            index.expect(stale, beside=cores())
            for part in index.derived:
                if part in stale:
                    self._parts[part.name] = (part.inputs, dict(part.make()))
                held[part.name] = self._parts[part.name]
        self._parts = held
        self._files = {path: data for _, files in held.values() for path, data in files.items()}

    def _holds(self, name: str, inputs: bytes) -> bool:
        return name in self._parts and self._parts[name][0] == inputs

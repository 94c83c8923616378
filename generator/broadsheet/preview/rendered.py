"""Pages as bytes, made when first asked for and kept while their fingerprint stands."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.preview.snapshot import Snapshot
from broadsheet.publishing.ledger import Fingerprint

MOST_BYTES = 64_000_000
"""Kept at most; what was not asked for longest is let go, and made again when it is."""


class Version(NamedTuple):
    """A page's bytes, what they follow from, and their hash as text."""

    fingerprint: Fingerprint
    mark: str
    data: bytes


class Rendered:
    """The newest two versions of every page that was asked for lately. Used by many threads.

    One page is rendered at a time: Python would not render two at once any faster.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held = 0
        self._versions: OrderedDict[str, tuple[Version, ...]] = OrderedDict()
        self.turn = threading.RLock()

    def get(self, snapshot: Snapshot, output: str) -> Version:
        """Return a page of a snapshot; raises SiteError, LostRecord or what a template raises."""
        fingerprint = snapshot.prepared.wanted[output]
        with self.turn:
            known = self._versions.get(output, ())
            for version in known:
                if version.fingerprint == fingerprint:
                    self._versions.move_to_end(output)
                    return version
            data = snapshot.prepared.renderer.render(snapshot.pages[output])
            version = Version(fingerprint, digest_of_bytes(data).hex(), data)
            self._keep(output, (version, *known[:1]))
            return version

    def held(self, snapshot: Snapshot, output: str) -> Version | None:
        """Return a page of a snapshot if it need neither be made nor waited for."""
        known = self._versions.get(output)
        if known is None:  # before its fingerprint is asked for, which may have to be found
            return None
        fingerprint = snapshot.prepared.wanted[output]
        for version in known:
            if version.fingerprint == fingerprint:
                self._used(output)
                return version
        return None

    def _used(self, output: str) -> None:
        """Note that a page was asked for; who is rendering just now is not waited for."""
        if self.turn.acquire(blocking=False):
            try:
                if output in self._versions:
                    self._versions.move_to_end(output)
            finally:
                self.turn.release()

    def last(self, output: str) -> Version | None:
        """Return the newest version that could be rendered, of whatever snapshot."""
        with self.turn:
            known = self._versions.get(output)
            return known[0] if known else None

    def by_mark(self, output: str, mark: str) -> Version | None:
        """Return a version that is still held by the hash of its bytes."""
        with self.turn:
            held = self._versions.get(output, ())
            return next((version for version in held if version.mark == mark), None)

    def _keep(self, output: str, versions: tuple[Version, ...]) -> None:
        self._held += _size(versions) - _size(self._versions.get(output, ()))
        self._versions[output] = versions
        self._versions.move_to_end(output)
        while self._held > self._most and len(self._versions) > 1:
            _, gone = self._versions.popitem(last=False)
            self._held -= _size(gone)


def _size(versions: tuple[Version, ...]) -> int:
    return sum(len(version.data) for version in versions)

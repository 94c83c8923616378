"""The browsers that listen for changes. All of it lives in the server's event loop."""

from __future__ import annotations

import asyncio
import threading

MOST_SEATS = 500
"""Streams open at once; a browser beyond them shows pages but does not reload by itself."""


class Audience:
    """Wakes every listener when there may be news; each then finds out what is new for it."""

    def __init__(self) -> None:
        self._seats: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._guard = threading.Lock()
        self.is_closed = False

    @property
    def is_full(self) -> bool:
        """Whether no one else may listen."""
        return self.is_closed or len(self._seats) >= MOST_SEATS

    def take(self, seat: asyncio.Event) -> None:
        """Take a seat: the event is set whenever there may be news."""
        with self._guard:
            self._loop = asyncio.get_running_loop()
        self._seats.add(seat)

    def leave(self, seat: asyncio.Event) -> None:
        """Give a seat back."""
        self._seats.discard(seat)

    def announce(self) -> None:
        """Wake everyone; may be called from any thread."""
        with self._guard:
            if self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """Send everyone home; called in the event loop."""
        self.is_closed = True
        self._wake()

    def _wake(self) -> None:
        for seat in self._seats:
            seat.set()

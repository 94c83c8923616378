"""One message, "look again": any burst of rings is heard once, when it is over."""

from __future__ import annotations

import threading
from time import monotonic
from typing import Literal

Heard = Literal["rung", "due", "silent", "closed"]

AT_REST_SECONDS = 0.012
"""Silence after which a finished save counts as alone; editors' saves take one to five events."""

CLOSED_SECONDS = 0.004
"""The same once a file that was written to is closed, with which most saves end."""

RINGS_OF_A_SAVE = 3
"""A file is made or emptied, written to and closed; after more rings, others may be on their way.

Whoever writes a thousand files pauses longer between them than `CLOSED_SECONDS`.
"""

WRITING_SECONDS = 0.06
"""The same while a file is still being written: a half-written article would look broken."""

SECONDS_PER_RING = 0.001
MOST_GROWN_SECONDS = 0.1
"""A long burst (a checkout, a sync) pauses longer between its files than a save does."""

MOST_SECONDS = 2.0
"""A burst that never ends is looked at all the same."""


class Bell:
    """Rung from any thread, waited for by one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rings = 0
        self._last = 0.0
        self._quiet = AT_REST_SECONDS
        self._later: float | None = None
        self._is_due = False
        self._is_closed = False

    def ring(self, quiet: float = AT_REST_SECONDS) -> None:
        """Ask for a look, once there were no further rings for `quiet` seconds."""
        with self._changed:
            is_news = not self._rings or quiet != self._quiet
            self._rings += 1
            self._last = monotonic()
            self._quiet = quiet
            if is_news:
                self._changed.notify()

    def ring_after(self, seconds: float) -> None:
        """Ask for one more look at a later time, as well as those asked for till then."""
        with self._changed:
            self._later = max(self._later or 0.0, monotonic() + seconds)
            self._changed.notify()

    def close(self) -> None:
        """Let whoever waits go home."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def wait(self, timeout: float | None = None) -> Heard:
        """Return "rung" once a burst of rings is over, "silent" after `timeout` seconds without.

        "due" is a look that was asked for at a later time, whether the bell was rung or not. Rings
        from now on belong to the next burst, so none is lost while its hearer is at work.
        """
        with self._changed:
            if not self._is_rung_within(timeout):
                return "closed" if self._is_closed else "silent"
            self._let_settle()
            self._rings = 0
            if self._is_closed:
                return "closed"
            is_due, self._is_due = self._is_due, False
            return "due" if is_due else "rung"

    def _is_rung_within(self, timeout: float | None) -> bool:
        end = None if timeout is None else monotonic() + timeout
        while not self._rings and not self._is_closed:
            now = monotonic()
            if self._later is not None and now >= self._later:
                self._later, self._is_due = None, True
                return True
            if end is not None and now >= end:
                return False
            times = [moment for moment in (end, self._later) if moment is not None]
            self._changed.wait(min(times) - now if times else None)
        return not self._is_closed

    def _let_settle(self) -> None:
        begun = monotonic()
        while self._rings and not self._is_closed:
            left = min(self._last + self._silence(), begun + MOST_SECONDS) - monotonic()
            if left <= 0:
                return
            self._changed.wait(left)

    def _silence(self) -> float:
        """Return how long there must be no further rings for those of now to be over."""
        is_one_save = self._rings <= RINGS_OF_A_SAVE
        quiet = self._quiet if is_one_save else max(self._quiet, AT_REST_SECONDS)
        return quiet + min(self._rings * SECONDS_PER_RING, MOST_GROWN_SECONDS)

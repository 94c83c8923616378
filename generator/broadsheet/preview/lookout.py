"""The thread that waits for the bell: looks when it is rung, and does the chores in between."""

from __future__ import annotations

import gc
import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from contextlib import suppress

from broadsheet.preview.bell import Bell
from broadsheet.preview.watching import Watch

IDLE_SECONDS = 1.5
"""Silence after which memory is tidied: in the midst of edits a collection would be felt."""

MOST_LOOKS = 10
"""Looks after which it is tidied all the same, if there never is such a silence."""

POLL_SECONDS = 0.5
POLL_SHARE = 10
"""Without file events the site is looked at this often, and at most a tenth of the time."""

LATE_COSTS = 10
"""How many looks tell what one costs that finds nothing: the cheapest does. The others rebuilt."""

UNSEEN_SECONDS = 0.3
"""Files may have changed between the first look and the first watch."""


Look = Callable[[Collection[str]], bool]
"""Looks at the files that may have changed, at everything if none is named.

Returns whether it left anything to tidy.
"""


class Lookout:
    """Calls `look` whenever something may have changed, by file events or (no watch) by the clock.

    `chores` are done when all is quiet. Events say where to look first; when they are over,
    everything is looked at, unless each look was at everything already (`glances` is False).
    Whatever goes wrong is said and survived: a thread that ended here would leave browsers with old
    pages and nobody to tell them.
    """

    def __init__(
        self,
        bell: Bell,
        watch: Watch | None,
        look: Look,
        chores: Callable[[], None],
        seconds_until_due: Callable[[], float],
        complain: Callable[[str], None],
        glances: bool = True,
    ) -> None:
        self._bell = bell
        self._watch = watch
        self._look = look
        self._chores = chores
        self._seconds_until_due = seconds_until_due
        self._complain = complain
        self._glances = glances
        self._costs = deque([0.0], maxlen=LATE_COSTS)
        self._looks = 1
        self._said = ""
        self._has_glanced = self._is_ready = False
        self._thread = threading.Thread(target=self.run, name="lookout", daemon=True)

    def start(self) -> None:
        """Run in a thread of its own."""
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """End after the look that is being taken; return whether that was within `seconds`."""
        self._bell.close()
        self._thread.join(seconds)
        self.end_watching()
        return not self._thread.is_alive()

    def end_watching(self) -> None:
        """Hear no more file events."""
        if self._watch is not None:
            self._watch.stop()

    def run(self) -> None:
        """Look and wait, until the bell is closed."""
        self._begin_watching()
        while True:
            heard = self._bell.wait(self._patience())
            if heard == "closed":
                return
            if heard == "silent" and self._looks and not self._has_glanced:
                self._tidy()
                if self._watch is not None:
                    continue  # who looks by the clock loses no turn to it
            self._take_a_look(is_everywhere=heard != "rung")

    def _take_a_look(self, is_everywhere: bool) -> None:
        begun = time.perf_counter()
        self._has_glanced = False
        try:
            touched = self._watch.touched() if self._watch is not None else frozenset()
            if is_everywhere or not self._glances:
                touched = frozenset()
            self._has_glanced = bool(touched)
            self._looks += self._look(touched)
            self._said = ""
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next edit is looked at
            self._say(
                f"Broadsheet itself failed: {in_words(error)}; at the next edit it tries again"
            )
        self._costs.append(time.perf_counter() - begun)
        self._keep_up()
        if self._looks >= MOST_LOOKS:
            self._tidy()
            if self._has_glanced:
                self._take_a_look(is_everywhere=True)

    def _tidy(self) -> None:
        """Free what only the cyclic collector can free, such as old templates; then the chores."""
        self._looks = 0
        gc.collect()
        if not self._is_ready:
            gc.freeze()  # the collector never looks at the first snapshot again
            self._is_ready = True
        try:
            self._chores()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next edit is looked at
            self._say(f"Broadsheet itself failed: {in_words(error)}")

    def _begin_watching(self) -> None:
        if self._watch is not None:
            try:
                self._watch.start()
            except Exception as error:  # noqa: BLE001 -- not only the system: threads may be refused
                self._give_up_watching(error)
        self._bell.ring_after(UNSEEN_SECONDS)

    def _keep_up(self) -> None:
        """Watch folders that are new or were made again, and look at what they hold."""
        if self._watch is not None:
            try:
                if self._watch.refresh():
                    self._bell.ring()
            except Exception as error:  # noqa: BLE001 -- not only the system: threads may be refused
                self._give_up_watching(error)

    def _give_up_watching(self, error: Exception) -> None:
        with suppress(Exception):
            self.end_watching()
        self._watch = None
        self._say(f"note: files cannot be watched ({in_words(error)}); looking at them instead")

    def _say(self, words: str) -> None:
        """Complain, but not of the same at each look."""
        if words == self._said:
            return
        self._said = words
        with suppress(Exception):  # a terminal that is gone is no reason to end
            self._complain(words)

    def _patience(self) -> float:
        if self._watch is None:
            return max(POLL_SECONDS, POLL_SHARE * min(self._costs))
        if self._looks or self._has_glanced:
            return IDLE_SECONDS if self._is_ready else UNSEEN_SECONDS
        return self._seconds_until_due()


def in_words(error: Exception) -> str:
    """Return what went wrong; the system's own words where it was the system."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__

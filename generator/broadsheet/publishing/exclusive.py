"""One build at a time to one output folder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from broadsheet.errors import Location, Problem, SiteError

PATIENCE_SECONDS = 60.0
"""How long a second build waits for the first before it gives up."""

LOCK_PREFIX = ".broadsheet-lock-"
"""Begins the name of the lock that lies beside an output folder while it is written to."""


@contextmanager
def exclusive(lock: Path, target: Path, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the locks of an output folder; raises SiteError when another build keeps one too long.

    The first is the site's, in its cache. The second lies beside the folder, for builds of other
    sites and those that have no cache; where that place cannot be written, the first must do.
    Locks are the operating system's, so a build that dies holds none.
    """
    from filelock import Timeout

    lock.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    with ExitStack() as held:
        try:
            _hold(lock, patience, held)
            _hold_beside(target.resolve(), max(0.0, until - time.monotonic()), held)
        except Timeout:
            problem = Problem(
                Location(str(target)),
                "locked",
                f"another build has been writing to this folder for {patience:.0f} seconds",
                "wait for it to end, or stop it",
            )
            raise SiteError(problem) from None
        yield


def _hold(lock: Path, patience: float, held: ExitStack) -> None:
    from filelock import FileLock

    held.enter_context(FileLock(lock, timeout=patience))


def _hold_beside(target: Path, patience: float, held: ExitStack) -> None:
    """Hold the lock beside a folder, if there can be one; raises Timeout.

    It is removed at the end, while it is still held: whoever waited for it notices that the file
    has no name any more (filelock asks for its links since 4.2), and begins anew.
    """
    from filelock import Timeout

    lock = target.with_name(LOCK_PREFIX + target.name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _hold(lock, patience, held)
    except Timeout:
        raise
    except OSError:
        return
    held.callback(_remove, lock)


def _remove(lock: Path) -> None:
    with suppress(OSError):
        lock.unlink()

"""One build at a time to one output folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.errors import Location, Problem, SiteError

PATIENCE_SECONDS = 60.0
"""How long a second build waits for the first before it gives up."""


@contextmanager
def exclusive(lock: Path, target: Path, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock of an output folder; raises SiteError when another build keeps it too long.

    The lock is the operating system's, so a build that dies leaves none behind.
    """
    from filelock import FileLock, Timeout

    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=patience):
            yield
    except Timeout:
        problem = Problem(
            Location(str(target)),
            "locked",
            f"another build has been writing to this folder for {patience:.0f} seconds",
            "wait for it to end, or stop it",
        )
        raise SiteError(problem) from None

"""Work spread over processes, with the same results in the same order whatever their number."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

PR_SET_PDEATHSIG = 1
"""Linux, prctl(2)."""

_work: Callable[[Any], Any] | None = None
"""What a worker process does; set once, in the worker, when it begins."""


def cores() -> int:
    """Return how many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew:
    """A number of processes to work with. `why_alone` says why there is only one, if so."""

    def __init__(self, jobs: int = 0) -> None:
        wanted = jobs or cores()
        self.why_alone = "" if wanted == 1 else why_fork_is_unsafe()
        self.size = 1 if self.why_alone else wanted

    def spread(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield `work(item)` for each item, in order. What `work` closes over is never copied.

        The workers are forks of this process, so they see all that it has read; only items and
        results travel. Raises what `work` raises. If a worker is ended from outside (for want of
        memory, say), this process goes on alone.
        """
        if self.size == 1 or len(items) < 2 or why_fork_is_unsafe():
            yield from map(work, items)
            return
        done = 0
        try:
            for result in self._forked(work, items):
                yield result
                done += 1
        except BrokenProcessPool:
            self.size, self.why_alone = 1, "another process of this build was ended from outside"
            yield from map(work, items[done:])

    def _forked(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        gc.freeze()
        _give_back()
        try:
            with ProcessPoolExecutor(
                min(self.size, len(items)),
                mp_context=multiprocessing.get_context("fork"),
                initializer=_begin,
                initargs=(work, os.getpid()),
            ) as pool:
                yield from pool.map(_do, items)
        finally:
            gc.unfreeze()

    def shares(self, items: Sequence[Item], at_least: int) -> list[Sequence[Item]]:
        """Return the items cut into runs that keep every process busy, none below `at_least`."""
        parts = max(1, min(self.size * 6, len(items) // at_least))
        size = -(-len(items) // parts) if items else 1
        return [items[start : start + size] for start in range(0, len(items), size)]


def why_fork_is_unsafe() -> str:
    """Return why this process must not fork now, or an empty text."""
    if sys.platform != "linux":
        return f"forking a process is not safe on {sys.platform}"
    if threading.active_count() > 1:
        return "other threads are running in this process"
    return ""


def _give_back() -> None:
    """Give the system back what is free, which every fork would soon hold a copy of (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _begin(work: Callable[[Any], Any], parent: int) -> None:
    global _work
    _end_with(parent)
    gc.disable()
    _work = work


def _end_with(parent: int) -> None:
    """Let this process end with its parent, however that ends: nobody else may go on writing."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _do(item: Any) -> Any:
    assert _work is not None
    return _work(item)

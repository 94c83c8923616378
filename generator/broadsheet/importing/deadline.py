"""A bound on the time that reading something of a stranger's may take."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from broadsheet.importing.drafts import Refused

LONGEST_SECONDS = 30.0
"""For one feed, page or file."""

AGAIN_SECONDS = 1.0
"""The alarm rings again: what it raises may be lost in a library's own cleaning up."""

SHORTEST_SECONDS = 0.001
"""No time at all would switch the alarm off."""

Item = TypeVar("Item")


class _TooLate(BaseException):
    """Raised in the middle of a library, which may catch every Exception."""


def all_in_time(items: Iterable[Item], seconds: float = LONGEST_SECONDS) -> Iterator[Item]:
    """Yield items, which may take some seconds to find, all in all; raises Refused beyond that.

    The time of whoever takes them does not count. The clock is the operating system's alarm, which
    only the first thread of a process hears, and only between two steps of Python: a single call
    of a library in C is not interrupted, and in another thread there is no bound.
    """
    remaining = iter(items)
    left = seconds
    while True:
        began = time.monotonic()
        with _within(left, seconds):
            try:
                item = next(remaining)
            except StopIteration:
                return
        left -= time.monotonic() - began
        yield item


@contextmanager
def _within(left: float, seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(left, SHORTEST_SECONDS), AGAIN_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _TooLate:
        raise Refused(f"not read after {seconds:g} seconds; it may be made to take long") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise _TooLate

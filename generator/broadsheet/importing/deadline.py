"""A bound on the time that reading something of a stranger's may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from broadsheet.importing.drafts import Refused

LONGEST_SECONDS = 30.0
"""For one feed, page or file; an honest one of ten megabytes takes a tenth of it."""

Item = TypeVar("Item")


class _TooLate(BaseException):
    """Raised in the middle of a library, which may catch every Exception."""


def each_in_time(items: Iterable[Item], seconds: float = LONGEST_SECONDS) -> Iterator[Item]:
    """Yield items, each of which may take some seconds to find; raises Refused for one that does.

    The clock is the operating system's alarm, which only the first thread of a process hears: in
    another thread there is no bound.
    """
    remaining = iter(items)
    while True:
        with _within(seconds):
            try:
                item = next(remaining)
            except StopIteration:
                return
        yield item


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TooLate:
        raise Refused(f"not read after {seconds:g} seconds; it may be made to take long") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise _TooLate

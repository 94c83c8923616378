"""The beat of `import --watch`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator


def rounds(
    every: float | None,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Iterator[int]:
    """Yield 1, 2, 3, … with `every` seconds from one beginning to the next; 1 alone for None.

    A round that takes longer than the interval is followed by the next at once, never by two.
    """
    number = 1
    while True:
        begun = now()
        yield number
        if every is None:
            return
        sleep(max(0.0, begun + every - now()))
        number += 1

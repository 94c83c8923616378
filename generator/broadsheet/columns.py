"""Rows of thousands of values, and the columns that follow from them, found by what changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import compress, count
from operator import attrgetter, is_not, itemgetter
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


class Columns:
    """The values that follow from each of a row of things, column by column, each found once.

    Where few of the things are others than in the row before, so is the work; a column that equals
    that of before is the very same tuple.
    """

    def __init__(self, things: Sequence[Any], before: Columns | None = None) -> None:
        self.things = things
        self.were: Sequence[Any] | None = None
        """The row of before, if it was as long."""
        self.changed: list[int] = []
        """The places at which another thing was then."""
        self.found: dict[str, tuple[Any, ...]] = {}
        self.earlier: dict[str, tuple[tuple[Any, ...], Collection[int]]] = {}
        """Columns found earlier, and the places of the things that are others since."""
        if before is None:
            return
        if len(before.things) == len(things):
            self.changed = differing(things, before.things)
            self.were = before.things
            for name, (column, changed) in before.earlier.items():
                self.earlier[name] = column, {*changed, *self.changed}
            for name, column in before.found.items():
                self.earlier[name] = column, self.changed
        else:
            head, tail = common_ends(things, before.things)
            between = range(head, len(things) - tail)
            for name, column in before.found.items():
                ends = column[:head], column[len(column) - tail :]
                self.earlier[name] = (*ends[0], *[UNKNOWN] * len(between), *ends[1]), between

    def of(self, name: str) -> tuple[Any, ...]:
        """Return the column of an attribute."""
        return self.made(name, attrgetter(name))

    def made(self, name: str, make: Callable[[Any], Any]) -> tuple[Any, ...]:
        """Return the column that a pure function makes, which is always the same by this name."""
        column = self.found.get(name)
        if column is None:
            before = self.earlier.get(name)
            if before is None:
                column = tuple(map(make, self.things))
            else:
                column = self._followed(*before, make)
            self.found[name] = column
        return column

    def _followed(
        self, before: tuple[Any, ...], places: Iterable[int], make: Callable[[Any], Any]
    ) -> tuple[Any, ...]:
        changed = {at: value for at in places if (value := make(self.things[at])) != before[at]}
        return replaced(before, changed.keys(), changed.values())


UNKNOWN = object()
"""Stands in a column for a value that is still to be found; it equals none."""

BLOCK = 128
"""Values compared at once: rows of the very same values are compared a hundred times as quickly."""


def differing(now: Sequence[object], before: Sequence[object]) -> list[int]:
    """Return the places at which two rows, as long as each other, hold other values.

    Some of these may be equal, but all that are not are among them.
    """
    found: list[int] = []
    for start in range(0, len(now), BLOCK):
        mine, theirs = now[start : start + BLOCK], before[start : start + BLOCK]
        if mine != theirs:
            found.extend(compress(count(start), map(is_not, mine, theirs)))
    return found


def common_ends(now: Sequence[object], before: Sequence[object]) -> tuple[int, int]:
    """Return how many values two rows share where they begin, and how many more where they end."""
    shorter = min(len(now), len(before))
    head = _shared(now[:shorter], before[:shorter])
    rest = shorter - head
    tail = _shared(now[len(now) - rest :][::-1], before[len(before) - rest :][::-1])
    return head, tail


def _shared(now: Sequence[object], before: Sequence[object]) -> int:
    """Return how many values two rows, as long as each other, share at their beginnings."""
    return next((at for at in differing(now, before) if now[at] != before[at]), len(now))


def picked(values: Sequence[Thing], places: Sequence[int]) -> tuple[Thing, ...]:
    """Return the values at these places, in this order."""
    if len(places) < 2:
        return tuple([values[at] for at in places])
    found: tuple[Thing, ...] = itemgetter(*places)(values)
    return found


def replaced(
    before: Sequence[Result], places: Collection[int], values: Iterable[Result]
) -> tuple[Result, ...]:
    """Return the row with other values at these places; the very same tuple if there are none."""
    if not places:
        return tuple(before)
    row = list(before)
    for at, value in zip(places, values, strict=True):
        row[at] = value
    return tuple(row)

"""Lists of stories: cut into pages from the oldest end, and into days."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple, TypeVar

from broadsheet import addresses
from broadsheet.model import StoryCard
from broadsheet.pages.views import DayGroup, Paging

Row = TypeVar("Row")


class Slice(NamedTuple):
    """A page of a list: its number (0 for the open, newest one) and where its rows lie."""

    number: int
    start: int
    end: int
    paging: Paging
    address: str


def slices(count: int, size: int, base: str, river: bool = False) -> list[Slice]:
    """Return the pages of `count` rows, newest first.

    Pages are numbered from the oldest and always full, so that they stay still when news arrives.
    The newest page stays open: it holds from `size` to 2 × `size` - 1 rows (or all there are).
    """
    closed = max(0, count // size - 1)
    open_rows = count - closed * size

    def address(number: int) -> str:
        if number == 0:
            return base
        return addresses.latest(number) if river else addresses.listing(base, number)

    older = address(closed) if closed else ""
    pages = [Slice(0, 0, open_rows, Paging(0, "", older), base)]
    for number in range(closed, 0, -1):
        start = open_rows + (closed - number) * size
        newer = address(number + 1 if number < closed else 0)
        older = address(number - 1) if number > 1 else ""
        paging = Paging(number, newer, older)
        pages.append(Slice(number, start, start + size, paging, address(number)))
    return pages


def by_day(cards: Sequence[StoryCard]) -> tuple[DayGroup, ...]:
    """Return cards, ordered newest first, in groups of one day."""
    return tuple(
        DayGroup(day, tuple(group)) for day, group in groupby(cards, key=lambda card: card.day)
    )

"""What is made of groups of things, each again only where a thing of it is another one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import count
from typing import Any

from broadsheet.columns import Columns, differing, picked, replaced


class Gathering:
    """What was made of groups of things, and of which."""

    def __init__(
        self,
        groups: Sequence[Sequence[int]],
        keys: Sequence[Hashable],
        things: Sequence[Sequence[Any]],
        beside: Sequence[Sequence[Any]],
        given: tuple[tuple[Any, ...], ...],
        results: tuple[Any, ...],
        holders: dict[int, list[int]] | None = None,
    ) -> None:
        self.groups = groups
        self.keys = keys
        self.things = things
        self.beside = beside
        self.given = given
        self.results = results
        self._holders = holders

    def followed(
        self,
        things: Sequence[Sequence[Any]],
        beside: Sequence[Sequence[Any]],
        given: tuple[tuple[Any, ...], ...],
        results: tuple[Any, ...],
    ) -> Gathering:
        """Return what was made of the same groups, now that they are given other values."""
        return Gathering(self.groups, self.keys, things, beside, given, results, self._holders)

    def holders(self) -> dict[int, list[int]]:
        """Return which groups have a place, by the place."""
        if self._holders is None:
            self._holders = {}
            for number, places in enumerate(self.groups):
                for at in places:
                    self._holders.setdefault(at, []).append(number)
        return self._holders

    def is_of(self, groups: Sequence[Sequence[int]], keys: Sequence[Hashable]) -> bool:
        """Whether these are the groups."""
        return bool(self.groups == groups and self.keys == keys)

    def by_name(self) -> dict[Hashable, tuple[tuple[Any, ...], Any]]:
        """Return what each group was given and what was made of it, by its key or place."""
        return dict(
            zip(self.keys or count(), zip(self.given, self.results, strict=True), strict=False)
        )

    def affected(
        self, columns: Sequence[Columns], beside: Sequence[Sequence[Any]]
    ) -> list[int] | None:
        """Return which of the same groups may be given other values; None if that is not known."""
        found: set[int] = set()
        for column, before in zip(columns, self.things, strict=True):
            if column.things is before:
                continue
            if column.were is not before:
                return None
            for at in column.changed:
                found.update(self.holders().get(at, ()))
        for now, was in zip(beside, self.beside, strict=True):
            if now is not was:
                found.update(differing(now, was))
        return sorted(found)


def gather(
    before: Gathering | None,
    make: Callable[..., Any],
    groups: Sequence[Sequence[int]],
    columns: Sequence[Columns],
    common: tuple[Any, ...],
    keys: Sequence[Hashable],
    beside: Sequence[Sequence[Any]],
) -> Gathering:
    """Return what is made of the groups; what is made `before` of equal values is taken from there.

    The arguments are those of `Recollection.gathered`.
    """
    things = [column.things for column in columns]
    numbers = before.affected(columns, beside) if before and before.is_of(groups, keys) else None
    if before is None or numbers is None:
        picks = [[picked(row, places) for places in groups] for row in things]
        given = tuple(zip(*picks, *beside, strict=True))
        if before is None:
            results = tuple([make(*each, *common) for each in given])
        else:
            results = _by_name(before, make, keys, given, common)
        return Gathering(groups, keys, things, beside, given, results)
    anew = {}
    for at in numbers:
        each = (*[picked(row, groups[at]) for row in things], *[row[at] for row in beside])
        if each != before.given[at]:
            anew[at] = each
    made = [make(*each, *common) for each in anew.values()]
    given = replaced(before.given, anew.keys(), anew.values())
    return before.followed(things, beside, given, replaced(before.results, anew.keys(), made))


def _by_name(
    before: Gathering,
    make: Callable[..., Any],
    keys: Sequence[Hashable],
    given: Sequence[tuple[Any, ...]],
    common: tuple[Any, ...],
) -> tuple[Any, ...]:
    """Return what is made of groups that may be others than before, found by their names."""
    known = before.by_name()
    results = []
    for name, each in zip(keys or count(), given, strict=False):
        found = known.get(name)
        is_as_before = found is not None and found[0] == each
        results.append(found[1] if found and is_as_before else make(*each, *common))
    return tuple(results)

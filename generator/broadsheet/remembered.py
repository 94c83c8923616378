"""What was made of a value, kept while that very value may come again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from functools import update_wrapper
from operator import attrgetter, is_not, itemgetter
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

Thing = TypeVar("Thing")
Given = ParamSpec("Given")
Others = ParamSpec("Others")
Result = TypeVar("Result")


def once_for_each(
    most: int,
) -> Callable[
    [Callable[Concatenate[Thing, Others], Result]],
    Callable[Concatenate[Thing, Others], Result],
]:
    """Let a pure function remember what it made of up to `most` things.

    The first argument is known by what it is, not by what it equals: a story has thousands of
    texts, and comparing or hashing them would cost more than it spares. It must be frozen. The
    others are compared, with their types. Beyond `most` all is forgotten and begun anew.
    """

    def remembering(
        make: Callable[Concatenate[Thing, Others], Result],
    ) -> Callable[Concatenate[Thing, Others], Result]:
        kept: dict[tuple[Hashable, ...], tuple[Thing, Result]] = {}

        def remembered(thing: Thing, /, *others: Others.args, **named: Others.kwargs) -> Result:
            key = (id(thing), others, *map(type, others), *named.items())
            found = kept.get(key)
            if found is not None:
                return found[1]
            result = make(thing, *others, **named)
            if len(kept) >= most:
                kept.clear()
            kept[key] = (thing, result)  # held, so that no other thing gets its id
            return result

        update_wrapper(remembered, make)
        return remembered

    return remembering


class _Kept(NamedTuple):
    """A function, what it was given, and what it made of that."""

    make: Callable[..., Any]
    given: tuple[Any, ...]
    result: Any


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
        if before is not None and len(before.things) == len(things):
            pairs = enumerate(map(is_not, things, before.things))
            self.changed = [at for at, differs in pairs if differs]
            self.were = before.things
            for name, (column, changed) in before.earlier.items():
                self.earlier[name] = column, {*changed, *self.changed}
            for name, column in before.found.items():
                self.earlier[name] = column, self.changed

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


class Recollection:
    """What pure functions made the last time, by a name for what they make.

    A function that is given equal values again is not called: its result of before is returned,
    the very same object, so that what is made of that can be recognised as quickly. What a result
    follows from are the arguments, all of them and nothing else; neither may ever be changed.
    Tuples of thousands of the very same values are compared in microseconds.
    """

    def __init__(self) -> None:
        self._before: dict[Hashable, _Kept] = {}
        self._now: dict[Hashable, _Kept] = {}
        self._brought: dict[Hashable, object] = {}
        self.is_new = True
        """Whether this is the first round, after which most processes end."""

    def columns(self, name: Hashable, things: Sequence[Any]) -> Columns:
        """Return the columns of a row of things, which is known by this name."""
        kept = self._last(name)
        columns: Columns | None = kept.result if kept is not None else None
        if columns is None or columns.things is not things:
            columns = Columns(things, columns)
        self._now[name] = _Kept(Columns, (), columns)
        return columns

    def take(self, name: Hashable) -> Any:
        """Return a thing that was brought along, or None; it is gone until it is brought again."""
        return self._brought.pop(name, None)

    def bring(self, name: Hashable, thing: object) -> None:
        """Keep a thing that can follow changes itself; whoever takes it asks what it is true of."""
        self._brought[name] = thing

    def hold(self, name: Hashable) -> None:
        """Keep what was made under a name, though it is not asked for in this round."""
        kept = self._last(name)
        if kept is not None:
            self._now[name] = kept

    def _last(self, name: Hashable) -> _Kept | None:
        """Return what was made last under a name: in this round, or else in the one before."""
        return self._now.get(name) or self._before.get(name)

    def turn(self) -> None:
        """End a round: what was not asked for in it is forgotten."""
        self._before, self._now, self.is_new = self._now, {}, False

    def again(
        self,
        name: Hashable,
        make: Callable[Given, Result],
        /,
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Return `make(*given)`, made anew only if anything differs from the last time."""
        if named:
            raise TypeError("values are given by their places")
        kept = self._last(name)
        if kept is None or kept.make is not make or kept.given != given:
            kept = _Kept(make, given, make(*given, **named))
        self._now[name] = kept
        result: Result = kept.result
        return result

    def same(self, name: Hashable, value: Thing) -> Thing:
        """Return the value of the last time if it equals this one, so that it is the very same."""
        kept = self._last(name)
        if kept is None or kept.result != value:
            kept = _Kept(type(value), (), value)
        self._now[name] = kept
        result: Thing = kept.result
        return result

    def each(
        self,
        name: Hashable,
        make: Callable[..., Result],
        rows: Sequence[tuple[Any, ...]],
        *common: Any,
    ) -> tuple[Result, ...]:
        """Return `make(*row, *common)` of every row; only rows that differ are made anew.

        A row is known by its place, counted from either end.
        """
        rows = tuple(rows)
        kept = self._last(name)
        if kept is None or kept.make is not make or kept.given[1:] != common:
            results = tuple([make(*row, *common) for row in rows])
        else:
            results = _each_again(make, rows, common, kept.given[0], kept.result)
        self._now[name] = _Kept(make, (rows, *common), results)
        return results

    def gathered(
        self,
        name: Hashable,
        make: Callable[..., Result],
        groups: Sequence[Sequence[int]],
        columns: Columns,
        *common: Any,
    ) -> tuple[Result, ...]:
        """Return `make(things, *common)` of every group, given the things at its places.

        Only groups of which a thing is another one than before are made anew; if there is none,
        the result is the very same tuple.
        """
        things = columns.things
        kept = self._last(name)
        results: tuple[Result, ...]
        if kept is None or kept.make is not make or kept.given[1:] != (groups, common):
            results = _of_groups(make, groups, things, common)
        elif kept.given[0] is things:
            results = kept.result
        elif kept.given[0] is columns.were:
            changed = frozenset(columns.changed)
            affected = [at for at, places in enumerate(groups) if not changed.isdisjoint(places)]
            made = _of_groups(make, picked(groups, affected), things, common)
            results = replaced(kept.result, affected, made)
        else:
            results = _of_groups(make, groups, things, common)
        self._now[name] = _Kept(make, (things, groups, common), results)
        return results


def _of_groups(
    make: Callable[..., Result],
    groups: Sequence[Sequence[int]],
    things: Sequence[Any],
    common: tuple[Any, ...],
) -> tuple[Result, ...]:
    return tuple([make(picked(things, places), *common) for places in groups])


def _each_again(
    make: Callable[..., Result],
    rows: tuple[tuple[Any, ...], ...],
    common: tuple[Any, ...],
    old: tuple[tuple[Any, ...], ...],
    made: tuple[Result, ...],
) -> tuple[Result, ...]:
    if rows == old:
        return made
    longer = len(rows) - len(old)
    if not longer:
        results = list(made)
        for at, (row, before) in enumerate(zip(rows, old, strict=True)):
            if row != before:
                results[at] = make(*row, *common)
        return tuple(results)
    pairs = enumerate(zip(rows, old, strict=False))
    shorter = min(len(rows), len(old))
    head = next((at for at, (row, before) in pairs if row != before), shorter)
    pairs = enumerate(zip(reversed(rows), reversed(old), strict=False))
    tail = next((at for at, (row, before) in pairs if row != before), shorter)
    tail = min(tail, shorter - head)
    middle = [make(*row, *common) for row in rows[head : len(rows) - tail]]
    return (*made[:head], *middle, *made[len(made) - tail :])

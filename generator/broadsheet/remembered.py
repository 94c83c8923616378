"""What was made of a value, kept while that very value may come again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import update_wrapper
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from broadsheet.columns import Columns, common_ends, differing, replaced
from broadsheet.gathering import Gathering, gather

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

    def along(
        self,
        name: Hashable,
        make: Callable[..., Result],
        columns: Sequence[Sequence[Any]],
        *common: Any,
    ) -> tuple[Result, ...]:
        """Return `make(*row, *common)` of every row; only rows that differ are made anew.

        `columns` are as long as each other, and each has one value of every row. A row is known by
        its place, counted from either end.
        """
        kept = self._last(name)
        if kept is None or kept.make is not make or kept.given[1:] != common:
            rows = zip(*columns, strict=True)
            results = tuple([make(*row, *common) for row in rows])
        elif len(columns[0]) == len(kept.given[0][0]):
            results = _in_place(make, columns, common, kept.given[0], kept.result)
        else:
            results = _moved(make, columns, common, kept.given[0], kept.result)
        self._now[name] = _Kept(make, (columns, *common), results)
        return results

    def gathered(
        self,
        name: Hashable,
        make: Callable[..., Result],
        groups: Sequence[Sequence[int]],
        columns: Sequence[Columns],
        *common: Any,
        keys: Sequence[Hashable] = (),
        beside: Sequence[Sequence[Any]] = (),
    ) -> tuple[Result, ...]:
        """Return `make(*values, *own, *common)` of every group.

        `values` are, of each of the columns, the things at the places of the group; `own` is what
        each of the rows `beside` has of the group. A group is known by its key, or else by its
        place. Only groups that are given other values than before are made anew; if there is none,
        the result is the very same tuple.
        """
        kept = self._last(name)
        before: Gathering | None = None
        if kept is not None and kept.make is make and kept.given == common:
            before = kept.result
        gathering = gather(before, make, groups, columns, common, keys, beside)
        self._now[name] = _Kept(make, common, gathering)
        return gathering.results

    def get_ready(self) -> None:
        """Find now what following the next changes will need."""
        for kept in (*self._before.values(), *self._now.values()):
            if isinstance(kept.result, Gathering):
                kept.result.holders()


def _in_place(
    make: Callable[..., Result],
    columns: Sequence[Sequence[Any]],
    common: tuple[Any, ...],
    old: Sequence[Sequence[Any]],
    made: tuple[Result, ...],
) -> tuple[Result, ...]:
    pairs = [(now, before) for now, before in zip(columns, old, strict=True) if now is not before]
    anew = {}
    for at in sorted({at for now, before in pairs for at in differing(now, before)}):
        if any(now[at] != before[at] for now, before in pairs):
            anew[at] = make(*[column[at] for column in columns], *common)
    return replaced(made, anew.keys(), anew.values())


def _moved(
    make: Callable[..., Result],
    columns: Sequence[Sequence[Any]],
    common: tuple[Any, ...],
    old_columns: Sequence[Sequence[Any]],
    made: tuple[Result, ...],
) -> tuple[Result, ...]:
    """Return what is made of rows that are more or fewer than before: those at both ends stay."""
    rows, old = list(zip(*columns, strict=True)), list(zip(*old_columns, strict=True))
    head, tail = common_ends(rows, old)
    middle = [make(*row, *common) for row in rows[head : len(rows) - tail]]
    return (*made[:head], *middle, *made[len(made) - tail :])

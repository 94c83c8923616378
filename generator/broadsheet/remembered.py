"""What was made of a value, kept while that very value may come again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

Thing = TypeVar("Thing")
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

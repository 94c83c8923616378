"""Which outputs are as they were written: looked at beside other work where that is possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import msgspec

from broadsheet.crew import Crew
from broadsheet.publishing.ledger import Entry, FileMark
from broadsheet.publishing.output import Output

MANY = 2_000
"""Files that take longer to look at than it takes to begin another process."""

Marks = dict[str, FileMark | None]
"""As `Output.intact` gives them."""

Look = Callable[[], Marks]
"""Waits until all is looked at, and returns what was found."""


class _Found(msgspec.Struct, frozen=True, array_like=True):
    """What differs from the ledger: files that are gone, and those that do not look as they did."""

    gone: tuple[str, ...]
    others: Marks


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Found)


@contextmanager
def inspecting(entries: Mapping[str, Entry], output: Output, crew: Crew) -> Iterator[Look]:
    """Begin to look at all files of these entries; yield what waits for `output.intact(entries)`.

    The files are looked at once, however often the result is asked for.
    """
    if len(entries) < MANY:
        yield cache(lambda: output.intact(entries))
        return
    with crew.beside(lambda: _found(entries, output.intact(entries))) as found:
        yield cache(lambda: _marks(entries, found()))


def _found(entries: Mapping[str, Entry], marks: Marks) -> bytes:
    """Return in few bytes what was found: nearly always nothing but what was expected."""
    others = {path: mark for path, mark in marks.items() if mark is not entries[path].mark}
    return _encoder.encode(_Found(tuple(entries.keys() - marks.keys()), others))


def _marks(entries: Mapping[str, Entry], found: bytes) -> Marks:
    differing = _decoder.decode(found)
    marks: Marks = {path: entry.mark for path, entry in entries.items()}
    marks.update(differing.others)
    for path in differing.gone:
        del marks[path]
    return marks

"""Outputs that follow from the site as a whole: the manifest, the search index.

They are no pages of the plan, for nobody knows their files before they are made. Each such part
has one hash of what it follows from; as long as that and its files are as they were, it is left
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.publishing.ledger import Entry, Fingerprint
from broadsheet.publishing.output import Output

MARK = b"derived:"
"""Begins the maker of every derived output in the ledger."""


class Derived(NamedTuple):
    """A part of the output that is made from the rest.

    `make` returns its files by output path; `inputs` is the hash of what they follow from.
    """

    name: str
    inputs: bytes
    make: Callable[[], Iterable[tuple[str, bytes]]]

    @property
    def fingerprint(self) -> Fingerprint:
        """What its files stand under in the ledger."""
        return Fingerprint(b"", MARK + self.name.encode(), self.inputs)


def pages_only(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries of the ledger that are pages of the plan."""
    return {
        path: entry
        for path, entry in entries.items()
        if not entry.fingerprint.maker.startswith(MARK)
    }


def entries_of(part: Derived, before: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return what the ledger holds of a part, up to date or not."""
    maker = part.fingerprint.maker
    return {path: entry for path, entry in before.items() if entry.fingerprint.maker == maker}


def is_current(part: Derived, before: Mapping[str, Entry], output: Output) -> bool:
    """Whether a part's files are there and made from what it follows from now."""
    mark = part.fingerprint
    mine = entries_of(part, before)
    if not mine or any(entry.fingerprint != mark for entry in mine.values()):
        return False
    intact = output.intact(mine)
    return len(intact) == len(mine) and all(intact.values())


def left_behind(before: Mapping[str, Entry], kept: Mapping[str, Entry]) -> list[str]:
    """Return the files of parts that the site no longer has (search was switched off)."""
    return sorted(before.keys() - pages_only(before).keys() - kept.keys())


def bring_up_to_date(
    part: Derived, before: Mapping[str, Entry], output: Output
) -> tuple[dict[str, Entry], int]:
    """Make a part if it differs from the ledger; return its entries and how many files changed.

    Files that it no longer has are removed. Raises OSError, and what making it raises.
    """
    mark = part.fingerprint
    mine = entries_of(part, before)
    if is_current(part, before, output):
        return mine, 0
    entries: dict[str, Entry] = {}
    written = 0
    for path, data in part.make():
        content = digest_of_bytes(data)
        was = mine.get(path)
        if was is not None and was.content == content and output.intact({path: was}).get(path):
            entries[path] = Entry(mark, content, was.mark)
        else:
            entries[path] = Entry(mark, content, output.write(path, data))
            written += 1
    output.remove(sorted(mine.keys() - entries.keys()))
    return entries, written

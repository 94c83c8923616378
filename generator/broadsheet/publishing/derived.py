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


def bring_up_to_date(
    part: Derived, before: Mapping[str, Entry], output: Output
) -> tuple[dict[str, Entry], int]:
    """Make a part if it differs from the ledger; return its entries and how many files changed.

    Files that it no longer has are removed. Raises OSError.
    """
    mark = part.fingerprint
    mine = {path: e for path, e in before.items() if e.fingerprint.maker == mark.maker}
    if mine and all(entry.fingerprint == mark for entry in mine.values()):
        intact = output.intact(mine)
        if len(intact) == len(mine) and all(intact.values()):
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

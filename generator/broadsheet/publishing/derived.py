"""Outputs that follow from the site as a whole: the manifest, the search index.

They are no pages of the plan, for nobody knows their files before they are made. Each such part
has one hash of what it follows from; as long as that and its files are as they were, it is left
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from broadsheet.errors import Problem, SiteError
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
    return len(intact) == len(mine) and None not in intact.values()


class Brought(NamedTuple):
    """Where the parts stand now: their entries, and why some could not be made anew.

    `staged` names files that are ready to be put in place, `dropped` those no longer wanted.
    """

    entries: dict[str, Entry]
    problems: tuple[Problem, ...]
    staged: tuple[str, ...]
    dropped: tuple[str, ...]

    def followed_by(self, other: Brought) -> Brought:
        """Return this with another's parts after its own."""
        return Brought(
            {**self.entries, **other.entries},
            (*self.problems, *other.problems),
            (*self.staged, *other.staged),
            (*self.dropped, *other.dropped),
        )


Announce = Callable[[Iterable[str]], None]


def bring_up_to_date(
    parts: Iterable[Derived],
    before: Mapping[str, Entry],
    output: Output,
    announce: Announce | None = None,
) -> Brought:
    """Make and stage the parts that differ from the ledger; one that fails keeps its old files.

    `announce` is told of files that are about to be added, so that a build that dies leaves no
    unknown file. Raises OSError.
    """
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    staged: list[str] = []
    dropped: list[str] = []
    for part in parts:
        mine = entries_of(part, before)
        if is_current(part, before, output):
            entries.update(mine)
            continue
        try:
            files = dict(part.make())
        except SiteError as error:
            entries.update((path, mine[path]) for path in output.intact(mine))
            problems += error.problems
            continue
        if announce is not None:
            announce(files.keys() - mine.keys())
        for path, entry, is_staged in _made(part, files, mine, output):
            entries[path] = entry
            staged += [path] if is_staged else []
        dropped += sorted(mine.keys() - files.keys())
    return Brought(entries, tuple(problems), tuple(staged), tuple(dropped))


def _made(
    part: Derived, files: Mapping[str, bytes], mine: Mapping[str, Entry], output: Output
) -> Iterator[tuple[str, Entry, bool]]:
    """Stage what differs; yield the entry of every file, and whether it was staged."""
    for path, data in files.items():
        content = digest_of_bytes(data)
        was = mine.get(path)
        mark = None
        if was is not None and was.content == content:
            mark = output.intact({path: was}).get(path)
        is_staged = mark is None
        mark = mark or output.stage(path, data)
        yield path, Entry(part.fingerprint, content, mark), is_staged


def left_behind(before: Mapping[str, Entry], kept: Mapping[str, Entry]) -> list[str]:
    """Return the files of parts that the site no longer has."""
    return sorted(before.keys() - pages_only(before).keys() - kept.keys())

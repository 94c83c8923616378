"""Which outputs the last successful build wrote, and what follows for this one.

The ledger is a belief about the output folder. `decide` checks it against the folder before it
relies on it, so a lost or edited file is simply written again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from broadsheet.errors import Problem
from broadsheet.fingerprint import DIGEST_BYTES, digest_of_bytes
from broadsheet.publishing.whole import write_whole

FORMAT = 4
"""Raise when the meaning of a field changes."""


class Fingerprint(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Everything that decides a page's bytes, in three hashes.

    `engine`: our code and the libraries that shape output; `maker`: the closure of templates and
    the frame of the site; `inputs`: the values that the page may show.
    """

    engine: bytes
    maker: bytes
    inputs: bytes

    def changes_since(self, before: Fingerprint) -> list[str]:
        """Return in words which parts differ."""
        return [
            words
            for words, now, then in (
                ("Broadsheet itself", self.engine, before.engine),
                ("its template or the site's frame", self.maker, before.maker),
                ("what it shows", self.inputs, before.inputs),
            )
            if now != then
        ]


class FileMark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a written file looks like from outside."""

    size: int
    modified_ns: int
    inode: int


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An output that was written: what it was made from, the hash of its bytes, its file."""

    fingerprint: Fingerprint
    content: bytes
    mark: FileMark


class Ledger(msgspec.Struct, frozen=True):
    """Every output by path.

    `inputs` is the hash of all that the whole build was made from, true for every clock reading
    from `since` until before `until` (UTC texts, empty for open). `pending` names outputs that a
    build was about to add when this was written, or failed to make: there or not, they are ours.
    """

    format: int = FORMAT
    inputs: bytes = b""
    since: str = ""
    until: str = ""
    entries: dict[str, Entry] = {}
    pending: tuple[str, ...] = ()
    stories: int = 0
    problems: tuple[Problem, ...] = ()
    standing_in: tuple[str, ...] = ()

    def covers(self, inputs: bytes, as_of: str) -> bool:
        """Whether a build from these inputs at this time would publish just what this one did."""
        return (
            bool(inputs)
            and self.inputs == inputs
            and not self.pending
            and self.since <= as_of
            and (not self.until or as_of < self.until)
        )

    @property
    def was_left_open(self) -> bool:
        """Whether the build that wrote this did not get to its end, or some page failed."""
        return not self.inputs and bool(self.entries or self.pending)

    def owned(self) -> set[str]:
        """Return every path that may hold a file of ours."""
        return {*self.entries, *self.pending}


@dataclass(frozen=True, slots=True)
class Decision:
    """Which outputs to make, with the reason in words, and which to remove."""

    stale: dict[str, str]
    orphaned: tuple[str, ...]
    fresh: int


def decide(
    wanted: Mapping[str, Fingerprint],
    ledger: Ledger,
    intact: Mapping[str, bool],
) -> Decision:
    """Say which outputs to make, and why, and which to remove. Pure.

    `intact` says of each output in the ledger whether its file is still as it was written; an
    output that is absent from it has no file.
    """
    stale: dict[str, str] = {}
    for output, now in wanted.items():
        before = ledger.entries.get(output)
        if output in ledger.pending:
            stale[output] = "an earlier build did not finish it"
        elif before is None:
            stale[output] = "it is new"
        elif output not in intact:
            stale[output] = "its file is missing"
        elif now != before.fingerprint:
            changed = now.changes_since(before.fingerprint)
            stale[output] = f"{' and '.join(changed)} changed"
        elif not intact[output]:
            stale[output] = "its file was changed by someone else"
    orphaned = tuple(sorted(ledger.owned() - wanted.keys()))
    return Decision(stale, orphaned, len(wanted) - len(stale))


_decoder = msgspec.msgpack.Decoder(Ledger)


def load_ledger(path: Path) -> tuple[Ledger, bool]:
    """Return the ledger in a file, and whether there was one that could not be used."""
    try:
        data = path.read_bytes()
    except OSError:
        return Ledger(), False
    try:
        if data[:DIGEST_BYTES] != digest_of_bytes(data[DIGEST_BYTES:]):
            return Ledger(), True
        ledger = _decoder.decode(data[DIGEST_BYTES:])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Ledger(), True
    if ledger.format != FORMAT:
        return Ledger(), True
    return ledger, False


def save_ledger(path: Path, ledger: Ledger) -> None:
    """Write the ledger whole; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = msgspec.msgpack.encode(ledger)
    write_whole(path, digest_of_bytes(data) + data)

"""Which outputs the last successful build wrote, and what follows for this one.

The ledger is a belief about the output folder. `decide` checks it against the folder before it
relies on it, so a lost or edited file is simply written again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from broadsheet.errors import Problem
from broadsheet.fingerprint import DIGEST_BYTES, digest_of_bytes
from broadsheet.publishing.whole import flush_names, write_whole

FORMAT = 8
"""Raise when the meaning of a field changes."""

UNSETTLED = -1
"""In a mark: not known yet. No file has it, so that its bytes decide."""


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

    def difference(self, before: Fingerprint) -> str:
        """Return in words that these parts changed."""
        return f"{' and '.join(self.changes_since(before))} changed"

    def doubted(self) -> Fingerprint:
        """Return that of an entry that is not believed: it says by what it was made, not of what.

        So the files of a part of the output are told from pages.
        """
        return Fingerprint(b"", self.maker, b"")

    @property
    def is_doubted(self) -> bool:
        """Whether it is that of an entry that is not believed."""
        return not self.engine and not self.inputs


class FileMark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a written file looks like from outside.

    `changed_ns` is when its inode last changed, which nobody can set: a file whose time of
    modification was put back is seen. It is UNSETTLED until the file has its final name, for
    renames and links change it too.
    """

    size: int
    modified_ns: int
    inode: int
    changed_ns: int = UNSETTLED

    def is_of_one_file(self, other: FileMark) -> bool:
        """Whether both tell of one file with one content, wherever it was moved meanwhile."""
        return (
            self.size == other.size
            and self.modified_ns == other.modified_ns
            and self.inode == other.inode
        )


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An output that was written: what it was made from, the hash of its bytes, its file.

    `sums` has two bytes for each of a page's inputs, to tell people which of them changed.
    """

    fingerprint: Fingerprint
    content: bytes
    mark: FileMark
    sums: bytes = b""


class Ingredients(msgspec.Struct, frozen=True, array_like=True):
    """What all pages of a site share, as they were made, each part with a short hash of its own.

    Templates by name, settings by field; `words` are the theme's. It decides nothing: by it people
    are told which of them changed.
    """

    templates: dict[str, bytes] = {}
    frame: dict[str, bytes] = {}
    facts: dict[str, bytes] = {}
    words: bytes = b""


class Ledger(msgspec.Struct, frozen=True):
    """Every output by path.

    `inputs` is the hash of all that the whole build was made from, true for every clock reading
    from `since` until before `until` (UTC texts, empty for open). `pending` names outputs that a
    build was about to add when this was written, or failed to make: there or not, they are ours.
    The counts, the problems and `standing_in` are for the report of a build that changes nothing,
    `ingredients` for the reasons that the next build gives.
    """

    format: int = FORMAT
    inputs: bytes = b""
    since: str = ""
    until: str = ""
    entries: dict[str, Entry] = {}
    pending: tuple[str, ...] = ()
    articles: int = 0
    left_out: int = 0
    held_back: int = 0
    stories: int = 0
    problems: tuple[Problem, ...] = ()
    standing_in: tuple[str, ...] = ()
    ingredients: Ingredients = Ingredients()

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
        """Whether no build got to its end, as far as this tells, or some page failed."""
        return not self.inputs

    @property
    def is_first_hand(self) -> bool:
        """Whether it knows the files themselves, not only what a manifest says of them."""
        return any(entry.mark.inode >= 0 for entry in self.entries.values())

    def owned(self) -> set[str]:
        """Return every path that may hold a file of ours."""
        return {*self.entries, *self.pending}

    def opened(self, pending: tuple[str, ...]) -> Ledger:
        """Return the ledger of a build that has begun to write, and is about to add files."""
        return Ledger(entries=self.entries, pending=pending, ingredients=self.ingredients)

    def doubted(self) -> Ledger:
        """Return the ledger of someone who knows which files are ours, but not what made them."""
        entries = {
            path: Entry(entry.fingerprint.doubted(), entry.content, entry.mark)
            for path, entry in self.entries.items()
        }
        return Ledger(entries=entries, pending=self.pending)


@dataclass(frozen=True, slots=True)
class Decision:
    """Which outputs to make, with the reason in words, and which to remove."""

    stale: dict[str, str]
    orphaned: tuple[str, ...]
    fresh: int


def in_general(_: str, now: Fingerprint, before: Entry) -> str:
    """Return in words what differs, for whoever knows no more than the two fingerprints."""
    return now.difference(before.fingerprint)


def decide(
    wanted: Mapping[str, Fingerprint],
    ledger: Ledger,
    intact: Mapping[str, FileMark | None],
    in_words: Callable[[str, Fingerprint, Entry], str] = in_general,
) -> Decision:
    """Say which outputs to make, and why, and which to remove. Pure.

    `in_words` says of an output what differs since its entry.

    `intact` has the mark of each output in the ledger whose file is still as it was written, and
    None for those that were changed; an output that is absent from it has no file.
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
        elif before.mark.size < 0:
            stale[output] = "what it was made from is not known any more"
        elif before.fingerprint.is_doubted:
            stale[output] = "it was to be made without a cache"
        elif now != before.fingerprint:
            stale[output] = in_words(output, now, before)
        elif intact[output] is None:
            stale[output] = "its file was changed by someone else"
    orphaned = tuple(sorted(ledger.owned() - wanted.keys()))
    return Decision(stale, orphaned, len(wanted) - len(stale))


def sparing_strangers(
    decision: Decision, ledger: Ledger, intact: Mapping[str, FileMark | None]
) -> Decision:
    """Keep from removing what only an old manifest calls ours, unless its bytes agree. Pure."""
    sure = tuple(
        path
        for path in decision.orphaned
        if path not in ledger.entries
        or ledger.entries[path].mark.size >= 0
        or intact.get(path) is not None
    )
    return Decision(decision.stale, sure, decision.fresh)


def with_marks(
    entries: Mapping[str, Entry], marks: Mapping[str, FileMark | None]
) -> dict[str, Entry]:
    """Return the entries with what their files look like now, where that is known."""
    return {
        path: entry
        if (mark := marks.get(path)) is None or mark is entry.mark
        else Entry(entry.fingerprint, entry.content, mark, entry.sums)
        for path, entry in entries.items()
    }


class _Announcement(msgspec.Struct, frozen=True, array_like=True):
    """What a build was about to add when it began to write, to be read with the ledger `about`."""

    about: bytes
    pending: tuple[str, ...]


_decoder = msgspec.msgpack.Decoder(Ledger)
_announcements = msgspec.msgpack.Decoder(_Announcement)


def load_ledger(path: Path) -> tuple[Ledger, bool]:
    """Return the ledger in a file, and whether there was one that could not be used.

    If a build announced itself after it was saved, it was left open.
    """
    try:
        data = path.read_bytes()
    except OSError:
        return Ledger(), False
    try:
        ledger = _decoder.decode(_whole(data))
        announced = _announced(path)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Ledger(), True
    if ledger.format != FORMAT:
        return Ledger(), True
    is_open = announced is not None and announced.about == data[:DIGEST_BYTES]
    return (ledger.opened(announced.pending) if announced and is_open else ledger), False


def _whole(data: bytes) -> bytes:
    """Return what was saved with its hash before it; raises DecodeError for anything else."""
    if data[:DIGEST_BYTES] != digest_of_bytes(data[DIGEST_BYTES:]):
        raise msgspec.DecodeError("damaged")
    return data[DIGEST_BYTES:]


def _announced(path: Path) -> _Announcement | None:
    try:
        data = announcement_path(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise msgspec.DecodeError("unreadable") from error
    return _announcements.decode(_whole(data))


def announcement_path(path: Path) -> Path:
    """Return where it is noted, beside a ledger, that a build has begun to write."""
    return path.with_suffix(".open")


def save_ledger(path: Path, ledger: Ledger) -> None:
    """Write the ledger whole; raises OSError. What was announced before is done with."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = msgspec.msgpack.encode(ledger)
    write_whole(path, digest_of_bytes(data) + data)
    with suppress(OSError):  # if it stays, it is about another ledger
        announcement_path(path).unlink()


def announce(path: Path, pending: tuple[str, ...]) -> None:
    """Note that the ledger in a file is left open from now on; raises OSError.

    It has an entry for each output: to write it all again would take as long as a small build.
    """
    with path.open("rb") as file:
        about = file.read(DIGEST_BYTES)
    data = msgspec.msgpack.encode(_Announcement(about, pending))
    write_whole(announcement_path(path), digest_of_bytes(data) + data)
    flush_names(path.parent)  # the output may lie on another disk, where names are flushed apart

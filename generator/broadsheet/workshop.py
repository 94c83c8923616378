"""What a build keeps at hand between builds, in this process and on disk (`.broadsheet/`)."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from broadsheet.memo import Memo
from broadsheet.publishing.journal import enter
from broadsheet.publishing.ledger import (
    Ledger,
    announce,
    announcement_path,
    load_ledger,
    save_ledger,
)
from broadsheet.publishing.manifest import entries_from
from broadsheet.publishing.whole import clear_dead, write_whole
from broadsheet.reading.discover import Project, Stamp
from broadsheet.remembered import Recollection
from broadsheet.store import Store, row_of, together

if TYPE_CHECKING:
    from broadsheet.reading import library
    from broadsheet.rendering.render import Marked

FORMAT = 4

DAMAGED_LEDGER = "the ledger was damaged or of another version; it was made anew"


class _Stamps(msgspec.Struct, frozen=True, array_like=True):
    """The stamps file: which store it belongs to, and every article file's stamp."""

    format: int
    birth: bytes
    stamps: dict[str, Stamp]


_encoder = msgspec.msgpack.Encoder()


class Workshop:
    """The cache of one site. Everything in it can be lost at any time and costs only work."""

    def __init__(self, project: Project, keep: bool = True) -> None:
        self.project = project
        self.notes: list[str] = []
        self._temporary: str | None = None
        self._can_hold = True
        self._asked_for_none = not keep
        self._brought: set[Path] = set()
        self.folder = project.cache
        self._can_keep = self._can_write()
        clear_dead(self.folder, time.time())
        if not keep or not self._can_keep:
            self._temporary = tempfile.mkdtemp(prefix="broadsheet-")
            self.folder = Path(self._temporary)
        self._open()

    def _open(self) -> None:
        self.store = Store(self.folder / "cache.db" if self._can_hold else None)
        if not self.store.is_lasting:
            self.notes.append(
                "the cache cannot be written, for want of space perhaps; nothing is remembered"
            )
        elif self.store.was_rebuilt:
            self.notes.append("the cache was damaged or of another version; it was made anew")
        self.memo = Memo(self.store)
        self.stamps = self._load_stamps()
        self._rows: dict[str, library.Row] | None = None
        self.readings: library.Readings | None = None
        """Those that were kept last, if this process made them."""
        self.known = Recollection()
        self.marked: Marked | None = None
        self._ledgers: dict[Path, tuple[_State, Ledger]] = {}
        self._filed: set[Path] = set()
        """Outputs whose ledger's file says what `ledger` returned, so that it can be announced."""

    @property
    def is_kept(self) -> bool:
        """Whether anything outlives this process."""
        return self._temporary is None

    def rows(self) -> dict[str, library.Row]:
        """Return what reading each article gave, by path; read from disk when first asked for."""
        if self._rows is None:
            self._rows = self._load_rows()
        return self._rows

    def keep(
        self,
        stamps: dict[str, Stamp],
        rows: dict[str, library.Row],
        readings: library.Readings | None = None,
    ) -> None:
        """Remember a reading of all articles; a full disk costs only the memory of it.

        `readings` are those that these stamps and rows come from, for this process alone.
        """
        before = self.rows()
        changed = [(path, row) for path, row in rows.items() if before.get(path) is not row]
        self._save_rows([path for path, _ in changed], before, rows)
        if changed or stamps != self.stamps:
            self._save_stamps(_Stamps(FORMAT, self.store.birth, stamps))
        self.stamps, self._rows, self.readings = stamps, rows, readings

    def lock_path(self, output: Path) -> Path:
        """Return the lock that whoever writes to an output folder holds."""
        return self.ledger_path(output).with_suffix(".lock")

    def ledger_path(self, output: Path) -> Path:
        """Return where the ledger of an output folder lies."""
        name = blake2b(os.fsencode(output.resolve()), digest_size=8).hexdigest()
        return (self.project.cache if self._can_keep else self.folder) / f"ledger-{name}"

    def ledger(self, output: Path) -> Ledger:
        """Return the ledger of an output folder, empty when there is none to be trusted.

        Another process may have built since we last looked, so the file decides.
        """
        path = self.ledger_path(output)
        state = _state_of(path)
        known = self._ledgers.get(output)
        if known is not None and known[0] == state:
            return known[1]
        ledger, was_damaged = load_ledger(path)
        if was_damaged and DAMAGED_LEDGER not in self.notes:
            self.notes.append(DAMAGED_LEDGER)
        if ledger.owned():
            self._filed.add(output)
            return ledger
        self._filed.discard(output)
        return Ledger(entries=entries_from(output))

    def doubts(self, output: Path) -> bool:
        """Whether it was asked to use no cache, and has not brought this output up to date yet."""
        return self._asked_for_none and output not in self._brought

    def has_brought(self, output: Path) -> None:
        """Note that an output is as this process made it."""
        self._brought.add(output)

    def keep_ledger(self, output: Path, ledger: Ledger) -> None:
        """Save a ledger; raises OSError, since an unsaved one would hide orphans."""
        path = self.ledger_path(output)
        save_ledger(path, ledger)
        self._filed.add(output)
        self._ledgers[output] = (_state_of(path), ledger)

    def open_ledger(self, output: Path, ledger: Ledger) -> None:
        """Note what a build is about to add; raises OSError.

        `ledger` has the entries of the one that was kept or returned last.
        """
        path = self.ledger_path(output)
        if output in self._filed and path.is_file():
            announce(path, ledger.pending)
            self._ledgers[output] = (_state_of(path), ledger)
        else:
            self.keep_ledger(output, ledger)

    def journal_path(self, output: Path) -> Path:
        """Return where it is written why each page of an output folder was last made."""
        ledger = self.ledger_path(output)
        return ledger.with_name(ledger.name.replace("ledger-", "journal-"))

    def journalize(self, output: Path, made: Mapping[str, str], pages: int) -> None:
        """Note which of so many pages were made, and why, for `broadsheet why`."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        enter(self.journal_path(output), now, made, pages)

    def start_over(self) -> None:
        """Throw the cache away and begin anew; the ledgers stay."""
        self.store.destroy()
        (self.folder / "stamps").unlink(missing_ok=True)
        self._open()
        if self.store.is_lasting:
            self.notes.append("the cache was damaged or of another version; it was made anew")

    def do_without(self) -> None:
        """Go on with a cache in memory: the one on disk loses what it is given."""
        self._can_hold = False
        self.start_over()

    def close(self) -> None:
        """Release files; a cache that is not kept is removed."""
        self.store.close()
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)

    def _can_write(self) -> bool:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                return True
        except OSError:
            self.notes.append("the folder .broadsheet cannot be written; nothing is remembered")
            return False

    def _save_rows(
        self,
        changed: Iterable[str],
        before: Mapping[str, library.Row],
        rows: Mapping[str, library.Row],
    ) -> None:
        """Write again the rows of the store in which any reading is new, changed or gone."""
        stale = {row_of(path.encode()) for path in (*changed, *(before.keys() - rows.keys()))}
        paths = [path.encode() for path in rows] if stale else []
        for row, own in together(paths, stale).items():
            found = {path.decode(): rows[path.decode()] for path in own}
            self.store.put("rows", [(row, _encoder.encode(found))])

    def _load_rows(self) -> dict[str, library.Row]:
        from broadsheet.reading.library import Row

        decoder = msgspec.msgpack.Decoder(dict[str, Row])
        rows: dict[str, Row] = {}
        for _, value in self.store.rows("rows"):
            with suppress(msgspec.DecodeError, UnicodeDecodeError):
                rows.update(decoder.decode(value))
        return rows

    def _load_stamps(self) -> dict[str, Stamp]:
        try:
            data = (self.folder / "stamps").read_bytes()
            found = msgspec.msgpack.decode(data[16:], type=_Stamps)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return {}
        is_ours = found.format == FORMAT and found.birth == self.store.birth
        return found.stamps if is_ours and data[:16] == _checksum(data[16:]) else {}

    def _save_stamps(self, stamps: _Stamps) -> None:
        data = _encoder.encode(stamps)
        try:
            write_whole(self.folder / "stamps", _checksum(data) + data)
        except OSError as error:
            self.notes.append(f"the cache could not be written: {error.strerror or error}")


_State = tuple[tuple[int, int, int], ...]


def _state_of(ledger: Path) -> _State:
    """Return what tells one version of a ledger, and of what was announced, from another."""
    return tuple(map(_version_of, (ledger, announcement_path(ledger))))


def _version_of(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_ino, status.st_size)


def _checksum(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()

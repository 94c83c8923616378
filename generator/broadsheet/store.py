"""The cache: tables of rows by key, each with a checksum. Safe to delete, never trusted blindly.

SQLite keeps the file whole across crashes; the checksum catches what it does not see: a disk's
or a person's change inside a row. A store that cannot be read is begun anew, and said.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args
from zlib import crc32

CHECK_BYTES = 4
FORMAT = 9
"""Raise when the meaning of a table changes; a store of another format is begun anew."""

PAGE_BYTES = 16_384
"""Of the file: most rows are articles of several kilobytes, which small pages would cut up."""

Table = Literal[
    "rows",
    "parsed",
    "bodies",
    "stories",
    "draft_stories",
    "groups",
    "pictures",
    "templates",
    "originals",
]
TABLES: tuple[Table, ...] = get_args(Table)


DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a damaged file raises: SQLite quotes it in its messages, which need not be UTF-8."""


def _check(table: Table, key: bytes, value: bytes) -> bytes:
    """Return the checksum of a row and its place: a changed key must not find another's value."""
    return crc32(value, crc32(key, crc32(table.encode()))).to_bytes(CHECK_BYTES, "big")


def together(keys: Iterable[bytes], rows: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Return for each of these rows the keys of the values that it holds.

    In tables whose values are small and wanted at once, a row is one of at most 256: as many are
    read in half the time that thousands take. One that holds a changed value is written again.
    """
    found: dict[int, list[bytes]] = {row[0]: [] for row in rows}
    for key in [key for key in keys if crc32(key) & 0xFF in found]:
        found[crc32(key) & 0xFF].append(key)
    return {bytes((row,)): own for row, own in found.items()}


def row_of(key: bytes) -> bytes:
    """Return the key of the row that holds a value, where many lie together."""
    return bytes((crc32(key) & 0xFF,))


class _Connection(sqlite3.Connection):
    """Closed when nobody holds it any more, which Python leaves to whoever opened it."""

    def __del__(self) -> None:
        with contextlib.suppress(sqlite3.ProgrammingError):  # it was never opened
            self.close()


class Store:
    """Rows of bytes by key, in a file or (path None) in memory.

    A process made by fork opens the file for itself; threads take turns. Values that cannot be
    trusted are absent.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.was_rebuilt = False
        self.is_lasting = path is not None
        self._owner = os.getpid()
        self._turn = threading.RLock()
        self._connection = self._opened()
        self._inherited: sqlite3.Connection | None = None
        """Of the process that forked this one, where it must be neither used nor closed."""
        self.birth = _birth_of(self._connection)

    def get(self, table: Table, key: bytes) -> bytes | None:
        """Return the value of a key, or None when it is unknown or damaged."""
        with self._mended():
            row = (
                self._here()
                .execute(
                    f"SELECT value FROM {table} WHERE key = ?",
                    (key,),
                )
                .fetchone()
            )
            return _trusted(table, key, row[0]) if row else None
        return None

    def rows(self, table: Table) -> Iterator[tuple[bytes, bytes]]:
        """Yield every row that can be trusted."""
        with self._mended():
            for key, value in self._here().execute(f"SELECT key, value FROM {table}"):
                trusted = _trusted(table, key, value)
                if trusted is not None:
                    yield key, trusted

    def is_empty(self, table: Table) -> bool:
        """Whether a table has no row at all."""
        with self._mended():
            return self._here().execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None
        return True

    def keys(self, table: Table) -> set[bytes]:
        """Return every key of a table."""
        with self._mended():
            rows = self._here().execute(f"SELECT key FROM {table}")
            return {row[0] for row in rows}
        return set()

    def put(self, table: Table, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep rows, in one transaction; a full disk or a lost file costs only the cache."""
        checked = [(key, _check(table, key, value) + value) for key, value in rows]
        if not checked:
            return
        with self._mended(), self._transaction() as connection:
            connection.executemany(
                f"INSERT OR REPLACE INTO {table} VALUES (?, ?)",
                checked,
            )

    def forget(self, table: Table, keys: Collection[bytes]) -> None:
        """Remove rows by key."""
        if keys:
            with self._mended(), self._transaction() as connection:
                connection.executemany(
                    f"DELETE FROM {table} WHERE key = ?",
                    [(key,) for key in keys],
                )

    def destroy(self) -> None:
        """Close the store and remove its file."""
        self._connection.close()
        self._remove()

    def close(self) -> None:
        """Release the file at once."""
        self._connection.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._here()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @contextlib.contextmanager
    def _mended(self) -> Iterator[None]:
        """Turn a damaged file into an empty store: whoever asked finds nothing, does the work."""
        with self._turn:
            try:
                yield
            except sqlite3.OperationalError:
                return
            except DAMAGE:
                self._start_over()

    def _here(self) -> sqlite3.Connection:
        if self._owner != os.getpid() and self.path is not None:
            self._inherited, self._connection = self._connection, self._connected()
            self._owner = os.getpid()
        return self._connection

    def _opened(self) -> sqlite3.Connection:
        if self.path is None:
            return _prepared(self._connected())
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _prepared(self._connected())
        except DAMAGE:
            try:
                self._start_over()
            except (sqlite3.Error, OSError):
                self._do_without()
            return self._connection

    def _do_without(self) -> None:
        """Go on in memory: the disk is full, say."""
        with contextlib.suppress(OSError):
            self._remove()
        self.path, self.is_lasting = None, False
        self._connection = _prepared(self._connected())
        self.birth = _birth_of(self._connection)

    def _connected(self) -> sqlite3.Connection:
        where = ":memory:" if self.path is None else str(self.path)
        connection = sqlite3.connect(
            where, timeout=30, check_same_thread=False, factory=_Connection
        )
        connection.isolation_level = None
        connection.text_factory = bytes
        return connection

    def _start_over(self) -> None:
        self.was_rebuilt = True
        self._remove()
        self._connection = _prepared(self._connected())
        self.birth = _birth_of(self._connection)

    def _remove(self) -> None:
        if self.path is not None:
            for ending in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute(f"PRAGMA page_size={PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found not in (0, FORMAT):
        connection.close()
        raise sqlite3.DatabaseError("another format")
    if not found:
        for table in TABLES:
            connection.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (key BLOB PRIMARY KEY, value BLOB)"
            )
        connection.execute("CREATE TABLE IF NOT EXISTS about (birth BLOB)")
        connection.execute("INSERT INTO about VALUES (randomblob(16))")
        connection.execute(f"PRAGMA user_version={FORMAT}")
    return connection


def _birth_of(connection: sqlite3.Connection) -> bytes:
    """Return what tells this store from any other: what was kept beside another is not of it."""
    row = connection.execute("SELECT birth FROM about").fetchone()
    return bytes(row[0]) if row else b""


def _trusted(table: Table, key: object, stored: object) -> bytes | None:
    """Return a stored value without its checksum, or None for what was not put there so."""
    if not isinstance(key, bytes) or not isinstance(stored, bytes):
        return None
    value = stored[CHECK_BYTES:]
    return value if stored[:CHECK_BYTES] == _check(table, key, value) else None

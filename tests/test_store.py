"""The cache: what it keeps it gives back, what is damaged is absent, and never wrong."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from broadsheet.store import Store

ROWS = [(bytes([number]), f"value {number}".encode() * 50) for number in range(60)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the file of a store that holds `ROWS`, closed."""
    store = Store(tmp_path / "cache" / "cache.db")
    store.put("parsed", ROWS)
    store.close()
    return tmp_path / "cache" / "cache.db"


def test_what_is_kept_comes_back(path: Path) -> None:
    """In another process, row by row, and all at once."""
    store = Store(path)

    assert dict(ROWS) == dict(store.rows("parsed"))
    assert ROWS[3][1] == store.get("parsed", ROWS[3][0])
    assert {key for key, _ in ROWS} == store.keys("parsed")
    assert (None, False) == (store.get("bodies", ROWS[3][0]), store.was_rebuilt)
    store.close()


def test_forgetting_is_exact(path: Path) -> None:
    """Only the named keys go."""
    store = Store(path)
    store.forget("parsed", [key for key, _ in ROWS[1:]])

    assert dict(ROWS[:1]) == dict(store.rows("parsed"))
    store.close()


def test_a_damaged_row_is_absent(path: Path) -> None:
    """One changed byte in a value costs that value and no other."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE parsed SET value = value || x'00' WHERE key = ?", (ROWS[5][0],))
    database.close()
    store = Store(path)

    assert store.get("parsed", ROWS[5][0]) is None
    assert dict(ROWS) == dict(store.rows("parsed")) | dict([ROWS[5]])
    store.close()


def test_a_file_that_cannot_be_opened_is_done_without(tmp_path: Path) -> None:
    """A store in memory takes its place, and nothing is printed of what was never opened."""
    (tmp_path / "cache.db").mkdir()
    store = Store(tmp_path / "cache.db")
    store.put("parsed", ROWS)

    assert not store.is_lasting
    assert dict(ROWS) == dict(store.rows("parsed"))
    store.close()


@pytest.mark.parametrize(
    "data", [b"", b"not a database at all" * 500, b"SQLite format 3\0" + b"x" * 9000]
)
def test_a_file_that_is_no_store_is_begun_anew(data: bytes, path: Path) -> None:
    """It is empty, it works, and it says so unless nothing was there."""
    before = Store(path)
    before.close()
    path.write_bytes(data)
    store = Store(path)
    store.put("bodies", ROWS)

    assert ({}, dict(ROWS)) == (dict(store.rows("parsed")), dict(store.rows("bodies")))
    assert bool(data) == store.was_rebuilt
    assert before.birth != store.birth
    store.close()


def test_a_store_of_another_format_is_begun_anew(path: Path) -> None:
    """A later or earlier Broadsheet's rows are not read."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    store = Store(path)

    assert (True, {}) == (store.was_rebuilt, dict(store.rows("parsed")))
    store.close()


def test_a_changed_key_finds_nothing(path: Path) -> None:
    """A row under another key, or in another table, is not that key's value."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO bodies SELECT * FROM parsed")
        database.execute("UPDATE parsed SET key = x'ffff' WHERE key = ?", (ROWS[5][0],))
    database.close()
    store = Store(path)

    assert (None, {}) == (store.get("parsed", b"\xff\xff"), dict(store.rows("bodies")))
    store.close()


@pytest.mark.parametrize("seed", range(60))
def test_no_damage_gives_a_wrong_value(seed: int, path: Path) -> None:
    """Flipped bits, cut ends and swapped pages cost rows; what is given is right."""
    random = Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(random.choice([1, 20, 400])):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    if seed % 3 == 0:
        del data[random.randrange(len(data)) :]
    path.write_bytes(bytes(data))
    store = Store(path)
    given = dict(store.rows("parsed"))
    given |= {key: value for key, _ in ROWS if (value := store.get("parsed", key)) is not None}
    store.put("parsed", ROWS[:2])

    assert given.items() <= dict(ROWS).items()
    store.close()


def test_a_store_in_memory_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a path, everything works and nothing is written."""
    monkeypatch.chdir(tmp_path)
    store = Store(None)
    store.put("parsed", ROWS)

    assert (dict(ROWS), []) == (dict(store.rows("parsed")), os.listdir(tmp_path))
    store.close()


def test_a_forked_process_opens_the_file_for_itself(path: Path) -> None:
    """A connection may not be carried over a fork; the child reads what the parent kept."""
    store = Store(path)
    child = os.fork()
    if child == 0:
        os._exit(0 if store.get("parsed", ROWS[7][0]) == ROWS[7][1] else 1)

    assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ROWS[8][1] == store.get("parsed", ROWS[8][0])
    store.close()

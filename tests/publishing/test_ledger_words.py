"""What the ledger says: reasons in words, counts, and whether a file of it could be used."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.publishing.ledger import (
    FORMAT,
    UNSETTLED,
    Entry,
    FileMark,
    Fingerprint,
    Ledger,
    decide,
    load_ledger,
    save_ledger,
    with_marks,
)

BEFORE = Fingerprint(b"e", b"m", b"i")
MARK = FileMark(1, 2, 3)
NO_TEXT = b"\x81\xa5since\xa1\xff"
"""A ledger whose `since` is a byte that is no text."""


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (Fingerprint(b"x", b"m", b"i"), "Broadsheet itself changed"),
        (Fingerprint(b"e", b"x", b"i"), "its template or the site's frame changed"),
        (Fingerprint(b"e", b"m", b"x"), "what it shows changed"),
        (
            Fingerprint(b"x", b"x", b"x"),
            "Broadsheet itself and its template or the site's frame and what it shows changed",
        ),
    ],
)
def test_the_reason_names_what_changed(now: Fingerprint, reason: str) -> None:
    """Word for word, as `why` and --explain print it."""
    ledger = Ledger(entries={"a": Entry(BEFORE, b"", MARK)})

    assert {"a": reason} == decide({"a": now}, ledger, {"a": MARK}).stale


def test_what_is_kept_is_counted() -> None:
    """Fresh pages are those wanted that need not be made."""
    entries = {name: Entry(BEFORE, b"", MARK) for name in "abcde"}
    wanted = dict.fromkeys("abcf", BEFORE)
    found = decide(wanted, Ledger(entries=entries), {"a": MARK, "b": MARK, "c": None})

    assert 2 == found.fresh
    assert ("d", "e") == found.orphaned


def test_a_file_is_known_by_size_time_and_number() -> None:
    """One that differs in any of them is another file."""
    others = FileMark(9, 2, 3), FileMark(1, 9, 3), FileMark(1, 2, 9), FileMark(9, 9, 3)

    assert MARK.is_of_one_file(FileMark(1, 2, 3))
    assert [False] * 4 == [MARK.is_of_one_file(other) for other in others]


def test_new_marks_change_nothing_else() -> None:
    """What is said of a file's look is taken in; what is not known stays."""
    entries = {name: Entry(BEFORE, name.encode(), MARK, b"sums") for name in "abc"}
    seen = FileMark(7, 8, 9)
    expected = {**entries, "a": Entry(BEFORE, b"a", seen, b"sums")}

    assert expected == with_marks(entries, {"a": seen, "b": None})


def test_a_build_is_covered_from_the_moment_it_is_true() -> None:
    """From `since`, that moment included, until before `until`."""
    ledger = Ledger(inputs=b"x", since="2026-11-20T12:00:00Z", until="2026-11-21T00:00:00Z")
    moments = (
        "2026-11-20T11:59:59Z",
        "2026-11-20T12:00:00Z",
        "2026-11-20T23:59:59Z",
        "2026-11-21T00:00:00Z",
    )

    assert [False, True, True, False] == [ledger.covers(b"x", moment) for moment in moments]


def test_a_ledger_is_saved_into_a_folder_that_is_new_or_not(tmp_path: Path) -> None:
    """Folders are made as needed, and the file is read back as it was."""
    path = tmp_path / "deep" / "er" / "ledger"
    ledger = Ledger(entries={"a": Entry(BEFORE, b"c", MARK)}, pending=("b",))
    save_ledger(path, Ledger())
    save_ledger(path, ledger)

    assert (ledger, False) == load_ledger(path)


def test_a_ledger_that_cannot_be_used_is_told_of(tmp_path: Path) -> None:
    """Damaged, of another format, or no ledger at all; one that is not there is no fault."""
    path = tmp_path / "ledger"
    whole = msgspec.msgpack.encode(Ledger(format=FORMAT))
    other = msgspec.msgpack.encode(Ledger(format=FORMAT + 1))
    damaged = {
        "cut": digest_of_bytes(whole) + whole[:-1],
        "other format": digest_of_bytes(other) + other,
        "no ledger": digest_of_bytes(b"\x01") + b"\x01",
        "no text": digest_of_bytes(NO_TEXT) + NO_TEXT,
        "empty": b"",
    }
    found = {}
    for name, data in damaged.items():
        path.write_bytes(data)
        found[name] = load_ledger(path)

    assert dict.fromkeys(damaged, (Ledger(), True)) == found
    assert (Ledger(), False) == load_ledger(tmp_path / "none")


def test_a_ledger_without_inputs_was_left_open() -> None:
    """Only a build that came to its end says what it was made from."""
    assert Ledger(entries={"a": Entry(BEFORE, b"c", MARK)}).was_left_open
    assert not Ledger(inputs=b"x").was_left_open


def test_a_ledger_is_first_hand_if_it_knows_any_file() -> None:
    """A manifest tells of no file's number; zero is one, where a file system has none to give."""
    told, seen = (Entry(BEFORE, b"c", FileMark(1, 2, number)) for number in (UNSETTLED, 0))
    ledgers = {}, {"a": told}, {"a": told, "b": seen}, {"b": seen}

    assert [False, False, True, True] == [Ledger(entries=each).is_first_hand for each in ledgers]


def test_who_knows_more_gives_the_reason() -> None:
    """Asked of the one output that differs, with what it is made from now and was made from."""
    now, entry = Fingerprint(b"x", b"m", b"i"), Entry(BEFORE, b"c", MARK)
    ledger = Ledger(entries={"a": entry, "b": entry})
    found = decide({"a": now, "b": BEFORE}, ledger, dict.fromkeys("ab", MARK), lambda *of: repr(of))

    assert {"a": repr(("a", now, entry))} == found.stale

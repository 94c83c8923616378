"""What is stale and what is orphaned, in small cases; and a ledger that cannot be trusted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import broadsheet.publishing.ledger
from broadsheet.publishing.ledger import (
    Entry,
    FileMark,
    Fingerprint,
    Ingredients,
    Ledger,
    announce,
    announcement_path,
    decide,
    load_ledger,
    save_ledger,
    sparing_strangers,
)

NOW = Fingerprint(b"engine", b"maker", b"inputs")
MARK = FileMark(3, 4, 5)
ENTRY = Entry(NOW, b"content", MARK)
MADE_OF = Ingredients(templates={"story.html": b"1"}, words=b"2")


def reason(before: Ledger, intact: dict[str, FileMark | None], now: Fingerprint = NOW) -> str:
    """Return why `a.html` would be made, or an empty text."""
    return decide({"a.html": now}, before, intact).stale.get("a.html", "")


@pytest.mark.parametrize(
    ("expected", "before", "intact"),
    [
        ("", Ledger(entries={"a.html": ENTRY}), {"a.html": MARK}),
        ("it is new", Ledger(), {}),
        ("its file is missing", Ledger(entries={"a.html": ENTRY}), {}),
        (
            "its file was changed by someone else",
            Ledger(entries={"a.html": ENTRY}),
            {"a.html": None},
        ),
        ("an earlier build did not finish it", Ledger(pending=("a.html",)), {}),
        (
            "an earlier build did not finish it",
            Ledger(entries={"a.html": ENTRY}, pending=("a.html",)),
            {"a.html": MARK},
        ),
    ],
)
def test_a_page_is_made_for_a_reason(
    expected: str, before: Ledger, intact: dict[str, FileMark | None]
) -> None:
    """What is as it was is left alone; all else says why it is made."""
    assert expected == reason(before, intact)


def test_a_ledger_left_open_keeps_what_reasons_are_told_by() -> None:
    """Files, and what their pages were made of; not that the build came to its end."""
    whole = Ledger(inputs=b"i", entries={"a.html": ENTRY}, ingredients=MADE_OF)
    opened = whole.opened(("b.html",))

    assert ({"a.html": ENTRY}, ("b.html",), MADE_OF) == (
        opened.entries,
        opened.pending,
        opened.ingredients,
    )
    assert opened.was_left_open


def test_a_doubted_ledger_knows_whose_files_they_are() -> None:
    """Every page is made again; files that come out as they are stay, others of ours may go."""
    doubted = Ledger(entries={"a.html": ENTRY}, pending=("b.html",)).doubted()

    assert {"a.html": Entry(NOW.doubted(), b"content", MARK)} == doubted.entries
    assert (True, False, b"maker") == (
        NOW.doubted().is_doubted,
        NOW.is_doubted,
        NOW.doubted().maker,
    )
    assert {"a.html", "b.html"} == doubted.owned()
    assert "it was to be made without a cache" == reason(doubted, {"a.html": MARK})


def test_who_has_only_a_manifest_does_not_say_that_no_cache_was_wanted() -> None:
    """The ledger was lost: that is why the page is made again."""
    nothing = Fingerprint(b"", b"", b"")
    listed = Ledger(entries={"a.html": Entry(nothing, b"content", FileMark(-1, -1, -1))})

    assert "what it was made from is not known any more" == reason(listed, {"a.html": MARK})


def test_what_only_a_manifest_calls_ours_is_spared() -> None:
    """Unless its bytes are those that we wrote: the manifest may be another site's."""
    listed = Entry(NOW, b"content", FileMark(-1, -1, -1))
    before = Ledger(
        entries={
            "changed.html": listed,
            "empty.txt": Entry(NOW, b"content", FileMark(0, 4, 5)),
            "known.html": ENTRY,
            "same.html": listed,
        },
        pending=("begun.html",),
    )
    intact = {"same.html": MARK, "changed.html": None, "empty.txt": None, "known.html": None}
    decision = decide({"new.html": NOW}, before, intact)
    spared = sparing_strangers(decision, before, intact)

    assert ("begun.html", *sorted(before.entries)) == decision.orphaned
    assert ("begun.html", "empty.txt", "known.html", "same.html") == spared.orphaned
    assert (decision.stale, decision.fresh) == (spared.stale, spared.fresh)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (Fingerprint(b"x", b"maker", b"inputs"), ["Broadsheet itself"]),
        (Fingerprint(b"engine", b"x", b"inputs"), ["its template"]),
        (Fingerprint(b"engine", b"maker", b"x"), ["what it shows"]),
        (Fingerprint(b"x", b"maker", b"x"), ["Broadsheet itself", "what it shows"]),
    ],
)
def test_each_part_of_a_fingerprint_counts(now: Fingerprint, words: list[str]) -> None:
    """A page is made when any part differs, and the reason names each that does."""
    said = reason(Ledger(entries={"a.html": ENTRY}), {"a.html": MARK}, now)

    assert said.endswith(" changed")
    assert words == [word for word in words if word in said]


def test_what_nobody_wants_is_orphaned() -> None:
    """Every path of ours that is not wanted goes, also what a dead build may have written."""
    ledger = Ledger(entries={"a.html": ENTRY, "b.html": ENTRY}, pending=("c.html",))
    decision = decide({"a.html": NOW}, ledger, {"a.html": MARK, "b.html": MARK})

    assert ("b.html", "c.html") == decision.orphaned
    assert ({}, 1) == (decision.stale, decision.fresh)


@pytest.mark.parametrize(
    ("expected", "as_of"),
    [
        (True, "2026-11-20T00:00:00Z"),
        (True, "2026-11-24T23:59:59Z"),
        (False, "2026-11-25T00:00:00Z"),
        (False, "2026-11-01T00:00:00Z"),
    ],
)
def test_a_ledger_covers_a_span_of_time(expected: bool, as_of: str) -> None:
    """Between the newest article and the next one due, the clock changes nothing."""
    ledger = Ledger(inputs=b"x", since="2026-11-19T00:00:00Z", until="2026-11-25T00:00:00Z")

    assert expected == ledger.covers(b"x", as_of)


@pytest.mark.parametrize(
    "ledger", [Ledger(), Ledger(inputs=b"y"), Ledger(inputs=b"x", pending=("a",))]
)
def test_a_ledger_of_something_else_covers_nothing(ledger: Ledger) -> None:
    """Other inputs, unknown inputs and unfinished builds are never up to date."""
    assert not ledger.covers(b"x", "2026-11-20T00:00:00Z")


def test_a_ledger_comes_back_as_it_was(tmp_path: Path) -> None:
    """Saving and loading loses nothing."""
    ledger = Ledger(inputs=b"x", entries={"a.html": ENTRY}, pending=("b.html",), stories=4)
    save_ledger(tmp_path / "deep" / "ledger", ledger)

    assert (ledger, False) == load_ledger(tmp_path / "deep" / "ledger")


def test_no_ledger_is_an_empty_one(tmp_path: Path) -> None:
    """A missing file is no damage."""
    assert (Ledger(), False) == load_ledger(tmp_path / "ledger")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a ledger",
        b"\xff\xfe",
        msgspec.msgpack.encode({"format": 1}),
        msgspec.msgpack.encode(Ledger(entries={"a.html": ENTRY}))[:-5],
    ],
    ids=["empty", "text", "bytes", "old", "cut"],
)
def test_a_damaged_ledger_is_an_empty_one_and_said(data: bytes, tmp_path: Path) -> None:
    """Whatever stands in the file, the build begins anew and knows that it does."""
    (tmp_path / "ledger").write_bytes(data)

    assert (Ledger(), True) == load_ledger(tmp_path / "ledger")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a ledger's file, of a build that came to its end."""
    save_ledger(tmp_path / "ledger", Ledger(inputs=b"x", entries={"a.html": ENTRY}))
    return tmp_path / "ledger"


def test_a_build_that_announced_itself_left_the_ledger_open(saved: Path) -> None:
    """What it was about to add is ours, there or not; of several announcements the last counts."""
    announce(saved, ("b.html",))
    announce(saved, ("b.html", "c.html"))

    opened = Ledger(entries={"a.html": ENTRY}, pending=("b.html", "c.html"))
    assert (opened, False) == load_ledger(saved)


def test_the_next_ledger_ends_what_was_announced(saved: Path) -> None:
    """Also where the announcement outlives it: it is about another ledger then."""
    announce(saved, ("b.html",))
    announced = announcement_path(saved).read_bytes()
    ledger = Ledger(inputs=b"y", entries={"a.html": ENTRY, "b.html": ENTRY})
    save_ledger(saved, ledger)

    assert not announcement_path(saved).exists()
    assert (ledger, False) == load_ledger(saved)

    announcement_path(saved).write_bytes(announced)

    assert (ledger, False) == load_ledger(saved)


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:-1], lambda d: d[:20] + b"?" + d[21:], lambda _: b""]
)
def test_a_ledger_with_a_damaged_announcement_is_not_believed(
    saved: Path, spoil: Callable[[bytes], bytes]
) -> None:
    """Nobody knows which files were to be added."""
    announce(saved, ("b.html",))
    path = announcement_path(saved)
    path.write_bytes(spoil(path.read_bytes()))

    assert (Ledger(), True) == load_ledger(saved)


def test_an_announcement_is_on_the_disk_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The output may lie on another disk, whose new files would be nobody's after a power cut."""
    path = tmp_path / "ledger-1"
    save_ledger(path, Ledger(inputs=b"i", entries={"a.html": ENTRY}))
    flushed: list[tuple[Path, bool]] = []
    seen = announcement_path(path)
    monkeypatch.setattr(
        broadsheet.publishing.ledger,
        "flush_names",
        lambda folder: flushed.append((folder, seen.is_file())),
    )
    announce(path, ("b.html",))

    assert [(tmp_path, True)] == flushed

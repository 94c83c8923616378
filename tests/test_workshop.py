"""What is kept between builds comes back in another process, or not at all; never wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import broadsheet.memo
from broadsheet.publishing.ledger import Entry, FileMark, Fingerprint, Ledger
from broadsheet.reading.discover import Project, Stamp
from broadsheet.reading.library import Row
from broadsheet.rendering.share_cards import ShareCardPainter
from broadsheet.store import Store
from broadsheet.workshop import Workshop
from living_site import LivingSite
from small_site import small_site

ROW = Row(b"record", b"content", b"rules", None, ())
OTHER = Row(b"another", b"content", b"rules", None, ())
STAMP = Stamp(1, 2, 3, 4, 5, b"digest", True)

KETTLE = "2026-11-10-kettle"


def ledger(name: str) -> Ledger:
    """Return a ledger that tells itself from others."""
    entry = Entry(Fingerprint(b"", b"", b""), name.encode(), FileMark(1, 2, 3))
    return Ledger(inputs=name.encode(), entries={f"{name}.html": entry})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a small site that was never built."""
    return small_site(tmp_path)


@pytest.fixture
def opened(project: Project) -> Iterator[Callable[[], Workshop]]:
    """Return a way to open the workshop as another process would."""
    made: list[Workshop] = []

    def open_one() -> Workshop:
        made.append(Workshop(project))
        return made[-1]

    yield open_one
    for workshop in made:
        workshop.close()


Open = Callable[[], Workshop]


def test_a_reading_comes_back(opened: Open) -> None:
    """Rows and stamps, in another process; what is gone is forgotten."""
    first = opened()
    first.keep({"a.md": STAMP, "b.md": STAMP}, {"a.md": ROW, "b.md": ROW})
    first.keep({"a.md": STAMP}, {"a.md": OTHER})
    second = opened()

    assert ({"a.md": OTHER}, {"a.md": STAMP}, []) == (
        second.rows(),
        second.stamps,
        second.notes,
    )


def flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize("spoil", [flip, cut, lambda _: b"", lambda _: b"\xc1" * 40])
def test_damaged_stamps_are_not_believed(
    spoil: Callable[[bytes], bytes], opened: Open, project: Project
) -> None:
    """Every file is then read again."""
    opened().keep({"a.md": STAMP}, {"a.md": ROW})
    path = project.cache / "stamps"
    path.write_bytes(spoil(path.read_bytes()))

    assert {} == opened().stamps


def test_stamps_of_another_store_are_not_believed(opened: Open, project: Project) -> None:
    """They would say that files are known whose rows are gone."""
    first = opened()
    first.keep({"a.md": STAMP}, {"a.md": ROW})
    first.close()
    (project.cache / "cache.db").unlink()
    second = opened()

    assert ({}, {}) == (second.stamps, second.rows())


def test_each_output_folder_has_its_own_ledger(opened: Open, tmp_path: Path) -> None:
    """By its real path, however it is written."""
    workshop = opened()
    workshop.keep_ledger(tmp_path / "one", ledger("one"))
    workshop.keep_ledger(tmp_path / "two", ledger("two"))
    again = opened()

    assert ledger("one") == again.ledger(tmp_path / "two" / ".." / "one")
    assert ledger("two") == again.ledger(tmp_path / "two")
    assert workshop.lock_path(tmp_path / "one") != workshop.lock_path(tmp_path / "two")


def test_a_ledger_that_another_process_wrote_is_seen(opened: Open, tmp_path: Path) -> None:
    """A preview or a watch keeps its workshop open while others build."""
    ours, theirs = opened(), opened()
    ours.keep_ledger(tmp_path / "out", ledger("ours"))
    theirs.keep_ledger(tmp_path / "out", ledger("theirs"))

    assert ledger("theirs") == ours.ledger(tmp_path / "out")


def test_a_ledger_that_was_opened_is_seen_by_others(opened: Open, tmp_path: Path) -> None:
    """Whether it had been kept before, or another process threw it away meanwhile."""
    workshop, entries = opened(), ledger("one").entries
    workshop.keep_ledger(tmp_path / "out", ledger("one"))
    begun = Ledger(entries=entries, pending=("b.html",))
    others = []
    for lose in (False, True):
        if lose:
            workshop.ledger_path(tmp_path / "out").unlink()
        workshop.open_ledger(tmp_path / "out", begun)
        others.append(opened().ledger(tmp_path / "out"))

    assert [begun, begun] == others
    assert begun == workshop.ledger(tmp_path / "out")


def test_a_ledger_that_others_opened_is_read_again(opened: Open, tmp_path: Path) -> None:
    """What was announced decides as much as the ledger itself."""
    ours, theirs = opened(), opened()
    ours.keep_ledger(tmp_path / "out", ledger("one"))
    theirs.ledger(tmp_path / "out")
    begun = Ledger(entries=ledger("one").entries, pending=("b.html",))
    theirs.open_ledger(tmp_path / "out", begun)

    assert begun == ours.ledger(tmp_path / "out")


def test_a_damaged_ledger_is_said_and_not_believed(opened: Open, tmp_path: Path) -> None:
    """The output's own manifest would say which files are ours; here there is none."""
    opened().keep_ledger(tmp_path / "out", ledger("one"))
    again = opened()
    path = again.ledger_path(tmp_path / "out")
    path.write_bytes(flip(path.read_bytes()))

    assert {} == again.ledger(tmp_path / "out").entries
    assert {} == again.ledger(tmp_path / "out").entries
    assert 1 == len([note for note in again.notes if "ledger was damaged" in note])


def test_starting_over_forgets_readings_and_keeps_ledgers(opened: Open, tmp_path: Path) -> None:
    """Without its ledger a build would not know which files in the output are its own."""
    workshop = opened()
    workshop.keep({"a.md": STAMP}, {"a.md": ROW})
    workshop.keep_ledger(tmp_path / "out", ledger("one"))
    workshop.start_over()

    assert ({}, {}) == (workshop.rows(), workshop.stamps)
    assert ledger("one") == workshop.ledger(tmp_path / "out")
    assert any("made anew" in note for note in workshop.notes)


def test_doing_without_a_cache_leaves_no_file(opened: Open, project: Project) -> None:
    """What a disk loses is held in memory, and it is said."""
    workshop = opened()
    workshop.do_without()
    workshop.keep({"a.md": STAMP}, {"a.md": ROW})

    assert {"a.md": ROW} == workshop.rows()
    assert not (project.cache / "cache.db").exists()
    assert any("nothing is remembered" in note for note in workshop.notes)


def test_an_unkept_cache_is_removed_at_the_end(project: Project, tmp_path: Path) -> None:
    """--no-cache: only the ledger outlives the process, for it is about the output."""
    workshop = Workshop(project, keep=False)
    folder = workshop.folder
    workshop.keep({"a.md": STAMP}, {"a.md": ROW})
    workshop.keep_ledger(tmp_path / "out", ledger("one"))
    workshop.close()

    assert not folder.exists()
    assert not (project.cache / "cache.db").exists()
    assert ledger("one") == Workshop(project, keep=False).ledger(tmp_path / "out")


def test_cards_that_no_page_shows_leave_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Titles come and go; a clean build with the cache as it is then draws none of them again."""
    monkeypatch.setattr(broadsheet.memo, "SPARE_PICTURES", 0)
    living = LivingSite(tmp_path, everything=True)
    for number in range(20):
        living.article(KETTLE, title=f"Kettle recall number {number} in harbour towns")
        living.rebuild()
    living.trial.reopen()
    shown = len(list((living.trial.output / "share").rglob("*.png")))
    store = Store(living.site.project.cache / "cache.db")
    kept = len(store.keys("pictures"))
    store.close()
    drawn: list[object] = []
    living.trial.output = tmp_path / "elsewhere"
    with monkeypatch.context() as watched:
        encoded = ShareCardPainter._encoded
        watched.setattr(
            ShareCardPainter,
            "_encoded",
            lambda self, canvas: drawn.append(canvas) or encoded(self, canvas),
        )
        living.rebuild()

    assert 0 < kept <= 2 * shown
    assert [] == drawn

"""Why pages were made: told from what builds wrote down, and never needed."""

from __future__ import annotations

from pathlib import Path

from broadsheet.publishing.journal import Making, enter, last_making

FIRST, SECOND = "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"


def test_the_last_making_is_told(tmp_path: Path) -> None:
    """A first build is one line for all pages; later ones name theirs."""
    path = tmp_path / "journal"
    enter(path, FIRST, {"a.html": "it is new", "b.html": "it is new"}, pages=2)
    enter(path, SECOND, {"b.html": "what it shows changed"}, pages=2)

    assert Making(FIRST, "it is new") == last_making(path, "a.html")
    assert Making(SECOND, "what it shows changed") == last_making(path, "b.html")
    assert 2 == len(path.read_text().splitlines())


def test_a_build_that_made_nothing_writes_nothing(tmp_path: Path) -> None:
    """No line, no file."""
    enter(tmp_path / "journal", FIRST, {}, pages=2)

    assert [] == list(tmp_path.iterdir())


def test_a_lost_or_cut_journal_tells_less(tmp_path: Path) -> None:
    """Nothing is raised; what can be read is told."""
    path = tmp_path / "journal"
    enter(path, FIRST, {"a.html": "it is new"}, pages=1)
    path.write_bytes(path.read_bytes() + b'{"at": "20\nnonsense\n')

    assert Making(FIRST, "it is new") == last_making(path, "a.html")
    assert last_making(tmp_path / "nowhere", "a.html") is None


def test_a_place_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    """A journal is for people; a build does not fail for it."""
    enter(tmp_path / "no" / "such" / "folder", FIRST, {"a.html": "it is new"}, pages=1)

    assert [] == list(tmp_path.iterdir())

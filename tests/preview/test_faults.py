"""Faults as the overlay shows them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from broadsheet.errors import Location, Problem
from broadsheet.preview.faults import MOST_FAULTS, MOST_LINE_CHARACTERS, faults_of


def problem(path: str, line: int, severity: str = "error") -> Problem:
    return Problem(
        Location(path, line),
        "bad-date",
        "no such day",
        "mend it",
        "warning" if severity == "warning" else "error",
    )


def test_a_fault_shows_its_line_and_three_around(tmp_path: Path) -> None:
    """And marks it; at a file's ends there are fewer."""
    (tmp_path / "a.md").write_text("".join(f"line {number}\n" for number in range(1, 10)))
    middle, first = faults_of([problem("a.md", 5), problem("a.md", 1)], tmp_path, None).shown

    assert [2, 3, 4, 5, 6, 7, 8] == [line.number for line in middle.lines]
    assert ["line 5"] == [line.text for line in middle.lines if line.is_it]
    assert [1, 2, 3, 4] == [line.number for line in first.lines]


def test_no_file_outside_the_site_is_shown(tmp_path: Path) -> None:
    """Whatever a problem calls its place."""
    (tmp_path / "secret").write_text("words")
    root = tmp_path / "site"
    root.mkdir()
    (root / "link").symlink_to(tmp_path / "secret")
    faults = faults_of([problem("../secret", 1), problem("link", 1)], root, None)

    assert [(), ()] == [fault.lines for fault in faults.shown]


def test_warnings_are_no_faults_and_many_faults_are_counted(tmp_path: Path) -> None:
    """The overlay is for what had to be left out, and stays readable."""
    warning = problem("a.md", 1, "warning")
    errors = [problem(f"{number}.md", 1) for number in range(MOST_FAULTS + 7)]
    faults = faults_of([warning, *errors], tmp_path, None)

    assert MOST_FAULTS == len(faults.shown)
    assert 7 == faults.more
    assert not faults_of([warning], tmp_path, None)


def test_a_file_that_is_gone_is_shown_by_the_line_that_was_read(tmp_path: Path) -> None:
    """As it was when the problem was found, cut to what can be shown."""
    gone = msgspec.structs.replace(problem("gone.md", 7), excerpt="publishedDateTime: " + "9" * 999)
    ((line,),) = (fault.lines for fault in faults_of([gone], tmp_path, None).shown)

    assert (7, MOST_LINE_CHARACTERS, True) == (line.number, len(line.text), line.is_it)

"""Problems as the overlay shows them: where, what, what to do, and the lines of the source."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from broadsheet.errors import Problem
from broadsheet.reading.discover import Sources

MOST_FAULTS = 20
"""Shown in full; a broken site's overlay says how many more there are."""

LINES_AROUND = 3
MOST_LINE_CHARACTERS = 240
MOST_FILE_BYTES = 4_000_000


class SourceLine(msgspec.Struct, frozen=True):
    """A line of a source file; `is_it` marks the one that the fault is on."""

    number: int
    text: str
    is_it: bool


class Fault(msgspec.Struct, frozen=True):
    """What is wrong, for the overlay. `place` is `path:line:column`, as in the terminal."""

    place: str
    message: str
    code: str
    hint: str = ""
    lines: tuple[SourceLine, ...] = ()


class Faults(msgspec.Struct, frozen=True):
    """All that is wrong: the first faults, and how many more there are."""

    shown: tuple[Fault, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.shown)


NOTHING_WRONG = Faults()


def faults_of(problems: Iterable[Problem], root: Path, sources: Sources | None) -> Faults:
    """Return the errors among problems with the lines of their files; warnings are left out."""
    errors = [problem for problem in problems if problem.is_error]
    shown = tuple(_fault(problem, root, sources) for problem in errors[:MOST_FAULTS])
    return Faults(shown, max(0, len(errors) - MOST_FAULTS))


def _fault(problem: Problem, root: Path, sources: Sources | None) -> Fault:
    line = problem.where.line
    path = _real(problem.where.path, root, sources) if line else ""
    lines = _lines_of(path, line) if path else ()
    if not lines and problem.excerpt:
        lines = (SourceLine(line, problem.excerpt[:MOST_LINE_CHARACTERS], True),)
    return Fault(str(problem.where), problem.message, problem.code, problem.hint, lines)


def _real(path: str, root: Path, sources: Sources | None) -> str:
    """Return the file that a problem's path means: one of those that were found, or nothing."""
    if sources is None:
        sources = Sources((), (), (), (), ())
    groups = (sources.articles, sources.settings, sources.templates, sources.assets)
    for files in groups:
        for file in files:
            if file.path == path:
                return file.real
    guess = os.path.realpath(root / path)
    return guess if guess.startswith(os.path.realpath(root) + os.sep) else ""


def _lines_of(path: str, line: int) -> tuple[SourceLine, ...]:
    """Return the lines around a line of a file, or none when it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            text = file.read(MOST_FILE_BYTES).decode("utf-8", "replace")
    except OSError:
        return ()
    lines = text.splitlines()
    first = max(1, line - LINES_AROUND)
    last = min(len(lines), line + LINES_AROUND)
    return tuple(
        SourceLine(number, lines[number - 1][:MOST_LINE_CHARACTERS], number == line)
        for number in range(first, last + 1)
    )

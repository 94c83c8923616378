"""What every command tells people: problems, how it ended, and how far it is."""

from __future__ import annotations

import errno
import io
import sys
import threading

import pytest

from broadsheet.commands.terminal import (
    MAX_SHOWN,
    MOST_OF_ONE_FILE,
    Bar,
    report_failures,
    show_problems,
)
from broadsheet.errors import Location, Problem, SiteError

FREE_SPACE = "    hint: look at the free space and the permissions of the folder\n"


def problem(path: str, line: int = 1, severity: str = "error") -> Problem:
    """Return a problem of a file."""
    return Problem(Location(path, line), "bad-date", "this is no date", "write one", severity)


def test_one_file_cannot_hide_what_is_said_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a file with too many problems some are shown, and the other file's one is."""
    many = [problem("content/many.md", line) for line in range(1, MOST_OF_ONE_FILE + 3)]
    show_problems([*many, problem("content/other.md")])
    said = capsys.readouterr().err

    assert MOST_OF_ONE_FILE == said.count("content/many.md:")
    assert 1 == said.count("content/other.md:1:")
    assert said.endswith("… and 2 more; --report FILE lists them all\n")


def test_every_broken_file_is_named_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Beyond what is shown in full a file still gets a line; a warning does not."""
    files = [f"content/{number:03}.md" for number in range(MAX_SHOWN + 3)]
    rows = [problem(file) for file in files]
    show_problems([*rows, problem(files[-1], 2), problem("content/warned.md", 1, "warning")])
    said = capsys.readouterr().err

    assert [1] * len(files) == [
        said.count(f"{file}:1: this is no date [bad-date]") for file in files
    ]
    assert MAX_SHOWN == said.count("hint: write one")
    assert "warned" not in said
    assert said.endswith("… and 5 more; --report FILE lists them all\n")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (KeyboardInterrupt(), 130, "stopped\n"),
        (BrokenPipeError(), 1, ""),
        (
            OSError(errno.ENOSPC, "No space left on device", "public/index.html"),
            1,
            f"public/index.html: No space left on device [cannot-write]\n{FREE_SPACE}",
        ),
        (
            OSError(errno.ENOENT, "No such file or directory", "nowhere/report.json"),
            1,
            (
                "nowhere/report.json: No such file or directory [cannot-write]\n"
                "    hint: make the folder first, or name another\n"
            ),
        ),
        (
            OSError("odd"),
            1,
            f"odd [cannot-write]\n{FREE_SPACE}",
        ),
        (
            SiteError(problem("content/a.md", 3)),
            1,
            f"{problem('content/a.md', 3)}\nnothing was published: 1 problem\n",
        ),
    ],
    ids=["ctrl-c", "closed pipe", "disk full", "no folder", "without a file", "problem"],
)
def test_no_failure_shows_a_stack_trace(
    error: BaseException, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each way to end has a status, and lines for people or none."""
    with report_failures() as failure:
        raise error

    assert (status, said) == (failure.status, capsys.readouterr().err)


def test_only_what_publishes_says_that_nothing_was(capsys: pytest.CaptureFixture[str]) -> None:
    """A newsletter that cannot be printed leaves the site as it is."""
    with report_failures(publishes=False):
        raise SiteError(problem("content/a.md", 3))

    assert capsys.readouterr().err.endswith("\n1 problem\n")


class Terminal(io.StringIO):
    """A terminal that remembers what it was shown."""

    def isatty(self) -> bool:
        """Claim to be one."""
        return True


def shown_by(bar: Bar) -> None:
    """Go through two stages, the second of which is long."""
    bar.begin("reading", 3)
    bar.advance(3)
    bar.begin("writing", 400)
    bar.advance(400)
    bar.begin("clearing", 500)
    bar.end()
    bar.end()


def test_a_bar_is_for_long_stages_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage of a few steps is not worth one; the others are named and counted."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    shown_by(Bar(is_quiet=False))
    drawn = terminal.getvalue()

    assert "reading" not in drawn
    assert "writing" in drawn
    assert "400/400" in drawn


def test_no_bar_in_a_file_or_when_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log holds no control sequences, and --quiet is quiet."""
    shown_by(Bar(is_quiet=False))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    shown_by(Bar(is_quiet=True))

    assert ("", "") == (terminal.getvalue(), capsys.readouterr().err)


def test_a_bar_needs_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or nothing would be spread over processes where somebody watches."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    before = threading.active_count()
    bar = Bar(is_quiet=False)
    bar.begin("reading", 400)
    bar.advance(200)
    during = threading.active_count()
    bar.end()

    assert before == during

"""What commands say and how: problems, progress, and failures without stack traces."""

from __future__ import annotations

import errno
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from broadsheet.errors import Problem, SiteError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

MAX_SHOWN = 200
"""Problems printed in full; the report file holds all."""

MOST_OF_ONE_FILE = 10
"""Problems of one file printed in full, so that one file cannot hide what is said of others."""


class Failure:
    """How a command ended, if not by itself."""

    status = 1


def say(text: str) -> None:
    """Print a line for people."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Print a line about something wrong."""
    sys.stderr.write(f"{text}\n")


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems, at most `MAX_SHOWN` in full; every broken file is named all the same."""
    rows = list(problems)
    shown, left, named = 0, 0, set[str]()
    of_file = Counter[str]()
    for problem in rows:
        path = problem.where.path
        of_file[path] += 1
        if shown < MAX_SHOWN and of_file[path] <= MOST_OF_ONE_FILE:
            complain(str(problem))
            shown += 1
            named.add(path)
        else:
            left += 1
            if problem.is_error and path not in named:
                complain(f"{problem.where}: {problem.message} [{problem.code}]")
                named.add(path)
    if left:
        complain(f"… and {left} more; --report FILE lists them all")


@contextmanager
def report_failures(publishes: bool = True) -> Iterator[Failure]:
    """Turn what stops a command into lines for people, and an exit status.

    Of a command that publishes it is said that nothing was.
    """
    failure = Failure()
    try:
        yield failure
    except SiteError as error:
        show_problems(error.problems)
        count = len(error.problems)
        what = "nothing was published: " if publishes else ""
        complain(f"{what}{count} problem{'s' * (count != 1)}")
        failure.status = 2 if type(error).__name__ == "TooManyProblems" else 1
    except KeyboardInterrupt:
        complain("stopped")
        failure.status = 130
    except BrokenPipeError:
        failure.status = 1
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        complain(f"{place}{error.strerror or error} [cannot-write]")
        hint = _OF_FOLDERS if error.errno in _NO_FOLDER else _OF_DISKS
        complain(f"    hint: {hint}")


_NO_FOLDER = {errno.ENOENT, errno.ENOTDIR}
_OF_FOLDERS = "make the folder first, or name another"
_OF_DISKS = "look at the free space and the permissions of the folder"


class Bar:
    """A progress bar on a terminal; silent elsewhere, and on builds too short to need one."""

    def __init__(self, is_quiet: bool) -> None:
        self._is_shown = sys.stderr.isatty() and not is_quiet
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def begin(self, stage: str, total: int) -> None:
        """Start a stage of so many steps."""
        if not self._is_shown or total < 200:
            return
        if self._progress is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
            from rich.progress import Progress as RichProgress

            self._progress = RichProgress(
                TextColumn("{task.description:8}"),
                BarColumn(),
                MofNCompleteColumn(),
                console=Console(stderr=True),
                transient=True,
                auto_refresh=False,  # that takes a thread, and who has one must not fork
            )
            self._progress.start()
        self._task = self._progress.add_task(stage, total=total)
        self._progress.refresh()

    def advance(self, steps: int) -> None:
        """Count steps that are done."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, advance=steps, refresh=True)

    def end(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

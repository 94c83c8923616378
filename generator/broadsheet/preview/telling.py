"""What the preview says at the terminal: one line for each change, and problems as they appear."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from broadsheet.errors import Problem
from broadsheet.prepare import Prepared
from broadsheet.preview.snapshot import Snapshot
from broadsheet.sitefiles import SiteFiles

MOST_SHOWN = 30
"""Problems printed at a time; `broadsheet build` prints more."""


class Teller:
    """Tells the person at the terminal what is new, and nothing twice."""

    def __init__(self, say: Callable[[str], None], complain: Callable[[str], None]) -> None:
        self.say = _unless_gone(say)
        self.complain = _unless_gone(complain)
        self._told: frozenset[Problem] = frozenset()

    def changed(self, snapshot: Snapshot, files: tuple[str, ...], seconds: float) -> None:
        """Tell of a new snapshot: when, which pages, how long it took, after which files."""
        spent = f"{seconds * 1000:.0f} ms"
        if snapshot.number == 1:
            articles = len(snapshot.prepared.readings.rows)
            self.say(
                f"{_many(len(snapshot.pages), 'page')} of {_many(articles, 'article')}, {spent}"
            )
        elif snapshot.changed:
            count = _many(len(snapshot.changed), "page")
            self.say(f"{time.strftime('%H:%M:%S')}  {count} changed, {spent}: {_named(files)}")

    def problems(self, problems: Iterable[Problem]) -> None:
        """Print the problems that were not there before, or that the last one is gone."""
        now = frozenset(problems)
        fresh = sorted(now - self._told)
        for problem in fresh[:MOST_SHOWN]:
            self.complain(str(problem))
        if len(fresh) > MOST_SHOWN:
            self.complain(f"… and {len(fresh) - MOST_SHOWN} more; `broadsheet build` lists them")
        had_errors = any(problem.is_error for problem in self._told)
        if had_errors and not any(problem.is_error for problem in now):
            self.say(f"{time.strftime('%H:%M:%S')}  no errors left")
        self._told = now

    def failed(self, problems: tuple[Problem, ...]) -> None:
        """Print what is wrong with a page that a browser asked for and that cannot be made."""
        for problem in problems[:MOST_SHOWN]:
            self.complain(str(problem))


def _unless_gone(tell: Callable[[str], None]) -> Callable[[str], None]:
    """Return `tell` made to bear a terminal that was closed: the preview goes on without it."""

    def told(text: str) -> None:
        with suppress(OSError):
            tell(text)

    return told


def changed_files(
    before: Prepared | None, after: Prepared, files_before: SiteFiles | None, files: SiteFiles
) -> tuple[str, ...]:
    """Return the paths of all source files that are new, differ or are gone, sorted. Pure."""
    if before is None or files_before is None:
        return ()
    rows, old = after.readings.rows, before.readings.rows
    found = {path for path, row in rows.items() if path not in old or old[path] != row}
    found |= old.keys() - rows.keys()
    if files.digest != files_before.digest:
        found |= _different(files_before.settings, files.settings, "")
        found |= _different(files_before.templates, files.templates, "templates/")
        found |= _different(files_before.assets, files.assets, "site/static/")
    return tuple(sorted(found))


def _different(before: Mapping[str, object], after: Mapping[str, object], folder: str) -> set[str]:
    names = before.keys() | after.keys()
    return {f"{folder}{name}" for name in names if before.get(name) != after.get(name)}


def _named(files: tuple[str, ...]) -> str:
    if not files:
        return "time passed"
    return files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"

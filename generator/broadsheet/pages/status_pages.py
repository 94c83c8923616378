"""What is wrong with the articles, as a page: for the people who make the site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from broadsheet import addresses
from broadsheet.errors import Problem
from broadsheet.pages.page import Page
from broadsheet.pages.views import Head
from broadsheet.settings import Settings

MOST_FILES = 500
MOST_OF_ONE_FILE = 10
"""What is shown of it: the page stays readable when a whole import is broken."""


class StatusProblem(msgspec.Struct, frozen=True):
    """One thing that is wrong: `place` is `path:line`."""

    place: str
    message: str
    hint: str
    code: str


class BrokenFile(msgspec.Struct, frozen=True):
    """A file with errors. `more` counts problems that are not shown."""

    path: str
    stands_in: bool
    problems: tuple[StatusProblem, ...]
    more: int = 0


class StatusView(msgspec.Struct, frozen=True):
    """How the articles stand. `more` counts broken files that are not shown."""

    head: Head
    articles: int
    held_back: int
    warnings: int
    standing_in: int
    broken: tuple[BrokenFile, ...]
    more: int = 0


class Status(msgspec.Struct, frozen=True):
    """What the status page is made from: counts, errors by file, paths of stand-ins."""

    articles: int = 0
    held_back: int = 0
    warnings: int = 0
    errors: tuple[Problem, ...] = ()
    standing_in: tuple[str, ...] = ()


def status_of(
    articles: int, held_back: int, problems: Collection[Problem], standing_in: Iterable[str]
) -> Status:
    """Return how a site stands."""
    errors = tuple(sorted({problem for problem in problems if problem.is_error}))
    warnings = sum(not problem.is_error for problem in set(problems))
    return Status(articles, held_back, warnings, errors, tuple(sorted(standing_in)))


def status_pages(settings: Settings, status: Status) -> Iterator[Page]:
    """Yield the status page, if the settings ask for it."""
    if settings.site.status_page:
        yield Page(addresses.STATUS, "status.html", status_view, (status,), "the status page")


def status_view(status: Status) -> StatusView:
    """Return the page."""
    stand_ins = set(status.standing_in)
    files = [
        _broken(path, list(problems), path in stand_ins)
        for path, problems in groupby(status.errors, lambda problem: problem.where.path)
    ]
    named = {file.path for file in files}
    files += [_broken(path, [], True) for path in status.standing_in if path not in named]
    return StatusView(
        head=Head(title="", path=addresses.STATUS, noindex=True),
        articles=status.articles,
        held_back=status.held_back,
        warnings=status.warnings,
        standing_in=len(stand_ins),
        broken=tuple(files[:MOST_FILES]),
        more=max(0, len(files) - MOST_FILES),
    )


def _broken(path: str, problems: Sequence[Problem], stands_in: bool) -> BrokenFile:
    shown = tuple(
        StatusProblem(str(problem.where), problem.message, problem.hint, problem.code)
        for problem in problems[:MOST_OF_ONE_FILE]
    )
    return BrokenFile(path, stands_in, shown, len(problems) - len(shown))

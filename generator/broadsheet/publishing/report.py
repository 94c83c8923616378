"""What a build did: for people, and (`--report`) for programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import msgspec

from broadsheet.errors import Problem


class Report(msgspec.Struct, frozen=True):
    """What happened in one build. `seconds` are by stage; `rendered` maps outputs to reasons.

    `is_complete` is False when the search index could not be made, and is as it was before.
    `held_back` counts articles that are not shown for being unpublished or dated later.
    `standing_in` names the broken articles for which their last good version is shown; they are
    not among those `left_out`.
    """

    articles: int = 0
    parsed: int = 0
    left_out: int = 0
    held_back: int = 0
    stories: int = 0
    pages: int = 0
    rendered: dict[str, str] = {}
    written: int = 0
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    standing_in: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: dict[str, float] = {}
    is_complete: bool = True

    @property
    def is_clean(self) -> bool:
        """Whether all that was planned is published: else the output is no clean build's."""
        return self.is_complete and not self.failed


class StageTimes:
    """A stop-watch for the stages of a build."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time that the block takes to a stage."""
        start = perf_counter()
        try:
            yield
        finally:
            spent = self.seconds.get(name, 0.0) + perf_counter() - start
            self.seconds[name] = round(spent, 4)


def summary(report: Report) -> str:
    """Return the closing lines of a build."""
    total = sum(report.seconds.values())
    lines = [
        f"{_many(report.articles, 'article')} read"
        + (f", {report.left_out} left out" if report.left_out else "")
        + (f", {report.held_back} held back" if report.held_back else "")
        + (f", {len(report.standing_in)} by their last good version" if report.standing_in else "")
        + f"; {_many(report.stories, 'story', 'stories')}; {_many(report.pages, 'page')}",
        f"{report.written} written, {report.unchanged} unchanged, {len(report.removed)} removed"
        + (f", {len(report.failed)} failed" if report.failed else "")
        + f" in {total:.2f} s",
    ]
    spent = [f"{name} {seconds:.2f}" for name, seconds in report.seconds.items()]
    if spent:
        lines.append(f"seconds: {', '.join(spent)}")
    errors = sum(problem.is_error for problem in report.problems)
    warnings = len(report.problems) - errors
    if report.problems:
        lines.append(f"{_many(errors, 'error')}, {_many(warnings, 'warning')}")
    if not report.stories and (why := _why_empty(report)):
        lines.append(f"the site shows no story: {why}")
    return "\n".join(lines)


def _why_empty(report: Report) -> str:
    """Return why there is no story and what to do, or nothing where the problems say it."""
    if not report.articles:
        return "an article is a file in content/ that ends in .md, and --source names the site"
    if report.held_back:
        return "all articles are unpublished or dated later; --drafts shows them"
    return ""


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or f'{one}s'}"


def as_json(report: Report) -> bytes:
    """Return the report as JSON, for `--report FILE`."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"

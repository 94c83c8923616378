"""Makes what was decided: renders and stages pages, and says what the ledger shall hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from broadsheet.crew import Crew
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.pages.page import Page
from broadsheet.publishing.ledger import Decision, Entry, FileMark, Fingerprint, Ledger
from broadsheet.publishing.output import Output

SHARE = 40
"""Fewest pages worth sending to another process."""

Render = Callable[[Page], bytes]


class Written(NamedTuple):
    """A page that was made: the hash of its bytes and its file; or why it was not."""

    output: str
    content: bytes
    mark: FileMark | None
    problems: tuple[Problem, ...] = ()


class Outcome(NamedTuple):
    """What came of a decision: the next ledger's entries, the failures, the files that changed."""

    entries: dict[str, Entry]
    failed: tuple[str, ...]
    problems: tuple[Problem, ...]
    staged: tuple[str, ...]


def rehearse(stale: Mapping[str, str], pages: Mapping[str, Page], render: Render) -> None:
    """Render one page of each kind, writing nothing; raises SiteError for a broken template."""
    first = {pages[output].maker: pages[output] for output in stale}
    problems: list[Problem] = []
    for page in first.values():
        try:
            render(page)
        except SiteError as error:
            problems.extend(error.problems)
    if problems:
        raise SiteError(*problems)


def carry_out(
    decision: Decision,
    wanted: Mapping[str, Fingerprint],
    pages: Mapping[str, Page],
    ledger: Ledger,
    render: Render,
    output: Output,
    crew: Crew,
    progress: Callable[[int], None],
) -> Outcome:
    """Make and stage every stale page; raises OSError when the folder fails.

    A page that cannot be rendered keeps its old file and stays out of the ledger, so it is tried
    again next time.
    """
    before = ledger.entries
    entries = {path: before[path] for path in wanted if path not in decision.stale}
    problems: list[Problem] = []
    failed: list[str] = []
    staged: list[str] = []
    worker = _Worker(pages, before, render, output)
    for batch in crew.spread(worker, crew.shares(list(decision.stale), SHARE)):
        for made in batch:
            if made.mark is None:
                failed.append(made.output)
                problems.extend(made.problems)
                continue
            entries[made.output] = Entry(wanted[made.output], made.content, made.mark)
            was = before.get(made.output)
            if was is None or was.mark != made.mark:
                staged.append(made.output)
        progress(len(batch))
    return Outcome(entries, tuple(failed), tuple(problems), tuple(staged))


class _Worker:
    """Renders and stages a share of the pages; runs in a process of its own."""

    def __init__(
        self,
        pages: Mapping[str, Page],
        before: Mapping[str, Entry],
        render: Render,
        output: Output,
    ) -> None:
        self._pages = pages
        self._before = before
        self._render = render
        self._output = output

    def __call__(self, outputs: Sequence[str]) -> list[Written]:
        return [self._make(path) for path in outputs]

    def _make(self, path: str) -> Written:
        try:
            data = self._render(self._pages[path])
        except SiteError as error:
            return Written(path, b"", None, error.problems)
        except RecursionError:
            problem = Problem(
                Location(self._pages[path].maker),
                "template-error",
                f"a template calls itself without end (making {self._pages[path].about})",
                "look for a template or macro that includes itself",
            )
            return Written(path, b"", None, (problem,))
        content = digest_of_bytes(data)
        was = self._before.get(path)
        if (
            was is not None
            and was.content == content
            and self._output.intact({path: was}).get(path)
        ):
            return Written(path, content, was.mark)
        return Written(path, content, self._output.stage(path, data))

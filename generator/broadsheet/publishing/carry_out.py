"""Makes what was decided: renders and stages pages, and says what the ledger shall hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from broadsheet.crew import Crew
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.memo import LostRecord
from broadsheet.pages.page import Page
from broadsheet.publishing.ledger import Decision, Entry, FileMark, Fingerprint, Ledger
from broadsheet.publishing.output import Output

SHARE = 40
"""Fewest pages worth sending to another process."""

TRIES = 12
"""Pages of one kind that must fail before its template is to blame: hardly by what they show."""

Render = Callable[[Page], bytes]


class Written(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A page that was made: the hash of its bytes and its file; or why it was not.

    `is_staged` says that its file is new; else the old one has these bytes already.
    """

    output: str
    content: bytes
    mark: FileMark | None
    is_staged: bool = False
    problems: tuple[Problem, ...] = ()
    sums: bytes = b""


class Outcome(NamedTuple):
    """What came of a decision: the next ledger's entries, the failures, the files that changed."""

    entries: dict[str, Entry]
    failed: tuple[str, ...]
    problems: tuple[Problem, ...]
    staged: tuple[str, ...]


def rehearse(stale: Iterable[str], pages: Mapping[str, Page], render: Render) -> Render:
    """Raise SiteError for a template that fails whatever it is given; write nothing.

    Returns what renders as `render` does, and has the pages at hand that were made by the way.

    Pages of each kind are rendered until one succeeds: where some do and some do not, it is for
    what they show, and those that fail cost only themselves. So does the only page of a kind,
    of which it cannot be told.
    """
    kinds: dict[str, list[Page]] = {}
    for output in stale:
        page = pages[output]
        tried = kinds.setdefault(page.maker, [])
        if len(tried) < TRIES:
            tried.append(page)
    problems: list[Problem] = []
    made: dict[str, bytes] = {}
    for tried in kinds.values():
        problems.extend(_common_failure(tried, render, made))
    if problems:
        raise SiteError(*problems)

    def render_once(page: Page) -> bytes:
        data = made.get(page.address)
        return render(page) if data is None else data

    return render_once


def _common_failure(
    tried: Sequence[Page], render: Render, made: dict[str, bytes]
) -> tuple[Problem, ...]:
    """Return what is wrong with the first of some pages if it is with all, else nothing.

    One that succeeds goes into `made`, by its address.
    """
    first: tuple[Problem, ...] = ()
    for page in tried:
        try:
            made[page.address] = rendered(page, render)
        except SiteError as error:
            first = first or error.problems
        else:
            return ()
    return first if len(tried) > 1 else ()


def rendered(page: Page, render: Render) -> bytes:
    """Return the page's bytes; raises SiteError for whatever goes wrong in making it.

    What one page shows may meet an error that nobody thought of; the others are made all the same.
    """
    try:
        return render(page)
    except (SiteError, LostRecord, MemoryError):
        raise
    except RecursionError:
        problem = Problem(
            Location(page.maker),
            "template-error",
            f"a template calls itself without end (making {page.about})",
            "look for a template or macro that includes itself",
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said
        problem = Problem(
            Location(page.maker),
            "page-failed",
            f"{type(error).__name__}: {error} (making {page.about})",
            "this is a fault of Broadsheet; report it, with the article if you can",
        )
    raise SiteError(problem)


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
    for batch in crew.spread(worker, crew.shares(list(decision.stale), SHARE), list[Written]):
        for made in batch:
            if made.mark is None:
                failed.append(made.output)
                problems.extend(made.problems)
                continue
            entries[made.output] = Entry(wanted[made.output], made.content, made.mark, made.sums)
            if made.is_staged:
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
            page = self._pages[path]
            data = rendered(page, self._render)
        except SiteError as error:
            return Written(path, b"", None, problems=error.problems)
        content = digest_of_bytes(data)
        was = self._before.get(path)
        if was is not None and was.content == content:
            mark = self._output.intact({path: was}).get(path)
            if mark is not None:
                return Written(path, content, mark, sums=page.input_sums())
        mark = self._output.stage(path, data)
        return Written(path, content, mark, is_staged=True, sums=page.input_sums())

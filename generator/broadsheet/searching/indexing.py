"""Pagefind at work: a program of its own that reads small HTML files and leaves an index.

Several run at once, and beside our own rendering, for each keeps one processor busy.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from broadsheet.addresses import output_of
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.searching.canonical import ENTRY, canonical
from broadsheet.searching.records import Record, document

INDEX_FILES = (".pf_index", ".pf_fragment", ".pf_filter", ".pf_meta")
PROGRAM = ("pagefind.js", "pagefind-worker.js")
"""What the browser needs to search, besides an index; Pagefind's own widgets are left out."""


class Job(NamedTuple):
    """An index to make. `body` gives the safe HTML of a record's text by its hash."""

    name: str
    records: Sequence[Record]
    language: str
    body: Callable[[bytes], str]


class Indexing:
    """Runs Pagefind for jobs, up to `at_once` of them at a time; use it with `with`.

    What still runs at the end of the block is stopped, and its files are removed.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._waiting: deque[Job] = deque()
        self._running: dict[str, _Run] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Begin with nothing to do."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop what still runs."""
        self._stack.close()

    def expect(self, jobs: Iterable[Job], beside: int) -> None:
        """Say what will be asked for, and begin with the first few, beside other work."""
        self._waiting.extend(jobs)
        self._keep_busy(beside)

    def files(self, job: Job) -> dict[str, bytes]:
        """Return a job's index by path; raises SiteError (`search-index`) when it fails.

        Meanwhile others of those that are expected are begun.
        """
        if job.name not in self._running:
            self._waiting = deque(each for each in self._waiting if each.name != job.name)
            self._start(job)
        self._keep_busy(self._at_once)
        return self._running.pop(job.name).files()

    def _keep_busy(self, at_once: int) -> None:
        """Begin with what is expected; what cannot begin fails when its files are asked for."""
        while self._waiting and len(self._running) < at_once:
            try:
                self._start(self._waiting[0])
            except SiteError:
                return
            self._waiting.popleft()

    def _start(self, job: Job) -> None:
        self._running[job.name] = self._stack.enter_context(_Run(job))


class _Run:
    """One run of Pagefind in a folder of its own."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._folder = tempfile.TemporaryDirectory(prefix="broadsheet-search-")
        try:
            self._process = self._started(Path(self._folder.name))
        except BaseException:
            self._folder.cleanup()
            raise

    def _started(self, root: Path) -> subprocess.Popen[bytes]:
        _write_documents(self._job, root / "pages")
        program = _program()
        with (root / "log").open("wb") as log:
            try:
                return subprocess.Popen(  # noqa: S603 - our own program, without a shell
                    [
                        program,
                        "--site",
                        "pages",
                        "--output-path",
                        "index",
                        "--silent",
                        "--force-language",
                        self._job.language.partition("-")[0],
                    ],
                    cwd=root,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            except OSError as error:
                raise SiteError(_problem(error.strerror or str(error))) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def files(self) -> dict[str, bytes]:
        """Wait for the index and return it."""
        status = self._process.wait()
        root = Path(self._folder.name)
        entry = root / "index" / ENTRY
        if status or not entry.is_file():
            said = (root / "log").read_text("utf-8", "replace").strip()
            raise SiteError(_problem(said.splitlines()[-1] if said else f"status {status}"))
        found = dict(_files_below(root / "index"))
        self._folder.cleanup()
        return canonical(found)


def _program() -> Path:
    from pagefind.service import get_executable

    found = get_executable()
    if found is None:
        raise SiteError(_problem("the program is not installed"))
    return Path(found)


def _problem(why: str) -> Problem:
    return Problem(
        Location("pagefind"),
        "search-index",
        f"the search index could not be made: {why}",
        "install it with: pip install 'pagefind[bin]'; or set 'search: false' in site/site.yaml",
    )


def _write_documents(job: Job, pages: Path) -> None:
    for record in job.records:
        path = pages / output_of(record.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        body = job.body(record.body) if record.body else ""
        path.write_text(document(record, job.language, body), "utf-8")


def _files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what a browser will ask for."""
    for path in folder.rglob("*"):
        name = path.name
        if name in (ENTRY, *PROGRAM) or name.endswith(INDEX_FILES) or name.startswith("wasm."):
            yield path.relative_to(folder).as_posix(), path.read_bytes()

"""A site in two versions and real builds of it, which can be ended, starved and watched."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml

from broadsheet.build import build
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.prepare import Options
from broadsheet.proving.sitecopy import write, write_source
from broadsheet.proving.trial import Tree, tree_of
from broadsheet.publishing.whole import TEMPORARY_PREFIX
from broadsheet.reading.discover import Project
from broadsheet.workshop import Workshop
from small_site import NOW, article, tiny_templates

SETTINGS = {
    "title": "Small",
    "base_url": "https://small.example/",
    "page_size": 5,
    "search": False,
    "share_cards": False,
    "newsletters": False,
}
PROGRAM = "import sys; from broadsheet.commands import main; sys.exit(main())"


class Press:
    """The site: `turn` makes it another version, `pages` says what a clean build of it gives.

    `clean` is what clean builds of its versions gave to presses of the same site before it.
    """

    def __init__(
        self,
        folder: Path,
        articles: int = 60,
        clean: dict[int, Tree] | None = None,
        **settings: object,
    ) -> None:
        self.root = folder / "site"
        self.output = folder / "public"
        self.folder = folder
        self.version = 0
        self._articles = articles
        tiny_templates(self.root / "templates")
        write(self.root / "site/site.yaml", yaml.safe_dump({**SETTINGS, **settings}))
        self._clean = {} if clean is None else clean
        self.turn()

    @property
    def project(self) -> Project:
        """The site's folders."""
        return Project.at(self.root)

    def turn(self) -> None:
        """Make the other version: titles, texts and topics differ, a few articles come and go."""
        self.version = 1 + self.version % 2
        for path in (self.root / "content").glob("*.md"):
            path.unlink()
        for name, data in sources(self.version, self._articles).items():
            write(self.root / "content" / name, data)

    def pages(self) -> Tree:
        """Return what a clean build of this version gives, built once."""
        if self.version not in self._clean:
            workshop = Workshop(self.project._replace(cache=self.folder / "clean-cache"))
            build(workshop, self.folder / "clean", Options(as_of=NOW, jobs=1))
            workshop.close()
            self._clean[self.version] = tree_of(self.folder / "clean")
        return self._clean[self.version]

    def rebuild(self, swap: bool = False) -> Tree:
        """Bring the output up to date in this process, as if newly started; return it."""
        workshop = Workshop(self.project)
        try:
            build(workshop, self.output, Options(as_of=NOW, jobs=1, swap=swap))
        finally:
            workshop.close()
        return tree_of(self.output)

    def command(self, *options: str) -> list[str]:
        """Return the command line of a build."""
        where = ["--source", str(self.root), "--output", str(self.output)]
        return [sys.executable, "-c", PROGRAM, "build", *where, "--as-of", NOW, *options]

    def start(self, *options: str, before: Callable[[], None] | None = None) -> Running:
        """Start a build in a process of its own; `before` is done in it first."""
        return Running(
            subprocess.Popen(
                self.command(*options),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                preexec_fn=before,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        )

    def leftovers(self) -> list[Path]:
        """Return files and folders that only a dead build leaves, beside the output too."""
        beside = list(self.output.parent.glob(f"{TEMPORARY_PREFIX}*"))
        return [*self.output.rglob(f"{TEMPORARY_PREFIX}*"), *beside]

    def false_claims(self, foreign: str) -> list[str]:
        """Return the files of which the ledger says what is not so; `foreign` is none of ours."""
        workshop = Workshop(self.project)
        ledger = workshop.ledger(self.output)
        workshop.close()
        if ledger.was_left_open:
            return []
        found = tree_of(self.output)
        ours = ledger.entries.items()
        wrong = [path for path, e in ours if digest_of_bytes(found.get(path, b"")) != e.content]
        return wrong + sorted(found.keys() - ledger.owned() - {foreign})

    def torn(self, old: Tree, new: Tree) -> list[str]:
        """Return published files that are those of neither version; empty folders are no matter."""
        return [
            path
            for path, data in self.named().items()
            if data not in (old.get(path), new.get(path))
        ]

    def named(self) -> Tree:
        """Return the published files that have their names; empty folders are no matter."""
        return {
            path: data
            for path, data in tree_of(self.output).items()
            if not path.rpartition("/")[2].startswith((TEMPORARY_PREFIX, " (an empty folder)"))
        }


@cache
def sources(version: int, articles: int) -> Tree:
    """Return the articles of a version: how YAML is written is not what is tried here."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(5 * version, 5 * version + articles):
            about = article(
                f"Report {number} from the {number}th pier, version {version}",
                f"2026-11-{1 + number % 19:02}",
                f"https://outlet{number % 7}.example/{number}",
                body=f"Text of version {version}.\n\n" * 20,
                topics=[("Tools", "Robots", "Ferries")[number % 3], f"Version {version}"],
            )
            write_source(Path(folder, f"{number:03}.md"), about)
        return tree_of(Path(folder))


class Running:
    """A build in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.stdout = self.stderr = ""

    def end(self, timeout: float = 120) -> int:
        """Wait for its end; return its exit status."""
        self.stdout, self.stderr = self.process.communicate(timeout=timeout)
        return self.process.returncode

    def kill(self) -> list[int]:
        """End it as the system would for want of memory; return who survives a second later."""
        workers = descendants(self.process.pid)
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=60)
        until = time.monotonic() + 10
        while alive(workers) and time.monotonic() < until:
            time.sleep(0.01)
        return alive(workers)


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has begun and that they have begun."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    except (OSError, ValueError):
        return found
    return found + [grandchild for child in found for grandchild in descendants(child)]


def alive(pids: list[int]) -> list[int]:
    """Return those that still run (a zombie does not)."""
    return [pid for pid in pids if state_of(pid) not in "ZX"]


def state_of(pid: int) -> str:
    """Return the state letter of a process (proc(5)), "X" for none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def limit_files(size: int) -> Callable[[], None]:
    """Return what keeps a process from writing longer files: a full disk without a disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return limit

"""A process that forks readers of articles, and measures what each takes.

Started once by `Readers` and given an order a line, for a fork costs a hundredth of a start. It is
run in the folder of the tests, as a program of its own: `python -m hostile.readers`.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from hostile.hostile_site import GENERATOR

PATIENCE = 300
"""Seconds of processor time after which a reader is ended."""


class Cost(NamedTuple):
    """What a process and its children took: seconds of a processor, and bytes at most."""

    status: int
    seconds: float
    peak: int
    said: str


class Readers:
    """Reads articles in processes that are told apart by what they cost."""

    def __init__(self, folder: Path) -> None:
        self._article = folder / "article.md"
        self._said = folder / "said"
        path = os.pathsep.join([str(GENERATOR), *sys.path])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hostile.readers", str(self._article), str(self._said)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONPATH": path},
        )

    def cost_of(self, article: bytes) -> Cost:
        """Read an article in a process of its own."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._article.write_bytes(article)
        self._process.stdin.write("read\n")
        self._process.stdin.flush()
        status, seconds, peak = json.loads(self._process.stdout.readline())
        return Cost(status, seconds, peak, self._said.read_text("utf-8", "replace"))

    def close(self) -> None:
        """End the process that forks."""
        self._process.communicate(timeout=60)


def _serve(article: str, said: str) -> None:
    """Carry out orders until there are no more; what reading needs is loaded before.

    A reader shares pages of memory with this process; its peak is given as if it shared none.
    """
    from broadsheet.reading import articles, markup

    markup.render_reference("a", 20)
    articles.parse(b"---\ntitle: A\n---\nA.\n", "a.md", articles.ParseRules())
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _read(article, said)
            return
        _, status, usage = os.wait4(child, 0)
        most = usage.ru_maxrss + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        peak = most if sys.platform == "darwin" else most * 1024
        answer = (os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, peak)
        print(json.dumps(answer), flush=True)


def _read(article: str, said: str) -> None:
    """Read an article in this process, and say into a file what came of it, errors too."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    ear = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(ear, stream)
    print("TOLD", _told(Path(article).read_bytes()), flush=True)


def _told(data: bytes) -> str:
    """Return what is said of an article first: code, line and the setting that would allow it."""
    from broadsheet.reading.articles import ParseRules, parse

    parsed = parse(data, "content/2026-11-01-costly.md", ParseRules())
    assert parsed.article is not None or parsed.problems
    for problem in parsed.problems[:1]:
        setting = re.search(r"limits: (\w+)", problem.hint)
        told = "warn:" if parsed.article is not None else ""
        return f"{told}{problem.code}:{problem.where.line}" + (f" {setting[1]}" if setting else "")
    return "read"


def _serve_apart(article: str, said: str) -> int:
    """Carry out orders in a fork of this process, and return its exit status.

    Linux counts what a process was before it became this program as memory that this program had
    (`ru_maxrss` outlives exec): with whatever the runner of tests holds. A fork begins anew.
    """
    server = os.fork()
    if server == 0:
        _serve(article, said)
        return 0
    return os.waitstatus_to_exitcode(os.waitpid(server, 0)[1])


if __name__ == "__main__":
    sys.exit(_serve_apart(*sys.argv[1:3]))

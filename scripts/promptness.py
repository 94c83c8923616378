"""`python scripts/promptness.py`: how promptly the preview answers whom it serves. Prints a table.

Thirty articles; a page in Chromium that reloads by itself, two hundred listeners beside a hundred
requests that are never finished, and the end by a signal. Each figure is of one run of this.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.corpus import Corpus
from bench.edits import retitle, targets
from bench.measure import last_lines, start
from bench.report import table
from bench.tools import OURS, Tool, prepare
from bench.trees import article_path, write_trees

from browser_support import chromium

ARTICLES = 30
EDITS = 25
LISTENERS = 200
HALF_OPEN = 100
PATIENCE = 60.0
HOST = "127.0.0.1"


def main() -> None:
    """Measure, and print a Markdown table."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tool = prepare(OURS, work)
        corpus = Corpus(ARTICLES, 1)
        source = write_trees(corpus, [OURS], work, work)[OURS]
        name = targets(corpus.sketches)[0].name
        file = article_path(source, OURS, name)
        with _serving(tool, source, work) as port:
            page = f"/news/{name}/"
            shown = _edits_in_chromium(port, page, file)
            told, asked = _crowd(port, page, file)
        ended = _end_by_signal(tool, source, work)
    rows = [
        [
            f"edit to visible page in Chromium, {EDITS} edits: median",
            f"{statistics.median(shown):.2f} s",
        ],
        ["the same: slowest", f"{max(shown):.2f} s"],
        [
            f"{LISTENERS} listeners beside {HALF_OPEN} unfinished requests: last one told",
            f"{told:.2f} s",
        ],
        ["a page asked for meanwhile: slowest of 20", f"{asked:.2f} s"],
        ["SIGTERM with a listener to the end of the process", f"{ended:.2f} s"],
    ]
    print(table(["what", "took"], rows))


@contextlib.contextmanager
def _serving(tool: Tool, source: Path, work: Path) -> Iterator[int]:
    """Run our preview on a free port until the block ends."""
    port, process = _started(tool, source, work)
    try:
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _started(tool: Tool, source: Path, work: Path) -> tuple[int, subprocess.Popen[bytes]]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    log = work / "serve.log"
    with log.open("wb") as sink:
        process = start(tool.serve_on(port), source, tool.environment, sink.fileno())
    deadline = time.monotonic() + PATIENCE
    while _get(port, "/") is None:
        assert time.monotonic() < deadline, last_lines(log)
        time.sleep(0.05)
    return port, process


def _edits_in_chromium(port: int, page: str, file: Path) -> list[float]:
    """Seconds from each save until the page that is open shows it, by itself."""
    seconds = []
    with chromium() as browser:
        tab = browser.new_page()
        tab.goto(f"http://{HOST}:{port}{page}")
        for number in range(EDITS):
            time.sleep(0.7)
            marker = f"Mark{number}x"
            begun = time.perf_counter()
            retitle(file, marker)
            tab.locator("h1", has_text=marker).wait_for()
            seconds.append(time.perf_counter() - begun)
    return seconds


def _crowd(port: int, page: str, file: Path) -> tuple[float, float]:
    """Seconds until the last listener is told of an edit, and of the slowest page meanwhile."""
    with contextlib.ExitStack() as open_sockets:
        for _ in range(HALF_OPEN):
            half = open_sockets.enter_context(socket.create_connection((HOST, port)))
            half.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        ears = [open_sockets.enter_context(_listening(port, page)) for _ in range(LISTENERS)]
        waiting = selectors.DefaultSelector()
        for ear in _greeted(ears):
            waiting.register(ear, selectors.EVENT_READ)
        begun = time.perf_counter()
        retitle(file, "Crowdmark")
        pages = []
        left = len(ears)
        while left:
            for key, _ in waiting.select(0.02):
                waiting.unregister(key.fileobj)
                left -= 1
            if len(pages) < 20:
                asked = time.perf_counter()
                assert _get(port, page) is not None
                pages.append(time.perf_counter() - asked)
        return time.perf_counter() - begun, max(pages)


def _listening(port: int, page: str) -> socket.socket:
    """Open the stream that a page listens to."""
    ear = socket.create_connection((HOST, port))
    ear.sendall(
        f"GET /_broadsheet/events?page={page} HTTP/1.1\r\nHost: {HOST}:{port}\r\n"
        "Accept: text/event-stream\r\nSec-Fetch-Site: same-origin\r\n\r\n".encode()
    )
    return ear


def _greeted(ears: list[socket.socket]) -> list[socket.socket]:
    """Take what each is told at once: the head of the answer and the first greeting."""
    time.sleep(3)
    for ear in ears:
        ear.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while ear.recv(65_536):
                pass
    return ears


def _get(port: int, page: str) -> bytes | None:
    try:
        with socket.create_connection((HOST, port), timeout=PATIENCE) as plug:
            plug.sendall(f"GET {page} HTTP/1.0\r\nHost: {HOST}:{port}\r\n\r\n".encode())
            answer = b"".join(iter(lambda: plug.recv(65_536), b""))
    except OSError:
        return None
    return answer if b" 200 " in answer[:20] else None


def _end_by_signal(tool: Tool, source: Path, work: Path) -> float:
    port, process = _started(tool, source, work)
    with _listening(port, "/") as ear:
        _greeted([ear])
        begun = time.perf_counter()
        os.kill(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()

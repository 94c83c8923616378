"""A small site, and the real preview server over it in a process of its own."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx

PATIENCE = 60.0
"""Seconds after which a test gives up; nothing here says how fast anything has to be."""

Found = TypeVar("Found")

FILE_DAY = "2026-11-10"
"""Begins the name of every article's file, which makes the rest of it the page's address."""

SITE = """title: Harbour Digest
base_url: https://harbour.example/
accent: "#8a1c1c"
share_cards: false
"""


def interruptible() -> None:
    """Let Ctrl-C end what is started, though the tests may run where a shell has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def news(name: str) -> str:
    """Return the address of an article's page."""
    return f"/news/{FILE_DAY}-{name}/"


ARTICLE = """---
title: "{title}"
excerpt: "{title}, told in a sentence of its own."
publishedDateTime: "{day}T08:00:00Z"
webUrl: "https://{name}.example/news"
published: {published}
provider:
  name: {name}
  domain: {name}.example
---
{body}
"""


def until(question: Callable[[], Found], patience: float = PATIENCE) -> Found:
    """Ask again and again until the answer is true, and return it."""
    end = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


class Site:
    """A site's folder, with edits as people make them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"
        (root / "site" / "static").mkdir(parents=True)
        self.content.mkdir()
        (root / "site" / "site.yaml").write_text(SITE)
        self.add("amber", "Kettles return to the harbour towns")
        self.add("basin", "Night ferry finds its own berth", day="2026-11-11")
        self.add("cobalt", "Velvet lamps dim the walnut quarter", day="2026-11-12")

    def path(self, name: str) -> Path:
        """Return the file of an article."""
        return self.content / f"{FILE_DAY}-{name}.md"

    def add(
        self,
        name: str,
        title: str,
        body: str = "Some text.",
        day: str = "2026-11-10",
        published: str = "true",
        folder: Path | None = None,
    ) -> Path:
        """Write an article."""
        path = (folder or self.content) / self.path(name).name
        path.write_text(
            ARTICLE.format(name=name, title=title, body=body, day=day, published=published)
        )
        return path


class Preview:
    """A running `broadsheet serve`."""

    def __init__(self, site: Site, *options: str, path: Path | None = None) -> None:
        command = (sys.executable, "-m", "broadsheet", "serve", "--source", str(site.root))
        self.process = subprocess.Popen(
            (*command, *(("--port", "0") if "--port" not in options else ()), *options),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(path),
            preexec_fn=interruptible,
        )
        self._client = httpx.Client(timeout=PATIENCE, trust_env=False, verify=False)
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def url(self) -> str:
        """The address it says it serves, without the slash; waits for it."""
        line = until(lambda: next((x for x in self.lines if x.startswith("Serving ")), ""))
        return line.split()[1].rstrip("/")

    @property
    def port(self) -> int:
        """The port it serves on."""
        return int(self.url.rsplit(":", 1)[1])

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Return the answer for a path."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.get(self.url + path, headers=named)

    def text(self, path: str) -> str:
        """Return what is shown at a path."""
        return self.get(path).text

    def end(self, sig: int = signal.SIGTERM) -> int:
        """Send a signal, and return the exit status."""
        self.process.send_signal(sig)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def close(self) -> None:
        """Let go of everything."""
        if self.process.poll() is None:
            self.end()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self._client.close()


@contextmanager
def previewing(
    site: Site, *options: str, ends: bool = False, path: Path | None = None
) -> Iterator[Preview]:
    """Run the preview of a site; unless it `ends`, it must still be alive then.

    Modules in the folder `path` come before all others.
    """
    preview = Preview(site, *options, path=path)
    try:
        yield preview
        assert ends == (preview.process.poll() is not None), "\n".join(preview.lines)
    finally:
        preview.close()


class Ear:
    """Listens to the preview as a browser that shows one page does."""

    def __init__(self, preview: Preview, page: str, mark: str = "") -> None:
        self._url = f"{preview.url}/_broadsheet/events?{urlencode({'page': page, 'mark': mark})}"
        self._news: queue.Queue[dict[str, Any]] = queue.Queue()
        self._client = httpx.Client(timeout=PATIENCE, trust_env=False, verify=False)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        try:
            with self._client.stream("GET", self._url) as answer:
                for line in answer.iter_lines():
                    if line.startswith("data: "):
                        self._news.put(json.loads(line[6:]))
        except (httpx.HTTPError, RuntimeError, OSError):
            return

    def next(self) -> dict[str, Any]:
        """Return the next message, waiting for it."""
        return self._news.get(timeout=PATIENCE)

    def until(self, question: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first message that answers the question with yes."""
        while True:
            news = self.next()
            if question(news):
                return news

    def heard(self) -> list[dict[str, Any]]:
        """Return what has come since, without waiting."""
        found = []
        while not self._news.empty():
            found.append(self._news.get())
        return found

    def close(self) -> None:
        """Go away."""
        self._client.close()


@contextmanager
def listening(preview: Preview, page: str, mark: str = "") -> Iterator[Ear]:
    """Listen for a while."""
    ear = Ear(preview, page, mark)
    try:
        yield ear
    finally:
        ear.close()


def run_broadsheet(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours to its end."""
    return subprocess.run(
        (sys.executable, "-m", "broadsheet", *arguments),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment(),
        check=False,
    )


def environment(first: Path | None = None) -> dict[str, str]:
    """Return the environment to run ours in: this checkout, at a fixed time.

    Modules in the folder `first` come before all others.
    """
    generator = str(Path(__file__).parents[1] / "generator")
    path = generator if first is None else f"{first}{os.pathsep}{generator}"
    return {**os.environ, "PYTHONPATH": path, "SOURCE_DATE_EPOCH": "1795000000"}


Edited = tuple[Site, Preview]


def save(path: Path, data: str | bytes) -> None:
    """Put a new file in the place of one, so that nobody ever sees half of it."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data.encode() if isinstance(data, str) else data)
    new.replace(path)


def shows(preview: Preview, words: str, page: str = "/") -> None:
    """Wait until a page holds some words."""
    until(lambda: words in preview.text(page))


def marks(preview: Preview) -> list[str]:
    """Return what tells the versions of some pages apart; one of them shows every setting."""
    pages = ("/", news("amber"), news("basin"), news("cobalt"), "/archive/")
    return [preview.get(page).headers["etag"] for page in pages]

"""The example site, built and served as a host would: with its own headers, under a base path."""

from __future__ import annotations

import mimetypes
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import yaml

from broadsheet.build import build
from broadsheet.prepare import Options
from broadsheet.reading.discover import Project
from broadsheet.workshop import Workshop

REPOSITORY = Path(__file__).parents[1]
BASE = "/digest"
NOW = "2026-11-20T12:00:00Z"

Headers = list[tuple[str, list[tuple[str, str]]]]


class Published(NamedTuple):
    """A served site: its sources, its output folder, where a browser finds it, and its own name.

    The name (`base_url`) stands in canonical addresses and feeds; a copy keeps that of its model.
    """

    project: Project
    output: Path
    origin: str
    base_url: str

    def address(self, path: str) -> str:
        """Return the address of one of its pages, from a path such as `/topics/`."""
        return f"{self.origin}{BASE}{path}"

    def rebuild(self) -> None:
        """Bring the output up to date with the sources."""
        workshop = Workshop(self.project)
        try:
            report = build(
                workshop, self.output, Options(as_of=NOW, base_url=self.base_url, jobs=2)
            )
        finally:
            workshop.close()
        assert not [problem for problem in report.problems if problem.is_error]

    def largest(self, pattern: str) -> str:
        """Return the path of the largest page of a kind: what has most in it."""
        pages = self.output.glob(f"{pattern}/index.html")
        page = max(pages, key=lambda path: (path.stat().st_size, str(path)))
        return f"/{page.parent.relative_to(self.output).as_posix()}/"

    def last(self, pattern: str) -> str:
        """Return the path of the last page of a kind in the order of names."""
        page = max(self.output.glob(f"{pattern}/index.html"))
        return f"/{page.parent.relative_to(self.output).as_posix()}/"


@contextmanager
def published_example(
    folder: Path, source: Path = REPOSITORY, **settings: object
) -> Iterator[Published]:
    """Build and serve a copy of the example site, or of another; `settings` replace its own."""
    root = folder / "source"
    for part in ("content", "site", "templates"):
        if (source / part).is_dir():
            shutil.copytree(source / part, root / part)
    path = root / "site" / "site.yaml"
    values = yaml.safe_load(path.read_text("utf-8"))
    values |= {"share_cards": False, "newsletters": False, **settings}
    path.write_text(yaml.safe_dump(values, allow_unicode=True), "utf-8")
    with _served(folder) as site:
        site.rebuild()
        yield site


@contextmanager
def published_copy(model: Published, folder: Path) -> Iterator[Published]:
    """Serve a copy of a built site, to be changed; it is brought up to date, not built anew."""
    for part, source in (("source", model.project.root), ("public", model.output)):
        shutil.copytree(source, folder / part, symlinks=True)
    with _served(folder) as site:
        yield site._replace(base_url=model.base_url)


@contextmanager
def _served(folder: Path) -> Iterator[Published]:
    """Serve what is, or will be, in a folder's `public/`."""
    output = folder / "public"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, output))
    origin = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Published(Project.at(folder / "source"), output, origin, f"{origin}{BASE}/")
    finally:
        server.shutdown()
        server.server_close()


def read_headers(text: str) -> Headers:
    """Return the rules of a `_headers` file: address patterns with their headers."""
    rules: Headers = []
    for line in text.splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules[-1][1].append((name, value))
        elif line:
            rules.append((line, []))
    return rules


class _Host(BaseHTTPRequestHandler):
    """Serves a folder below the base path, with the headers that its `_headers` file asks for."""

    protocol_version = "HTTP/1.1"

    def __init__(self, root: Path, *args: object) -> None:
        self._root = root
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with a file, or with the page for what does not exist."""
        path = unquote(urlsplit(self.path).path)
        found = self._file_of(path)
        data = (found or self._root / "404.html").read_bytes()
        name = found.name if found else "404.html"
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Type", _type_of(name))
        for pattern, headers in read_headers((self._root / "_headers").read_text("utf-8")):
            if path == pattern or (pattern.endswith("*") and path.startswith(pattern[:-1])):
                for header in headers:
                    self.send_header(*header)
        self.end_headers()
        self.wfile.write(data)

    def _file_of(self, path: str) -> Path | None:
        if not path.startswith(f"{BASE}/") or ".." in PurePosixPath(path).parts:
            return None
        below = path.removeprefix(f"{BASE}/")
        file = self._root / (f"{below}index.html" if not below or below.endswith("/") else below)
        return file if file.is_file() else None

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _type_of(name: str) -> str:
    if name.endswith(".webmanifest"):
        return "application/manifest+json"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

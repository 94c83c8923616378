"""A web server of our own on 127.0.0.1, and a fetcher that may ask it: nothing else is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from broadsheet.importing.fetch import Address, Fetcher, FetchLimits, public_only


def loopback_too(address: Address) -> bool:
    """Allow what the tests serve, beside the public Internet."""
    return str(address) == "127.0.0.1" or public_only(address)


class LocalServer:
    """Answers from `pages`: path -> (status, headers, body), or a function of the request."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.asked.append((self.path, headers))
                page = outer.pages.get(self.path, (404, {}, b""))
                if callable(page):
                    page = page(self, headers)
                if page is None:
                    return
                status, sent, body = page
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **sent}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._http.server_address[1])

    def url(self, path: str) -> str:
        """Return the address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"

    def feed(self, path: str, body: bytes, etag: str) -> None:
        """Serve a page that answers 304 to those who have it."""

        def answer(_: object, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
            if headers.get("if-none-match") == etag:
                return 304, {"etag": etag}, b""
            return 200, {"etag": etag, "content-type": "application/xml"}, body

        self.pages[path] = answer

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[LocalServer]:
    """Give a running server without pages."""
    running = LocalServer()
    yield running
    running.close()


@pytest.fixture
def fetcher_with() -> Iterator[Callable[..., Fetcher]]:
    """Give a function that makes fetchers which may ask the local server."""
    made: list[Fetcher] = []

    def make(allow: Any = loopback_too, **limits: Any) -> Fetcher:
        made.append(Fetcher(FetchLimits(**limits), allow))
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.__exit__()


@pytest.fixture
def fetch(fetcher_with: Callable[..., Fetcher]) -> Fetcher:
    """Give a fetcher that may ask the local server."""
    return fetcher_with()

"""Links to other sites: opened politely, remembered, and only ever warned about."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from broadsheet.checking.external import (
    BAD_FOR,
    GOOD_FOR,
    LIMITS,
    PAUSE,
    Visit,
    external_findings,
    external_links,
    read_visits,
    visited,
    write_visits,
)
from broadsheet.checking.published import Published
from broadsheet.checking.site import read_pages
from broadsheet.commands import main
from broadsheet.importing.drafts import Refused
from broadsheet.importing.fetch import Answer, Fetcher

NOW = 1_000_000.0


class Web:
    """A web of invented pages that remembers who asked; what it does not hold is refused."""

    def __init__(self, *pages: str) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def __call__(self, url: str, *, etag: str = "", modified: str = "") -> Answer:
        """Return the page, or refuse."""
        self.asked.append(url)
        if url not in self.pages:
            raise Refused("the server answered 404 Not Found")
        return Answer(url)


def visits_of(web: Web, addresses: list[str], known: dict[str, Visit] | None = None,
              pauses: list[float] | None = None) -> dict[str, Visit]:  # fmt: skip
    return visited(
        addresses, known or {}, web, lambda: NOW, (pauses if pauses is not None else []).append
    )


def site_of(folder: Path, body: str) -> Published:
    (folder / "index.html").write_text(
        '<html lang="en"><title>t</title><link rel="canonical" href="https://a.example/">'
        f'<meta name="description" content="d"><body>{body}</body></html>'
    )
    return Published(folder, "https://a.example/")


def test_links_that_fail_are_told_with_every_place(tmp_path: Path) -> None:
    """A link on two lines is opened once and reported twice, as a warning."""
    body = (
        '<a href="https://b.example/good">x</a>\n<a href="https://b.example/bad#part">x</a>\n'
        '<a href="https://b.example/bad">x</a><img alt="" src="https://c.example/i.png">'
    )
    site = site_of(tmp_path, body)
    links = external_links(site, read_pages(site))
    web = Web("https://b.example/good")
    found = list(external_findings(links, visits_of(web, list(links))))

    assert sorted(["https://b.example/bad", "https://b.example/good"]) == sorted(web.asked)
    assert [(2, "warning"), (3, "warning")] == [(each.line, each.severity) for each in found]
    assert "https://b.example/bad: the server answered 404 Not Found" == found[0].message


def test_a_host_gets_a_pause_between_requests() -> None:
    """Three pages of one host are two pauses; one page each of many hosts are none."""
    pauses: list[float] = []
    visits_of(Web(), [f"https://b.example/{n}" for n in range(3)], pauses=pauses)
    visits_of(Web(), [f"https://{n}.example/" for n in range(5)], pauses=pauses)

    assert [PAUSE, PAUSE] == pauses


@pytest.mark.parametrize(
    ("problem", "age", "asks"),
    [
        ("", GOOD_FOR - 1, []),
        ("", GOOD_FOR + 1, ["https://b.example/"]),
        ("gone", BAD_FOR - 1, []),
        ("gone", BAD_FOR + 1, ["https://b.example/"]),
    ],
)
def test_what_is_known_is_not_asked_again_for_a_while(
    problem: str, age: float, asks: list[str]
) -> None:
    """Links that worked are good for two weeks, links that did not for a day."""
    web = Web("https://b.example/")
    known = {"https://b.example/": Visit(NOW - age, problem)}
    visits = visits_of(web, ["https://b.example/"], known)

    assert asks == web.asked
    assert ("" if asks else problem) == visits["https://b.example/"].problem


def test_visits_are_kept_in_a_file_that_may_be_lost(tmp_path: Path) -> None:
    """A missing or damaged file means that nothing is known, and no more."""
    path = tmp_path / "cache" / "links.json"
    visits = {"https://b.example/": Visit(NOW, "gone")}
    write_visits(path, visits)

    assert visits == read_visits(path)
    path.write_text("{")
    assert {} == read_visits(path)
    assert {} == read_visits(tmp_path / "nothing.json")


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer as the path says."""
        size = {"/fine": 10, "/large": 300_000}.get(self.path, 0)
        self.send_response(200 if size else 404)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(b"x" * size)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[str]:
    held = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=held.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{held.server_port}"
    held.shutdown()
    held.server_close()
    thread.join()


def test_a_real_server_is_asked_and_a_large_page_is_a_page(server: str) -> None:
    """Over a socket: found, not found, and more than is read."""
    addresses = [f"{server}/{name}" for name in ("fine", "large", "gone")]
    with Fetcher(LIMITS, allow=lambda _address: True) as fetch:
        visits = visited(addresses, {}, fetch, pause=lambda _seconds: None)

    assert ["", "", "the server answered 404 Not Found"] == [
        visits[address].problem for address in addresses
    ]


def test_the_command_warns_and_does_not_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], server: str
) -> None:
    """A private address is never asked; the reason is told, and the status stays 0."""
    site_of(tmp_path, f'<a href="{server}/fine">x</a>')
    status = main(["check", str(tmp_path), "--external", "--json", "--source", str(tmp_path)])
    report = json.loads(capsys.readouterr().out)

    assert 0 == status
    assert (0, 1) == (report["errors"], report["warnings"])
    assert "private address" in report["findings"][0]["message"]
    assert (tmp_path / ".broadsheet" / "external-links.json").is_file()

"""The preview's server: what it serves, to whom, and that nothing stalls or ends it."""

from __future__ import annotations

import re
import signal
import socket
import time
from pathlib import Path

import pytest

from preview_server import PATIENCE, Preview, Site, listening, previewing, run_broadsheet, until

TAG = re.compile(rb'<script src="/_broadsheet/preview\.js" data-mark="[0-9a-f]{32}"></script>')

LEAKS = [
    "/../site/site.yaml",
    "/../../etc/passwd",
    "/../../../../../../etc/passwd",
    "/./../site/site.yaml",
    "/news/../../site/site.yaml",
    "/news/..%2f..%2fsite/site.yaml",
    "/%2e%2e/site/site.yaml",
    "/%2e%2e%2fsite%2fsite.yaml",
    "/%252e%252e/site/site.yaml",
    "/%252e%252e%252fsite%252fsite.yaml",
    "/..%c0%afsite/site.yaml",
    "/%c0%ae%c0%ae/site/site.yaml",
    "/..%5csite%5csite.yaml",
    "/..\\site\\site.yaml",
    "/....//site/site.yaml",
    "/..;/site/site.yaml",
    "/..%00/site/site.yaml",
    "/%00",
    "/index.html%00",
    "/index.html%00.css",
    "//etc/passwd",
    "///etc/passwd",
    "/etc/passwd",
    "/%2fetc%2fpasswd",
    "/~root",
    "/file:///etc/passwd",
    "/C:/Windows/win.ini",
    "/content/amber.md",
    "/content/",
    "/site/site.yaml",
    "/templates/story.html",
    "/.broadsheet/cache.db",
    "/.git/config",
    "/.env",
    "/assets/",
    "/assets",
    "/assets/../../site/site.yaml",
    "/_broadsheet/",
    "/_broadsheet/../../site/site.yaml",
    "/_broadsheet/%2e%2e/app.py",
    "/_broadsheet/app.py",
    "/@fs/etc/passwd",
    "/index.html?raw",
    "/site/site.yaml?raw??",
    "/linked-out/passwd",
    "/a%0ab",
    "/%0d%0aSet-Cookie:%20x=1",
    "/" + "a/" * 3000,
    "/" + "%2e%2e%2f" * 200 + "etc/passwd",
    "http://127.0.0.1/etc/passwd",
    "*",
    "/%ff%fe",
    "/%",
    "/%zz",
]


def asked(port: int, request: bytes) -> bytes:
    """Send bytes as they are, and return the whole answer."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def request(path: str, *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(headers or ("Host: localhost",)), "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def test_served_bytes_are_built_bytes(site: Site, preview: Preview, tmp_path: Path) -> None:
    """Every page is served as it is built for the same base URL, but for the script's tag.

    Left out is the list of what was built. The search index is there as well.
    """
    built = tmp_path / "built"
    run_broadsheet(
        "build", "--source", str(site.root), "--output", str(built), "--base-url", preview.url
    )
    different = []
    outputs = sorted(path for path in built.rglob("*") if path.is_file())
    outputs.remove(built / "build-manifest.json")
    for path in outputs:
        address = f"/{path.relative_to(built).as_posix()}"
        answer = preview.get(address)
        found, tags = TAG.subn(b"", answer.content)
        wanted = 1 if answer.headers["content-type"].startswith("text/html") else 0
        if found != path.read_bytes() or tags != wanted:
            different.append(address)

    assert [] == different
    assert len(outputs) > 20
    assert any(path.suffix == ".pf_index" for path in outputs)


def test_an_address_without_its_slash_leads_on(preview: Preview) -> None:
    """What hosts do with the address of a folder, the preview does, keeping the query."""
    answer = preview.get("/topics?a=1")

    assert (302, "/topics/?a=1") == (answer.status_code, answer.headers["location"])


def test_an_unchanged_page_is_not_sent_again(preview: Preview) -> None:
    """The hash of the page is its ETag."""
    tag = preview.get("/").headers["etag"]

    assert 304 == preview.get("/", if_none_match=tag).status_code
    assert 200 == preview.get("/", if_none_match='"other"').status_code


def test_a_missing_page_shows_the_sites_own(preview: Preview) -> None:
    """The site's 404 page, which reloads too when a page comes to be there."""
    answer = preview.get("/nowhere/")

    assert 404 == answer.status_code
    assert "Harbour Digest" in answer.text
    assert TAG.search(answer.content)


@pytest.mark.parametrize("path", LEAKS)
def test_no_path_leaves_the_site(path: str, site: Site, preview: Preview) -> None:
    """Whatever is asked for, no file is read and nothing fails."""
    if not (site.root / "site" / "static" / "linked-out").is_symlink():
        (site.root / "site" / "static" / "linked-out").symlink_to("/etc")
    answer = asked(preview.port, request(path))

    assert status_of(answer) in (200, 302, 400, 404)
    assert b"root:" not in answer
    assert b"base_url:" not in answer
    assert b"publishedDateTime" not in answer
    assert b"def " not in answer
    assert b"set-cookie" not in answer.lower().split(b"\r\n\r\n")[0]
    assert status_of(answer) in (400, 404) or path in ("/assets", "/index.html?raw")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:{port}", 200),
        ("127.0.0.1:{port}", 200),
        ("[::1]:{port}", 200),
        ("LOCALHOST", 200),
        ("evil.example", 421),
        ("evil.example:{port}", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example", 421),
        ("evil.example@localhost", 421),
        ("localhost, evil.example", 421),
        ("localhost:abc", 421),
        ("0x7f.1", 421),
        ("192.168.0.10", 421),
        ("", 421),
    ],
)
def test_only_its_own_names_are_answered(host: str, status: int, preview: Preview) -> None:
    """A name that was rebound to this machine gets nothing (trust: DNS rebinding)."""
    answer = asked(preview.port, request("/", f"Host: {host.format(port=preview.port)}"))

    assert status == status_of(answer)
    assert (status == 200) == (b"Harbour Digest" in answer)


@pytest.mark.parametrize(
    "header",
    [
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: http://localhost:1",
        "Origin: https://localhost",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
    ],
)
@pytest.mark.parametrize("path", ["/", "/_broadsheet/events", "/_broadsheet/preview.js"])
def test_foreign_pages_cannot_read(path: str, header: str, preview: Preview) -> None:
    """Neither pages nor the stream are for scripts of other origins; no CORS header is sent."""
    answer = asked(preview.port, request(path, "Host: localhost", header))

    assert 403 == status_of(answer)
    assert b"access-control" not in answer.lower()


def test_links_from_other_sites_work(preview: Preview) -> None:
    """Following a link to the preview is no attack."""
    headers = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    answer = asked(preview.port, request("/", "Host: localhost", *headers))

    assert 200 == status_of(answer)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_the_preview_can_only_be_read(method: str, preview: Preview) -> None:
    """Any method but GET and HEAD is refused."""
    assert 405 == status_of(asked(preview.port, request("/", method=method)))


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: \xff\r\nConnection: close\r\n\r\n",
        request("/", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade"),
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: nonsense\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_malformed_requests_do_not_end_it(sent: bytes, preview: Preview) -> None:
    """It answers with an error or hangs up, and goes on."""
    try:
        answer = asked(preview.port, sent)
    except ConnectionError:
        answer = b""

    assert b"HTTP/1.1 5" not in answer
    assert 200 == preview.get("/").status_code


def test_every_answer_forbids_sniffing_and_embedding(preview: Preview) -> None:
    """Also refusals and the preview's own files."""
    for path in ("/", "/nowhere/", "/_broadsheet/preview.js", "/feed.xml"):
        headers = preview.get(path).headers

        assert "nosniff" == headers["x-content-type-options"]
        assert "same-origin" == headers["cross-origin-resource-policy"]


def test_no_service_worker_outlives_the_preview(preview: Preview) -> None:
    """A browser that asks for a service worker is told that there is none."""
    assert 404 == preview.get("/service-worker.js", service_worker="script").status_code


def test_many_listeners_are_all_reached(site: Site, preview: Preview) -> None:
    """200 browsers hear of one edit, while 100 others never finish their request."""
    half_open = [socket.create_connection(("127.0.0.1", preview.port)) for _ in range(100)]
    for connection in half_open:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: local")
    mark = preview.get("/").headers["etag"].strip('"')
    path = f"/_broadsheet/events?page=/&mark={mark}"
    ears = [socket.create_connection(("127.0.0.1", preview.port), PATIENCE) for _ in range(200)]
    try:
        for ear in ears:
            ear.sendall(request(path).replace(b"Connection: close\r\n", b""))
        for ear in ears:
            read_until(ear, b'"move":"stay"')
        site.add("many", "Two hundred browsers were told")
        for ear in ears:
            read_until(ear, b'"move":"reload"')
        assert "Two hundred browsers" in preview.text("/")
    finally:
        for connection in (*half_open, *ears):
            connection.close()
    until(lambda: descriptors(preview) < 40)


def test_slow_readers_hold_up_only_themselves(site: Site, preview: Preview) -> None:
    """50 that never read the pages they ask for, and 50 that never read their stream of news."""
    asks = request("/").replace(b"Connection: close\r\n", b"") * 100
    hears = request("/_broadsheet/events?page=/&mark=x").replace(b"Connection: close\r\n", b"")
    slow = [never_reading(preview.port, sent) for sent in (asks, hears) for _ in range(50)]
    try:
        with listening(preview, "/") as ear:
            ear.next()
            site.add("slow", "A slow boat is overtaken")
            told = ear.until(lambda news: news["move"] == "reload")
        assert "A slow boat" in preview.text("/")
    finally:
        for connection in slow:
            connection.close()
    until(lambda: descriptors(preview) < 40)

    assert told["mark"] == preview.get("/").headers["etag"].strip('"')


def test_a_search_that_is_made_ready_keeps_no_page_waiting(tmp_path: Path) -> None:
    """While 60 wait for an index that takes its time, pages are served."""
    site = Site(tmp_path / "harbour")
    slow, go = tmp_path / "slow", tmp_path / "go"
    slow.mkdir()
    (slow / "sitecustomize.py").write_text(SLOW_SEARCH.format(go=str(go)))
    with previewing(site, path=slow) as preview:
        waiting = [never_reading(preview.port, request("/pagefind/x")) for _ in range(60)]
        until(lambda: go.with_name("begun").exists())
        status = preview.get("/").status_code
        go.touch()
        answers = [status_of(connection.recv(4096)) for connection in waiting]
        for connection in waiting:
            connection.close()

    assert 200 == status
    assert [404] * 60 == answers


SLOW_SEARCH = """
import time, pathlib
import pagefind.service
go = pathlib.Path({go!r})
real = pagefind.service.get_executable
def slow():
    go.with_name("begun").touch()
    while not go.exists():
        time.sleep(0.05)
    return real()
pagefind.service.get_executable = slow
"""
"""Lets Pagefind not be found before the test says so."""


def never_reading(port: int, sent: bytes) -> socket.socket:
    """Return a connection that asked, and takes in as little of the answer as it can."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.settimeout(PATIENCE)
    connection.connect(("127.0.0.1", port))
    connection.sendall(sent)
    return connection


def read_until(connection: socket.socket, wanted: bytes) -> None:
    received = b""
    while wanted not in received:
        chunk = connection.recv(65536)
        assert chunk, received
        received += chunk


def descriptors(preview: Preview) -> int:
    return len(list(Path(f"/proc/{preview.process.pid}/fd").iterdir()))


def test_it_listens_on_loopback_only(preview: Preview) -> None:
    """By default nobody else on the network can reach it."""
    addresses = set()
    for name, loopback in (("tcp", "0100007F"), ("tcp6", "0" * 24 + "01000000")):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            address, port = local.split(":")
            if state == "0A" and int(port, 16) == preview.port:
                addresses.add(address == loopback)

    assert {True} == addresses


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(sig: int, tmp_path: Path) -> None:
    """With browsers listening: status 0, no trace printed, the port free at once."""
    with previewing(Site(tmp_path / "harbour"), ends=True) as preview:
        port = preview.port
        with listening(preview, "/") as ear:
            ear.next()
            begun = time.monotonic()
            status = preview.end(sig)
            spent = time.monotonic() - begun
        said = "\n".join(preview.lines)
        again = socket.create_server(("127.0.0.1", port))
        again.close()

    assert 0 == status
    assert "Traceback" not in said
    assert spent < 20


def test_a_taken_port_is_one_clear_line(site: Site, preview: Preview) -> None:
    """It names the port and the way out."""
    ended = run_broadsheet("serve", "--source", str(site.root), "--port", str(preview.port))

    assert 1 == ended.returncode
    assert 1 == len((ended.stdout + ended.stderr).splitlines())
    assert f"port {preview.port}: another program uses it" in ended.stderr
    assert "--port" in ended.stderr

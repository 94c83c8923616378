"""The preview from end to end: the address it opens, and an end that waits for nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from broadsheet.preview.audience import Audience
from broadsheet.preview.serve import address_of
from broadsheet.preview.server import PreviewServer, listening_on, port_of
from preview_server import PATIENCE, Site, previewing, run_broadsheet, until

LONG_LOOK = """
import time
from broadsheet.preview.builder import Builder

look = Builder.look

def long_look(self, touched=(), progress=None):
    if progress is None:
        print("looking for an hour", flush=True)
        time.sleep(3600)
    return look(self, touched, progress)

Builder.look = long_look
"""
"""In the place of a look at a very large site."""


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("press.example", "http://press.example:8000/"),
    ],
)
def test_the_address_is_one_that_a_browser_can_open(host: str, expected: str) -> None:
    """Every address of the machine is none."""
    assert expected == address_of(host, 8000)


def test_the_site_is_opened_in_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the address that is said to be served."""
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\nprintf %s "$1" > "{opened}.new" && mv "{opened}.new" "{opened}"\n'
    )
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    with previewing(Site(tmp_path / "harbour"), "--open") as preview:
        until(opened.exists)

        assert f"{preview.url}/" == opened.read_text()


def test_the_end_waits_for_no_look(tmp_path: Path) -> None:
    """One at a site of a hundred thousand articles cannot be interrupted."""
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "sitecustomize.py").write_text(LONG_LOOK)
    with previewing(Site(tmp_path / "harbour"), ends=True, path=modules) as preview:
        until(lambda: "looking for an hour" in preview.lines)

        assert 0 == preview.end()
    assert not any("Traceback" in line for line in preview.lines)


async def hello(_: Any, __: Any, send: Any) -> None:
    """Answer every request."""
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"hi"})


@contextmanager
def serving() -> Iterator[int]:
    """Run the server in a thread; give its port."""
    sockets = listening_on("127.0.0.1", 0)
    server = PreviewServer(hello, Audience())
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    yield port_of(sockets[0])
    server.should_exit = True
    thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: a\r\n\r\nGET /"])
def test_who_does_not_end_a_request_is_sent_away(
    begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether nothing came, half a head, or half of another request behind a whole one."""
    monkeypatch.setattr("broadsheet.preview.server.HEAD_SECONDS", 0.1)
    with serving() as port, socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
        client.sendall(begun)
        answer = b""
        try:
            while data := client.recv(4096):
                answer += data
        except ConnectionResetError:
            pass

    assert (b"hi" in answer) == (b"\r\n\r\n" in begun)


def test_another_host_is_listened_on_alone() -> None:
    """Only the default one has a twin among the addresses of IPv6."""
    (listener,) = listening_on("127.0.0.2", 0)
    name = listener.getsockname()[0]
    listener.close()

    assert "127.0.0.2" == name


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6 here")
def test_a_port_that_another_program_has_on_ipv6_alone_is_taken() -> None:
    """Browsers go there first when they are asked for `localhost`."""
    with socket.socket(socket.AF_INET6) as other:
        try:
            other.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        other.listen()
        with pytest.raises(OSError, match="in use"):
            listening_on("127.0.0.1", port_of(other))


@pytest.mark.parametrize("host", ["no.such.host.invalid", "x..y", "a" * 80, "http://localhost"])
def test_what_is_no_host_is_one_clear_line(host: str, tmp_path: Path) -> None:
    """Also where it cannot even be looked up."""
    site = Site(tmp_path / "harbour")
    ended = run_broadsheet("serve", "--source", str(site.root), "--port", "0", "--host", host)

    assert 1 == ended.returncode
    assert f"cannot serve on {host}: there is no such host" in ended.stderr
    assert 1 == len((ended.stdout + ended.stderr).splitlines())

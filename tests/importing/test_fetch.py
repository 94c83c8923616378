"""The guarded way to the network: what is fetched, and everything that is refused."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from broadsheet.importing.drafts import Refused
from broadsheet.importing.fetch import Fetcher, public_only

Maker = Callable[..., Fetcher]


def test_a_page_is_fetched_with_an_honest_name(server: Any, fetch: Fetcher) -> None:
    """The answer holds the bytes and validators; the server learns who asks."""
    server.pages["/a"] = (200, {"etag": '"x"', "content-type": "text/plain"}, b"hello")
    answer = fetch(server.url("/a"))

    assert (b"hello", "text/plain", '"x"') == (answer.data, answer.content_type, answer.etag)
    assert server.asked[0][1]["user-agent"].startswith("Broadsheet/")


def test_an_unchanged_page_is_not_sent_again(server: Any, fetch: Fetcher) -> None:
    """Validators of last time are sent along, and a 304 is told apart."""
    server.feed("/a", b"hello", '"x"')

    assert fetch(server.url("/a"), etag='"x"', modified="Mon, 21 Feb 2022 14:00:00 GMT").fresh is (
        False
    )
    assert "Mon, 21 Feb 2022 14:00:00 GMT" == server.asked[0][1]["if-modified-since"]
    assert fetch(server.url("/a"), etag='"y"').fresh


def test_redirects_are_followed_to_their_limit(server: Any, fetcher_with: Maker) -> None:
    """Relative redirects work; one more than allowed is refused."""
    for number in range(3):
        server.pages[f"/{number}"] = (302, {"location": f"{number + 1}"}, b"")
    server.pages["/3"] = (200, {}, b"end")

    assert b"end" == fetcher_with(redirects=3)(server.url("/0")).data
    with pytest.raises(Refused, match="more than 2 redirects"):
        fetcher_with(redirects=2)(server.url("/0"))


def test_redirects_inside_are_refused(server: Any, fetcher_with: Maker) -> None:
    """A public page that redirects to a private address leads nowhere."""
    server.pages["/a"] = (302, {"location": "http://10.0.0.1/secret"}, b"")
    server.pages["/b"] = (302, {"location": f"http://localhost:{server.port}/secret"}, b"")
    server.pages["/c"] = (302, {"location": "file:///etc/passwd"}, b"")
    server.pages["/secret"] = (200, {}, b"secret")
    only_numeric = fetcher_with(allow=lambda address: str(address) == "127.0.0.1")
    server.pages["/d"] = (302, {"location": "http://[never.closed/"}, b"")
    with pytest.raises(Refused, match="no usable"):
        only_numeric(server.url("/d"))
    with pytest.raises(Refused, match="private"):
        only_numeric(server.url("/a"))
    with pytest.raises(Refused, match="no usable"):
        only_numeric(server.url("/c"))
    once: list[object] = []

    def first_only(address: object) -> bool:
        once.append(address)
        return len(once) == 1

    with pytest.raises(Refused, match="private"):
        fetcher_with(allow=first_only)(server.url("/b"))
    assert "/secret" not in [path for path, _ in server.asked]


def test_private_hosts_are_refused_by_default(server: Any) -> None:
    """Without the tests' allowance not even the local server is asked."""
    server.pages["/a"] = (200, {}, b"secret")
    with Fetcher() as fetch, pytest.raises(Refused, match="private address"):
        fetch(server.url("/a"))

    assert [] == server.asked


def test_a_host_with_one_private_address_is_refused(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address of a host is checked, not only the first."""
    found = [(2, 1, 6, "", (address, 80)) for address in ("93.184.216.34", "192.168.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with Fetcher() as fetch, pytest.raises(Refused, match=r"192\.168\.0\.1"):
        fetch("http://news.example/")


def test_the_checked_address_is_the_one_that_is_asked(
    server: Any, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is resolved once: a name server that changes its answer leads nowhere else."""
    answers = [[(2, 1, 6, "", ("127.0.0.1", 80))]]
    real = socket.getaddrinfo

    def resolve(host: str, *args: Any, **names: Any) -> Any:
        return answers.pop() if host == "news.example" else real(host, *args, **names)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    server.pages["/a"] = (200, {}, b"hello")

    assert b"hello" == fetch(f"http://news.example:{server.port}/a").data
    assert f"news.example:{server.port}" == server.asked[0][1]["host"]
    assert [] == answers


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::",
        "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_of_no_public_host(text: str) -> None:
    """Loopback, private, link-local, shared, multicast and wrapped addresses are not public."""
    assert not public_only(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_public_hosts(text: str) -> None:
    """Ordinary addresses are public."""
    assert public_only(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://user@127.0.0.1/", "http://", "x"]
)
def test_other_addresses_are_refused(fetch: Fetcher, url: str) -> None:
    """Only plain http and https addresses are fetched."""
    with pytest.raises(Refused, match="no usable"):
        fetch(url)


def test_large_answers_are_refused(server: Any, fetcher_with: Maker) -> None:
    """The limit counts bytes after decompression, so a small bomb does not pass."""
    server.pages["/big"] = (200, {}, b"x" * 2000)
    bomb = gzip.compress(b"x" * 50_000_000)
    server.pages["/bomb"] = (200, {"content-encoding": "gzip"}, bomb)
    server.pages["/fine"] = (200, {"content-encoding": "gzip"}, gzip.compress(b"x" * 900))
    fetch = fetcher_with(max_bytes=1000)
    for path in ("/big", "/bomb"):
        with pytest.raises(Refused, match="larger than 1,000 bytes"):
            fetch(server.url(path))

    assert b"x" * 900 == fetch(server.url("/fine")).data


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-encoding": "br"}, b"x"),
        ({"content-encoding": "gzip"}, b"no gzip"),
        ({"content-encoding": "gzip"}, gzip.compress(b"cut off", mtime=0)[:-9]),
    ],
    ids=["not asked for", "none at all", "cut off"],
)
def test_unreadable_packing_is_refused(
    server: Any, fetch: Fetcher, headers: dict[str, str], body: bytes
) -> None:
    """A packing that was not asked for, or is broken, is said and not guessed."""
    server.pages["/a"] = (200, headers, body)
    with pytest.raises(Refused, match=r"packed|compression"):
        fetch(server.url("/a"))


def test_slow_answers_are_refused(server: Any, fetcher_with: Maker) -> None:
    """A server that sends a byte now and then does not hold the import for ever."""

    def drip(handler: Any, _: object) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    def drip_headers(handler: Any, _: object) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(40):
            handler.wfile.write(b"x: y\r\n")
            handler.wfile.flush()
            time.sleep(0.05)

    server.pages["/slow-headers"] = drip_headers
    with pytest.raises(Refused, match=r"not finished after 0\.3 seconds"):
        fetcher_with(seconds=0.3)(server.url("/slow-headers"))
    server.pages["/slow"] = drip
    with pytest.raises(Refused, match="not finished"):
        fetcher_with(seconds=0.3)(server.url("/slow"))


def test_silent_servers_are_refused(server: Any, fetcher_with: Maker) -> None:
    """A server that answers nothing is given up."""
    server.pages["/never"] = lambda *_: time.sleep(1)
    with pytest.raises(Refused, match="too long"):
        fetcher_with(seconds=0.2)(server.url("/never"))


def test_failures_say_why(server: Any, fetch: Fetcher) -> None:
    """Status, missing host and closed port are reasons for people."""
    with pytest.raises(Refused, match="404 Not Found"):
        fetch(server.url("/none"))
    with pytest.raises(Refused, match="no host"):
        fetch("http://no-such-host.invalid/")
    server.close()
    with pytest.raises(Refused, match="no connection"):
        fetch(server.url("/a"))


def test_no_cookie_is_kept(server: Any, fetch: Fetcher) -> None:
    """Nothing that one answer sets is sent with the next question."""
    server.pages["/a"] = (200, {"set-cookie": "who=me"}, b"")
    fetch(server.url("/a"))
    fetch(server.url("/a"))

    assert "cookie" not in server.asked[1][1]

"""One guarded way to the network: http(s) GET with limits on size, time, redirects and address.

Every host is resolved here, every address it has is checked, and the connection goes to the
address that was checked, so that a second answer of the name server (DNS rebinding) cannot lead
inside; the same holds after each redirect. Certificates are checked against the host's name.
Proxies of the environment are not used: they would connect to what was not checked.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Protocol, Self
from urllib.parse import urlsplit, urlunsplit

import httpx
import msgspec

from broadsheet import __version__
from broadsheet.importing.drafts import Refused
from broadsheet.weburl import joined, safe_url

USER_AGENT = f"Broadsheet/{__version__} (news digest importer; reads feeds and pages on request)"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)
GRACE_SECONDS = 0.5
"""A server that is silent meets its own timeout first, and is told of as such."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Allow = Callable[[Address], bool]
"""Says of an address whether it may be asked."""


class FetchLimits(msgspec.Struct, frozen=True):
    """What one fetch may cost: bytes after decompression, seconds in all, redirects."""

    max_bytes: int = 10_000_000
    seconds: float = 30.0
    redirects: int = 5


DEFAULT_LIMITS = FetchLimits()


class Answer(msgspec.Struct, frozen=True):
    """What a server sent. `url` is the last of the redirects; `fresh` is False for a 304."""

    url: str
    data: bytes = b""
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    fresh: bool = True


class Fetch(Protocol):
    """Gets one address; raises `Refused` with the reason when it cannot or must not."""

    def __call__(self, url: str, *, etag: str = "", modified: str = "") -> Answer:
        """Return what the address holds, or an answer that is not fresh when it is unchanged."""


def public_only(address: Address) -> bool:
    """Return whether the address is one of the public Internet (IANA special-purpose registries).

    IPv4 addresses wrapped in IPv6 (mapped, 6to4, Teredo, NAT64) count as what they wrap.
    """
    return (
        address.is_global and not address.is_multicast and all(map(public_only, _within(address)))
    )


def _within(address: Address) -> Iterator[Address]:
    """Yield the IPv4 addresses that an IPv6 address stands for."""
    if not isinstance(address, ipaddress.IPv6Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield address.teredo[1]
    if address in ipaddress.IPv6Network("64:ff9b::/96"):
        yield ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)


class Fetcher:
    """A `Fetch` over httpx; safe to call from several threads. Close it after use."""

    def __init__(self, limits: FetchLimits = DEFAULT_LIMITS, allow: Allow = public_only) -> None:
        self._limits = limits
        self._allow = allow
        self._client = httpx.Client(
            follow_redirects=False,
            trust_env=False,
            timeout=min(10.0, limits.seconds),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            # A kept connection is found again by its IP address, not by the name that its
            # certificate was checked against.
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"user-agent": USER_AGENT, "accept": ACCEPT, "accept-encoding": "gzip"},
        )

    def __enter__(self) -> Self:
        """Return the fetcher itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self._client.close()

    def __call__(self, url: str, *, etag: str = "", modified: str = "") -> Answer:
        """Return what the address holds. Raises `Refused`."""
        deadline = time.monotonic() + self._limits.seconds
        conditions = {"if-none-match": etag, "if-modified-since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        for _ in range(self._limits.redirects + 1):
            answer = self._once(_checked(url), headers, deadline)
            if isinstance(answer, Answer):
                return answer
            url = answer
        raise Refused(f"more than {self._limits.redirects} redirects")

    def _once(self, url: str, headers: dict[str, str], deadline: float) -> Answer | str:
        """Ask one address. Return its answer, or the address it points to."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        end = _End(deadline)
        request = self._client.build_request(
            "GET",
            _with_host(url, self._resolve(host, parts.port or 443)),
            headers={**headers, "host": parts.netloc},
            extensions={"sni_hostname": host, "trace": end},
        )
        try:
            with end:
                response = self._client.send(request, stream=True)
            with contextlib.closing(response):
                return self._answer(url, response, deadline)
        except httpx.TimeoutException:
            raise Refused("the server took too long") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            if time.monotonic() >= deadline:
                raise Refused(f"not finished after {self._limits.seconds:g} seconds") from None
            raise Refused(f"no connection: {error or type(error).__name__}") from None

    def _answer(self, url: str, response: httpx.Response, deadline: float) -> Answer | str:
        """Read a response, or find where it leads."""
        headers = response.headers
        validators = {
            "etag": headers.get("etag", ""),
            "modified": headers.get("last-modified", ""),
        }
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Answer(url=url, fresh=False, **validators)
        if response.status_code in _REDIRECTS and "location" in headers:
            following = joined(url, headers["location"])
            if following is None:
                raise Refused(f"{headers['location'][:200]!r} is no usable http(s) address")
            return following
        if response.status_code != httpx.codes.OK:
            reason = f"the server answered {response.status_code} {response.reason_phrase}"
            raise Refused(reason.strip())
        return Answer(
            url=url,
            data=self._body(response, deadline),
            content_type=headers.get("content-type", ""),
            **validators,
        )

    def _body(self, response: httpx.Response, deadline: float) -> bytes:
        """Return the body within the limits, unpacked no further than they reach."""
        most = self._limits.max_bytes
        unpacker = _Unpacker(response.headers.get("content-encoding", ""))
        data = bytearray()
        for chunk in response.iter_raw():
            data += unpacker.unpack(chunk, most + 1 - len(data))
            if len(data) > most:
                raise Refused(f"larger than {most:,} bytes")
            if time.monotonic() > deadline:
                raise Refused(f"not finished after {self._limits.seconds:g} seconds")
        unpacker.finish()
        return bytes(data)

    def _resolve(self, host: str, port: int) -> str:
        """Return an address of the host, all of whose addresses may be asked."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Refused(f"there is no host {host!r}") from None
        addresses = [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]
        for address in addresses:
            if not self._allow(address):
                raise Refused(f"{host} is a private address ({address}); it is not fetched")
        if not addresses:
            raise Refused(f"{host} has no address")
        return str(addresses[0])


def _checked(url: str) -> str:
    """Return the address if it is a usable http(s) one."""
    checked = safe_url(url)
    if checked is None:
        raise Refused(f"{url[:200]!r} is no usable http(s) address")
    return checked.split("#", 1)[0]


def _with_host(url: str, address: str) -> str:
    """Return the URL with an IP address in place of its host."""
    parts = urlsplit(url)
    host = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, f"{host}{port}", parts.path or "/", parts.query, ""))


class _End:
    """Ends a connection whose answer has not begun in time: headers may come for ever.

    It is a `trace` of httpcore, which tells it the connection; used as a context.
    """

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._socket: socket.socket | None = None
        self._is_over = False

    def __enter__(self) -> Self:
        """Begin to wait."""
        left = max(0.0, self._deadline - time.monotonic())
        self._timer = threading.Timer(left + GRACE_SECONDS, self._close)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wait no longer."""
        self._timer.cancel()

    def __call__(self, event: str, given: Mapping[str, Any]) -> None:
        """Take note of a connection, and of the encrypted one around it."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = given["return_value"].get_extra_info("socket")
            if self._is_over:  # while the connection was made
                self._close()

    def _close(self) -> None:
        self._is_over = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not the method of an encrypted one, which would say goodbye and wait.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Unpacker:
    """Unpacks chunks to at most so many bytes (no decompression bombs). Raises `Refused`."""

    def __init__(self, encoding: str) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip"):
            raise Refused(f"the answer is packed as {encoding[:40]!r}, which was not asked for")
        self._zip = zlib.decompressobj(wbits=31) if "gzip" in name else None

    def unpack(self, chunk: bytes, most: int) -> bytes:
        """Return the next bytes."""
        if self._zip is None:
            return chunk[:most]
        try:
            return self._zip.decompress(chunk, max(1, most))
        except zlib.error:
            raise Refused("the answer's compression is broken") from None

    def finish(self) -> None:
        """Refuse an answer that ended before its packing did."""
        if self._zip is not None and not self._zip.eof:
            raise Refused("the answer's compression is broken")

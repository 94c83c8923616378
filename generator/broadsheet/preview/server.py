"""uvicorn, bounded: who is slow, silent or many waits for himself, and the end is at once."""

from __future__ import annotations

import asyncio
import errno
import socket
from types import FrameType
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from broadsheet.preview.audience import Audience

HEAD_SECONDS = 10.0
"""A request's head has to be there by then; uvicorn itself would wait for ever."""

HEAD_BYTES = 16_384
MOST_CONNECTIONS = 1_000
BACKLOG = 512
LOOPBACK = "127.0.0.1"


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes connections on which no request is finished in time."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._hurry()

    def data_received(self, data: bytes) -> None:
        """Read on; a request that has begun must also end in time."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._hurry()
        else:
            self._relax()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._relax()
        super().connection_lost(exc)

    def _hurry(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _relax(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        # Nothing is being answered: an answer begins with data, and that ends the deadline.
        self._deadline = None
        self.transport.abort()


class PreviewServer(uvicorn.Server):
    """Ends at the first signal, listeners included, and does not raise the signal again."""

    def __init__(self, app: ASGIApp, audience: Audience) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=PatientProtocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=MOST_CONNECTIONS,
                backlog=BACKLOG,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=1,
                h11_max_incomplete_event_size=HEAD_BYTES,
            )
        )
        self._audience = audience

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End; a second signal ends without waiting for anyone."""
        del sig, frame
        self.force_exit = self.should_exit
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send the listeners home first: their streams would never end by themselves."""
        self._audience.close()
        await super().shutdown(sockets)


def listening_on(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen; for the default host on IPv6's loopback as well.

    Port 0 takes any free one. Raises OSError when the port is taken, also on IPv6's loopback alone
    (browsers try that first for `localhost`, and would show what another program serves there),
    or when the host is not ours.
    """
    first = _listening(host, port)
    if host != LOOPBACK:
        return [first]
    try:
        return [first, _listening("::1", port_of(first))]
    except OSError as error:
        if port and error.errno == errno.EADDRINUSE:
            first.close()
            raise
        return [first]  # there is no IPv6 here


def port_of(listener: socket.socket) -> int:
    """Return the port that a socket listens on."""
    return cast("int", listener.getsockname()[1])


def _listening(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except UnicodeError as error:  # a name that is too long, say
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from error
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where REUSEADDR would share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener

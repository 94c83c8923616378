"""Times a preview server as a browser sees it: start to first page, edit to page."""

from __future__ import annotations

import contextlib
import functools
import http.client
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measure import RunError, cpu_seconds, end, last_lines, start
from bench.tools import Tool

HOST = "127.0.0.1"
POLL_SECONDS = 0.004
WAIT_SECONDS = 180
QUIET_SECONDS = 1.0
QUIET_SHARE = 0.1


class Server:
    """A running preview server, asked over HTTP."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        """Speak to `process` at `port`; `log` holds what it prints."""
        self._process = process
        self._port = port
        self._log = log

    def seconds_until(self, address: str, text: str, since: float) -> float:
        """Seconds from `since` (`perf_counter`) until the page at `address` holds `text`.

        Raises RunError if the server ends, or after three minutes.
        """
        sought = text.encode()
        while time.perf_counter() - since < WAIT_SECONDS:
            if sought in self.page(address):
                return time.perf_counter() - since
            if self._process.poll() is not None:
                raise RunError(f"the server ended: {last_lines(self._log)}")
            time.sleep(POLL_SECONDS)
        raise RunError(f"{text!r} was not at {address} within {WAIT_SECONDS} s")

    def page(self, address: str) -> bytes:
        """Return the page's bytes; nothing while it cannot be had."""
        connection = http.client.HTTPConnection(HOST, self._port, timeout=WAIT_SECONDS)
        with (
            contextlib.suppress(OSError, http.client.HTTPException),
            contextlib.closing(connection),
        ):
            connection.request("GET", address)
            response = connection.getresponse()
            body = response.read()
            return body if response.status == http.client.OK else b""
        return b""

    def settle(self) -> None:
        """Wait until the server has done next to nothing for a second, so that edits start even."""
        deadline = time.perf_counter() + WAIT_SECONDS
        while time.perf_counter() < deadline:
            before = cpu_seconds(self._process.pid)
            time.sleep(QUIET_SECONDS)
            if cpu_seconds(self._process.pid) - before < QUIET_SHARE * QUIET_SECONDS:
                return

    def seconds_from_edit(self, edit: Callable[[], None], address: str, text: str) -> float:
        """Seconds from just before `edit` until the page shows `text`."""
        self.settle()
        begun = time.perf_counter()
        edit()
        return self.seconds_until(address, text, begun)


@contextlib.contextmanager
def serving(tool: Tool, source: Path, log: Path) -> Iterator[tuple[Server, float]]:
    """Run the tool's own server on its port; yields it and the moment it was started."""
    port = _port_of(tool.name)
    with log.open("wb") as sink:
        begun = time.perf_counter()
        process = start(tool.serve_on(port), source, tool.environment, sink.fileno())
        try:
            yield Server(process, port, log), begun
        finally:
            end(process)


@functools.cache
def _port_of(_tool: str) -> int:
    """Return a free port, the same for a tool each time, as everyone's is by default."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])

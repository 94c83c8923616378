"""Who may ask. Other sites are open in the same browser, so every request is looked at.

DNS rebinding lets a foreign page ask this server under its own name: only names in the list are
answered. A foreign page may also ask it by its right name: its browser then says so in `Origin`
and `Sec-Fetch-Site` (Fetch Metadata), and nothing that could be read by scripts is answered.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Mapping
from typing import NamedTuple

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::[0-9]{1,5})?")
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
METHODS = ("GET", "HEAD")

SAFE_HEADERS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}
"""Sent with every answer. There is no CORS header anywhere, whatever the site itself allows."""


class Refusal(NamedTuple):
    """Why a request is not answered."""

    status: int
    text: str


class Guard:
    """Knows the names that this server goes by."""

    def __init__(self, host: str) -> None:
        """Answer to the loopback names and to `host`; bound to every address, to any address."""
        self._names = {*LOOPBACK_NAMES, _bracketed(host.lower())}
        self._is_any_address = _is_unspecified(host)
        if self._is_any_address:
            self._names.add(socket.gethostname().lower())

    def refusal(self, method: str, headers: Mapping[str, str]) -> Refusal | None:
        """Return why a request must be refused, or None."""
        if method not in METHODS:
            return Refusal(405, "This preview can only be read.")
        host = headers.get("host", "").lower()
        if not self._is_own(host):
            return Refusal(421, "This preview does not go by that name; see --host.")
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and (
            headers.get("sec-fetch-mode") != "navigate"
            or headers.get("sec-fetch-dest") not in (None, "document")
        ):
            return Refusal(403, "Another site asked for this.")
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host}":
            return Refusal(403, "Another site asked for this.")
        return None

    def _is_own(self, host: str) -> bool:
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = match[1]
        return name in self._names or (self._is_any_address and _is_address(name))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _is_unspecified(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    """Whether a host is an address, not a name: addresses cannot be rebound."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True

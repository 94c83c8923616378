"""Why each page was last made: a line of JSON for every build that made some. For people only.

Nothing is decided by it: it may be lost, cut or wrong, and every build stays right.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from broadsheet.publishing.whole import write_whole

MOST_BYTES = 4_000_000
"""A longer journal is begun anew."""


class Build(msgspec.Struct, frozen=True, omit_defaults=True):
    """One build: when (UTC text), and the pages that it made, by reason.

    `everything` is the one reason for all pages, when they share one (a first build).
    """

    at: str
    made: dict[str, list[str]] = {}
    everything: str = ""


class Making(msgspec.Struct, frozen=True):
    """When a page was last made, and why."""

    at: str
    reason: str


_decoder = msgspec.json.Decoder(Build)


def enter(path: Path, at: str, made: Mapping[str, str], pages: int) -> None:
    """Add a build that made `made` (reasons by output) of `pages` pages; never fails."""
    if not made:
        return
    by_reason: dict[str, list[str]] = {}
    for output, reason in made.items():
        by_reason.setdefault(reason, []).append(output)
    build = Build(at, by_reason)
    if len(by_reason) == 1 and len(made) == pages:
        build = Build(at, everything=next(iter(by_reason)))
    line = msgspec.json.encode(build) + b"\n"
    with contextlib.suppress(OSError):
        if build.everything or _size(path) > MOST_BYTES:
            write_whole(path, line)
            return
        with path.open("ab") as file:
            file.write(line)


def last_making(path: Path, output: str) -> Making | None:
    """Return when and why a page was last made, if that is still known."""
    for build in _newest_first(path):
        if build.everything:
            return Making(build.at, build.everything)
        for reason, outputs in build.made.items():
            if output in outputs:
                return Making(build.at, reason)
    return None


def _newest_first(path: Path) -> Iterator[Build]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return
    for line in reversed(lines):
        with contextlib.suppress(msgspec.DecodeError):
            yield _decoder.decode(line)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

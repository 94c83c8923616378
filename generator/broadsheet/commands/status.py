"""`broadsheet status`: say what a deploy would change. Exit status 3 when nothing would."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.commands.terminal import complain, say

if TYPE_CHECKING:
    from broadsheet.publishing.manifest import Manifest

HELP = "say what a deploy would change"
NOTHING_CHANGED = 3
MAX_SHOWN = 50
WEB = ("http://", "https://")
GONE = (404, 410)
MAX_MANIFEST_BYTES = 64_000_000
TIMEOUT_SECONDS = 20.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "deployed",
        metavar="FILE|URL",
        help="what is live: a site's address or folder, or its build-manifest.json",
    )
    parser.add_argument(
        "--first", action="store_true", help="count a place without a manifest as empty"
    )
    parser.add_argument("--json", action="store_true", help="print the difference as JSON")


def run(args: argparse.Namespace) -> int:
    """Compare; return 0 when a deploy would change something, 3 when not, 1 when unknown."""
    import msgspec

    from broadsheet.commands.places import output_of
    from broadsheet.publishing.manifest import NAME, difference, read_manifest

    built = output_of(args) / NAME
    try:
        here = read_manifest(built.read_bytes())
    except OSError:
        here = None
    if here is None:
        complain(f"{built}: there is no manifest; run `broadsheet build` first")
        return 1
    live = _live(args.deployed, is_first=args.first)
    if live is None:
        return 1
    changes = difference(live, here)
    if args.json:
        sys.stdout.buffer.write(msgspec.json.encode(changes) + b"\n")
    else:
        _show(changes.added, "new")
        _show(changes.changed, "changed")
        _show(changes.removed, "removed")
        say(
            f"{len(changes.added)} new, {len(changes.changed)} changed, "
            f"{len(changes.removed)} removed, {changes.same} the same"
        )
    return 0 if changes.added or changes.changed or changes.removed else NOTHING_CHANGED


def _show(paths: tuple[str, ...], what: str) -> None:
    for path in paths[:MAX_SHOWN]:
        say(f"{what:8} {path}")
    if len(paths) > MAX_SHOWN:
        say(f"{what:8} … and {len(paths) - MAX_SHOWN} more")


def _live(place: str, *, is_first: bool) -> Manifest | None:
    """Return what is live; with `is_first`, nothing where there is no manifest. None: unknown."""
    from broadsheet.publishing.manifest import VERSION, Manifest, read_manifest

    try:
        data = _fetched(place) if place.startswith(WEB) else _read(Path(place))
    except _NothingThere as nothing:
        if is_first:
            return Manifest(VERSION, {})
        complain(f"{nothing}")
        complain("    hint: before the first deploy, --first counts that as an empty site")
        return None
    except _Unknown as error:
        complain(f"{error}")
        return None
    live = read_manifest(data)
    if live is None:
        complain(f"{place}: this is no manifest of Broadsheet")
    return live


class _Unknown(Exception):
    """It cannot be told what is live."""


class _NothingThere(_Unknown):
    """There is no manifest at that place."""


def _read(path: Path) -> bytes:
    from broadsheet.publishing.manifest import NAME

    path = path / NAME if path.is_dir() else path
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise _NothingThere(f"{path}: {error.strerror}") from error
    except OSError as error:
        raise _Unknown(f"{path}: {error.strerror}") from error


def _fetched(url: str) -> bytes:
    import httpx

    from broadsheet.publishing.manifest import NAME

    url = url if url.endswith(".json") else f"{url.rstrip('/')}/{NAME}"
    data = bytearray()
    try:
        with httpx.stream("GET", url, timeout=TIMEOUT_SECONDS, follow_redirects=True) as answer:
            if answer.status_code in GONE:
                raise _NothingThere(f"{url}: the host answers {answer.status_code}")
            answer.raise_for_status()
            for part in answer.iter_bytes():
                data += part
                if len(data) > MAX_MANIFEST_BYTES:
                    raise _Unknown(f"{url}: larger than any manifest should be")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _Unknown(f"{url}: {error}") from error
    return bytes(data)

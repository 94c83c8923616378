"""`broadsheet status`: say what a deploy would change. Exit status 3 when nothing would."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from broadsheet.commands.terminal import complain, say

HELP = "say what a deploy would change"
NOTHING_CHANGED = 3
MAX_SHOWN = 50
MAX_MANIFEST_BYTES = 64_000_000
TIMEOUT_SECONDS = 20.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "deployed",
        metavar="FILE|URL",
        help="the manifest of what is live: build-manifest.json, a folder with it, or its address",
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
    data = _deployed(args.deployed)
    if data is None:
        return 1
    live = read_manifest(data)
    if live is None:
        complain(f"{args.deployed}: this is no manifest of Broadsheet")
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


def _deployed(place: str) -> bytes | None:
    """Return the manifest that is live, or None after saying why there is none."""
    if place.startswith(("http://", "https://")):
        return _fetched(place)
    path = Path(place)
    if path.is_dir():
        from broadsheet.publishing.manifest import NAME

        path = path / NAME
    try:
        return path.read_bytes()
    except OSError as error:
        complain(f"{path}: {error.strerror}")
        return None


def _fetched(url: str) -> bytes | None:
    import httpx

    data = bytearray()
    try:
        with httpx.stream("GET", url, timeout=TIMEOUT_SECONDS, follow_redirects=True) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                data += part
                if len(data) > MAX_MANIFEST_BYTES:
                    complain(f"{url}: larger than any manifest should be")
                    return None
    except httpx.HTTPError as error:
        complain(f"{url}: {error}")
        return None
    return bytes(data)

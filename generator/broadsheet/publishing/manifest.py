"""What was published, published with it: every output and the hash of its bytes.

With it, `broadsheet status` can tell what a deploy would change, and a build that has lost its
ledger knows which files in the folder are its own.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from broadsheet.fingerprint import digest_of_parts
from broadsheet.publishing.derived import Derived
from broadsheet.publishing.ledger import Entry, FileMark, Fingerprint, Ledger
from broadsheet.publishing.output import Output

NAME = "build-manifest.json"
VERSION = 1


Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]


class Manifest(msgspec.Struct, frozen=True):
    """Outputs by path, each with the hexadecimal BLAKE2b hash (16 bytes) of its content."""

    version: int
    files: dict[str, Hash]


class Difference(msgspec.Struct, frozen=True):
    """What one manifest has that another has not, by output path."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    same: int


def difference(live: Manifest, here: Manifest) -> Difference:
    """Return what would change if `here` took the place of `live`."""
    both = live.files.keys() & here.files.keys()
    changed = tuple(sorted(path for path in both if live.files[path] != here.files[path]))
    return Difference(
        added=tuple(sorted(here.files.keys() - live.files.keys())),
        changed=changed,
        removed=tuple(sorted(live.files.keys() - here.files.keys())),
        same=len(both) - len(changed),
    )


def manifest_part(entries: Mapping[str, Entry]) -> Derived:
    """Return the manifest of these outputs as a part of the output."""
    rows = sorted((path, entry.content) for path, entry in entries.items())
    inputs = digest_of_parts(part for path, content in rows for part in (path.encode(), content))

    def make() -> list[tuple[str, bytes]]:
        manifest = Manifest(VERSION, {path: content.hex() for path, content in rows})
        return [(NAME, msgspec.json.format(msgspec.json.encode(manifest), indent=0) + b"\n")]

    return Derived("manifest", inputs, make)


def read_manifest(data: bytes) -> Manifest | None:
    """Return the manifest in some bytes, or None when they are none that we can read."""
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return manifest if manifest.version == VERSION else None


def entries_from(folder: Path) -> dict[str, Entry]:
    """Return what the manifest in an output folder says was written there; empty without one.

    The entries match no page, so that all is made anew, but say which files are ours.
    """
    try:
        manifest = read_manifest((folder / NAME).read_bytes())
    except OSError:
        return {}
    if manifest is None:
        return {}
    unknown = Fingerprint(b"", b"", b"")
    nowhere = FileMark(-1, -1, -1)
    return {
        path: Entry(unknown, bytes.fromhex(content), nowhere)
        for path, content in manifest.files.items()
        if _is_plain(path)
    }


def with_others(
    ledger: Ledger,
    intact: Mapping[str, FileMark | None],
    wanted: Container[str],
    folder: Path,
    output: Output,
) -> Ledger:
    """Return the ledger, with unwanted files of ours that it does not know as pending.

    If the manifest in the folder is not as the ledger says (`intact`), another cache has brought
    the folder up to date since: a restored one, or that of a colleague. What it wrote is ours too,
    where its bytes are those that the manifest tells.
    """
    if intact.get(NAME) is not None:
        return ledger
    others = {
        path: entry
        for path, entry in entries_from(folder).items()
        if path not in ledger.entries and path not in wanted
    }
    ours = [path for path, mark in output.intact(others).items() if mark is not None]
    return msgspec.structs.replace(ledger, pending=(*ledger.pending, *ours))


def _is_plain(path: str) -> bool:
    """Whether a path stays below the folder; a manifest is a file that anybody can edit."""
    parts = path.split("/")
    return (
        not path.startswith("/")
        and "\\" not in path
        and "\0" not in path
        and not ({"", ".", ".."} & set(parts))
    )

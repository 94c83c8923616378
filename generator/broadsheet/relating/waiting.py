"""Texts that wait in `_unplaced/` for the story they belong to, and the way out of there.

A waiting text says neither when nor where it appeared. It is placed by what it tells: moved among
the articles with a related list that leads to its story. It gets no date; a text without a date
takes its place from its story.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from broadsheet.importing.manifest import NAME, Manifest
from broadsheet.importing.shelf import ORIGINAL, UNPLACED
from broadsheet.reading.discover import SourceFile

MOST_DEPTH = 32


def waiting_files(content: Sequence[Path], root: Path) -> tuple[SourceFile, ...]:
    """Return the texts that wait below content folders, sorted; links are not followed."""
    found = []
    for folder in content:
        for place in _waiting_folders(folder, 0):
            for path in place.glob("*.md"):
                if path.is_file() and not path.is_symlink():
                    label = path.relative_to(root) if path.is_relative_to(root) else path
                    found.append(SourceFile(label.as_posix(), os.fspath(path)))
    return tuple(sorted(found))


def _waiting_folders(folder: Path, depth: int) -> Iterator[Path]:
    if depth > MOST_DEPTH or not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.is_symlink() or not path.is_dir() or path.name.startswith("."):
            continue
        if path.name == UNPLACED:
            yield path
        elif not path.name.startswith("_"):
            yield from _waiting_folders(path, depth + 1)


def place_of(waiting: Path, data: bytes) -> Path:
    """Return where a waiting text goes: into the folder that holds `_unplaced/`.

    A name that is taken gets a number, unless `data` already lies there: then an earlier placing
    was interrupted.
    """
    folder, stem, count = waiting.parent.parent, waiting.stem, 1
    target = folder / waiting.name
    while target.exists() and target.read_bytes() != data:
        count += 1
        target = folder / f"{stem}-{count}.md"
    return target


def move_companions(waiting: Path, target: Path) -> None:
    """Move the originals that the importer kept beside a text, and tell its record of the move.

    So the next import of the same source knows the text where it is, and leaves it alone. Raises
    OSError.
    """
    for ending in (".txt", ".html"):
        original = waiting.with_name(f"{waiting.stem}{ORIGINAL}{ending}")
        if original.exists():
            original.rename(target.with_name(f"{target.stem}{ORIGINAL}{ending}"))
    folder = waiting.parent.parent
    if not (folder / NAME).exists():
        return
    with Manifest(folder) as manifest:
        key = manifest.owner_of(waiting.relative_to(folder).as_posix())
        written = manifest.written(key) if key is not None else None
        if written is not None:
            file = target.relative_to(folder).as_posix()
            manifest.record(msgspec.structs.replace(written, file=file))

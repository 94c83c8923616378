"""Where pages go: a folder, or memory for the preview. The only writer of the output."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.publishing.ledger import Entry, FileMark
from broadsheet.publishing.whole import TEMPORARY_PREFIX, write_whole


class Output(Protocol):
    """What the build needs of a place to publish to."""

    def intact(self, entries: Mapping[str, Entry]) -> dict[str, bool]:
        """Say of each entry whether its file is as it was written; missing ones are absent."""
        ...

    def write(self, output: str, data: bytes) -> FileMark:
        """Put a page in its place, whole; raises OSError."""
        ...

    def remove(self, outputs: Iterable[str]) -> None:
        """Remove outputs of ours and the folders that they leave empty."""
        ...

    def clear_leftovers(self) -> None:
        """Remove what a build that died had begun to write."""
        ...


class FolderOutput:
    """A folder on disk."""

    def __init__(self, root: Path) -> None:
        self.root = os.fspath(root)
        self._made: set[str] = set()

    def intact(self, entries: Mapping[str, Entry]) -> dict[str, bool]:
        """Compare size, time and inode; where they differ, the bytes decide (a restored copy)."""
        found: dict[str, bool] = {}
        root = self.root + os.sep
        for output, entry in entries.items():
            try:
                status = os.lstat(root + output)
            except OSError:
                continue
            mark = entry.mark
            found[output] = (
                mark.modified_ns == status.st_mtime_ns
                and mark.size == status.st_size
                and mark.inode == status.st_ino
            ) or self._has_bytes(output, entry.content)
        return found

    def _has_bytes(self, output: str, content: bytes) -> bool:
        path = os.path.join(self.root, output)
        if os.path.islink(path):
            return False
        try:
            with open(path, "rb") as file:
                return digest_of_bytes(file.read()) == content
        except OSError:
            return False

    def write(self, output: str, data: bytes) -> FileMark:
        """Put a page in its place; equal bytes are left alone, so that hosts see no change."""
        path = os.path.join(self.root, output)
        folder = os.path.dirname(path)
        if folder not in self._made:
            self._make_room(folder)
            self._made.add(folder)
        if os.path.isdir(path) and not os.path.islink(path):
            with contextlib.suppress(OSError):
                os.rmdir(path)
        try:
            status = write_whole(path, data)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)
            status = write_whole(path, data)
        return FileMark(status.st_size, status.st_mtime_ns, status.st_ino)

    def _make_room(self, folder: str) -> None:
        """Make a folder; a link or an old file of ours where it belongs makes way."""
        try:
            os.makedirs(folder, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            blocked = folder
            while not os.path.lexists(blocked):
                blocked = os.path.dirname(blocked)
            os.unlink(blocked)
            os.makedirs(folder, exist_ok=True)
        if os.path.realpath(folder) != os.path.join(
            os.path.realpath(self.root), os.path.relpath(folder, self.root)
        ).removesuffix(f"{os.sep}."):
            raise OSError(0, "a symbolic link in the output folder leads elsewhere", folder)

    def remove(self, outputs: Iterable[str]) -> None:
        """Remove files of ours, and folders only when they are empty."""
        folders = set()
        for output in outputs:
            path = os.path.join(self.root, output)
            with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                os.unlink(path)
            folders.add(os.path.dirname(path))
        for folder in sorted(folders, key=len, reverse=True):
            self._remove_empty(folder)

    def _remove_empty(self, folder: str) -> None:
        while folder.startswith(self.root + os.sep):
            try:
                os.rmdir(folder)
            except OSError:
                return
            self._made.discard(folder)
            folder = os.path.dirname(folder)

    def clear_leftovers(self) -> None:
        """Remove the half-written files that a build which died left behind."""
        for folder, _, names in os.walk(self.root):
            for name in names:
                if name.startswith(TEMPORARY_PREFIX):
                    with contextlib.suppress(OSError):
                        os.unlink(os.path.join(folder, name))


OUR_MARK = b'<meta name="generator" content="Broadsheet'
REDIRECT_MARK = b'<meta http-equiv="refresh"'
HEAD_BYTES = 16_384


def is_foreign(path: Path) -> bool:
    """Whether a file stands there that no build of ours can have written."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return False
    return OUR_MARK not in head and REDIRECT_MARK not in head

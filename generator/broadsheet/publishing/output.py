"""Where pages go: a folder, or memory for the preview. The only writer of the output."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.publishing.ledger import Entry, FileMark
from broadsheet.publishing.whole import TEMPORARY_PREFIX, neighbour_of, write_new


class Output(Protocol):
    """What the build needs of a place to publish to."""

    def intact(self, entries: Mapping[str, Entry]) -> dict[str, bool]:
        """Say of each entry whether its file is as it was written; missing ones are absent."""
        ...

    def stage(self, output: str, data: bytes) -> FileMark:
        """Write a page, whole, where no reader sees it yet; raises OSError."""
        ...

    def put_in_place(self, outputs: Iterable[str]) -> None:
        """Let pages that were staged take their places, each in one step; raises OSError."""
        ...

    def remove(self, outputs: Iterable[str]) -> None:
        """Remove outputs of ours and the folders that they leave empty."""
        ...

    def clear_leftovers(self) -> None:
        """Remove what a build that died had begun to write."""
        ...


class FolderOutput:
    """A folder on disk. A full disk is met while pages are staged, before any has changed."""

    def __init__(self, root: Path) -> None:
        self.root = os.fspath(root)
        self._owner = os.getpid()
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

    def stage(self, output: str, data: bytes) -> FileMark:
        """Write a page beside its place; the process that made this object puts it there."""
        path = os.path.join(self.root, output)
        folder = os.path.dirname(path)
        if folder not in self._made:
            self._make_room(folder)
        beside = neighbour_of(path, self._owner)
        try:
            status = write_new(beside, data)
        except FileNotFoundError:
            self._made.clear()
            self._make_room(folder)
            status = write_new(beside, data)
        except OSError:
            self._remove_empty(folder)
            raise
        return FileMark(status.st_size, status.st_mtime_ns, status.st_ino)

    def put_in_place(self, outputs: Iterable[str]) -> None:
        """Give staged pages their names; empty folders in their way are removed."""
        for output in outputs:
            path = os.path.join(self.root, output)
            beside = neighbour_of(path, self._owner)
            try:
                os.replace(beside, path)
            except IsADirectoryError:
                os.rmdir(path)
                os.replace(beside, path)
            except FileNotFoundError:
                words = "what was written here was taken away during the build; build again"
                raise FileNotFoundError(errno.ENOENT, words, path) from None

    def _make_room(self, folder: str) -> None:
        """Make a folder and those above it; an old file where it belongs makes way.

        Raises OSError for a symbolic link: what is written through it would lie elsewhere.
        """
        if folder == self.root:
            os.makedirs(folder, exist_ok=True)
            self._made.add(folder)
            return
        above = os.path.dirname(folder)
        if above not in self._made:
            self._make_room(above)
        try:
            os.mkdir(folder)
        except FileExistsError:
            mode = os.lstat(folder).st_mode
            if stat.S_ISLNK(mode):
                reason = "a symbolic link in the output folder leads elsewhere"
                raise OSError(errno.ELOOP, reason, folder) from None
            if not stat.S_ISDIR(mode):
                os.unlink(folder)
                os.mkdir(folder)
        self._made.add(folder)

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
        """Remove what a build that died had staged, and the folders made for it."""
        folders = []
        for folder, _, names in os.walk(self.root):
            for name in names:
                if name.startswith(TEMPORARY_PREFIX):
                    with contextlib.suppress(OSError):
                        os.unlink(os.path.join(folder, name))
                    folders.append(folder)
        for folder in folders:
            self._remove_empty(folder)


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

"""Where pages go: a folder, or memory for the preview. The only writer of the output."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from broadsheet import addresses
from broadsheet.errors import SiteError
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.publishing.branches import Branches, is_link, linked_folder
from broadsheet.publishing.ledger import UNSETTLED, Entry, FileMark
from broadsheet.publishing.whole import TEMPORARY_PREFIX, flush_all, neighbour_of, write_new


class TakenAway(FileNotFoundError):
    """What this build had written was deleted by somebody else before the build had ended."""

    @classmethod
    def at(cls, path: str) -> TakenAway:
        """Return the error that names a file."""
        words = "what was written here was taken away during the build; build again"
        return cls(errno.ENOENT, words, path)


class Output(Protocol):
    """What the build needs of a place to publish to, in the order in which it is asked."""

    def clear_leftovers(self) -> None:
        """Remove what a build that died had begun to write."""
        ...

    def intact(self, entries: Mapping[str, Entry]) -> dict[str, FileMark | None]:
        """Return the mark of each file that is as it was written, None for one that is not.

        Missing files are absent, and so are those behind a link.
        """
        ...

    def begin(self) -> None:
        """Make ready to take pages; raises OSError."""
        ...

    def stage(self, output: str, data: bytes) -> FileMark:
        """Write a page, whole, where no reader sees it yet.

        Raises OSError, or SiteError where a link in the output leads elsewhere.
        """
        ...

    def put_in_place(self, outputs: Collection[str]) -> None:
        """Let pages that were staged take their places, each in one step; raises as `stage`.

        No reader gets a page that a power cut could still shorten.
        """
        ...

    def remove(self, outputs: Iterable[str]) -> list[str]:
        """Remove outputs of ours and the folders that they leave empty.

        Returns those that were left alone, since they would be removed through a link.
        """
        ...

    def finish(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Let readers have it all; return the entries with the marks that the files have now.

        Raises TakenAway when a file is missing, SiteError or OSError when it cannot be done.
        """
        ...

    def abandon(self) -> None:
        """Take away what was staged and not put in place; never fails."""
        ...


def needed_first(outputs: Iterable[str]) -> list[str]:
    """Return outputs in an order in which a site may be changed while it is read. Pure.

    What pages ask for is there before them. The service worker, of which a new one copies the
    newest pages for later, comes after all that it copies.
    """
    return sorted(outputs, key=_need)


def _need(output: str) -> int:
    if addresses.is_asset(output):
        return 0
    return 2 if f"/{output}" == addresses.SERVICE_WORKER else 1


class FolderOutput:
    """A folder on disk, `called` by another name to people if it is to take another's place.

    A full disk is met while pages are staged, before any has changed.
    """

    def __init__(self, root: Path, called: Path | None = None) -> None:
        self.root = os.fspath(root)
        self._called = os.fspath(called or root)
        self._owner = os.getpid()
        self._made: set[str] = set()

    def intact(self, entries: Mapping[str, Entry]) -> dict[str, FileMark | None]:
        """Compare sizes, times and inodes; where they differ, the bytes decide.

        So a restored copy or a changed mode cost one reading: the marks that are returned are of
        the files as they are now. What is reached through a link is not there: of a file that
        looks as it did, only the uppermost folder is asked, for the file is ours wherever it is.
        """
        found: dict[str, FileMark | None] = {}
        root = self.root + os.sep
        branches = Branches(self.root)
        for output, entry in entries.items():
            if branches.begins_elsewhere(output):
                continue
            try:
                status = os.lstat(root + output)
            except OSError:
                continue
            mark = entry.mark
            if (
                mark.changed_ns == status.st_ctime_ns
                and mark.modified_ns == status.st_mtime_ns
                and mark.size == status.st_size
                and mark.inode == status.st_ino
            ):
                found[output] = mark
            elif not branches.is_elsewhere(output):
                is_same = stat.S_ISREG(status.st_mode) and self._has_bytes(output, entry.content)
                found[output] = _mark_of(status) if is_same else None
        return found

    def _has_bytes(self, output: str, content: bytes) -> bool:
        try:
            with open(os.path.join(self.root, output), "rb") as file:
                return digest_of_bytes(file.read()) == content
        except OSError:
            return False

    def begin(self) -> None:
        """Nothing need be made ready: pages are staged beside their places."""

    def stage(self, output: str, data: bytes) -> FileMark:
        """Write a page beside its place; the process that made this object puts it there."""
        path = os.path.join(self.root, output)
        try:
            return self._staged(path, data)
        except FileNotFoundError:
            self._made.clear()
        try:
            return self._staged(path, data)
        except FileNotFoundError:
            raise TakenAway.at(path) from None

    def _staged(self, path: str, data: bytes) -> FileMark:
        folder = os.path.dirname(path)
        if folder not in self._made:
            self._make_room(folder)
        try:
            status = write_new(neighbour_of(path, self._owner), data)
        except FileNotFoundError:
            raise
        except OSError:
            self._remove_empty(folder)
            raise
        return FileMark(status.st_size, status.st_mtime_ns, status.st_ino)

    def put_in_place(self, outputs: Collection[str]) -> None:
        """Give staged pages their names once they are on the disk, what others need first.

        Empty folders in their way are removed.
        """
        if outputs:
            self._flush()
        branches = Branches(self.root)
        for output in needed_first(outputs):
            path = os.path.join(self.root, output)
            if branches.is_elsewhere(output):
                raise self._linked(os.path.dirname(path))
            beside = neighbour_of(path, self._owner)
            try:
                os.replace(beside, path)
            except IsADirectoryError:
                os.rmdir(path)
                os.replace(beside, path)
            except FileNotFoundError:
                raise TakenAway.at(path) from None

    def _flush(self) -> None:
        try:
            flush_all(self.root)
        except FileNotFoundError:
            raise TakenAway.at(self.root) from None

    def _make_room(self, folder: str) -> None:
        """Make a folder and those above it; an old file where it belongs makes way.

        Raises SiteError for a symbolic link: what is written through it would lie elsewhere.
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
            if is_link(folder):
                raise self._linked(folder) from None
            if not stat.S_ISDIR(os.lstat(folder).st_mode):
                os.unlink(folder)
                os.mkdir(folder)
        self._made.add(folder)

    def _linked(self, folder: str) -> SiteError:
        return SiteError(linked_folder(self._called + folder.removeprefix(self.root)))

    def remove(self, outputs: Iterable[str]) -> list[str]:
        """Remove files of ours, and folders only when they are empty; nothing behind a link."""
        folders = set()
        spared = []
        branches = Branches(self.root)
        for output in outputs:
            if branches.is_elsewhere(output):
                spared.append(output)
                continue
            path = os.path.join(self.root, output)
            folders.add(os.path.dirname(path))
            try:
                os.unlink(path)
            except IsADirectoryError:
                folders.add(path)
            except (FileNotFoundError, NotADirectoryError):
                pass
        for folder in sorted(folders, key=len, reverse=True):
            self._remove_empty(folder)
        return spared

    def _remove_empty(self, folder: str) -> None:
        """Remove a folder and those above it that are empty then; it may be gone already."""
        while folder.startswith(self.root + os.sep):
            try:
                os.rmdir(folder)
            except FileNotFoundError:
                pass
            except OSError:
                return
            self._made.discard(folder)
            folder = os.path.dirname(folder)

    def finish(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Return the entries with the marks that files got when they took their places."""
        fresh = {path: e for path, e in entries.items() if e.mark.changed_ns == UNSETTLED}
        return {**entries, **self.settled(fresh)}

    def settled(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Return entries with the marks of their files, which were moved but not changed.

        One that was changed keeps its mark, so that the next build looks at its bytes. Raises
        TakenAway for one that is missing.
        """
        settled = {}
        root = self.root + os.sep
        for path, entry in entries.items():
            try:
                mark = _mark_of(os.lstat(root + path))
            except (FileNotFoundError, NotADirectoryError):
                raise TakenAway.at(root + path) from None
            is_ours = mark.is_of_one_file(entry.mark)
            now = Entry(entry.fingerprint, entry.content, mark, entry.sums)
            settled[path] = now if is_ours else entry
        return settled

    def abandon(self) -> None:
        """Remove what was staged."""
        with contextlib.suppress(OSError):
            self.clear_leftovers()

    def clear_leftovers(self) -> None:
        """Remove what a build that died had staged, and the folders made for it."""
        self._made.clear()
        folders = []
        for folder, _, names in os.walk(self.root):
            for name in names:
                if name.startswith(TEMPORARY_PREFIX):
                    with contextlib.suppress(OSError):
                        os.unlink(os.path.join(folder, name))
                    folders.append(folder)
        for folder in folders:
            self._remove_empty(folder)


def _mark_of(status: os.stat_result) -> FileMark:
    return FileMark(status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns)

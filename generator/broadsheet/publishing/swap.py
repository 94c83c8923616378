"""Publishing a whole site at once: readers see the old folder or the new one, never a mixture.

The new site is made in a folder beside the old, sharing every file that stays as it is, flushed,
and then the two folders change places in one step of the operating system.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.publishing.ledger import Entry, FileMark
from broadsheet.publishing.output import FolderOutput, TakenAway
from broadsheet.publishing.whole import TEMPORARY_PREFIX, flush_all

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""Linux, renameat2(2)."""

RENAME_SWAP = 2
"""macOS, renamex_np(2)."""


def stage_of(target: Path) -> Path:
    """Return the folder beside `target` in which the next site is made."""
    real = target.resolve()
    return real.with_name(f"{TEMPORARY_PREFIX}{real.name}")


def remove_dead_stage(target: Path) -> None:
    """Remove what a build that died left beside `target`; the caller holds the output's lock."""
    shutil.rmtree(stage_of(target), ignore_errors=True)


class SwappedFolder:
    """A folder that gives way to a new one in one step, with all that others have put into it."""

    def __init__(self, target: Path) -> None:
        self._target = target.resolve()
        self._stage = stage_of(target)
        self._published = FolderOutput(self._target)
        self._next = FolderOutput(self._stage, called=self._target)
        self._here = self._published
        self._shared: dict[str, int] = {}

    def clear_leftovers(self) -> None:
        """Remove what a dead build left in the folder; see `remove_dead_stage` for the rest."""
        self._published.clear_leftovers()

    def intact(self, entries: Mapping[str, Entry]) -> dict[str, FileMark | None]:
        """Look at the published folder, or at the next one once it has begun."""
        return self._here.intact(entries)

    def begin(self) -> None:
        """Make the next folder as the published one is now; raises OSError."""
        self._target.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._shared = _share(self._target, self._stage)
        except FileNotFoundError as error:
            raise TakenAway.at(str(error.filename)) from None
        self._here = self._next

    def stage(self, output: str, data: bytes) -> FileMark:
        """Write a page beside its place in the next folder."""
        return self._next.stage(output, data)

    def put_in_place(self, outputs: Collection[str]) -> None:
        """Give staged pages their names in the next folder."""
        self._next.put_in_place(outputs)

    def remove(self, outputs: Iterable[str]) -> list[str]:
        """Remove outputs of ours from the next folder; return those that are behind a link."""
        return self._next.remove(outputs)

    def finish(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Flush the next folder and let it take the place of the published one.

        Sharing and renaming changed the files' inodes, so that every mark is looked up anew.
        """
        self._next.settled(entries)
        flush_all(self._stage)
        try:
            exchange(self._stage, self._target)
        except FileNotFoundError:
            if not self._stage.is_dir():
                raise TakenAway.at(str(self._stage)) from None
            self._stage.rename(self._target)
        self._here = self._published
        _bring_along(self._stage, self._target, self._shared, entries)
        shutil.rmtree(self._stage, ignore_errors=True)
        return self._published.settled(entries)

    def abandon(self) -> None:
        """Remove the next folder."""
        self._here = self._published
        shutil.rmtree(self._stage, ignore_errors=True)


def _files_and_links(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield everything below a folder, each folder before what it holds; links are not followed.

    Raises FileNotFoundError for a folder that goes away meanwhile, if it is not the first.
    """
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        yield entry
        if entry.is_dir(follow_symlinks=False):
            yield from _files_and_links(Path(entry.path))


def _share(source: Path, stage: Path) -> dict[str, int]:
    """Make a folder with the same files as another, linked where the file system can.

    Returns the inode of every file by path; raises FileNotFoundError when one goes away.
    """
    stage.mkdir()
    shared: dict[str, int] = {}
    if not source.is_dir():
        return shared
    shutil.copymode(source, stage)
    for entry in _files_and_links(source):
        path = os.path.relpath(entry.path, source)
        inside = stage / path
        if entry.is_symlink():
            inside.symlink_to(Path(entry.path).readlink())
            shared[path] = entry.inode()
        elif entry.is_dir(follow_symlinks=False):
            inside.mkdir()
            shutil.copymode(entry.path, inside)
        else:
            shared[path] = entry.inode()
            _link(entry.path, inside)
    return shared


def _link(source: str, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _bring_along(old: Path, new: Path, shared: Mapping[str, int], ours: Collection[str]) -> None:
    """Move files that others put into the old folder while the new one was being made.

    Where they made a folder of a link, it is one in the new folder, too: nothing is moved
    through the link.
    """
    if not old.is_dir():
        return
    for entry in list(_files_and_links(old)):
        path = os.path.relpath(entry.path, old)
        if entry.is_dir(follow_symlinks=False):
            if (new / path).is_symlink():
                with suppress(OSError):
                    (new / path).unlink()
            continue
        if path in ours:
            continue
        if shared.get(path) != entry.inode():
            with suppress(OSError):
                (new / path).parent.mkdir(parents=True, exist_ok=True)
                Path(entry.path).replace(new / path)


def exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step.

    Raises FileNotFoundError when one of them is missing, SiteError where it is not possible.
    """
    with suppress(AttributeError):
        if _exchanged(os.fsencode(one), os.fsencode(other)):
            return
    number = ctypes.get_errno()
    if number == errno.ENOENT:
        raise FileNotFoundError(number, os.strerror(number), str(other))
    reason = os.strerror(number) if number else "this system has no such call"
    problem = Problem(
        Location(str(other)),
        "cannot-write",
        f"the folder cannot be exchanged in one step: {reason}",
        "build without --swap, or keep the output on a local disk",
    )
    raise SiteError(problem)


def _exchanged(one: bytes, other: bytes) -> bool:
    """Call the system's exchange; return whether it did it. Raises AttributeError without one."""
    ctypes.set_errno(errno.ENOSYS)
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        return bool(library.renamex_np(one, other, RENAME_SWAP) == 0)
    return bool(library.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0)

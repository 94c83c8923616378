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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadsheet.errors import Location, Problem, SiteError

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""Linux, renameat2(2)."""

RENAME_SWAP = 2
"""macOS, renamex_np(2)."""


def stage_of(target: Path) -> Path:
    """Return the folder beside `target` in which the next site is made."""
    return target.with_name(f".{target.name}.next")


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Give a folder that is as `target` is now; when the block ends well, it takes its place.

    Raises SiteError where folders cannot change places, OSError when the disk fails. A stage that
    a dead build left behind is removed first; the caller holds the output's lock.
    """
    stage = stage_of(target)
    shutil.rmtree(stage, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _share(target, stage)
        yield stage
        os.sync()
        if target.exists():
            exchange(stage, target)
        else:
            stage.rename(target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _share(source: Path, stage: Path) -> None:
    """Make a folder with the same files as another, linked where the file system can."""
    stage.mkdir()
    if not source.is_dir():
        return
    for folder, folders, names in os.walk(source):
        inside = stage / Path(folder).relative_to(source)
        for name in folders:
            path = Path(folder, name)
            if path.is_symlink():
                (inside / name).symlink_to(path.readlink())
            else:
                (inside / name).mkdir()
        for name in names:
            path = Path(folder, name)
            if path.is_symlink():
                (inside / name).symlink_to(path.readlink())
            else:
                _link(path, inside / name)


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step; raises SiteError where that is not possible."""
    with suppress(AttributeError):
        if _exchanged(os.fsencode(one), os.fsencode(other)):
            return
    number = ctypes.get_errno()
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

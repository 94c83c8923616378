"""Files that are either there whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
from hashlib import blake2b
from pathlib import Path

TEMPORARY_PREFIX = ".~broadsheet-"
"""Begins the name of a file that is being written; leftovers of a dead build are recognised."""

DEAD_SECONDS = 3600.0
"""After so long, nobody is still writing a file."""

MOST_NAME_BYTES = 200
"""Longer names are replaced by their hash while a file is written: 255 bytes is the most."""


def write_whole(path: str | Path, data: bytes) -> None:
    """Write a file so that no reader ever sees a part of it. Raises OSError.

    The bytes go to a neighbour first, which then takes the file's place in one step (POSIX
    rename), when they are on the disk: a power cut leaves the old file or the new. Who may read
    and write the old file may do so with the new one. The folder must exist.
    """
    temporary = neighbour_of(path, os.getpid())
    write_new(temporary, data, flush=True, mode=0o666)
    try:
        with contextlib.suppress(FileNotFoundError):
            os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def clear_dead(folder: Path, now: float) -> None:
    """Remove what was begun in a folder at least an hour before `now` and never finished.

    Younger files may be those of another process that is at work. Never fails.
    """
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            is_ours = path.name.startswith(TEMPORARY_PREFIX)
            if is_ours and path.stat().st_mtime < now - DEAD_SECONDS:
                path.unlink(missing_ok=True)


def neighbour_of(path: str | Path, owner: int) -> str:
    """Return the name under which a process may prepare a file, in the same folder."""
    folder, name = os.path.split(os.fspath(path))
    if len(os.fsencode(name)) > MOST_NAME_BYTES:
        name = blake2b(os.fsencode(name), digest_size=16).hexdigest()
    return os.path.join(folder, f"{TEMPORARY_PREFIX}{owner}-{name}")


def write_new(
    temporary: str, data: bytes, flush: bool = False, mode: int = 0o644
) -> os.stat_result:
    """Write a file that nobody reads yet, and wait until it is on the disk if `flush`.

    Its mode is this one but for the umask. Leaves nothing behind on failure. Raises OSError. Many
    files are better flushed by `flush_all`, at once.
    """
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            if flush:
                os.fsync(handle)
            status = os.fstat(handle)
        finally:
            os.close(handle)
    except BaseException as error:
        if isinstance(error, OSError):
            error.filename = temporary  # the system's calls know only the handle
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return status


def flush_names(folder: str | Path) -> None:
    """Wait until it is on the disk which files a folder has. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_all(folder: str | Path) -> None:
    """Wait until all that was written to the file system of a folder is on the disk.

    Linux knows a call for one file system, syncfs(2); elsewhere all are flushed. Raises OSError
    when something could not be written.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if not hasattr(library, "syncfs"):
            os.sync()
        elif library.syncfs(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), os.fspath(folder))
    finally:
        os.close(handle)

"""Files that are either there whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

TEMPORARY_PREFIX = ".~broadsheet-"
"""Begins the name of a file that is being written; leftovers of a dead build are recognised."""


def write_whole(path: str | Path, data: bytes) -> os.stat_result:
    """Write a file so that no reader ever sees a part of it; return its status. Raises OSError.

    The bytes go to a neighbour first, which then takes the file's place in one step (POSIX
    rename). The folder must exist.
    """
    folder, name = os.path.split(os.fspath(path))
    temporary = os.path.join(folder, f"{TEMPORARY_PREFIX}{os.getpid()}-{name[:100]}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            status = os.fstat(handle)
        finally:
            os.close(handle)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return status

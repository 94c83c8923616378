"""Takes outputs of earlier builds out of the way without deleting them while tools are measured.

ext4 does not use the place of a deleted file again for some minutes, and passes over each such
place whenever a file is made. Thousands of files deleted just before a clean build would cost the
tool that builds next more than many a template, and the more, the more files the last one wrote.
"""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

NAME = "aside"


def put_aside(path: Path, work: Path) -> None:
    """Move a file or folder, if it is there, into the work folder's heap; on one file system."""
    if not path.exists():
        return
    heap = work / NAME
    heap.mkdir(parents=True, exist_ok=True)
    path.rename(next(free for n in count() if not (free := heap / str(n)).exists()))


def clear(work: Path) -> None:
    """Delete the heap, when nothing is measured any more."""
    shutil.rmtree(work / NAME, ignore_errors=True)

"""Where tests keep their files: in memory, where the machine has room for them.

They make and remove hundreds of thousands of small files, which takes disks longer than all else.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 << 30
"""What all tests together may take, several times over."""


def has_room(folder: Path = MEMORY, system: Path = Path("/proc/meminfo")) -> bool:
    """Whether a folder in memory can be written to, run from, and filled without harm."""
    try:
        status = os.statvfs(folder)
        available = re.search(r"^MemAvailable: +([0-9]+) kB$", system.read_text(), re.MULTILINE)
    except (OSError, AttributeError):  # no such folder, or no such system
        return False
    is_usable = os.access(folder, os.W_OK | os.X_OK) and not status.f_flag & os.ST_NOEXEC
    free = min(status.f_bavail * status.f_frsize, 1024 * int(available[1]) if available else 0)
    return is_usable and free >= ROOM_BYTES


def made() -> Path | None:
    """Return a new folder in memory that is everybody's temporary folder from now on.

    None, and nothing is done, where there is no room for it or the user named another one.
    """
    if "TMPDIR" in os.environ or not has_room():
        return None
    folder = Path(tempfile.mkdtemp(prefix="broadsheet-tests-", dir=MEMORY))
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder

"""What a reader of the figures must know of the machine, and nothing that names it."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path


def describe() -> dict[str, str]:
    """Cores, memory, operating system and processor family; no host name, no paths."""
    return {
        "cores": str(_cores()),
        "memory": f"{_memory_gigabytes():.0f} GB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "processor": platform.machine(),
        "Python": platform.python_version(),
    }


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _memory_gigabytes() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (ValueError, OSError):
        return 0.0


def without_paths(text: str) -> str:
    """Cut this machine's folders (home, temporary, checkout, Python's) out of a message."""
    folders = (sys.prefix, sys.base_prefix, Path(__file__).parent.parent, tempfile.gettempdir())
    for folder in sorted({*map(str, folders), str(Path.home())}, key=len, reverse=True):
        text = text.replace(folder, "…")
    return text


def is_linux() -> bool:
    """Whether memory and CPU of whole process trees can be read."""
    return Path("/proc/self/smaps_rollup").exists()

"""Runs one whole process and says what it took: wall time, CPU time, and peak memory of its tree.

Wall and CPU time come from the clock and `os.wait4` (the process and all it waited for). Peak
memory is sampled in runs of its own, since looking disturbs: on Linux every 25 ms the proportional
set sizes (PSS: a page shared by forked workers counts once) of the process and its descendants are
added up; the larger of that peak and the largest single process's resident peak, which the kernel
keeps exactly, is reported. Elsewhere only the latter is known.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

SAMPLE_SECONDS = 0.025
BUILD_SECONDS = 1_800
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Run(msgspec.Struct, frozen=True):
    """What one process took; seconds and bytes."""

    wall: float
    cpu: float
    peak: int


class RunError(Exception):
    """A process that failed or took too long; the text holds the end of what it printed."""


def run(
    command: Sequence[str],
    folder: Path,
    environment: dict[str, str],
    log: Path,
    *,
    watch_memory: bool = False,
) -> Run:
    """Run `command` in `folder` to its end.

    Raises RunError on a status other than 0, or after half an hour.
    """
    os.sync()  # what earlier runs left to write is not this one's to wait for
    with log.open("wb") as sink:
        begun = time.perf_counter()
        process = start(command, folder, environment, sink.fileno())
        peaks = _MemoryWatch(process.pid) if watch_memory else None
        limit = threading.Timer(BUILD_SECONDS, end, [process])
        limit.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
    limit.cancel()
    sampled = peaks.stop() if peaks else 0
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RunError(f"exit status {process.returncode}: {last_lines(log)}")
    resident = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(wall, usage.ru_utime + usage.ru_stime, max(sampled, resident))


def start(
    command: Sequence[str], folder: Path, environment: dict[str, str], sink: int
) -> subprocess.Popen[bytes]:
    """Start `command` as the leader of its own process group, so that `end` reaches all of it."""
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def end(process: subprocess.Popen[bytes], patience: float = 5.0) -> None:
    """Interrupt a process started by `start`; what is left of its group after that is killed."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired, ChildProcessError):
        process.wait(patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired, ChildProcessError):
        process.wait(patience)


def last_lines(log: Path, count: int = 3) -> str:
    """Return the end of what a process printed, on one line."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return " / ".join(line.strip() for line in lines[-count:])


def family(pid: int) -> Iterator[int]:
    """`pid` and its living descendants (Linux; elsewhere only `pid`)."""
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                for child in (task / "children").read_text().split():
                    yield from family(int(child))


def cpu_seconds(pid: int) -> float:
    """CPU time the living processes of the family have used until now (Linux; else 0)."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            # Fields 14 and 15 of proc(5) stat; the name before them may hold spaces.
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / CLOCK_TICKS


def memory_bytes(pid: int) -> int:
    """Proportional set size of the family, in bytes (Linux; else 0)."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


class _MemoryWatch:
    """Samples a family's memory in a thread until told to stop."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Return the highest sum seen, in bytes."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        while not self._over.is_set():
            self._peak = max(self._peak, memory_bytes(self._pid))
            self._over.wait(SAMPLE_SECONDS)

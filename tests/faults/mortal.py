"""A process that forks builds which end at a chosen file operation, or may be killed at any.

Started once by `Mortals` and given an order a line, for a fork costs a hundredth of a start. It is
run in the folder of the tests, as a program of its own: `python -m faults.mortal ROOT OUTPUT`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, NoReturn
from unittest import mock

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = frozenset(
    f"os.{name}" for name in ("rename", "remove", "mkdir", "rmdir", "link", "symlink", "chmod")
)
CALLS = {"renameat2": "exchange", "renamex_np": "exchange", "syncfs": "flush"}
"""What calls of the system that Python has no function for are named here."""


Moment = int | tuple[str, int]
"""Before the operation of this number, or so many after the first that begins with these words."""


class Death(NamedTuple):
    """How a build ended: whether it was killed, and before which of how many operations."""

    killed: bool
    status: int
    operations: tuple[str, ...]
    survivors: tuple[int, ...] = ()


class Mortals:
    """Builds of one site, in processes that do not live long."""

    def __init__(self, root: Path, output: Path, as_of: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.mortal", str(root), str(output), as_of],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def build(self, swap: bool, jobs: int = 1, die_at: Moment | None = None) -> Death:
        """Build; at a moment, if any is given, the process kills itself."""
        return self._ask(swap=swap, jobs=jobs, die_at=die_at)

    def kill(self, swap: bool, jobs: int, after: int, pause: float) -> Death:
        """Build, and be killed from outside some seconds after so many operations."""
        return self._ask(swap=swap, jobs=jobs, after=after, pause=pause)

    def _ask(self, **order: Any) -> Death:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        killed, status, operations, survivors = json.loads(self._process.stdout.readline())
        return Death(killed, status, tuple(operations), tuple(survivors))

    def close(self) -> None:
        """End the process that forks."""
        self._process.communicate(timeout=60)


def _serve(root: str, output: str, as_of: str) -> None:
    """Carry out orders until there are no more.

    A build elsewhere comes first: what it loads and computes once, forks need not do again.
    """
    from broadsheet.build import build
    from broadsheet.digest import arrange
    from broadsheet.prepare import Options
    from broadsheet.publishing import inspection
    from broadsheet.reading.discover import Project
    from broadsheet.workshop import Workshop
    from stand_ins import stand_ins

    few = mock.patch.multiple(inspection, MANY=0), mock.patch.multiple(arrange, MANY=0)
    with stand_ins(), few[0], few[1]:
        with tempfile.TemporaryDirectory() as folder:
            workshop = Workshop(Project.at(Path(root))._replace(cache=Path(folder, "cache")))
            build(workshop, Path(folder, "public"), Options(as_of=as_of, jobs=1))
            workshop.close()
        for line in sys.stdin:
            print(json.dumps(_mortal(json.loads(line), root, output, as_of)), flush=True)


def _mortal(order: dict[str, Any], root: str, output: str, as_of: str) -> Death:
    from faults.press import alive, descendants

    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _live(order, root, output, as_of, writer)
    os.close(writer)
    workers: list[int] = []
    operations = bytearray()
    while data := os.read(reader, 65536):
        operations += data
        if order.get("after") and operations.count(b"\n") >= order["after"]:
            time.sleep(order["pause"])
            workers = descendants(child)
            os.kill(child, signal.SIGKILL)
            order["after"] = None
    os.close(reader)
    _, status = os.waitpid(child, 0)
    until = time.monotonic() + 10
    while alive(workers) and time.monotonic() < until:
        time.sleep(0.005)
    return Death(
        os.WIFSIGNALED(status),
        status,
        tuple(operations.decode().splitlines()),
        tuple(alive(workers)),
    )


def _live(order: dict[str, Any], root: str, output: str, as_of: str, ear: int) -> NoReturn:
    """Build in this process, telling of each operation before it is done; never return."""
    status = 1
    try:
        _Watch(os.path.dirname(root), ear, order.get("die_at")).begin()
        status = _built(order, root, output, as_of)
    finally:
        sys.stderr.flush()
        os._exit(status)


def _built(order: dict[str, Any], root: str, output: str, as_of: str) -> int:
    from broadsheet.build import build
    from broadsheet.prepare import Options
    from broadsheet.reading.discover import Project
    from broadsheet.workshop import Workshop

    workshop = Workshop(Project.at(Path(root)))
    try:
        options = Options(as_of=as_of, jobs=order["jobs"], swap=order["swap"])
        return 0 if build(workshop, Path(output), options).is_clean else 1
    finally:
        workshop.close()


class _Watch:
    """Sees every change of a file below a folder just before it is made, halves of writes too."""

    def __init__(self, folder: str, ear: int, die_at: Moment | None) -> None:
        self._folder = folder + os.sep
        self._ear = ear
        self._die_at: object = die_at
        self._count = 0
        self._write = os.write
        self._fsync = os.fsync
        self._half_written = -1

    def begin(self) -> None:
        """Watch from now on, in this process and in those that it forks."""
        sys.addaudithook(self._hear)
        os.write = self._halved  # type: ignore[assignment]
        os.fsync = self._flushed

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        if event == "ctypes.dlsym" and given[1] in CALLS:
            self._note(CALLS[given[1]])
        elif event in CHANGES or (event == "open" and given[2] & WRITING):
            path = _path_of(given)
            if path.startswith(self._folder):
                self._note(f"{event} {path.removeprefix(self._folder)}")

    def _halved(self, handle: int, data: bytes | memoryview) -> int:
        """Write the first half, and the rest when asked again: death may come between."""
        if self._half_written == handle or len(data) < 2:
            self._half_written = -1
            return self._write(handle, data)
        written = self._write(handle, data[: len(data) // 2])
        self._half_written = handle
        self._note("the other half of a write")
        return written

    def _flushed(self, handle: int) -> None:
        path = str(Path(f"/proc/self/fd/{handle}").readlink())
        self._note(f"flush {path.removeprefix(self._folder)}")
        self._fsync(handle)

    def _note(self, words: str) -> None:
        if isinstance(self._die_at, list) and words.startswith(self._die_at[0]):
            self._die_at = self._count + int(self._die_at[1])
        if self._count == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self._count += 1
        self._write(self._ear, words.replace("\n", " ").encode() + b"\n")


def _path_of(given: tuple[Any, ...]) -> str:
    """Return the path that an operation is given, also where it counts from an open folder."""
    path, folder = given[0], given[-1]
    if not isinstance(path, str | bytes | os.PathLike):
        return ""
    name = os.fsdecode(path)
    if not os.path.isabs(name) and isinstance(folder, int) and folder >= 0:
        return os.path.join(Path(f"/proc/self/fd/{folder}").readlink(), name)
    return name


def moments(operations: int, most: int, random: Random) -> list[int]:
    """Return numbers of operations to die at: all of them, or as many, spread evenly."""
    if operations <= most:
        return list(range(operations))
    step = operations / most
    return [int((number + random.random()) * step) for number in range(most)]


if __name__ == "__main__":
    _serve(*sys.argv[1:4])

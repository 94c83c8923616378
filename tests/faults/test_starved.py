"""Full disks, read-only folders, lost workers: one clear line, and the old site stays whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadsheet.build import build
from broadsheet.crew import Crew
from broadsheet.prepare import Options
from broadsheet.proving.trial import Tree, tree_of
from broadsheet.publishing.ledger import FileMark
from broadsheet.publishing.output import FolderOutput
from broadsheet.workshop import Workshop
from faults.press import Press, Running, limit_files
from small_site import NOW

IS_LINUX = sys.platform == "linux"


def has_one_clear_line(running: Running) -> bool:
    """Whether what went wrong is said in a line and a hint."""
    lines = [line for line in running.stderr.splitlines() if not line.startswith("note:")]
    return (
        len(lines) == 2
        and lines[0].endswith("[cannot-write]")
        and lines[1].startswith("    hint: ")
        and "Traceback" not in running.stderr
    )


@pytest.fixture
def press(tmp_path: Path, clean: dict[int, Tree]) -> Press:
    """Return a site that was published, and then became another."""
    press = Press(tmp_path, clean=clean)
    press.rebuild()
    press.turn()
    return press


class FillingOutput(FolderOutput):
    """A folder on a disk that is full after some pages."""

    left = 0

    def stage(self, output: str, data: bytes) -> FileMark:
        if self.left == 0:
            raise OSError(28, os.strerror(28), os.path.join(self.root, output))
        self.left -= 1
        return super().stage(output, data)


@pytest.mark.parametrize("pages", [0, 1, 20, 60])
def test_a_disk_that_fills_changes_nothing(press: Press, pages: int) -> None:
    """Wherever it happens among the pages, readers keep the whole old site."""
    old = tree_of(press.output)
    output = FillingOutput(press.output)
    output.left = pages
    workshop = Workshop(press.project)
    with pytest.raises(OSError, match="space"):
        build(workshop, press.output, Options(as_of=NOW, jobs=1), output=output)
    workshop.close()

    assert old == tree_of(press.output)
    assert press.pages() == press.rebuild()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder on a file system of its own with 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("options", [(), ("--swap",), ("--jobs", "2")], ids=" ".join)
def test_a_full_disk(press: Press, small_disk: Path, options: tuple[str, ...]) -> None:
    """A real one: status 1, one line, the old site whole; with room again, the new one."""
    press.output = small_disk / "public"
    press.turn()
    press.rebuild()
    press.turn()
    old, ballast = tree_of(press.output), small_disk / "ballast"
    with ballast.open("wb") as file, pytest.raises(OSError, match="space"):
        while True:
            os.write(file.fileno(), bytes(4096))
    running = press.start(*options)

    assert 1 == running.end()
    assert has_one_clear_line(running), running.stderr
    assert old == tree_of(press.output)

    ballast.unlink()

    assert (0, press.pages()) == (press.start(*options).end(), tree_of(press.output))
    assert [] == press.leftovers()


@pytest.mark.skipif(not IS_LINUX, reason="limits the size of files")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_that_cannot_be_written_whole(press: Press, jobs: str) -> None:
    """A limit on the size of files strikes in a worker: it is said as if it had struck here."""
    old = tree_of(press.output)
    largest = max(map(len, press.pages().values()))
    running = press.start("--jobs", jobs, "--no-cache", before=limit_files(largest - 1))

    assert 1 == running.end()
    assert has_one_clear_line(running), running.stderr
    assert old == tree_of(press.output)
    assert press.pages() == press.rebuild()


@pytest.mark.parametrize("pages", [1000])
def test_a_cache_that_cannot_be_written(press: Press, small_disk: Path, pages: int) -> None:
    """With a full disk under the cache alone, the site is published or the reason is told."""
    cache = press.root / ".broadsheet"
    shutil.rmtree(cache)
    cache.symlink_to(small_disk)
    with (small_disk / "ballast").open("wb") as file, pytest.raises(OSError, match="space"):
        while True:
            os.write(file.fileno(), bytes(pages))
    old = tree_of(press.output)
    running = press.start()
    status = running.end()

    assert "Traceback" not in running.stderr
    assert tree_of(press.output) == (old if status else press.pages())
    assert status == 0 or "[cannot-write]" in running.stderr

    (small_disk / "ballast").unlink()

    assert press.pages() == press.rebuild()


@pytest.mark.parametrize("options", [(), ("--swap",)], ids=["in place", "swap"])
def test_a_folder_that_may_not_be_written(
    press: Press, small_disk: Path, options: tuple[str, ...]
) -> None:
    """The output lies on a disk that can only be read: one line, and it stays as it is."""
    press.output = small_disk / "public"
    press.turn()
    old = press.rebuild()
    press.turn()
    with read_only(small_disk):
        running = press.start(*options)
        status = running.end()

    assert 1 == status
    assert has_one_clear_line(running), running.stderr
    assert old == tree_of(press.output)
    assert press.pages() == press.rebuild()


def test_a_cache_that_may_not_be_written(press: Press, small_disk: Path) -> None:
    """Nothing is remembered, which is said; the site is published."""
    cache = press.root / ".broadsheet"
    shutil.copytree(cache, small_disk / "cache")
    shutil.rmtree(cache)
    cache.symlink_to(small_disk / "cache")
    with read_only(small_disk):
        running = press.start()
        status = running.end()

    assert 0 == status, running.stderr
    assert "cannot be written" in running.stderr
    assert press.pages() == tree_of(press.output)


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """Let nobody write to a file system for a while."""
    for way in ("ro", "rw"):
        subprocess.run(["mount", "-o", f"remount,{way}", str(disk)], check=True)
        if way == "ro":
            yield


def test_a_worker_that_is_ended_from_outside() -> None:
    """The system takes a worker for want of memory: this process does the rest alone."""
    mine = os.getpid()

    def work(item: int) -> int:
        if item == 1 and os.getpid() != mine:  # the first items are given away
            os.kill(os.getpid(), signal.SIGKILL)
        return item * item

    crew = Crew(2)
    items = list(range(97))

    assert [item * item for item in items] == list(crew.spread(work, items))
    assert (1, True) == (crew.size, "ended from outside" in crew.why_alone)

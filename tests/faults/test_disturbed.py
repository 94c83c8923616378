"""Hands in the output folder during a build, several builds at once, readers during an exchange."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from broadsheet.build import build
from broadsheet.errors import SiteError
from broadsheet.prepare import Options
from broadsheet.proving.trial import tree_of
from broadsheet.publishing.exclusive import exclusive
from broadsheet.publishing.ledger import FileMark
from broadsheet.publishing.output import FolderOutput
from broadsheet.publishing.swap import stage_of
from broadsheet.workshop import Workshop
from faults.press import Press, Running
from small_site import NOW

Hand = Callable[[Path], None]


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """Return a site that was published, and then became another."""
    press = Press(tmp_path)
    press.rebuild()
    press.turn()
    return press


class DisturbedOutput(FolderOutput):
    """A folder in which somebody does something once a number of pages is staged."""

    pages = 0
    hand: Hand

    def stage(self, output: str, data: bytes) -> FileMark:
        self.pages -= 1
        if self.pages == 0:
            self.hand(Path(self.root))
        return super().stage(output, data)


def take_everything(output: Path) -> None:
    shutil.rmtree(output)


def take_a_folder(output: Path) -> None:
    shutil.rmtree(output / "news")


def edit_a_page(output: Path) -> None:
    (output / "index.html").write_text("by hand")


def edit_a_page_that_stays(output: Path) -> None:
    (output / "assets").mkdir(exist_ok=True)
    for path in sorted((output / "assets").rglob("*.css")):
        path.write_text("by hand")


def make_a_folder_of_a_page(output: Path) -> None:
    (output / "index.html").unlink(missing_ok=True)
    (output / "index.html").mkdir()


@pytest.mark.parametrize("pages", [1, 30])
@pytest.mark.parametrize(
    "hand",
    [
        take_everything,
        take_a_folder,
        edit_a_page,
        edit_a_page_that_stays,
        make_a_folder_of_a_page,
    ],
)
def test_a_hand_in_the_folder_during_a_build(press: Press, hand: Hand, pages: int) -> None:
    """The build ends well or says why; the next one ends where a clean one does."""
    output = DisturbedOutput(press.output)
    output.pages, output.hand = pages, hand
    workshop = Workshop(press.project)
    try:
        build(workshop, press.output, Options(as_of=NOW, jobs=1), output=output)
    except OSError as error:
        assert "build again" in str(error)
    workshop.close()

    assert output.pages <= 0
    assert press.pages() == press.rebuild()
    assert [] == press.leftovers()


@pytest.mark.parametrize("options", [(), ("--swap",)], ids=["in place", "swap"])
def test_three_builds_at_once(press: Press, options: tuple[str, ...]) -> None:
    """Each waits for the one before; all end well, and the site is complete."""
    builds: list[Running] = [press.start(*options) for _ in range(3)]
    statuses = [running.end() for running in builds]

    assert [0, 0, 0] == statuses
    assert [""] * 3 == [running.stderr for running in builds]
    assert press.pages() == tree_of(press.output)
    assert [] == press.leftovers()


def test_a_build_that_waits_too_long_refuses(tmp_path: Path) -> None:
    """It says which folder, for how long, and what to do."""
    lock, target = tmp_path / "cache/one.lock", tmp_path / "public"
    second = exclusive(lock, target, patience=0.05)
    with exclusive(lock, target), pytest.raises(SiteError) as caught, second:
        pass
    (problem,) = caught.value.problems

    assert ("locked", str(target)) == (problem.code, problem.where.path)
    assert "another build" in problem.message
    assert "wait" in problem.hint


def test_readers_see_one_site_or_the_other(press: Press) -> None:
    """A reader who holds the folder open reads files of one version only; it is always there."""
    versions = []
    for _ in range(2):
        versions.append(press.pages())
        press.turn()
    shared = sorted(versions[0].keys() & versions[1].keys())
    differing = [path for path in shared if versions[0][path] != versions[1][path]]
    sample = Random(7).sample(differing, 6)
    mixed: list[tuple[str, ...]] = []
    looks = 0
    done = threading.Event()

    def read() -> None:
        nonlocal looks
        while not done.is_set():
            looks += 1
            try:
                found = read_at_once(press.output, sample)
            except OSError as error:
                mixed.append((str(error),))
                continue
            if found not in [{path: version[path] for path in sample} for version in versions]:
                mixed.append(tuple(found))

    press.start("--swap").end()
    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(6):
            press.turn()
            assert 0 == press.start("--swap").end()
    finally:
        done.set()
        reader.join()

    assert (True, []) == (looks > 100, mixed)
    assert press.pages() == tree_of(press.output)


def read_at_once(folder: Path, paths: list[str]) -> dict[str, bytes]:
    """Read files of the folder that has this name now, as a server that opened it does."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        found = {}
        for path in paths:
            file = os.open(path, os.O_RDONLY, dir_fd=handle)
            with os.fdopen(file, "rb") as stream:
                found[path] = stream.read()
        return found
    finally:
        os.close(handle)


def test_an_exchange_keeps_strangers_and_clears_dead_stages(press: Press) -> None:
    """Files of other programs move along; what a dead build staged is removed."""
    foreign = press.output / "topics/notes.txt"
    foreign.write_text("mine")
    dead = stage_of(press.output) / "half/index.html"
    dead.parent.mkdir(parents=True)
    dead.write_text("half")

    assert 0 == press.start("--swap").end()
    assert ("mine", []) == (foreign.read_text(), press.leftovers())

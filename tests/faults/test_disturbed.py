"""Hands in the output folder during a build, several builds at once, readers during an exchange."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from itertools import cycle
from pathlib import Path

import pytest

from broadsheet.build import build
from broadsheet.errors import SiteError
from broadsheet.prepare import Options
from broadsheet.proving.trial import Tree, tree_of
from broadsheet.publishing.exclusive import exclusive
from broadsheet.publishing.output import FolderOutput, Output, TakenAway
from broadsheet.publishing.swap import SwappedFolder
from broadsheet.publishing.whole import TEMPORARY_PREFIX
from broadsheet.workshop import Workshop
from faults.press import Press, Running
from small_site import NOW

Hand = Callable[[Path], None]


@pytest.fixture
def press(tmp_path: Path, clean: dict[int, Tree]) -> Press:
    """Return a site that was published, and then became another."""
    press = Press(tmp_path, articles=5, clean=clean, twins=False, api=False)
    press.rebuild()
    press.turn()
    return press


def disturbed(kind: type[Output], target: Path, step: str, number: int, hand: Hand) -> Output:
    """Return an output in which somebody does something once, before a step is taken again."""
    left = number

    class Disturbed(kind):  # type: ignore[misc, valid-type]
        """Counts the steps."""

    def taken(self: Output, *given: object) -> object:
        nonlocal left
        left -= 1
        if left == 0:
            hand(target)
        return getattr(kind, step)(self, *given)

    setattr(Disturbed, step, taken)
    output: Output = Disturbed(target)
    return output


def take_everything(output: Path) -> None:
    shutil.rmtree(output)


def take_a_folder(output: Path) -> None:
    shutil.rmtree(output / "news")


def take_what_is_staged(output: Path) -> None:
    for path in [
        *output.rglob(f"{TEMPORARY_PREFIX}*"),
        *output.parent.glob(f"{TEMPORARY_PREFIX}*"),
    ]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def edit_a_page(output: Path) -> None:
    (output / "index.html").write_text("by hand")


def edit_a_page_that_stays(output: Path) -> None:
    for path in sorted((output / "assets").rglob("*.css")):
        path.write_text("by hand")


def make_a_folder_of_a_page(output: Path) -> None:
    (output / "index.html").unlink(missing_ok=True)
    (output / "index.html").mkdir()


def put_a_file_there(output: Path) -> None:
    (output / "proof.txt").write_text("mine")


HANDS = (
    take_everything,
    take_a_folder,
    take_what_is_staged,
    edit_a_page,
    edit_a_page_that_stays,
    make_a_folder_of_a_page,
    put_a_file_there,
)
MOMENTS = (("begin", 1), ("stage", 20), ("put_in_place", 1), ("finish", 1))


@pytest.mark.parametrize("kind", [FolderOutput, SwappedFolder], ids=["in place", "swap"])
@pytest.mark.parametrize("hand", HANDS)
def test_a_hand_in_the_folder_during_a_build(press: Press, hand: Hand, kind: type[Output]) -> None:
    """Whenever it comes: the build ends well, and the next one ends where a clean one does."""
    for step, number in MOMENTS:
        press.turn()
        came: list[Path] = []

        def once(output: Path, came: list[Path] = came) -> None:
            came.append(output)
            hand(output)

        workshop = Workshop(press.project)
        output = disturbed(kind, press.output, step, number, once)
        report = build(workshop, press.output, Options(as_of=NOW, jobs=1), output=output)
        workshop.close()
        mine = press.output / "proof.txt"

        assert ([press.output], True) == (came, report.is_clean), step
        assert mine.exists() == (hand is put_a_file_there), step
        mine.unlink(missing_ok=True)
        assert press.pages() == press.rebuild(), step
        assert [] == press.leftovers(), step


def test_what_is_taken_away_is_made_again_by_the_same_build(press: Press) -> None:
    """The build that notices it begins anew, says so, and publishes the whole site."""
    output = disturbed(FolderOutput, press.output, "stage", 20, take_everything)
    workshop = Workshop(press.project)
    report = build(workshop, press.output, Options(as_of=NOW, jobs=1), output=output)
    workshop.close()

    assert press.pages() == tree_of(press.output)
    assert any("taken away" in note for note in report.notes)


def test_who_always_takes_everything_away_is_told(press: Press) -> None:
    """After three beginnings the build gives up, with the words that help."""

    class Emptied(FolderOutput):
        """A folder that somebody empties whenever it is full."""

        def put_in_place(self, outputs: Iterable[str]) -> None:
            shutil.rmtree(self.root)
            super().put_in_place(outputs)

    workshop = Workshop(press.project)
    with pytest.raises(TakenAway, match="build again"):
        build(workshop, press.output, Options(as_of=NOW, jobs=1), output=Emptied(press.output))
    workshop.close()

    assert press.pages() == press.rebuild()


@pytest.mark.parametrize("is_page", [True, False], ids=["its page", "its folder"])
def test_a_file_of_somebody_else_is_never_overwritten(press: Press, is_page: bool) -> None:
    """A page that would take its place stops the build before anything is changed."""
    old, new = tree_of(press.output), press.pages()
    page = next(path for path in sorted(new) if path not in old and path.startswith("news/"))
    stranger = press.output / (page if is_page else page.rpartition("/")[0])
    stranger.parent.mkdir(parents=True, exist_ok=True)
    stranger.write_text("mine")
    before = tree_of(press.output)

    with pytest.raises(SiteError, match="foreign-file"):
        press.rebuild()
    assert before == tree_of(press.output)

    stranger.unlink()

    assert press.pages() == press.rebuild()


@pytest.mark.parametrize("options", [(), ("--swap",)], ids=["in place", "swap"])
def test_three_builds_at_once(press: Press, options: tuple[str, ...]) -> None:
    """Each waits for the one before; all end well, and the site is the last one, complete."""
    builds: list[Running] = []
    for _ in range(3):
        press.turn()
        builds.append(press.start(*options))
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


def test_builds_of_two_sites_into_one_folder_do_not_mix(tmp_path: Path) -> None:
    """The second waits for the first, and nothing of the lock is left beside the folder."""
    target = tmp_path / "new/public"
    mine, yours = tmp_path / "mine/one.lock", tmp_path / "yours/one.lock"
    with (
        exclusive(mine, target),
        pytest.raises(SiteError, match="another build"),
        exclusive(yours, target, patience=0.05),
    ):
        pass
    beside_while_building: list[str] = []
    with exclusive(yours, target):
        beside_while_building += os.listdir(target.parent)

    assert [".broadsheet-lock-public"] == beside_while_building
    assert [] == os.listdir(target.parent)


def test_who_waits_for_a_lock_gets_the_next_one(tmp_path: Path) -> None:
    """The lock is removed when a build ends; builds that wait then still come one by one."""
    inside = [0]
    most = [0]

    def hold(number: int) -> None:
        for _ in range(20):
            with exclusive(tmp_path / f"cache-{number}/one.lock", tmp_path / "public"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0.001)
                inside[0] -= 1

    threads = [threading.Thread(target=hold, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [1] == most


def test_a_folder_without_room_for_a_lock_is_built_all_the_same(tmp_path: Path) -> None:
    """Where nothing can be made beside the output, the site's own lock must do."""
    (tmp_path / ".broadsheet-lock-public").mkdir()
    held = []
    with exclusive(tmp_path / "cache/one.lock", tmp_path / "public"):
        held.append("site's own")
    (tmp_path / "file").write_text("no folder")
    with exclusive(tmp_path / "cache/one.lock", tmp_path / "file/public"):
        held.append("under a file")

    assert ["site's own", "under a file"] == held


def test_readers_see_one_site_or_the_other(press: Press) -> None:
    """Who reads on and on finds every page always, and no old page after a new one."""
    versions = [press.pages()]
    press.turn()
    versions.append(press.pages())
    shared = sorted(versions[0].keys() & versions[1].keys())
    sample = [path for path in shared if versions[0][path] != versions[1][path]][:6]
    press.rebuild(swap=True)
    seen: list[object] = []
    looks = [0, 0]
    done = threading.Event()

    def read() -> None:
        for path in cycle(sample):
            if done.is_set():
                return
            try:
                data = (press.output / path).read_bytes()
                version: object = [v[path] for v in versions].index(data)
                looks[[v[path] for v in versions].index(data)] += 1
            except (OSError, ValueError) as error:
                version = error
            if version not in seen[-1:]:
                seen.append(version)

    reader = threading.Thread(target=read)
    reader.start()
    swaps = 0
    try:
        while min(looks) < 100 or swaps < 10:
            press.turn()
            press.rebuild(swap=True)
            swaps += 1
    finally:
        done.set()
        reader.join()

    assert {0, 1} == {*seen}
    assert len(seen) <= swaps + 1
    assert press.pages() == tree_of(press.output)


def test_two_sites_built_into_one_folder_at_once(tmp_path: Path) -> None:
    """Whichever comes second refuses or replaces the other's: one whole site is there."""
    output = tmp_path / "public"
    sites = [Press(tmp_path / name, articles=9 + 3 * len(name)) for name in ("one", "three")]
    for site in sites:
        site.output = output
    builds = [site.start() for site in sites]
    statuses = [running.end() for running in builds]
    said = "".join(running.stderr for running in builds)

    assert tree_of(output) in [site.pages() for site in sites], said
    assert 0 in statuses
    assert "Traceback" not in said

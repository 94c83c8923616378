"""Builds that are killed: at every file operation, and at random moments; and what comes after."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from broadsheet.proving.trial import tree_of
from broadsheet.publishing.whole import TEMPORARY_PREFIX
from faults.mortal import Death, Mortals, moments
from faults.press import Press
from small_site import NOW
from stand_ins import stand_ins

SAMPLED = 32
"""Operations to die at in each way to build, of about three hundred."""

KILLS = 13
"""At random moments, in each of four ways to build: 52 in all."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

FOREIGN = "notes/mine.txt"
"""Somebody else's file in the output."""

NAMING = ("os.rename public", "os.remove public", "exchange")
"""Operations by which the published site changes."""

WAYS = pytest.mark.parametrize("swap", [False, True], ids=["in place", "swap"])


class Scene:
    """A small published site, and builds of its next version that do not get to their end."""

    def __init__(self, folder: Path) -> None:
        self.press = Press(folder, articles=5, search=True, twins=False, api=False)
        self.mortals = Mortals(self.press.root, self.press.output, NOW)
        self.foreign = self.press.output / FOREIGN
        self.old = self.press.pages()
        self.press.rebuild()
        self.foreign.parent.mkdir()
        self.foreign.write_text("mine")

    def turn(self) -> None:
        """Make the site's other version, of which nothing is published yet."""
        self.old = self.press.pages()
        self.press.turn()

    def pages(self) -> dict[str, bytes]:
        """Return what is published, without the file that is not ours."""
        return {path: data for path, data in tree_of(self.press.output).items() if path != FOREIGN}

    def check_remains(self, swap: bool, death: Death, how: object) -> None:
        """Demand whole files and no false claim of a dead build; with `swap` one whole site.

        So must be what a build leaves that had not begun to give pages their names.
        """
        press = self.press
        had_begun = any(words.startswith(NAMING) for words in death.operations)

        assert ([], how) == (
            press.torn(self.old, {**press.pages(), FOREIGN: b"mine"}),
            how,
        )
        assert ([], how) == (press.false_claims(FOREIGN), how)
        assert not swap or self.pages() in (self.old, press.pages()), how
        assert had_begun or press.named() == {**self.old, FOREIGN: b"mine"}, how

    def check_next(self, swap: bool, how: object) -> None:
        """Demand that the next build ends where a clean one does, without a trace."""
        self.press.rebuild(swap)

        assert (self.press.pages() == self.pages(), how) == (True, how)
        assert ([], how) == (self.press.leftovers(), how)
        assert "mine" == self.foreign.read_text()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Yield a published site; nothing is drawn, no other program started."""
    with stand_ins():
        scene = Scene(tmp_path)
        yield scene
        scene.mortals.close()


@WAYS
def test_a_build_killed_at_each_file_operation(scene: Scene, swap: bool) -> None:
    """Before it, and between the halves of a write: nothing is torn, nothing stays behind."""
    random = Random(swap)
    ends = [turned_build(scene, swap) for _ in range(2)]
    kinds = {words.split()[0] for words in ends[0].operations}
    operations = min(len(end.operations) for end in ends)

    assert [(False, 0)] * 2 == [(end.killed, end.status) for end in ends]
    assert [] == scene.press.leftovers()
    assert {"open", "the", "os.mkdir", "os.rename", "os.remove", "os.rmdir"} <= kinds
    assert swap == ("exchange" in kinds)
    assert [] == written_in_place(ends[0]) == written_in_place(ends[1])
    telling = [("exchange", after) for after in range(4)] if swap else []
    for moment in [*telling, *moments(operations, SAMPLED, random)]:
        scene.turn()
        death = scene.mortals.build(swap, die_at=moment)
        how = (moment, death.operations[-1:])

        assert death.killed, how
        scene.check_remains(swap, death, how)
        if random.random() < 0.5:
            scene.press.turn()
        scene.check_next(random.random() < 0.5, how)


def written_in_place(death: Death) -> list[str]:
    """Return what was written of the published site or the next under the name it is read by."""
    opened = [words.removeprefix("open ") for words in death.operations if words[:5] == "open "]
    pages = [path for path in opened if path.startswith(("public/", f"{TEMPORARY_PREFIX}public/"))]

    assert len(pages) > 20
    return [path for path in pages if not Path(path).name.startswith(TEMPORARY_PREFIX)]


def turned_build(scene: Scene, swap: bool) -> Death:
    """Publish the next version, whole."""
    scene.turn()
    return scene.mortals.build(swap)


@WAYS
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_killed_at_any_moment(scene: Scene, jobs: int, swap: bool) -> None:
    """Every file is of the old version or of the new; workers end with their build."""
    random = Random(jobs + 2 * swap)
    scene.turn()
    whole = scene.mortals.build(swap, jobs)
    struck = tries = 0
    while struck < KILLS:
        tries += 1
        scene.turn()
        after = random.randrange(1, len(whole.operations))
        death = scene.mortals.kill(swap, jobs, after, random.random() * 0.005)
        struck += death.killed

        assert ((), tries) == (death.survivors, min(tries, 10 * KILLS))
        scene.check_remains(swap, death, death.operations[-1:])
        scene.check_next(False, death.operations[-1:])


@WAYS
def test_a_first_build_that_is_killed(scene: Scene, swap: bool) -> None:
    """There is no old version then, and no ledger: the next build knows what is its own."""
    random = Random(swap)
    shutil.rmtree(scene.press.output)
    operations = len(first_build(scene, swap, None).operations)
    scene.press.turn()
    operations = min(operations, len(first_build(scene, swap, None).operations))
    for number in moments(operations, 8, random):
        death = first_build(scene, swap, number)

        assert death.killed
        assert not swap or tree_of(scene.press.output) in ({}, scene.press.pages())
        if random.random() < 0.5:
            scene.press.turn()
        assert scene.press.pages() == scene.press.rebuild()
        assert [] == scene.press.leftovers()


def first_build(scene: Scene, swap: bool, die_at: int | None) -> Death:
    """Build where nothing was built before."""
    shutil.rmtree(scene.press.output, ignore_errors=True)
    shutil.rmtree(scene.press.root / ".broadsheet")
    return scene.mortals.build(swap, die_at=die_at)

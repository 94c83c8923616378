"""Builds that are killed at random moments: no torn file, no survivor, no trace afterwards."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

import pytest

from broadsheet.proving.trial import tree_of
from faults.press import Press

KILLS = 13
"""In each of four ways to build: 52 in all."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("swap", [False, True], ids=["in place", "swap"])
def test_a_build_killed_at_any_moment(tmp_path: Path, jobs: str, swap: bool) -> None:
    """Every file is of the old version or of the new; the next build ends where a clean one does.

    With `--swap` the whole site is of one version. Workers end with their build.
    """
    random = Random(int(jobs) + 2 * swap)
    press = Press(tmp_path)
    options = ["--jobs", jobs, *(["--swap"] if swap else [])]
    assert 0 == press.start(*options).end()
    press.turn()
    began = time.perf_counter()
    assert 0 == press.start(*options).end()
    whole = time.perf_counter() - began
    unfinished = 0
    for _ in range(KILLS):
        old = press.pages()
        press.turn()
        new = press.pages()
        build = press.start(*options)
        time.sleep(whole * random.uniform(0.25, 1.0))
        unfinished += build.process.poll() is None
        survivors = build.kill()
        found = tree_of(press.output)

        assert ([], []) == (survivors, press.torn(old, new))
        assert not swap or found in (old, new)
        assert (new, []) == (press.rebuild(), press.leftovers())
    assert unfinished > KILLS // 3, "most builds had ended by then: kill earlier"


def test_a_killed_build_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    """Files that other programs put beside the pages stay, through kills and exchanges."""
    press = Press(tmp_path)
    press.rebuild()
    foreign = press.output / "topics/notes.txt"
    foreign.write_text("mine")
    for options in ((), ("--swap",)):
        press.turn()
        build = press.start(*options)
        time.sleep(0.5)
        build.kill()
        press.start(*options).end()

        assert "mine" == foreign.read_text()
        assert press.pages() == {k: v for k, v in tree_of(press.output).items() if "notes" not in k}

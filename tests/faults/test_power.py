"""Power cuts: nothing that readers or the next build may find has bytes that could be lost.

A cut can't be made here, so every file operation of real builds is looked at: what was written and
not flushed since might be short or empty afterwards, and must not have got its name.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from broadsheet.proving.trial import Tree, tree_of
from faults.mortal import Mortals
from faults.press import Press
from small_site import NOW
from stand_ins import stand_ins

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at open files in /proc")

JOBS = pytest.mark.parametrize("jobs", [1, 2])
WAYS = pytest.mark.parametrize("swap", [False, True], ids=["in place", "swap"])


@pytest.fixture
def press(tmp_path: Path, clean: dict[int, Tree]) -> Iterator[Press]:
    """Yield a site that was published, and then became another."""
    with stand_ins():
        press = Press(tmp_path, articles=12, clean=clean, search=True)
        press.rebuild()
        press.turn()
        yield press


def named_too_soon(operations: Iterable[str]) -> list[str]:
    """Return the files that got their name, or were shown, while they could still be lost."""
    volatile: set[str] = set()
    found = []
    for operation in operations:
        kind, _, path = operation.partition(" ")
        if kind == "open":
            volatile.add(path)
        elif operation == "flush":
            volatile.clear()
        elif kind == "flush":
            volatile.discard(path)
        elif kind == "os.rename" and path in volatile:
            found.append(path)
        elif kind == "exchange":
            found += sorted(path for path in volatile if path.startswith(".~"))
    return found


def operations(press: Press, swap: bool, jobs: int) -> tuple[str, ...]:
    """Build; return each operation on a file, of all processes, in order."""
    mortals = Mortals(press.root, press.output, NOW)
    death = mortals.build(swap, jobs)
    mortals.close()

    assert (False, 0) == (death.killed, death.status)
    return death.operations


@JOBS
@WAYS
def test_what_has_its_name_is_on_the_disk(press: Press, swap: bool, jobs: int) -> None:
    """Pages, the ledger and what else is kept: first the bytes, then the name."""
    before = tree_of(press.output).items()
    seen = operations(press, swap, jobs)
    after = tree_of(press.output).items()
    renamed = [each for each in seen if each.startswith("os.rename ")]

    assert dict(after) == press.pages()
    assert len(after - before) == len([each for each in renamed if "public" in each])
    assert any("ledger-" in each for each in renamed)
    assert [] == named_too_soon(seen)


def test_without_flushing_it_would_be_noticed(press: Press) -> None:
    """The test above can fail: without the flushes, every name would come too soon."""
    seen = operations(press, swap=False, jobs=1)
    unflushed = [each for each in seen if not each.startswith("flush")]
    pages = [each for each in named_too_soon(unflushed) if each.startswith("public" + os.sep)]

    assert len(pages) > len(press.pages()) / 2
    assert len([each for each in seen if each == "flush"]) < 5

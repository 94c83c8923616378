"""Rebuilds by several processes end where a clean build by one ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar
from unittest import mock

import pytest

from broadsheet.crew import Crew
from broadsheet.digest import arrange
from broadsheet.publishing import inspection
from living_site import LivingSite, Step
from preview_server import environment

KETTLE, FERRY = "2026-11-10-kettle", "2026-11-11-ferry"

Item = TypeVar("Item")

LIFE: dict[str, Step] = {
    "a first build": lambda _: None,
    "words": lambda s: (
        s.article(KETTLE, body="Other *words*.\n"),
        s.article(FERRY, title="Night ferry finds another berth"),
    ),
    "drafts": lambda s: s.options(drafts=True),
    "a template": lambda s: s.write("templates/story.html", "{{ page }}|{{ body }} again\n"),
    "a fault": lambda s: s.write(f"content/{KETTLE}.md", "no front matter\n"),
    "an upgrade": lambda s: (s.upgrade(), s.path(f"content/{FERRY}.md").unlink()),
}


def smallest(self: Crew, items: Sequence[Item], at_least: int) -> list[Sequence[Item]]:
    """Cut work as finely as can be, so that even a small site's is spread."""
    del self, at_least
    return [items[at : at + 2] for at in range(0, len(items), 2)]


def live(folder: Path) -> None:
    """Live through it; raises AssertionError. To be run where no other thread does."""
    living = LivingSite(folder, everything=True)
    few = mock.patch.multiple(inspection, MANY=0), mock.patch.multiple(arrange, MANY=0)
    with mock.patch.object(Crew, "shares", smallest), few[0], few[1]:
        for what, step in LIFE.items():
            step(living)
            living.options(jobs=3)
            with living.program():
                report = living.trial.rebuild().report
            assert report.written, what
            assert not [note for note in report.notes if "one process" in note], what
            living.options(jobs=1)
            found = living.differences()
            assert [] == found, what


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_a_life_by_three_processes_ends_where_a_clean_build_by_one_ends(tmp_path: Path) -> None:
    """In a process of its own: the runner of parallel tests has threads, and then none forks."""
    name = Path(__file__).stem
    code = f"from pathlib import Path; import {name} as it; it.live(Path({str(tmp_path)!r}))"
    own = environment()
    own["PYTHONPATH"] += f":{Path(__file__).parent}"
    told = subprocess.run(
        [sys.executable, "-c", code], env=own, capture_output=True, text=True, check=False
    )

    assert 0 == told.returncode, told.stderr

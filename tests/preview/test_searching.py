"""The search index of the preview: made when asked for, and only as far as it is out of date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import broadsheet.searching.indexing
from broadsheet.crew import Crew
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.prepare import Options, Preparation, Silence
from broadsheet.preview.searching import SearchShelf
from broadsheet.preview.snapshot import Snapshot, successor
from broadsheet.publishing.report import StageTimes
from broadsheet.searching.indexing import Job
from broadsheet.workshop import Workshop
from living_site import LivingSite
from small_site import NOW
from stand_ins import Concordance

KETTLE = "2026-11-10-kettle"
ENTRY = "/pagefind/pagefind-entry.json"


class Desk:
    """A site, its snapshots, and the jobs that were given to Pagefind's stand-in."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.living = LivingSite(folder, everything=True)
        self.workshop = Workshop(self.living.site.project)
        self.jobs: list[str] = []
        self.said: list[str] = []
        self.shelf = SearchShelf(self.workshop.memo.body, self.said.append)
        self._snapshot: Snapshot | None = None
        monkeypatch.setattr(broadsheet.searching.indexing, "_Run", self._run)

    def _run(self, job: Job) -> Concordance:
        self.jobs.append(job.name)
        return Concordance(job)

    def snapshot(self) -> Snapshot:
        """Look at the site as it is now."""
        options = Options(as_of=NOW, jobs=1)
        prepared = Preparation(self.workshop, options, Silence(), Crew(1), StageTimes()).prepare()
        self._snapshot = successor(self._snapshot, prepared, "")
        return self._snapshot

    def texts(self, snapshot: Snapshot) -> bytes:
        """Return all that the index of a snapshot holds."""
        self.shelf.file(snapshot, ENTRY)
        return b"".join(self.shelf._files.values())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return the desk of a small site."""
    made = Desk(tmp_path, monkeypatch)
    yield made
    made.workshop.close()


def test_nothing_is_made_before_it_is_asked_for(desk: Desk) -> None:
    """Nor for addresses that are not the index's."""
    snapshot = desk.snapshot()
    found = [desk.shelf.file(snapshot, address) for address in ("/", "/pagefind", "/search/")]

    assert ([None] * 3, []) == (found, desk.jobs)


def test_the_index_is_made_once_for_a_snapshot(desk: Desk) -> None:
    """Each file has its bytes and their hash; what is not there is not there."""
    snapshot = desk.snapshot()
    first = desk.shelf.file(snapshot, ENTRY)
    jobs = list(desk.jobs)
    again = desk.shelf.file(snapshot, ENTRY)
    missing = desk.shelf.file(snapshot, "/pagefind/../site/site.yaml")

    assert first is not None
    assert ("pagefind/pagefind-entry.json", first) == (first.output, again)
    assert jobs == desk.jobs
    assert len(jobs) == len(set(jobs)) > 1
    assert missing is None


def test_an_edit_makes_only_its_own_part_anew(desk: Desk) -> None:
    """The others hold what they held."""
    before = desk.texts(desk.snapshot())
    made = set(desk.jobs)
    desk.jobs.clear()
    desk.living.article(KETTLE, body="Zanzibar is mentioned.\n")
    after = desk.texts(desk.snapshot())

    assert (False, True) == (b"Zanzibar" in before, b"Zanzibar" in after)
    assert 1 == len(desk.jobs) < len(made)


def test_a_site_without_search_has_no_index(desk: Desk) -> None:
    """Whatever is asked for."""
    desk.living.setting(search=False)

    assert (None, []) == (desk.shelf.file(desk.snapshot(), ENTRY), desk.jobs)


def test_a_failure_is_said_once_for_a_snapshot(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search page then says that there is no index; the next edit tries again."""

    def fail(job: Job) -> Any:
        raise SiteError(Problem(Location("pagefind"), "search-index", f"no {job.name}"))

    with monkeypatch.context() as broken:
        broken.setattr(broadsheet.searching.indexing, "_Run", fail)
        snapshot = desk.snapshot()
        found = [desk.shelf.file(snapshot, ENTRY) for _ in range(3)]
    desk.living.article(KETTLE, body="Mended.\n")

    assert ([None] * 3, 1) == (found, len(desk.said))
    assert "[search-index]" in desk.said[0]
    assert b"Mended." in desk.texts(desk.snapshot())

"""The search index as the build makes it: parts, order, and what is made anew."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
import yaml

from broadsheet.build import build
from broadsheet.prepare import Options
from broadsheet.proving.sitecopy import write_source
from broadsheet.publishing.manifest import NAME
from broadsheet.publishing.report import Report
from broadsheet.reading.discover import Project
from broadsheet.workshop import Workshop
from small_site import NOW, article, small_site

MONTHS = ("2026-09-10", "2026-11-12", "2024-03-01")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write a site with stories of three months in two years."""
    project = small_site(tmp_path, articles=0)
    _set_search(project, True)
    for number, day in enumerate(MONTHS):
        _write(project, number, day, f"Zebra{number} crossing")
    return project


def _write(project: Project, number: int, day: str, title: str) -> None:
    address = f"https://outlet{number}.example/{number}"
    source = article(
        title, day, address, body=f"Words of body {number}.", topics=["Roads", "Ab, c"]
    )
    write_source(project.root / "content" / f"{day}-story-{number}.md", source)


def _set_search(project: Project, wanted: bool) -> None:
    path = project.root / "site" / "site.yaml"
    values = yaml.safe_load(path.read_text("utf-8"))
    path.write_text(yaml.safe_dump({**values, "search": wanted}), "utf-8")


def _build(project: Project, target: Path, keep: bool = True) -> Report:
    workshop = Workshop(project, keep=keep)
    try:
        return build(workshop, target, Options(as_of=NOW, jobs=2))
    finally:
        workshop.close()


def _index(target: Path) -> dict[str, bytes]:
    folder = target / "pagefind"
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_no_file_names_the_system_it_was_packed_on(project: Project, tmp_path: Path) -> None:
    """That byte of a gzip header is 3 or another before Python 3.13, and 255 since."""
    _build(project, tmp_path / "out")
    index = _index(tmp_path / "out")
    ordered = [data for path, data in index.items() if path.endswith((".pf_filter", ".pf_meta"))]

    assert {(b"\x1f\x8b", 255)} == {(data[:2], data[9]) for data in ordered}
    assert ordered[0][10:] == gzip.compress(gzip.decompress(ordered[0]), mtime=0)[10:]


def test_months_of_the_newest_year_and_older_years_are_parts(
    project: Project, tmp_path: Path
) -> None:
    """The browser is told of a part for each month of 2026 and of one for 2024, newest first."""
    _build(project, tmp_path / "out")

    files = _index(tmp_path / "out")
    assert {"parts": ["2026-11", "2026-09", "2024"]} == json.loads(files["parts.json"])
    assert {"2026-11", "2026-09", "2024"} == {p.split("/")[0] for p in files if p[0] == "2"}


def test_two_builds_give_one_index(project: Project, tmp_path: Path) -> None:
    """Pagefind orders filters by chance; what is published has one order and no chance names."""
    _build(project, tmp_path / "one")
    _build(project, tmp_path / "two")

    assert _index(tmp_path / "one") == _index(tmp_path / "two")


def test_an_edit_makes_only_its_part_anew(project: Project, tmp_path: Path) -> None:
    """After an edit of the oldest story, the files of the other parts are the very same files."""
    target = tmp_path / "out"
    _build(project, target)
    before = {path: (target / "pagefind" / path).stat().st_ino for path in _index(target)}
    _write(project, 2, MONTHS[2], "Giraffe crossing")
    _build(project, target)
    after = {path: (target / "pagefind" / path).stat().st_ino for path in _index(target)}

    changed = {path for path, inode in after.items() if before.get(path) != inode}
    assert {"2024"} == {path.split("/")[0] for path in changed}


def test_a_part_that_is_gone_is_removed(project: Project, tmp_path: Path) -> None:
    """Nothing of a part stays behind when its last story is deleted."""
    target = tmp_path / "out"
    _build(project, target)
    (project.root / "content" / f"{MONTHS[2]}-story-2.md").unlink()
    _build(project, target)

    assert [] == [path for path in _index(target) if path.startswith("2024")]


def test_what_is_made_anew_without_a_cache_is_not_called_removed(
    project: Project, tmp_path: Path
) -> None:
    """The index and the manifest come out as they are: their files stay, and nothing is gone."""
    target = tmp_path / "out"
    _build(project, target)
    files = [target / NAME, *(target / "pagefind" / path for path in _index(target))]
    before = [path.stat() for path in files]
    report = _build(project, target, keep=False)

    assert before == [path.stat() for path in files]
    assert (report.pages, 0, ()) == (len(report.rendered), report.written, report.removed)


def test_what_is_made_anew_with_a_lost_cache_is_not_called_removed(
    project: Project, tmp_path: Path
) -> None:
    """Only the manifest tells then which files are ours, not which of them are pages."""
    target = tmp_path / "out"
    _build(project, target)
    shutil.rmtree(project.cache)

    assert () == _build(project, target).removed


def test_search_can_be_switched_off(project: Project, tmp_path: Path) -> None:
    """`search: false` removes index and page, and runs no Pagefind."""
    target = tmp_path / "out"
    _build(project, target)
    _set_search(project, False)
    _build(project, target)

    assert ({}, False) == (_index(target), (target / "search").exists())


def test_the_manifest_names_the_index(project: Project, tmp_path: Path) -> None:
    """The index is an output like any other, so that `status` and a lost ledger know it."""
    target = tmp_path / "out"
    _build(project, target)

    named = json.loads((target / NAME).read_text("utf-8"))["files"]
    assert set() == {f"pagefind/{path}" for path in _index(target)} - named.keys()


def test_without_pagefind_the_site_is_published_and_the_fault_named(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing program costs the index and is an error; the next build tries again."""
    target = tmp_path / "out"
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "nothing"))
    report = _build(project, target)
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    again = _build(project, target)

    assert {"search-index"} == {problem.code for problem in report.problems}
    assert [False, True] == [report.is_clean, again.is_clean]
    assert (target / "index.html").is_file()
    assert ((), True) == (again.problems, "parts.json" in _index(target))


def test_a_lost_file_of_the_index_is_made_again(project: Project, tmp_path: Path) -> None:
    """What somebody deleted comes back, though nothing else changed."""
    target = tmp_path / "out"
    _build(project, target)
    before = _index(target)
    (target / "pagefind" / "2024" / "pagefind-entry.json").unlink()
    _build(project, target)

    assert before == _index(target)

"""Pagefind that fails in one way or another: one clear problem, and nothing left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broadsheet.errors import SiteError
from broadsheet.searching.canonical import ENTRY, canonical
from broadsheet.searching.indexing import Indexing, Job
from broadsheet.searching.records import Record

FRONT = Record("/", "Front page", text="Words.")


def job(name: str = "") -> Job:
    """Return an index of one page to make."""
    return Job(name, (FRONT,), "en", lambda _: "")


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which temporary files are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a script in the place of Pagefind."""
    path = folder / "pagefind"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(path))


def said(jobs: list[Job]) -> str:
    """Return what is said when the first of some expected indexes is asked for."""
    with pytest.raises(SiteError) as caught, Indexing(2) as indexing:
        indexing.expect(jobs, beside=1)
        indexing.files(jobs[0])
    (problem,) = caught.value.problems
    assert "search-index" == problem.code
    assert "pip install" in problem.hint
    return problem.message


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo reading; echo 'no space left' >&2; exit 3", "no space left"),
        ("exit 3", "status 3"),
        ("kill -9 $$", "status -9"),
        ("exit 0", "status 0"),
    ],
)
def test_a_failure_is_told_by_the_last_words_or_the_status(
    script: str, reason: str, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when it says that all went well and leaves no index; its folder is removed."""
    program(tmp_path, monkeypatch, script)

    assert f"the search index could not be made: {reason}" == said([job()])
    assert [] == list(scratch.iterdir())


def test_a_program_that_may_not_be_run_is_told(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the system's words; the others that were expected are not tried in vain."""
    path = tmp_path / "pagefind"
    path.write_text("no program")
    path.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(path))

    assert "the search index could not be made: Exec format error" == said([job(), job("2026")])
    assert [] == list(scratch.iterdir())


def test_a_program_that_is_not_installed_is_told(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package is there without its program, as pip installs it without `[bin]`."""
    monkeypatch.setattr("pagefind.service.get_executable", lambda: None)

    assert "the search index could not be made: the program is not installed" == said([job()])
    assert [] == list(scratch.iterdir())


def test_what_still_runs_at_the_end_is_stopped(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that was interrupted leaves no program and no folder behind."""
    program(tmp_path, monkeypatch, "exec sleep 3600")
    with pytest.raises(KeyboardInterrupt), Indexing(2) as indexing:
        indexing.expect([job(), job("2026")], beside=2)
        runs = [run._process for run in indexing._running.values()]
        raise KeyboardInterrupt

    assert [-9, -9] == [run.returncode for run in runs]
    assert [] == list(scratch.iterdir())


def test_an_index_by_a_version_that_was_not_read_is_left_as_it_is() -> None:
    """It works, in an order of its own: what its files hold is not guessed."""
    files = {
        ENTRY: json.dumps({"version": "2.0.0", "languages": {}}).encode(),
        "filter/en_abc.pf_filter": b"of another form",
    }

    assert files == canonical(files)

"""Templates are compiled beside reading: a new cache costs no waiting, and faults say the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from preview_server import environment
from small_site import NOW, small_site

WHERE = """
import os, sys
from broadsheet.rendering.compiling import FoldingEnvironment
generate = FoldingEnvironment._generate
def told(self, *given, **named):
    with open(sys.argv[1], "a") as file:
        print(os.getpid(), file=file)
    return generate(self, *given, **named)
FoldingEnvironment._generate = told
from broadsheet.commands import main
print(os.getpid())
sys.exit(main(sys.argv[2:]))
"""
"""The command line, noting in a file which process compiles a template."""


def build(site: Path, jobs: int) -> tuple[int, list[str], str]:
    """Build in a process of its own, for the runner of tests has threads.

    Returns its exit status, which processes compiled (`here` and `beside`), and what it complained.
    """
    noted = site / "noted"
    noted.unlink(missing_ok=True)
    words = ["build", "--source", str(site), "--as-of", NOW, "--jobs", str(jobs)]
    told = subprocess.run(
        [sys.executable, "-c", WHERE, str(noted), *words],
        capture_output=True,
        text=True,
        env=environment(),
    )
    here = told.stdout.partition("\n")[0]
    found = noted.read_text().split() if noted.exists() else []
    places = sorted({"here" if process == here else "beside" for process in found})
    return told.returncode, places, told.stderr


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site with templates of its own."""
    return small_site(tmp_path).root


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_a_new_cache_is_filled_beside_reading(site: Path) -> None:
    """Another process compiles all templates; the next build finds them in the cache."""
    assert (0, ["beside"], "") == build(site, jobs=2)
    assert (0, [], "") == build(site, jobs=2)


def test_one_process_compiles_by_itself(site: Path) -> None:
    """Where there is only one process, it does."""
    assert (0, ["here"]) == build(site, jobs=1)[:2]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_a_changed_template_is_compiled_here(site: Path) -> None:
    """To begin another process for one of them would take longer."""
    build(site, jobs=2)
    with (site / "templates" / "story.html").open("a") as file:
        file.write("More\n")

    assert (0, ["here"]) == build(site, jobs=2)[:2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_faulty_template_is_complained_of_once(site: Path, jobs: int) -> None:
    """With its place, however many processes there are."""
    (site / "templates" / "story.html").write_text("<p>\n{% if %}\n", encoding="utf-8")
    status, _, complaint = build(site, jobs)

    assert 1 == status
    assert 1 == complaint.count("templates/story.html:2")

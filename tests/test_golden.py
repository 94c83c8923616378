"""Small sites, built and held against the files that were reviewed: tests/golden/<case>/expected.

`pages.txt` says which outputs of a case are held. `pytest --rewrite-golden` writes them anew; the
difference is then for a person to read.
"""

from __future__ import annotations

import difflib
import re
import shutil
from fnmatch import fnmatch
from pathlib import Path

import pytest

from broadsheet.build import build
from broadsheet.prepare import Options
from broadsheet.proving.trial import tree_of
from broadsheet.reading.discover import Project
from broadsheet.workshop import Workshop

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if (path / "pages.txt").is_file())
AS_OF = "2026-11-20T00:00:00Z"
HASHED = re.compile(r"(/assets/[\w/-]+)\.[0-9a-f]{10}\.")
"""A published file's name holds its hash, which is no matter of the pages that name it."""


@pytest.mark.parametrize("case", CASES)
def test_a_site_is_made_as_reviewed(
    case: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every held page is, letter for letter, as it was approved."""
    made = held_pages(GOLDEN / case, tmp_path)
    folder = GOLDEN / case / "expected"
    if request.config.getoption("--rewrite-golden"):
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in made.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    expected = {name: data.decode() for name, data in tree_of(folder).items()}

    assert expected == made, in_words(expected, made)


def held_pages(case: Path, folder: Path) -> dict[str, str]:
    """Build a case; return the pages that it holds."""
    project = Project.at(case)._replace(cache=folder / "cache")
    workshop = Workshop(project)
    report = build(workshop, folder / "output", Options(as_of=AS_OF, jobs=1))
    workshop.close()

    assert () == report.problems
    patterns = (case / "pages.txt").read_text("utf-8").split()
    return {
        name: HASHED.sub(r"\1.", data.decode())
        for name, data in sorted(tree_of(folder / "output").items())
        if any(fnmatch(name, pattern) for pattern in patterns)
    }


def in_words(expected: dict[str, str], made: dict[str, str]) -> str:
    """Return the difference as people read it."""
    lines: list[str] = []
    for name in sorted(expected.keys() | made.keys()):
        before, after = (tree.get(name, "").splitlines() for tree in (expected, made))
        lines += difflib.unified_diff(
            before, after, f"expected/{name}", f"made/{name}", lineterm=""
        )
    return "\n".join(["run pytest --rewrite-golden if this is meant:", *lines])

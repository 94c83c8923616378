"""What a rebuild loads: no language's data when it writes no day that no build wrote before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from small_site import NOW, small_site

BUILD = """
import sys
from broadsheet.commands import main

status = main(["build", "--quiet", "--jobs", "1", "--as-of", sys.argv[1]])
print(status, "babel.dates" in sys.modules)
"""


def built(root: Path, as_of: str = NOW) -> str:
    """Build in a process of its own; return its status, and whether it loaded Babel."""
    command = [sys.executable, "-c", BUILD, as_of]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return ended.stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site of the theme, built."""
    root = small_site(tmp_path, articles=4, theme=True).root
    settings = root / "site" / "site.yaml"
    settings.write_text(f"{settings.read_text()}search: false\n")
    built(root)
    return root


def test_a_rebuild_of_known_days_loads_no_language(root: Path) -> None:
    """After an edit of a text, though its pages show days."""
    story = root / "public/news/2026-11-10-kettle/index.html"
    before = story.read_text()
    for article in root.glob("content/*.md"):
        article.write_text(article.read_text() + "\nOne more line.\n")

    assert "0 False" == built(root)
    assert before != story.read_text()


def test_a_rebuild_that_forgot_loads_it(root: Path) -> None:
    """Without a cache nothing is known."""
    (root / ".broadsheet" / "cache.db").unlink()
    for article in root.glob("content/*.md"):
        article.write_text(article.read_text() + "\nOne more line.\n")

    assert "0 True" == built(root)

"""Links between folders are followed inside the site, and never for ever."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from broadsheet.reading.discover import MAX_DEPTH, MAX_LINKED, Project, Sources, discover


def found_in(root: Path) -> Sources:
    """Look at the site in a folder."""
    return discover(Project.at(root), {})


def write(path: Path) -> None:
    """Write an article."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\ntitle: A\n---\n")


def test_a_link_to_a_folder_of_the_site_is_followed(tmp_path: Path) -> None:
    """Also to one whose name begins as the name of the folder that it stands in."""
    write(tmp_path / "content" / "news" / "a.md")
    (tmp_path / "content" / "news-2").mkdir()
    (tmp_path / "content" / "news-2" / "again").symlink_to(tmp_path / "content" / "news")

    sources = found_in(tmp_path)
    assert [file.path for file in sources.articles] == [
        "content/news-2/again/a.md",
        "content/news/a.md",
    ]
    assert sources.problems == ()


def test_folders_that_link_to_each_other_are_a_circle(tmp_path: Path) -> None:
    """Although neither link leads to the folder that it stands in."""
    for one, other in (("a", "b"), ("b", "a")):
        write(tmp_path / "content" / one / "x.md")
        (tmp_path / "content" / one / "to").symlink_to(tmp_path / "content" / other)

    sources = found_in(tmp_path)
    assert [p.code for p in sources.problems] == ["link-outside", "link-outside"]
    assert len(sources.articles) == 4


def test_links_cannot_spell_more_ways_than_there_is_time(tmp_path: Path) -> None:
    """Thirty folders, each with two links to the next one, spell a thousand million ways."""
    for step in range(30):
        folder = tmp_path / "content" / f"d{step}"
        write(folder / "a.md")
        for name in ("x", "y"):
            (folder / name).symlink_to(tmp_path / "content" / f"d{step + 1}")
    write(tmp_path / "content" / "d30" / "a.md")

    sources = found_in(tmp_path)
    assert len(sources.articles) == MAX_LINKED + 31
    assert any("reached through links" in problem.message for problem in sources.problems)


def test_what_lies_too_deep_is_said(tmp_path: Path) -> None:
    """It is left out, which nobody would see otherwise."""
    write(tmp_path / "content" / "/".join(["d"] * (MAX_DEPTH + 1)) / "a.md")

    sources = found_in(tmp_path)
    assert [(p.code, p.where.path.count("/d")) for p in sources.problems] == [
        ("too-deep", MAX_DEPTH + 1)
    ]


def test_what_stands_in_the_way_is_told_in_text_whatever_its_name(tmp_path: Path) -> None:
    """Links, pipes and folders may be named by any bytes; reports and ledgers take text only."""
    content = os.fsencode(tmp_path / "content")
    os.mkdir(content)
    os.mkdir(content + b"/\xff-folder.md")
    os.symlink(b"nowhere", content + b"/\xff-nowhere.md")
    os.symlink(b"/", content + b"/\xff-outside")
    os.mkfifo(content + b"/\xff-pipe.md")

    problems = found_in(tmp_path).problems
    assert [(problem.where.path, problem.code) for problem in problems] == [
        ("content/\\xff-folder.md", "not-a-file"),
        ("content/\\xff-nowhere.md", "unreadable-file"),
        ("content/\\xff-outside", "link-outside"),
        ("content/\\xff-pipe.md", "not-a-file"),
    ]
    assert msgspec.json.encode(problems)


@pytest.mark.parametrize("name", ["site", "site/static", "site/pages", "templates"])
def test_only_articles_may_lie_elsewhere(tmp_path: Path, name: str) -> None:
    """A link in the place of another folder would publish what lies anywhere: keys, say."""
    outside, root = tmp_path / "outside", tmp_path / "root"
    for file in ("site.yaml", "key.md", "static/key"):
        (outside / file).parent.mkdir(parents=True, exist_ok=True)
        (outside / file).write_text("secret")
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(outside)
    (root / "content").symlink_to(outside)

    sources = found_in(root)
    assert [file.path for file in sources.articles] == ["content/key.md"]
    assert sources.settings + sources.templates + sources.assets == ()
    assert {(p.where.path, p.code) for p in sources.problems} <= {
        (label, "link-outside") for label in (name, "site/static", "site/pages")
    }
    assert any(problem.where.path == name for problem in sources.faults)

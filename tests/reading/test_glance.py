"""A look at the files that were touched finds what a walk finds, or says that it cannot."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.reading.discover import Project, Sources, Stamp, discover, stamp_of
from broadsheet.reading.glance import glance
from broadsheet.remembered import Recollection

NAMES = ("content/a.md", "content/in/b.md", "content/in/c.md", "content/new.md", "content/notes")
LATE = 10**19
"""A moment, in nanoseconds, at which every file has been at rest for long."""


def project(root: Path) -> Project:
    """Return a site of three articles, a setting and a template."""
    for name in (*NAMES[:3], "site/site.yaml", "templates/story.html"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return Project.at(root)


def stamps(found: Sources) -> dict[str, Stamp]:
    """Return what a build that read all articles just now would know of them."""
    return {
        file.path: stamp_of(os.stat(file.real), digest_of_bytes(Path(file.real).read_bytes()), LATE)
        for file in found.articles
    }


def write(path: Path) -> None:
    """Write another text."""
    path.write_text(f"{path.name} {path.stat().st_size if path.exists() else 0}")


def replace(path: Path) -> None:
    """Save as editors do: beside it, then by a rename."""
    beside = path.with_name("4913")
    beside.write_text("another")
    beside.rename(path)


def remove(path: Path) -> None:
    """Remove the file, if it is there."""
    path.unlink(missing_ok=True)


def touch(path: Path) -> None:
    """Change nothing but the time."""
    if path.exists():
        os.utime(path, (1, 1))


EDITS = (write, replace, remove, touch)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(EDITS)), max_size=4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_finds_what_a_walk_finds(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, object]]
) -> None:
    """After any edits of articles and of files beside them, one after the other."""
    root = tmp_path_factory.mktemp("site")
    site = project(root)
    before = discover(site, {})
    known = stamps(before)
    before = discover(site, known)
    recollection = Recollection()
    for name, edit in edits:
        edit(root / name)  # type: ignore[operator]
        touched = {str(root / name), str((root / name).with_name("4913"))}
        seen = glance(site, before, touched, known, recollection)
        recollection.turn()
        before = discover(site, known)

        assert seen in (None, before)


@pytest.mark.parametrize("edit", [write, replace, touch])
def test_another_text_of_an_article_needs_no_walk(tmp_path: Path, edit: object) -> None:
    """However it was saved: the file is to be read again, and no other."""
    site = project(tmp_path)
    known = stamps(discover(site, {}))
    before = discover(site, known)
    edit(tmp_path / NAMES[1])  # type: ignore[operator]
    paths = {str(tmp_path / NAMES[1]), str(tmp_path / "content" / "in" / "4913")}
    seen = glance(site, before, paths, known, Recollection())

    assert seen is not None
    assert ["content/in/b.md"] == [file.path for file in seen.articles if not file.digest]


def test_what_was_not_read_yet_is_looked_at_again(tmp_path: Path) -> None:
    """A file that had been written just before the last look is known by the next."""
    site = project(tmp_path)
    before = discover(site, {})
    seen = glance(site, before, {str(tmp_path / NAMES[0])}, stamps(before), Recollection())

    assert seen is not None
    assert all(file.digest for file in seen.articles)


@pytest.mark.parametrize(
    "name",
    [
        "content/new.md",
        "content/link",
        "content/in",
        "site/site.yaml",
        "templates/new",
        "elsewhere",
    ],
)
def test_all_else_needs_a_walk(tmp_path: Path, name: str) -> None:
    """New articles, links, folders, settings, templates, and whatever lies elsewhere."""
    site = project(tmp_path)
    before = discover(site, {})
    if name == "content/link":
        (tmp_path / name).symlink_to(tmp_path / "content" / "in")
    elif not (tmp_path / name).is_dir():
        (tmp_path / name).write_text("words")

    assert glance(site, before, {str(tmp_path / name)}, {}, Recollection()) is None


@pytest.mark.parametrize("name", ["site", "templates"])
def test_settings_and_templates_kept_among_articles_need_a_walk(tmp_path: Path, name: str) -> None:
    """They may lie there under another name; events tell of files by their real paths."""
    site = project(tmp_path)
    (tmp_path / name).rename(tmp_path / "content" / f"_{name}")
    (tmp_path / name).symlink_to(Path("content", f"_{name}"))
    before = discover(site, {})
    new = tmp_path / "content" / f"_{name}" / "new.css"
    new.write_text("words")

    assert glance(site, before, {os.path.realpath(new)}, {}, Recollection()) is None


def test_a_folder_that_was_taken_away_needs_a_walk(tmp_path: Path) -> None:
    """No event names the articles that lay in it."""
    site = project(tmp_path)
    before = discover(site, {})
    (tmp_path / "content" / "in").rename(tmp_path / "aside")

    assert glance(site, before, {str(tmp_path / "content" / "in")}, {}, Recollection()) is None


def test_a_file_of_two_names_needs_a_walk(tmp_path: Path) -> None:
    """What is written under one name is written under the other, and no event says so."""
    site = project(tmp_path)
    (tmp_path / "content" / "d.md").hardlink_to(tmp_path / NAMES[0])
    before = discover(site, {})

    assert glance(site, before, {str(tmp_path / NAMES[0])}, {}, Recollection()) is None


def test_a_site_with_problems_needs_a_walk(tmp_path: Path) -> None:
    """They may be gone, and no article tells."""
    site = project(tmp_path)
    (tmp_path / "content" / "gone").symlink_to("/dev")
    before = discover(site, {})

    assert glance(site, before, {str(tmp_path / NAMES[0])}, {}, Recollection()) is None

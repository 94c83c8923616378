"""What `verify` does to sources: hundreds of edits in a row, each as it is said."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from broadsheet.proving.article_edits import ARTICLE_EDITS
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.proving.sitecopy import SiteCopy
from broadsheet.proving.trial import Tree, tree_of
from broadsheet.reading.discover import Project
from small_site import small_site

EDITS = {**ARTICLE_EDITS, **SITE_EDITS}
STEPS = 900


def sources_of(site: SiteCopy) -> Tree:
    """Return every file of a site by path."""
    return tree_of(site.project.root)


def without_links(tree: Tree) -> Tree:
    """Return a tree without what leads elsewhere: its target names the folder of the site."""
    return {path: data for path, data in tree.items() if not path.startswith("content/link-")}


def lived(folder: Path, seed: int, watched: bool = True) -> list[tuple[str, str, Tree]]:
    """Edit a small site many times over; return kinds, words, and the sources after each step.

    Unless it is `watched`, the sources are looked at after the last step only.
    """
    (folder / "beside.txt").write_bytes(b"mine")
    root = small_site(folder, articles=5, everything=True).root
    folders = [root / "content", root / "second"]
    folders[1].mkdir()
    site = SiteCopy(Project.at(root, folders))
    random = Random(seed)
    steps = [("", "", sources_of(site))]
    for left in reversed(range(STEPS)):
        kind = random.choice(sorted(EDITS))
        said = EDITS[kind](site, random)
        steps.append((kind, said, sources_of(site) if watched or not left else {}))

    assert {"beside.txt": b"mine"} == {
        path: data for path, data in tree_of(folder).items() if not path.startswith(root.name)
    }
    return steps


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, Tree]]:
    """Return one long life of a site."""
    return lived(tmp_path_factory.mktemp("one"), 5)


def test_the_same_seed_makes_the_same_edits(
    steps: list[tuple[str, str, Tree]], tmp_path: Path
) -> None:
    """A difference that `verify` finds can be looked for again."""
    again = lived(tmp_path, 5, watched=False)

    assert [said for _, said, _ in steps] == [said for _, said, _ in again]
    assert without_links(steps[-1][2]) == without_links(again[-1][2])


def test_an_edit_without_words_has_changed_nothing(steps: list[tuple[str, str, Tree]]) -> None:
    """So that another is tried in its place; and every kind but saving has changed something."""
    silent = {
        kind
        for (_, _, before), (kind, said, after) in pairwise(steps)
        if not said and before != after
    }
    at_work = {kind for (_, _, before), (kind, _, after) in pairwise(steps) if before != after}

    assert set() == silent
    assert {"touch"} == set(EDITS) - at_work


def test_an_edit_of_an_article_changes_that_file_alone(
    steps: list[tuple[str, str, Tree]],
) -> None:
    """Whose name is in its words."""
    rewrites = [kind for kind, edit in ARTICLE_EDITS.items() if "_changing" in edit.__qualname__]
    wrong = [
        (said, sorted(path for path in before if before[path] != after.get(path)))
        for (_, _, before), (kind, said, after) in pairwise(steps)
        if kind in rewrites
        and any(before[path] != after.get(path) and not said.endswith(path) for path in before)
    ]

    assert len(rewrites) > 10
    assert [] == wrong

"""What `verify` does to outputs and caches: each trouble spoils what it says, or nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from broadsheet.proving.article_edits import ARTICLE_EDITS
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.proving.sitecopy import SiteCopy
from broadsheet.proving.trial import tree_of
from broadsheet.proving.troubles import KEPT_TROUBLES, OUTPUT_TROUBLES
from broadsheet.reading.discover import Project

TROUBLES = {**OUTPUT_TROUBLES, **KEPT_TROUBLES}
SEEDS = range(40)
FILES = {
    "index.html": b"front",
    "news/a/index.html": b"a story",
    "news/b/index.html": b"another story",
    "robots.txt": b"all",
}


def folder_in(place: Path) -> Path:
    """Return a folder of a few files."""
    folder = place / "kept"
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("kind", sorted(TROUBLES))
def test_each_trouble_spoils_what_it_names_and_nothing_else(kind: str, tmp_path: Path) -> None:
    """In words, the same for the same seed; what lies beside the folder stays."""
    said: dict[int, str] = {}
    changed = 0
    for seed in SEEDS:
        places = [tmp_path / f"{seed}-{turn}" for turn in "ab"]
        told = []
        for place in places:
            place.mkdir()
            (place / "beside.txt").write_bytes(b"mine")
            told.append(TROUBLES[kind](folder_in(place), Random(seed)))
        one, other = (tree_of(place) for place in places)
        said[seed] = told[0]

        assert told[0] == told[1]
        assert one == other or told[0].endswith("became a link")
        assert b"mine" == one.pop("beside.txt")
        changed += one != {f"kept/{name}": data for name, data in FILES.items()}

    assert all(said.values())
    assert changed or kind == "restored output"
    assert len(set(said.values())) > 1 or kind == "restored output"


@pytest.mark.parametrize("kind", sorted(TROUBLES))
def test_where_there_is_nothing_there_is_nothing_to_spoil(kind: str, tmp_path: Path) -> None:
    """A folder that is empty or absent: no word, so that another trouble is tried."""
    (tmp_path / "empty").mkdir()
    before = tree_of(tmp_path)

    assert "" == TROUBLES[kind](tmp_path / "absent", Random(1))
    assert not (tmp_path / "absent").exists()
    if kind != "restored output":
        assert "" == TROUBLES[kind](tmp_path / "empty", Random(1))
    assert before == tree_of(tmp_path)


def test_a_restored_output_is_the_same_in_other_files(tmp_path: Path) -> None:
    """As a backup gives it back."""
    folder = folder_in(tmp_path)
    before, inode = tree_of(folder), (folder / "robots.txt").stat().st_ino
    OUTPUT_TROUBLES["restored output"](folder, Random(1))

    assert before == tree_of(folder)
    assert inode != (folder / "robots.txt").stat().st_ino


@pytest.mark.parametrize("kind", sorted({**ARTICLE_EDITS, **SITE_EDITS}))
def test_an_edit_of_an_empty_site_says_what_it_did_or_nothing(kind: str, tmp_path: Path) -> None:
    """No edit needs an article to be there; one that says nothing has changed nothing."""
    for seed in range(6):
        root = tmp_path / f"{seed}" / "site"
        (root / "content").mkdir(parents=True)
        (root / "site").mkdir()
        before = tree_of(tmp_path)
        said = {**ARTICLE_EDITS, **SITE_EDITS}[kind](
            SiteCopy(Project.at(root, [root / "content"])), Random(seed)
        )

        assert said or before == tree_of(tmp_path)

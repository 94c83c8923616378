"""Texts that wait for their story: where they are looked for, and where they go."""

from __future__ import annotations

from pathlib import Path

from broadsheet.importing.manifest import Manifest
from broadsheet.relating.waiting import MOST_DEPTH, move_companions, place_of, waiting_files


def file(path: Path, text: str = "x") -> Path:
    """Write a file in folders made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_texts_wait_at_any_depth_but_not_in_hidden_places(tmp_path: Path) -> None:
    """Other files, links, folders named like texts and folders set aside are passed over."""
    content = tmp_path / "content"
    found = [
        file(content / "_unplaced" / "b.md"),
        file(content / "2022" / "a" / "_unplaced" / "a.md"),
    ]
    file(content / "_unplaced" / "note.txt")
    file(content / "_drafts" / "_unplaced" / "c.md")
    file(content / ".git" / "_unplaced" / "d.md")
    file(content / "plain.md")
    (content / "_unplaced" / "folder.md").mkdir()
    (content / "_unplaced" / "link.md").symlink_to(found[0])
    (content / "linked").symlink_to(content / "2022")
    labels = sorted(path.relative_to(tmp_path).as_posix() for path in found)

    assert labels == [each.path for each in waiting_files([content], tmp_path)]
    assert () == waiting_files([tmp_path / "none"], tmp_path)


def test_a_folder_elsewhere_is_named_in_full(tmp_path: Path) -> None:
    """A content folder need not lie in the site."""
    path = file(tmp_path / "desk" / "_unplaced" / "a.md")

    assert [path.as_posix()] == [
        each.path for each in waiting_files([tmp_path / "desk"], tmp_path / "site")
    ]


def test_too_deep_is_not_looked_at(tmp_path: Path) -> None:
    """As deep as allowed is found; one folder more is not."""
    deep = tmp_path.joinpath(*["d"] * MOST_DEPTH)
    file(deep / "_unplaced" / "a.md")
    file(deep / "d" / "_unplaced" / "b.md")

    assert ["a.md"] == [Path(each.path).name for each in waiting_files([tmp_path], tmp_path)]


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    """Unless the same text lies there: then an earlier placing was interrupted."""
    waiting = file(tmp_path / "_unplaced" / "a.md", "mine")
    file(tmp_path / "a.md", "theirs")
    file(tmp_path / "a-2.md", "theirs, too")

    assert tmp_path / "a-3.md" == place_of(waiting, b"mine")
    file(tmp_path / "a-2.md", "mine")
    assert tmp_path / "a-2.md" == place_of(waiting, b"mine")


def test_originals_move_along_without_a_record(tmp_path: Path) -> None:
    """Where nothing was imported there is none to change; where others were, theirs stays."""
    waiting = tmp_path / "_unplaced" / "a.md"
    original = file(tmp_path / "_unplaced" / "a.original.txt", "as it came")
    move_companions(waiting, tmp_path / "b.md")

    assert not original.exists()
    assert "as it came" == (tmp_path / "b.original.txt").read_text()
    with Manifest(tmp_path):
        pass
    move_companions(waiting, tmp_path / "b.md")
    with Manifest(tmp_path) as manifest:
        assert manifest.owner_of("b.md") is None

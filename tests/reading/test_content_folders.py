"""Several content folders: none hides another's files."""

from __future__ import annotations

from pathlib import Path

from broadsheet.reading.discover import Project, SourceFile, discover, read


def found(root: Path, *folders: Path) -> list[str]:
    """Return the real paths of the articles below some content folders."""
    return [
        Path(file.real).relative_to(root).as_posix()
        for file in discover(Project.at(root / "site", folders), {}).articles
    ]


def test_folders_of_one_name_keep_their_files_apart(tmp_path: Path) -> None:
    """Two folders may be called alike and hold files called alike."""
    for name in ("a", "b"):
        (tmp_path / name / "posts").mkdir(parents=True)
        (tmp_path / name / "posts" / "x.md").write_text("---\ntitle: x\n---\n")

    files = discover(
        Project.at(tmp_path / "site", [tmp_path / "a/posts", tmp_path / "b/posts"]), {}
    ).articles

    assert 2 == len({file.path for file in files})


def test_a_folder_inside_another_is_read_once(tmp_path: Path) -> None:
    """A file that two content folders hold is one article."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.md").write_text("---\ntitle: x\n---\n")

    assert ["a/b/x.md"] == found(tmp_path, tmp_path / "a", tmp_path / "a/b")


def test_no_more_of_a_file_is_held_than_is_asked_for(tmp_path: Path) -> None:
    """A file of gigabytes costs no more than the limit."""
    path = tmp_path / "x.md"
    path.write_bytes(b"x" * 1000)

    assert b"x" * 11 == read(SourceFile("x.md", str(path)), 11)[0]

"""The published folder: whole files, foreign files, links, leftovers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.errors import SiteError
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.publishing.ledger import Entry, FileMark, Fingerprint, with_marks
from broadsheet.publishing.output import FolderOutput, TakenAway
from broadsheet.publishing.strangers import strangers
from broadsheet.publishing.whole import TEMPORARY_PREFIX

NOTHING = Fingerprint(b"", b"", b"")


def write(output: FolderOutput, path: str, data: bytes) -> FileMark:
    """Stage a page and put it in its place."""
    mark = output.stage(path, data)
    output.put_in_place([path])
    return mark


def written(output: FolderOutput, path: str, data: bytes) -> dict[str, Entry]:
    """Write a page; return what a ledger would say of it."""
    return {path: Entry(NOTHING, digest_of_bytes(data), write(output, path, data))}


def intact(output: FolderOutput, entries: dict[str, Entry]) -> dict[str, bool]:
    """Return of each file that is there whether it is as it was written."""
    return {path: mark is not None for path, mark in output.intact(entries).items()}


def test_what_others_need_gets_its_name_first(
    output: FolderOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads meanwhile finds no page without its style, nor copies an old page as new."""
    paths = [
        "service-worker.js",
        "index.html",
        "service-worker.js.html",
        "assets/site.1.css",
        "assets.html",
    ]
    for path in paths:
        output.stage(path, b"new")
    named: list[str] = []

    def replace(old: str, new: str) -> None:
        named.append(os.path.relpath(new, output.root))
        os.rename(old, new)

    monkeypatch.setattr(os, "replace", replace)
    output.put_in_place(paths)

    assert [
        "assets/site.1.css",
        "index.html",
        "service-worker.js.html",
        "assets.html",
        "service-worker.js",
    ] == named


@pytest.fixture
def output(tmp_path: Path) -> FolderOutput:
    """Return an output folder that does not exist yet."""
    return FolderOutput(tmp_path / "public")


def test_a_page_is_written_with_its_folders(output: FolderOutput, tmp_path: Path) -> None:
    """Nothing but the page is there afterwards."""
    entries = written(output, "a/b/index.html", b"page")

    assert b"page" == (tmp_path / "public/a/b/index.html").read_bytes()
    assert ["index.html"] == os.listdir(tmp_path / "public/a/b")
    assert {"a/b/index.html": True} == intact(output, entries)


def test_a_missing_file_is_absent(output: FolderOutput, tmp_path: Path) -> None:
    """A lost file is neither intact nor changed."""
    entries = written(output, "index.html", b"page")
    (tmp_path / "public/index.html").unlink()

    assert {} == intact(output, entries)


@pytest.mark.parametrize("data", [b"longer page", b"pagE", b""])
def test_a_changed_file_is_not_intact(data: bytes, output: FolderOutput, tmp_path: Path) -> None:
    """Other bytes are seen, also of the same length."""
    entries = written(output, "index.html", b"page")
    path = tmp_path / "public/index.html"
    path.write_bytes(data)
    os.utime(path, ns=(1, 1))

    assert {"index.html": False} == intact(output, entries)


def test_a_restored_copy_is_intact(output: FolderOutput, tmp_path: Path) -> None:
    """Other times and another inode do not matter where the bytes are right."""
    entries = written(output, "index.html", b"page")
    path = tmp_path / "public/index.html"
    path.unlink()
    path.write_bytes(b"page")
    os.utime(path, ns=(1, 1))

    assert {"index.html": True} == intact(output, entries)


def test_a_hand_that_puts_the_time_back_is_seen(output: FolderOutput, tmp_path: Path) -> None:
    """Size, time of modification and inode can be kept by an edit; the inode's own time cannot."""
    entries = output.finish(written(output, "index.html", b"page"))
    path = tmp_path / "public/index.html"
    before = path.stat()
    path.write_bytes(b"PAGE")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()

    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    assert before.st_ino == after.st_ino
    assert {"index.html": False} == intact(output, entries)


def test_bytes_are_read_once_after_a_restore(output: FolderOutput, tmp_path: Path) -> None:
    """A file with another time is known by its bytes, and then by what it looks like now."""
    entries = output.finish(written(output, "index.html", b"page"))
    path = tmp_path / "public/index.html"
    path.chmod(0o600)
    marks = output.intact(entries)
    renewed = with_marks(entries, marks)

    assert entries["index.html"].mark != marks["index.html"]
    assert renewed["index.html"].mark is output.intact(renewed)["index.html"]


def test_what_was_edited_before_the_end_is_not_taken_for_ours(
    output: FolderOutput, tmp_path: Path
) -> None:
    """A hand that is quicker than the ledger changes a page: the next build sees it."""
    entries = written(output, "index.html", b"page")
    (tmp_path / "public/index.html").write_bytes(b"by hand")

    assert {"index.html": False} == intact(output, output.finish(entries))


def test_what_is_missing_at_the_end_is_said(output: FolderOutput, tmp_path: Path) -> None:
    """A ledger never claims a page that somebody deleted while the others were written."""
    entries = written(output, "index.html", b"page")
    (tmp_path / "public/index.html").unlink()

    with pytest.raises(TakenAway, match="build again"):
        output.finish(entries)


@pytest.mark.parametrize("is_same", [True, False])
def test_a_link_is_never_intact(is_same: bool, output: FolderOutput, tmp_path: Path) -> None:
    """A page that became a link is written anew, whatever the link leads to."""
    entries = written(output, "index.html", b"page")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"page" if is_same else b"secret")
    path = tmp_path / "public/index.html"
    path.unlink()
    path.symlink_to(elsewhere)

    assert {"index.html": False} == intact(output, entries)


def test_a_link_makes_way_and_its_target_stays(output: FolderOutput, tmp_path: Path) -> None:
    """Writing a page never writes through a link."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"secret")
    (tmp_path / "public").mkdir()
    (tmp_path / "public/index.html").symlink_to(elsewhere)
    write(output, "index.html", b"page")

    assert b"secret" == elsewhere.read_bytes()
    assert b"page" == (tmp_path / "public/index.html").read_bytes()
    assert not (tmp_path / "public/index.html").is_symlink()


def test_a_folder_that_is_a_link_out_is_refused(output: FolderOutput, tmp_path: Path) -> None:
    """No page is written outside of the output folder."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "public").mkdir()
    (tmp_path / "public/news").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(SiteError, match="symbolic link") as caught:
        write(output, "news/index.html", b"page")
    assert "remove the link" in caught.value.problems[0].hint
    assert str(tmp_path / "public/news") == caught.value.problems[0].where.path
    assert [] == os.listdir(tmp_path / "elsewhere")


def test_a_file_where_a_folder_belongs_makes_way(output: FolderOutput, tmp_path: Path) -> None:
    """`about` was a file and is now a folder."""
    write(output, "about", b"file")
    write(output, "about/index.html", b"page")

    assert b"page" == (tmp_path / "public/about/index.html").read_bytes()


def test_an_empty_folder_where_a_page_belongs_makes_way(
    output: FolderOutput, tmp_path: Path
) -> None:
    """`feed.xml/` was a folder and is now a file."""
    (tmp_path / "public/feed.xml").mkdir(parents=True)
    write(output, "feed.xml", b"feed")

    assert b"feed" == (tmp_path / "public/feed.xml").read_bytes()


def test_removing_takes_empty_folders_and_nothing_else(
    output: FolderOutput, tmp_path: Path
) -> None:
    """Foreign files stay, with their folders; the output folder itself stays too."""
    for path in ("a/b/index.html", "c/index.html", "d.html"):
        write(output, path, b"page")
    foreign = tmp_path / "public/c/notes.txt"
    foreign.write_text("mine")
    output.remove(["a/b/index.html", "c/index.html", "d.html", "never/there.html"])

    assert [foreign] == [path for path in (tmp_path / "public").rglob("*") if path.is_file()]
    assert not (tmp_path / "public/a").exists()
    assert (tmp_path / "public").is_dir()


@pytest.mark.parametrize("left", ["a", "a/b/index.html"])
def test_removing_takes_empty_folders_without_the_page(
    left: str, output: FolderOutput, tmp_path: Path
) -> None:
    """Somebody deleted the page with its folder, or made an empty one in the place of the page."""
    (tmp_path / "public" / left).mkdir(parents=True)
    output.remove(["a/b/index.html"])

    assert [] == os.listdir(tmp_path / "public")


def test_removing_spares_what_is_now_a_folder(output: FolderOutput, tmp_path: Path) -> None:
    """An output that somebody made a folder of, with files in it, is left to them."""
    keep = tmp_path / "public/feed.xml/keep.txt"
    keep.parent.mkdir(parents=True)
    keep.write_text("mine")
    output.remove(["feed.xml"])

    assert keep.exists()


def moved_behind_a_link(folder: Path, elsewhere: Path) -> None:
    """Let a folder of the output be a link to the same files elsewhere."""
    shutil.move(folder, elsewhere)
    folder.symlink_to(elsewhere)


def copied_behind_a_link(folder: Path, elsewhere: Path) -> None:
    """Let a folder of the output be a link to a copy of it."""
    shutil.copytree(folder, elsewhere)
    shutil.rmtree(folder)
    folder.symlink_to(elsewhere)


@pytest.mark.parametrize("linked", ["public/news", "public/news/a"])
@pytest.mark.parametrize("link", [moved_behind_a_link, copied_behind_a_link])
def test_nothing_is_removed_through_a_link(
    link: Callable[[Path, Path], None], linked: str, output: FolderOutput, tmp_path: Path
) -> None:
    """What is behind it stays, files and empty folders, and is named; the rest goes."""
    for path in ("news/a/index.html", "about/index.html"):
        write(output, path, b"page")
    link(tmp_path / linked, tmp_path / "elsewhere")
    before = sorted((tmp_path / "elsewhere").rglob("*"))
    spared = output.remove(["about/index.html", "news/a/index.html"])

    assert ["news/a/index.html"] == spared
    assert before == sorted((tmp_path / "elsewhere").rglob("*"))
    assert not (tmp_path / "public/about").exists()


@pytest.mark.parametrize("linked", ["public/news", "public/news/a"])
def test_what_is_behind_a_link_is_not_there(
    linked: str, output: FolderOutput, tmp_path: Path
) -> None:
    """It is neither ours nor changed, even with the same bytes, and no stranger's either."""
    entries = output.finish(written(output, "news/a/index.html", b"page"))
    copied_behind_a_link(tmp_path / linked, tmp_path / "elsewhere")

    assert {} == intact(output, entries)
    assert [] == strangers(tmp_path / "public", entries, ())


def test_a_whole_branch_behind_a_link_is_not_there(output: FolderOutput, tmp_path: Path) -> None:
    """Also when its files look as they did, since they are the same that were written."""
    entries = output.finish(written(output, "news/a/index.html", b"page"))
    moved_behind_a_link(tmp_path / "public/news", tmp_path / "elsewhere")

    assert {} == intact(output, entries)


@pytest.mark.parametrize("linked", ["public/news", "public/news/a"])
def test_no_page_takes_its_place_through_a_link(
    linked: str, output: FolderOutput, tmp_path: Path
) -> None:
    """A folder that became a link after the page was staged: what is there stays."""
    write(output, "news/a/index.html", b"old")
    output.stage("news/a/index.html", b"new")
    moved_behind_a_link(tmp_path / linked, tmp_path / "elsewhere")

    with pytest.raises(SiteError, match="symbolic link"):
        output.put_in_place(["news/a/index.html"])
    assert [b"old"] == [path.read_bytes() for path in (tmp_path / "elsewhere").rglob("index.html")]


def test_the_output_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    """What lies in it is ours all the same."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "disk")
    output = FolderOutput(tmp_path / "public")
    entries = written(output, "news/index.html", b"page")

    assert {"news/index.html": True} == intact(output, entries)
    assert [] == output.remove(entries)
    assert [] == os.listdir(tmp_path / "disk")


def test_leftovers_of_a_dead_build_are_cleared(output: FolderOutput, tmp_path: Path) -> None:
    """Half-written files have a name of their own, and only they are removed."""
    write(output, "news/index.html", b"page")
    leftover = tmp_path / "public/news" / f"{TEMPORARY_PREFIX}99-index.html"
    leftover.write_bytes(b"half")
    output.clear_leftovers()

    assert ["index.html"] == os.listdir(tmp_path / "public/news")


def test_a_failed_write_leaves_the_old_file(
    output: FolderOutput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs the new page, never the old one, and leaves no rest."""
    write(output, "index.html", b"old")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="space"):
        write(output, "index.html", b"new")

    assert b"old" == (tmp_path / "public/index.html").read_bytes()
    assert ["index.html"] == os.listdir(tmp_path / "public")


def test_nobody_sees_what_is_staged(output: FolderOutput, tmp_path: Path) -> None:
    """The old page stays until the new one is put in its place."""
    write(output, "index.html", b"old")
    output.stage("index.html", b"new")
    before = (tmp_path / "public/index.html").read_bytes()
    output.put_in_place(["index.html"])

    assert (b"old", b"new") == (before, (tmp_path / "public/index.html").read_bytes())
    assert ["index.html"] == os.listdir(tmp_path / "public")


def test_the_longest_names_can_be_staged(output: FolderOutput, tmp_path: Path) -> None:
    """A file's name may have 255 bytes; two that begin alike are still two."""
    names = ["ü" * 125 + ending for ending in ("1.txt", "2.txt")]
    for name in names:
        output.stage(name, name.encode())
    output.put_in_place(names)

    assert names == sorted(os.listdir(tmp_path / "public"))
    assert names[0].encode() == (tmp_path / "public" / names[0]).read_bytes()


def test_what_was_taken_away_meanwhile_is_said(output: FolderOutput, tmp_path: Path) -> None:
    """Somebody who empties the folder during a build is told to build again."""
    output.stage("news/index.html", b"page")
    shutil.rmtree(tmp_path / "public")

    with pytest.raises(FileNotFoundError, match="build again"):
        output.put_in_place(["news/index.html"])


def test_strangers_are_told_from_ours(tmp_path: Path) -> None:
    """What stands where a new page belongs, or where its folder does, is somebody else's."""
    for path in ("notes/index.html", "mine", "ours"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("words")
    (tmp_path / "feed.xml").mkdir()
    new = ["notes/index.html", "mine/index.html", "ours/deep/index.html", "feed.xml", "new.html"]

    assert ["mine/index.html", "notes/index.html"] == strangers(tmp_path, new, {"ours"})

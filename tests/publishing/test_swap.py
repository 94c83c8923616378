"""A folder that gives way to a new one in one step: what is shared, flushed, moved, kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.publishing import swap
from broadsheet.publishing.ledger import Entry, Fingerprint
from broadsheet.publishing.output import TakenAway
from broadsheet.publishing.swap import SwappedFolder, remove_dead_stage, stage_of

NOTHING = Fingerprint(b"", b"", b"")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return a published folder with a page of ours and two things of somebody else's."""
    target = tmp_path / "public"
    (target / "notes").mkdir(parents=True)
    (target / "notes/mine.txt").write_text("mine")
    (target / "link").symlink_to("notes")
    return target


def staged(folder: SwappedFolder, pages: dict[str, bytes]) -> dict[str, Entry]:
    """Put pages into the next folder; return what a ledger would say of them."""
    entries = {
        path: Entry(NOTHING, digest_of_bytes(data), folder.stage(path, data))
        for path, data in pages.items()
    }
    folder.put_in_place(entries)
    return entries


def published(target: Path, pages: dict[str, bytes]) -> dict[str, Entry]:
    """Publish pages in one step; return what the ledger says."""
    folder = SwappedFolder(target)
    folder.begin()
    return folder.finish(staged(folder, pages))


def read(folder: Path) -> dict[str, str]:
    """Return the texts of all files, without those that are reached by links."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def test_nothing_is_seen_before_the_end(target: Path) -> None:
    """Readers have the old folder until `finish`, the new one afterwards, and nothing is left."""
    folder = SwappedFolder(target)
    folder.begin()
    entries = staged(folder, {"index.html": b"new"})
    before = read(target)
    folder.finish(entries)

    assert {"notes/mine.txt": "mine"} == before
    assert {"index.html": "new", "notes/mine.txt": "mine"} == read(target)
    assert "notes" == os.readlink(target / "link")
    assert ["public"] == os.listdir(target.parent)


def test_marks_are_of_the_published_files(target: Path) -> None:
    """Sharing changes the inodes of files; the ledger knows them as they are in the end."""
    first = published(target, {"a.html": b"a", "b.html": b"b"})
    folder = SwappedFolder(target)
    folder.begin()
    second = folder.finish({**first, **staged(folder, {"b.html": b"c"})})
    marks = {path: entry.mark for path, entry in second.items()}

    assert marks == SwappedFolder(target).intact(second)
    assert first["a.html"].mark.inode == marks["a.html"].inode
    assert first["a.html"].mark.changed_ns != marks["a.html"].changed_ns


def test_the_new_site_is_flushed_before_it_is_shown(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut might leave a new folder of empty files."""
    order: list[str] = []
    real = swap.exchange
    monkeypatch.setattr(swap, "flush_all", lambda folder: order.append(f"flushed {folder.name}"))
    monkeypatch.setattr(swap, "exchange", lambda *both: (order.append("shown"), real(*both)))
    published(target, {"index.html": b"new"})

    assert [f"flushed {swap.stage_of(target).name}", "shown"] == order


def test_folders_keep_their_modes(target: Path) -> None:
    """Who may read the site may read the next one."""
    target.chmod(0o750)
    (target / "notes").chmod(0o705)
    published(target, {"index.html": b"new"})

    assert [0o750, 0o705] == [p.stat().st_mode & 0o777 for p in (target, target / "notes")]


@pytest.mark.parametrize("is_moved", [False, True])
def test_what_others_put_there_meanwhile_moves_along(target: Path, is_moved: bool) -> None:
    """A file that was written or replaced after the next folder was begun is not lost."""
    folder = SwappedFolder(target)
    folder.begin()
    entries = staged(folder, {"index.html": b"new"})
    (target / "later").mkdir()
    (target / "later/proof.txt").write_text("added")
    (target / "index.html").write_text("by hand, where a page belongs")
    if is_moved:
        (target / "fresh").write_text("replaced")
        (target / "fresh").replace(target / "notes/mine.txt")
    folder.finish(entries)

    assert {
        "index.html": "new",
        "later/proof.txt": "added",
        "notes/mine.txt": "replaced" if is_moved else "mine",
    } == read(target)


def test_a_folder_that_was_a_link_moves_along(target: Path, tmp_path: Path) -> None:
    """Somebody makes a folder of a link meanwhile: its files do not go where the link led."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("not to be touched")
    (target / "link").unlink()
    (target / "link").symlink_to(elsewhere)
    folder = SwappedFolder(target)
    folder.begin()
    entries = staged(folder, {"index.html": b"new"})
    (target / "link").unlink()
    (target / "link").mkdir()
    (target / "link/mine.txt").write_text("added")
    folder.finish(entries)

    assert {"mine.txt": "not to be touched"} == read(elsewhere)
    assert {"index.html": "new", "link/mine.txt": "added", "notes/mine.txt": "mine"} == read(target)


def test_a_link_to_the_folder_stays_a_link(target: Path) -> None:
    """The folder that it leads to is exchanged."""
    link = target.with_name("live")
    link.symlink_to("public")
    published(link, {"index.html": b"new"})

    assert (True, "new") == (link.is_symlink(), (target / "index.html").read_text())
    assert ["live", "public"] == sorted(os.listdir(target.parent))


def test_a_folder_that_went_away_is_made(target: Path) -> None:
    """Somebody deletes the published folder meanwhile: the new one takes its name."""
    folder = SwappedFolder(target)
    folder.begin()
    entries = staged(folder, {"index.html": b"new"})
    shutil.rmtree(target)
    folder.finish(entries)

    assert {"index.html": "new", "notes/mine.txt": "mine"} == read(target)


@pytest.mark.parametrize("lost", ["", "index.html", "old.html"])
def test_a_page_that_went_away_is_said(target: Path, lost: str) -> None:
    """Before the exchange: the site that is shown is never one with a hole."""
    first = published(target, {"old.html": b"old"})
    folder = SwappedFolder(target)
    folder.begin()
    entries = {**first, **staged(folder, {"index.html": b"new"})}
    stage = stage_of(target)
    (stage / lost).unlink() if lost else shutil.rmtree(stage)

    with pytest.raises(TakenAway, match="build again"):
        folder.finish(entries)
    folder.abandon()
    assert {"notes/mine.txt": "mine", "old.html": "old"} == read(target)
    assert ["public"] == os.listdir(target.parent)


def test_a_dead_stage_is_removed(target: Path) -> None:
    """Whatever way the next build takes."""
    (stage_of(target) / "half").mkdir(parents=True)
    remove_dead_stage(target)

    assert ["public"] == os.listdir(target.parent)

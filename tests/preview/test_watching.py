"""What rings the bell, and what does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
)

from broadsheet.preview.bell import AT_REST_SECONDS, CLOSED_SECONDS, WRITING_SECONDS, Bell
from broadsheet.preview.watching import Spot, Watch
from broadsheet.publishing.whole import write_whole
from broadsheet.reading.discover import Project

SILENCE = 0.7
"""Seconds in which a ring would have come; longer than any that is put off."""


class Watched:
    """A watched project and its bell."""

    def __init__(self, root: Path) -> None:
        self.project = Project.at(root)
        self.bell = Bell()
        self.watch = Watch(self.project, self.bell, (root / "public",))

    def rings(self) -> bool:
        """Whether the bell rings; later rings of the same change are waited for."""
        if self.bell.wait(30) == "silent":
            return False
        self.calm()
        return True

    def calm(self) -> None:
        """Let every ring of what was done so far be over."""
        while self.bell.wait(SILENCE) != "silent":
            self.watch.refresh()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """Watch a project with one article, in one folder."""
    for folder in ("content/deep", "site/static", "public", ".broadsheet/images", "aside"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "content" / "deep" / "one.md").write_text("one")
    found = Watched(tmp_path)
    found.watch.start()
    assert not found.watch.touched(), "anything may have changed before it began"
    yield found
    found.watch.stop()


def test_every_kind_of_change_rings(watched: Watched) -> None:
    """Files and folders made, written, renamed, chmodded, moved in, moved out and removed."""
    content = watched.project.root / "content"
    aside = watched.project.root / "aside"

    (content / "two.md").write_text("two")
    assert watched.rings()
    (content / "two.md").write_text("two, again")
    assert watched.rings()
    (content / "two.md").chmod(0o600)
    assert watched.rings()
    (content / "two.md").rename(content / "three.md")
    assert watched.rings()
    (content / "three.md").rename(aside / "three.md")
    assert watched.rings()
    (aside / "three.md").rename(content / "three.md")
    assert watched.rings()
    (content / "deep" / "one.md").unlink()
    assert watched.rings()
    shutil.rmtree(content / "deep")
    assert watched.rings()


def test_the_files_that_were_touched_are_named_once(watched: Watched) -> None:
    """Also one that got its name by a rename; what is no source is not."""
    content = watched.project.root / "content" / "deep"
    (content / "one.md").write_text("one, again")
    (content / "new").write_text("one, once more")
    (content / "one.md~").write_text("words")
    assert watched.rings()
    (content / "new").rename(content / "one.md")
    assert watched.rings()

    assert {str(content / "one.md"), str(content / "new")} == watched.watch.touched()
    assert set() == watched.watch.touched()


def test_no_file_is_named_where_more_may_have_changed(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders that come or go, more events than are surely kept, folders watched anew, links."""
    content = watched.project.root / "content"

    def touched() -> frozenset[str]:
        (content / "deep" / "one.md").write_text("one, again")
        assert watched.rings()
        return watched.watch.touched()

    assert touched()
    (content / "folder").mkdir()
    assert not touched()
    assert touched()
    watched.watch._touch((), is_clear=False)
    assert not touched()
    with monkeypatch.context() as few:
        few.setattr("broadsheet.preview.watching.MOST_EVENTS", 1)
        assert not touched()
    (content / "linked.md").symlink_to(content / "deep" / "one.md")
    watched.watch.refresh()
    assert not touched()
    assert not touched()


def test_what_is_no_source_does_not_ring(watched: Watched) -> None:
    """Reading, hidden and temporary files, the output, the cache, and neighbours."""
    root = watched.project.root
    (root / "content" / "deep" / "one.md").read_text()
    for name in (
        "content/.hidden.md",
        "content/one.md~",
        "content/.one.md.swp",
        "content/one.md.tmp",
        "public/index.html",
        ".broadsheet/rows",
        "aside/three.md",
        "README.md",
    ):
        (root / name).write_text("words")

    assert "silent" == watched.bell.wait(SILENCE)


def test_folders_that_come_to_be_are_watched(watched: Watched) -> None:
    """`templates/` need not exist at first; nor need a folder stay the same one."""
    root = watched.project.root
    for _ in range(2):
        (root / "templates").mkdir()
        assert watched.rings()
        (root / "templates" / "story.html").write_text("words")
        assert watched.rings()
        shutil.rmtree(root / "templates")
        assert watched.rings()


def test_pictures_that_were_fetched_ring(watched: Watched) -> None:
    """Of all that lies in the cache, only the list of pictures does; it is written last."""
    images = watched.project.cache / "images"
    (images / "a.webp").write_bytes(b"picture")
    (watched.project.cache / "cache.db").write_bytes(b"rows")
    silent = watched.bell.wait(SILENCE)
    write_whole(images / "index.json", b"{}")

    assert "silent" == silent
    assert watched.rings()


def test_links_are_watched_where_they_lead(watched: Watched) -> None:
    """Inside the site only: other places are not read, so they are not watched."""
    root = watched.project.root
    outside = root.parent / f"{root.name}-outside"
    outside.mkdir()
    (root / "content" / "aside").symlink_to(root / "aside")
    (root / "content" / "outside").symlink_to(outside)
    watched.calm()
    (root / "aside" / "three.md").write_text("three")

    assert watched.rings()
    (outside / "four.md").write_text("four")
    assert "silent" == watched.bell.wait(SILENCE)


def replaced(link: Path, target: str) -> None:
    """Let a link lead elsewhere, in one step."""
    beside = link.with_name("..beside")
    beside.symlink_to(target)
    beside.replace(link)


def test_every_link_on_the_way_is_watched(watched: Watched) -> None:
    """A link may lead to a link, or through one; whichever is replaced, another file is meant."""
    root = watched.project.root
    content = root / "content"
    for version in ("v1", "v2"):
        (root / version / "content").mkdir(parents=True)
        (content / f"..{version}").mkdir()
        (content / f"..{version}" / "kept.md").write_text(version)
    (content / "..data").symlink_to("..v1")
    (content / "kept.md").symlink_to("..data/kept.md")
    watched.calm()
    replaced(content / "..data", "..v2")
    inside = watched.rings()
    shutil.rmtree(content)
    (root / "current").symlink_to("v1")
    content.symlink_to("current/content")
    watched.calm()
    replaced(root / "current", "v2")

    assert inside
    assert watched.rings()
    watched.watch.refresh()
    (root / "v2" / "content" / "new.md").write_text("new")
    assert watched.rings()


@pytest.mark.parametrize("name", ["folder", "file"])
def test_what_is_hidden_is_watched_where_a_link_shows_it(name: str, watched: Watched) -> None:
    """The folder it lies in is watched, but what is hidden in there would not ring."""
    store = watched.project.root / "content" / ".store"
    store.mkdir()
    (store / "kept.md").write_text("one")
    target = {"folder": ".store", "file": ".store/kept.md"}[name]
    (watched.project.root / "content" / f"shown-{name}.md").symlink_to(target)
    watched.calm()
    (store / "kept.md").write_text("two")

    assert watched.rings()


def test_a_folder_that_was_opened_is_watched_anew(watched: Watched) -> None:
    """It could not be watched, nor what is in it, as long as it could not be read."""
    (watched.project.root / "content" / "deep").chmod(0o750)
    watched.bell.wait(30)

    assert watched.watch.refresh()


def test_a_link_that_goes_leaves_its_neighbours_watched(watched: Watched) -> None:
    """The file it led to lay in the site's own folder, where the content folder is seen too."""
    root = watched.project.root
    (root / "lone.md").write_text("lone")
    link = root / "content" / "lone.md"
    link.symlink_to(root / "lone.md")
    watched.calm()
    link.unlink()
    watched.calm()
    (root / "content").rename(root / "away")

    assert watched.rings()


def test_a_link_to_the_site_itself_does_not_ring_for_the_cache(watched: Watched) -> None:
    """Or the program would hear itself for ever."""
    root = watched.project.root
    (root / "content" / "root").symlink_to(root)
    watched.calm()
    (root / ".broadsheet" / "rows").write_text("words")
    (root / "public" / "index.html").write_text("words")

    assert "silent" == watched.bell.wait(SILENCE)


TALKS = """
import logging, sys, warnings
from pathlib import Path
from broadsheet.preview.bell import Bell
from broadsheet.preview.watching import Watch
from broadsheet.reading.discover import Project

watch = Watch(Project.at(Path(sys.argv[1])), Bell(), ())
watch.start()
logging.getLogger("watchdog.observers.inotify_c").warning("a queue")
warnings.warn_explicit("a callback", RuntimeWarning, "inotify.py", 1, "watchdog.observers.inotify")
watch.stop()
"""


def test_what_watchdog_says_of_itself_is_kept_from_the_terminal(tmp_path: Path) -> None:
    """At a checkout of new folders, it warned of each in lines that fill a screen."""
    command = (sys.executable, "-c", TALKS, str(tmp_path))
    ended = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "" == ended.stdout + ended.stderr


def test_a_watch_that_never_began_can_be_ended(tmp_path: Path) -> None:
    """Where the system had no thread for it."""
    Watch(Project.at(tmp_path), Bell(), ()).stop()


@pytest.mark.parametrize(
    ("event", "quiet"),
    [
        (FileCreatedEvent, WRITING_SECONDS),
        (FileModifiedEvent, WRITING_SECONDS),
        (FileClosedEvent, CLOSED_SECONDS),
        (FileMovedEvent, AT_REST_SECONDS),
        (FileDeletedEvent, AT_REST_SECONDS),
    ],
)
def test_a_save_is_waited_for_until_it_is_over(
    event: type[FileSystemEvent], quiet: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is being written to longest, one that was closed least."""
    rung: list[float] = []
    monkeypatch.setattr(Bell, "ring", lambda _, quiet: rung.append(quiet))
    folder = tmp_path / "content"
    spot = Spot(str(folder), is_deep=True)
    Watch(Project.at(tmp_path), Bell(), ()).hear(spot, event(str(folder / "one.md")))

    assert [quiet] == rung
    assert CLOSED_SECONDS < AT_REST_SECONDS < WRITING_SECONDS

"""File events to one bell, and the paths that they name.

What events say is taken as a hint where to look first, never as what there is: whenever it may not
be all, and whenever all is quiet, the whole site is looked at.

Facts about watchdog on Linux: reading a file raises `opened` and `closed_no_write`; folders
report `modified` for every change inside; a folder that is removed and made again is no longer
watched, and a watch on a folder does not follow symbolic links. Hence the list of what rings, and
`refresh`, which compares what is watched with what should be.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
import threading
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from broadsheet.picturing.pictures import INDEX, folder_of
from broadsheet.preview.bell import AT_REST_SECONDS, CLOSED_SECONDS, WRITING_SECONDS, Bell
from broadsheet.reading.discover import MAX_DEPTH, PASSING, Project

RINGING = frozenset({"created", "modified", "moved", "deleted", "closed", "attrib"})
QUIET_SECONDS = {
    "created": WRITING_SECONDS,
    "modified": WRITING_SECONDS,
    "closed": CLOSED_SECONDS,
}
"""Silence after which no more is to come from the same save, where the event matters."""

REPLACING = frozenset({"created", "moved", "deleted"})
"""Events after which a watched folder may be another one, even under the same inode number."""

FOLDER_SECONDS = 0.4
"""Files may be put into a new folder before it is watched, so it is looked at once more."""


MOST_EVENTS = 1000
"""Of more events at once some may be lost: Linux keeps 16,384 for a watcher that is late."""


class Spot(NamedTuple):
    """A folder to watch: with all below it (`is_deep`), or for the paths in `only` alone."""

    folder: str
    is_deep: bool
    only: frozenset[str] = frozenset()


class Watch:
    """Watches a site's sources and rings a bell. `refresh` keeps up with folders and links."""

    def __init__(self, project: Project, bell: Bell, ignored: Iterable[Path]) -> None:
        """Watch nothing yet; what lies in `ignored` never rings."""
        self._project = project
        self._bell = bell
        self._ignored = tuple(os.path.realpath(path) for path in (*ignored, project.cache))
        self._folders = (*project.content, project.site, project.templates)
        self._bounds = (os.path.realpath(project.root), *map(os.path.realpath, project.content))
        self._observer: BaseObserver = Observer()
        self._placed: dict[Spot, tuple[ObservedWatch, tuple[int, int]]] = {}
        self._lost: set[str] = set()
        self._turn = threading.Lock()
        self._touched: set[str] = set()
        self._events = 0
        self._has_links = False

    def start(self) -> None:
        """Begin; raises OSError when the system watches no more files for us."""
        _hush_watchdog()
        self._observer.start()
        self.refresh()

    def stop(self) -> None:
        """End, and wait for the threads."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join(1.0)

    def touched(self) -> frozenset[str]:
        """Return the paths of files that events named since the last time.

        None at all means that anything may have changed: folders, say, too many files, or files
        that have another name as well.
        """
        with self._turn:
            paths, events = frozenset(self._touched), self._events
            self._touched, self._events = set(), 0
        is_clear = events <= MOST_EVENTS and not self._has_links
        return paths if is_clear else frozenset()

    def _touch(self, paths: Iterable[str], is_clear: bool) -> None:
        with self._turn:
            self._events += 1 if is_clear else MOST_EVENTS + 1
            if self._events <= MOST_EVENTS:
                self._touched.update(paths)

    def refresh(self) -> bool:
        """Watch what should be watched by now; return whether anything had to be changed.

        Raises OSError when the system watches no more.
        """
        self._has_links = False
        wanted = {spot: found for spot in self._spots() if (found := _identity(spot.folder))}
        lost, self._lost = self._lost, set()
        stale = [
            spot
            for spot, (_, seen) in self._placed.items()
            if wanted.get(spot) != seen or spot.folder in lost
        ]
        for spot in stale:
            watch, _ = self._placed.pop(spot)
            with contextlib.suppress(KeyError):
                self._observer.unschedule(watch)
        missing = [spot for spot in wanted if spot not in self._placed]
        for spot in missing:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                ear = _Ear(self, spot)
                watch = self._observer.schedule(ear, spot.folder, recursive=spot.is_deep)
                self._placed[spot] = (watch, wanted[spot])
        if stale or missing:
            self._touch((), is_clear=False)
        return bool(stale or missing)

    def hear(self, spot: Spot, event: FileSystemEvent) -> None:
        """Ring for what may have changed a source; called by watchdog's thread."""
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        own = spot.only or {spot.folder}
        if event.event_type in REPLACING:
            self._lost.update(path for path in paths if path in own)
        if event.is_directory and event.event_type == "attrib":
            self._lost.add(spot.folder)  # it may be open to us only now, and what is in it
        named = [path for path in paths if self._matters(path, spot)]
        if not named:
            return
        self._touch(named, is_clear=not event.is_directory)
        self._bell.ring(QUIET_SECONDS.get(event.event_type, AT_REST_SECONDS))
        if event.is_directory:
            self._bell.ring_after(FOLDER_SECONDS)

    def _matters(self, path: str, spot: Spot) -> bool:
        """Leave out what `reading.discover` leaves out, and what the program writes itself."""
        if spot.only:
            return path in spot.only
        if not _is_seen_from(spot.folder, path):
            return False
        return not any(path == top or path.startswith(top + os.sep) for top in self._ignored)

    def _spots(self) -> Iterator[Spot]:
        """Yield every folder to watch, each at most once deeply and once for some names in it.

        Deeply: the sources, and what links lead to. By name: the sources themselves, the links on
        the way to what was linked, and linked files, unless a deep watch sees them. Of the cache
        only the list of pictures is a source: `broadsheet images` writes it last.
        """
        pictures = Path(os.path.realpath(folder_of(self._project.cache)))
        named = {str(pictures / INDEX)}
        for source in self._folders:
            named.add(str(Path(os.path.realpath(source.parent), source.name)))
        deep, others = self._reached()
        named |= {path for path in others if not _is_seen(path, deep)}
        for folder in deep:
            yield Spot(folder, True)
        names: dict[str, set[str]] = {}
        for path in named:
            names.setdefault(str(Path(path).parent), set()).add(path)
        for folder, paths in names.items():
            yield Spot(folder, False, frozenset(paths))

    def _reached(self) -> tuple[list[str], set[str]]:
        """Return the folders that sources lie in, and the links and linked files to watch."""
        deep: list[str] = []
        others: set[str] = set()
        walked: set[str] = set()
        waiting = [os.fspath(source) for source in self._folders]
        for source in waiting:
            others.update(_on_the_way(source, walked))
        waiting = [os.path.realpath(source) for source in waiting]
        while waiting:
            folder = waiting.pop()
            if _is_seen(folder, deep):
                continue
            deep.append(folder)
            for link in _links(folder, 0):
                self._has_links = True
                others.update(_on_the_way(link, walked))
                target = os.path.realpath(link)
                if not self._is_inside(target):
                    continue
                if Path(target).is_dir():
                    waiting.append(target)
                else:
                    others.add(target)
        return deep, others

    def _is_inside(self, target: str) -> bool:
        """Whether a link may lead there: as reading it, see `reading.discover`."""
        return any(target == bound or target.startswith(bound + os.sep) for bound in self._bounds)


def _hush_watchdog() -> None:
    """Keep from the terminal what watchdog says of its own bookkeeping, at many a checkout.

    Nothing is lost by it: whatever becomes of its watches, everything is looked at again.
    """
    warnings.filterwarnings("ignore", module=r"watchdog\.")
    logging.getLogger("watchdog").addHandler(logging.NullHandler())


def _is_seen(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or _is_seen_from(folder, path) for folder in folders)


def _is_seen_from(folder: str, path: str) -> bool:
    """Whether what happens at a path below a folder rings: hidden and passing files do not."""
    if not path.startswith(folder + os.sep):
        return path == folder
    below = path[len(folder) :]
    return f"{os.sep}." not in below and not below.endswith(PASSING)


def _on_the_way(path: str, walked: set[str]) -> Iterator[str]:
    """Yield the real place of every symbolic link that a path leads through, itself included.

    A link may lead to a link, and a folder on its way may be one: whichever of them is replaced,
    the path leads elsewhere. What was `walked` before is left out, which also ends circles.
    """
    parent, name = os.path.split(path)
    if path in walked or parent == path:
        return
    walked.add(path)
    yield from _on_the_way(parent, walked)
    folder = os.path.realpath(parent)
    place = Path(folder, name)
    if place.is_symlink():
        yield str(place)
        with contextlib.suppress(OSError):
            yield from _on_the_way(str(Path(folder, place.readlink())), walked)


def _links(folder: str, depth: int) -> Iterator[str]:
    """Yield the symbolic links below a folder; nothing is opened but folders."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            yield entry.path
        elif depth < MAX_DEPTH and entry.is_dir(follow_symlinks=False):
            yield from _links(entry.path, depth + 1)


def _identity(folder: str) -> tuple[int, int] | None:
    """Return which folder this is now, or None when there is none."""
    try:
        status = Path(folder).stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


class _Ear(FileSystemEventHandler):
    """Passes on the events of one spot that can mean a change."""

    def __init__(self, watch: Watch, spot: Spot) -> None:
        self._watch = watch
        self._spot = spot

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Leave out reading, and what a folder says about its files."""
        is_echo = event.is_directory and event.event_type == "modified"
        if event.event_type in RINGING and not is_echo:
            self._watch.hear(self._spot, event)

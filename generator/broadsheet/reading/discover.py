"""Which files the site is made of. Walks, stamps and sorts; reads only what is not known.

A file that has not been touched since it was last read need not be read again. "Not touched" is
judged as git does (Documentation/technical/racy-git): size, modification and change time, inode
and device are as remembered, and the file was at rest for longer than the file system's clock
tick when they were remembered. Everything else is decided by content.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from broadsheet.errors import Location, Problem
from broadsheet.fingerprint import digest_of_bytes

FINE_TICK_NS = 50_000_000
COARSE_TICK_NS = 2_100_000_000
"""How long a file must have been at rest for its times to be believed, in nanoseconds.

Linux stamps files by a clock that moves every 1 to 10 ms; FAT has two seconds.
"""

MAX_DEPTH = 32
"""Folders inside folders; deeper ones are a loop or an attack."""

MAX_LINKED = 1_000
"""Folders reached through links in one walk: a few links can spell more ways than there is time."""

LEAST_READ = 1 << 13
"""Bytes asked for at once, if a file system does not say how many a file holds."""


class Project(NamedTuple):
    """Where a site's parts lie. `content` may hold several folders."""

    root: Path
    content: tuple[Path, ...]
    templates: Path
    site: Path
    cache: Path

    @classmethod
    def at(cls, root: Path, content: Iterable[Path] = ()) -> Project:
        """Return the project in `root`, with other content folders where given."""
        root = root.resolve()
        folders = tuple(folder.resolve() for folder in content) or (root / "content",)
        return cls(root, folders, root / "templates", root / "site", root / ".broadsheet")

    @property
    def last_good(self) -> Path:
        """Where the last good versions of broken articles are kept, beside the cache."""
        return self.root / ".broadsheet-last-good"


class Stamp(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the file system says of a file, and the hash its content had at that moment."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int
    device: int
    digest: bytes
    settled: bool

    def still_true_of(self, now: os.stat_result) -> bool:
        """Whether the file is surely as it was when this was taken."""
        return (
            self.settled
            and self.modified_ns == now.st_mtime_ns
            and self.size == now.st_size
            and self.changed_ns == now.st_ctime_ns
            and self.inode == now.st_ino
            and self.device == now.st_dev
        )


def stamp_of(status: os.stat_result, digest: bytes, now_ns: int) -> Stamp:
    """Return the stamp of a file whose status was taken before its content was hashed."""
    latest = max(status.st_mtime_ns, status.st_ctime_ns)
    coarse = status.st_mtime_ns % 1_000_000_000 == 0
    tick = COARSE_TICK_NS if coarse else FINE_TICK_NS
    return Stamp(
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_dev,
        digest,
        latest + tick < now_ns,
    )


class SourceFile(NamedTuple):
    """A file that was found. `path` is for people; `digest` is empty until it has been read."""

    path: str
    real: str
    digest: bytes = b""


class Sources(NamedTuple):
    """Everything the site is made of, sorted by path.

    Of `problems`, those in `faults` are about settings, templates or a folder of theirs: without
    these the site would be another one.
    """

    articles: tuple[SourceFile, ...]
    settings: tuple[SourceFile, ...]
    templates: tuple[SourceFile, ...]
    assets: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]
    faults: tuple[Problem, ...] = ()


def discover(project: Project, known: Mapping[str, Stamp]) -> Sources:
    """Return every source file; those whose stamp in `known` still holds carry their digest."""
    walk = _Walk(project.root, known)
    labels = _labels(project)
    articles = [found for folder, label in labels for found in walk.articles(folder, label)]
    of_articles = len(walk.problems)
    settings = walk.settings(project.site)
    templates = walk.files(project.templates, "templates", "")
    of_site = walk.problems[of_articles:]
    assets = walk.files(project.site / "static", "site/static", "")
    whole = {"site/static", *(label for _, label in labels)}
    return Sources(
        articles=_sorted(articles),
        settings=_sorted(settings),
        templates=_sorted(templates),
        assets=_sorted(assets),
        problems=tuple(sorted(walk.problems)),
        faults=tuple(sorted({*of_site, *(p for p in walk.problems if p.where.path in whole)})),
    )


def read(file: SourceFile, at_most: int = sys.maxsize) -> tuple[bytes, Stamp]:
    """Return a file's first bytes with a stamp that is true of exactly these; raises OSError.

    Whoever refuses files of more than n bytes asks for n + 1, and never holds a larger one.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(file.real, flags)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("not a regular file")
        data = _first_bytes(handle, at_most, status.st_size)
    finally:
        os.close(handle)
    return data, stamp_of(status, digest_of_bytes(data), time.time_ns())


def _first_bytes(handle: int, at_most: int, expected: int) -> bytes:
    """Return the first bytes of a file that is expected to hold so many.

    Memory is taken for all that is asked for: asking for a limit takes as long as reading does.
    """
    data, step = b"", max(expected, LEAST_READ) + 1
    while more := os.read(handle, min(step, at_most - len(data))):
        data += more
    return data


def _sorted(files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    return tuple(sorted(files))


def _labels(project: Project) -> list[tuple[Path, str]]:
    """Return the content folders with the names that messages give them, each name once.

    A folder inside another is left out: its files are found there.
    """
    folders = [
        folder
        for folder in dict.fromkeys(project.content)
        if not any(folder != other and folder.is_relative_to(other) for other in project.content)
    ]
    labels = [_label(folder, project.root) for folder in folders]
    return [
        (folder, label if labels.count(label) == 1 else folder.as_posix())
        for folder, label in zip(folders, labels, strict=True)
    ]


def _label(folder: Path, root: Path) -> str:
    """Return the name that messages give to a content folder."""
    if folder == root:
        return "."
    if folder.is_relative_to(root):
        return folder.relative_to(root).as_posix()
    return folder.name or folder.as_posix()


PASSING = ("~", ".swp", ".tmp")
"""Endings of files that editors make and remove again."""


class _Wanted(NamedTuple):
    """Which files a walk takes, and the folders that a link may lead into."""

    ending: str
    hidden: tuple[str, ...]
    bounds: tuple[str, ...]


def _is_in(path: str, folder: str) -> bool:
    """Whether a real path is a folder or lies in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _name_of(entry: os.DirEntry[str]) -> str:
    return entry.name


def _as_text(path: str) -> str:
    """Return a path with what is not UTF-8 spelled out; names on disk may be any bytes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class _Walk:
    """Collects files below folders, and what stands in the way."""

    def __init__(self, root: Path, known: Mapping[str, Stamp]) -> None:
        self.root = os.path.realpath(root)
        self.known = known
        self.problems: list[Problem] = []
        self.linked = 0
        self.way: list[str] = []

    def settings(self, site: Path) -> list[SourceFile]:
        """Return the typed settings and the free-standing pages."""
        found: list[SourceFile] = []
        if not self._is_there(site, "site") or self._leads_out(site, "site"):
            return found
        for entry in sorted(os.scandir(site), key=lambda entry: entry.name):
            if entry.name.endswith((".yaml", ".yml", ".po")) and not entry.name.startswith(
                (".", "_")
            ):
                self._setting(entry, f"site/{entry.name}", found)
        for folder, ending in (("pages", ".md"), ("locales", ".po")):
            found.extend(self.files(site / folder, f"site/{folder}", ending))
        return found

    def files(self, folder: Path, label: str, ending: str) -> list[SourceFile]:
        """Return the files below a folder whose names end so; dot- and underscore-files are not."""
        found: list[SourceFile] = []
        if self._is_there(folder, label) and not self._leads_out(folder, label):
            hidden = (".", "_") if ending == ".md" else (".",)
            wanted = _Wanted(ending, hidden, (self.root,))
            self._folder(os.fspath(folder), label, wanted, 0, found)
        return found

    def articles(self, folder: Path, label: str) -> list[SourceFile]:
        """Return the articles below a content folder, which may be a link to anywhere."""
        found: list[SourceFile] = []
        if self._is_there(folder, label):
            wanted = _Wanted(".md", (".", "_"), (self.root, os.path.realpath(folder)))
            self._folder(os.fspath(folder), label, wanted, 0, found)
        return found

    def _setting(self, entry: os.DirEntry[str], path: str, found: list[SourceFile]) -> None:
        if entry.is_symlink() and not os.path.isdir(entry.path):
            wanted = _Wanted(os.path.splitext(entry.name)[1], (), (self.root,))
            self._link(entry, path, wanted, 0, found)
        else:
            self._file(entry, path, found)

    def _is_there(self, folder: Path, label: str) -> bool:
        """Return whether there is such a folder; tell of what has its name and is none."""
        if os.path.isdir(folder):
            return True
        if os.path.lexists(folder):
            message = "the link leads nowhere" if os.path.islink(folder) else "this is no folder"
            self._problem(label, "unreadable-file", message, "make it a folder, or remove it")
        return False

    def _leads_out(self, folder: Path, label: str) -> bool:
        """Return whether a folder of the site is a link that leads out of it, and say so."""
        if _is_in(os.path.realpath(folder), self.root):
            return False
        hint = "copy the folder into the site"
        self._problem(label, "link-outside", "the link leads out of the site", hint)
        return True

    def _folder(
        self, folder: str, label: str, wanted: _Wanted, depth: int, found: list[SourceFile]
    ) -> None:
        ending, hidden, _ = wanted
        if depth > MAX_DEPTH:
            message = (
                f"folders are nested more than {MAX_DEPTH} deep; what is in this one is left out"
            )
            self._problem(label, "too-deep", message, "move it further up")
            return
        try:
            entries = sorted(os.scandir(folder), key=_name_of)
        except OSError as error:
            self._problem(label, "unreadable-file", _reason(error), "give read permission")
            return
        prefix = "" if label == "." else f"{label}/"
        for entry in entries:
            name = entry.name
            if name.startswith(hidden) or name.endswith(PASSING):
                continue
            path = prefix + name
            if entry.is_symlink():
                self._link(entry, path, wanted, depth, found)
            elif entry.is_dir():
                if ending and name.endswith(ending):
                    self._problem(path, "not-a-file", "this is a folder", "rename the folder")
                self._folder(entry.path, path, wanted, depth + 1, found)
            elif name.endswith(ending):
                self._file(entry, path, found)

    def _link(
        self,
        entry: os.DirEntry[str],
        path: str,
        wanted: _Wanted,
        depth: int,
        found: list[SourceFile],
    ) -> None:
        """Follow a symbolic link, resolved last, if it ends inside the site or its own folder."""
        target = os.path.realpath(entry.path)
        inside = any(_is_in(target, bound) for bound in wanted.bounds)
        if not os.path.exists(target):
            if entry.name.endswith(wanted.ending):
                hint = "remove the link, or make it name a file that exists"
                self._problem(path, "unreadable-file", "the link leads nowhere", hint)
        elif not inside:
            hint = "copy the file into the site, or pass its folder with --content"
            self._problem(path, "link-outside", "the link leads out of the site", hint)
        elif os.path.isdir(target):
            self.way.append(os.path.realpath(os.path.dirname(entry.path)))
            if any(_is_in(passed, target) for passed in self.way):
                self._problem(path, "link-outside", "the link leads in a circle", "remove it")
            elif self.linked >= MAX_LINKED:
                message = f"more than {MAX_LINKED} folders are reached through links"
                self._problem(path, "link-outside", message, "remove links to folders")
            else:
                self.linked += 1
                self._folder(entry.path, path, wanted, depth + 1, found)
            self.way.pop()
        elif entry.name.endswith(wanted.ending):
            self._file(entry, path, found)

    def _file(self, entry: os.DirEntry[str], path: str, found: list[SourceFile]) -> None:
        try:
            status = entry.stat()
        except OSError as error:
            self._problem(path, "unreadable-file", _reason(error), "give read permission")
            return
        if not stat.S_ISREG(status.st_mode):
            hint = "only regular files are read; remove it or rename it"
            self._problem(path, "not-a-file", "this is not a regular file", hint)
            return
        if not path.isascii() and _as_text(path) != path:
            self._problem(path, "not-utf8", "its name is not UTF-8 text", "rename the file")
            return
        stamp = self.known.get(path)
        digest = stamp.digest if stamp is not None and stamp.still_true_of(status) else b""
        found.append(SourceFile(path, entry.path, digest))

    def _problem(self, path: str, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(Location(_as_text(path)), code, message, hint))


def _reason(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or error}"

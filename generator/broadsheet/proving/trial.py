"""A trial: one kept output, brought up to date after every edit, beside clean builds."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from broadsheet.build import build
from broadsheet.errors import Problem, SiteError
from broadsheet.picturing.pictures import folder_of
from broadsheet.prepare import Options
from broadsheet.publishing.output import Output
from broadsheet.publishing.report import Report
from broadsheet.reading.discover import Project
from broadsheet.store import Table
from broadsheet.workshop import Workshop

Tree = dict[str, bytes]

SPARED: tuple[Table, ...] = ("pictures", "templates")
"""Drawn cards and compiled templates, by all that they follow from: half of a small build."""


class Ending(NamedTuple):
    """How a build ended: what is published then, and every problem; `stopped` if it refused."""

    tree: Tree
    problems: tuple[Problem, ...]
    stopped: bool
    report: Report


class Trial:
    """A site's kept output and cache. Nothing outside `folder` is written, but the cache.

    `expected` is how the last clean build ended; None when it is of no use for the next comparison.
    """

    def __init__(self, project: Project, folder: Path, options: Options) -> None:
        self.project = project
        self.output = folder / "kept"
        self.options = options
        self._folder = folder
        self._workshop: Workshop | None = None
        self._clean_builds = 0
        self._spared: dict[Table, dict[bytes, bytes]] = {table: {} for table in SPARED}
        self.expected: Ending | None = None
        self.last = Ending({}, (), False, Report())

    def rebuild(self, output: Output | None = None) -> Ending:
        """Bring the kept output up to date, as `broadsheet build` would."""
        if self._workshop is None:
            self._workshop = Workshop(self.project)
        return _ended(self._workshop, self.output, self.options, output)

    def reopen(self) -> None:
        """End the process, so to say: what is remembered is what the disk holds."""
        if self._workshop is not None:
            self._workshop.close()
            self._workshop = None

    def clean(self, spares: bool = False) -> Ending:
        """Build from nothing, elsewhere, and leave no trace.

        The publishers' pictures lie in the cache, but are a source like any other. With `spares`,
        what is in `SPARED` tables of earlier clean builds is not made again.
        """
        self._clean_builds += 1
        folder = self._folder / f"clean-{self._clean_builds}"
        project = self.project._replace(cache=folder / "cache")
        pictures = folder_of(self.project.cache)
        if pictures.is_dir():
            shutil.copytree(pictures, folder_of(project.cache))
        workshop = Workshop(project)
        try:
            for table, rows in self._spared.items() if spares else ():
                workshop.store.put(table, rows.items())
            ending = _ended(workshop, folder / "output", self.options, None)
            self._spared = {table: dict(workshop.store.rows(table)) for table in SPARED}
            return ending
        finally:
            workshop.close()
            shutil.rmtree(folder, ignore_errors=True)

    def differences(self, same_sources: bool = False, spares: bool = False) -> list[str]:
        """Rebuild, build clean, and return in words how the two differ.

        With `same_sources` the clean build before this one, if any, is compared with; with
        `spares`, one that spares itself some work, and a difference is tried once more without.
        """
        before = tree_of(self.output)
        kept = self.last = self.rebuild()
        known = self.expected if same_sources else None
        clean = self.expected = known or self.clean(spares)
        found = _compared(kept, clean, before)
        if found and (spares or known):
            clean = self.expected = self.clean()
            found = _compared(kept, clean, before)
        return found


def _compared(kept: Ending, clean: Ending, before: Tree) -> list[str]:
    """Return in words how two endings differ; where nothing was built, `before` should stand."""
    found = differences(kept.tree, before if clean.stopped else clean.tree)
    if kept.stopped != clean.stopped:
        found.append(f"only the {'rebuild' if kept.stopped else 'clean build'} stopped")
    found += [
        f"only the {who} says: {problem}"
        for who, one, other in (
            ("rebuild", kept.problems, clean.problems),
            ("clean build", clean.problems, kept.problems),
        )
        for problem in one
        if problem not in other
    ]
    return found


def _ended(workshop: Workshop, target: Path, options: Options, output: Output | None) -> Ending:
    try:
        report = build(workshop, target, options, output=output)
    except SiteError as error:
        return Ending(tree_of(target), error.problems, True, Report())
    return Ending(tree_of(target), report.problems, False, report)


def tree_of(folder: Path) -> Tree:
    """Return everything below a folder by path: bytes of files, targets of links, empty folders."""
    found: Tree = {}
    root = os.fspath(folder)
    for where, folders, names in os.walk(root):
        below = where[len(root) + 1 :].replace(os.sep, "/")
        prefix = f"{below}/" if below else ""
        for name in (*names, *folders):
            path = os.path.join(where, name)
            if os.path.islink(path):
                found[f"{prefix}{name} (a link)"] = os.readlink(path).encode()
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    found[f"{prefix}{name}"] = file.read()
        if not folders and not names and below:
            found[f"{prefix} (an empty folder)"] = b""
    return found


def differences(kept: Tree, clean: Tree) -> list[str]:
    """Return in words how a kept output differs from a clean build's."""
    found = [f"left over: {path}" for path in sorted(kept.keys() - clean.keys())]
    found += [f"missing: {path}" for path in sorted(clean.keys() - kept.keys())]
    for path in sorted(kept.keys() & clean.keys()):
        if kept[path] != clean[path]:
            found.append(f"differs: {path}, {_first_difference(kept[path], clean[path])}")
    return found


def _first_difference(kept: bytes, clean: bytes) -> str:
    at = next((i for i, (a, b) in enumerate(zip(kept, clean, strict=False)) if a != b), None)
    if at is None:
        at = min(len(kept), len(clean))
    shown = [text[max(0, at - 40) : at + 40].decode("utf-8", "replace") for text in (kept, clean)]
    return f"from byte {at}: {shown[0]!r} instead of {shown[1]!r}"

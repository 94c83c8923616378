"""Random edits to a copy of a site; after each, the rebuild is compared with a clean build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from broadsheet.errors import SiteError
from broadsheet.prepare import Options
from broadsheet.proving.article_edits import ARTICLE_EDITS
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.proving.sitecopy import SiteCopy
from broadsheet.proving.trial import Trial
from broadsheet.proving.troubles import CACHE_TROUBLES, OUTPUT_TROUBLES
from broadsheet.reading.discover import Project

TROUBLE = 0.2
"""Share of the steps that spoil outputs or caches; the others edit sources."""

TRIES = 50
"""How often a kind is drawn until one has something to do."""

Watch = Callable[[int, str], None]
"""Told the number and the words of each edit before its builds."""


class Verdict(NamedTuple):
    """What was tried, how many pages the rebuilds made or removed, and the first differences."""

    edits: tuple[str, ...]
    pages: int
    taken_back: int
    differences: tuple[str, ...]


def verify(
    project: Project, folder: Path, options: Options, edits: int, seed: int, watch: Watch
) -> Verdict:
    """Try so many edits on a copy in `folder`, and stop at the first difference.

    The same seed makes the same edits to the same site. Raises SiteError when the site cannot be
    built as it is, OSError when the folder cannot be written.
    """
    site = SiteCopy.of(project, folder)
    trial = Trial(site.project, folder, options)
    try:
        return _Verification(site, trial, Random(seed), watch).run(edits)  # noqa: S311
    finally:
        trial.reopen()


class _Verification:
    """One run; keeps what it has done."""

    def __init__(self, site: SiteCopy, trial: Trial, random: Random, watch: Watch) -> None:
        self.site = site
        self.trial = trial
        self.random = random
        self.watch = watch
        self.done: list[str] = []
        self.pages = 0
        self.taken_back = 0

    def run(self, edits: int) -> Verdict:
        """Edit, rebuild, compare; so many times, or until something differs."""
        self.watch(0, "nothing yet")
        self._stop_unless_buildable()
        found = self.trial.differences()
        while not found and len(self.done) < edits:
            found = self._step()
        return Verdict(tuple(self.done), self.pages, self.taken_back, tuple(found))

    def _stop_unless_buildable(self) -> None:
        first = self.trial.rebuild()
        if first.stopped:
            raise SiteError(*first.problems)

    def _step(self) -> list[str]:
        kept = self._keep_settings()
        what = self._edit()
        self.done.append(what)
        self.watch(len(self.done), what)
        found = self.trial.differences()
        last = self.trial.last
        self.pages += last.report.written + len(last.report.removed)
        if last.stopped and not found:
            self._take_back(kept)
        return found

    def _edit(self) -> str:
        """Do something that has an effect on files; return it in words."""
        for _ in range(TRIES):
            if self.random.random() < TROUBLE:
                what = self._trouble()
            else:
                kinds = {**ARTICLE_EDITS, **SITE_EDITS}
                what = kinds[self.random.choice(sorted(kinds))](self.site, self.random)
            if what:
                return what
        return "nothing"

    def _trouble(self) -> str:
        if self.random.random() < 0.5:
            spoil = OUTPUT_TROUBLES[self.random.choice(sorted(OUTPUT_TROUBLES))]
            return spoil(self.trial.output, self.random)
        self.trial.reopen()
        spoil = CACHE_TROUBLES[self.random.choice(sorted(CACHE_TROUBLES))]
        return spoil(self.trial.project.cache, self.random)

    def _keep_settings(self) -> Path:
        """Put settings and templates by: an edit after which nothing builds is taken back."""
        kept = self.site.project.cache.with_name("kept-settings")
        shutil.rmtree(kept, ignore_errors=True)
        for folder in (self.site.project.site, self.site.project.templates):
            if folder.is_dir():
                shutil.copytree(folder, kept / folder.name)
        return kept

    def _take_back(self, kept: Path) -> None:
        self.taken_back += 1
        for folder in (self.site.project.site, self.site.project.templates):
            shutil.rmtree(folder, ignore_errors=True)
            if (kept / folder.name).is_dir():
                shutil.copytree(kept / folder.name, folder)

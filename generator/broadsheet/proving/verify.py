"""Random edits to a copy of a site; after each, the rebuild is compared with a clean build.

What befalls only outputs and caches needs no new clean build. Most others may use again what clean
builds before them drew and compiled; some, and the last, are made of nothing but the sources.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from broadsheet.errors import SiteError
from broadsheet.picturing.pictures import folder_of
from broadsheet.prepare import Options
from broadsheet.proving.article_edits import ARTICLE_EDITS
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.proving.sitecopy import SiteCopy
from broadsheet.proving.trial import Trial
from broadsheet.proving.troubles import KEPT_TROUBLES, OUTPUT_TROUBLES
from broadsheet.reading.discover import Project

TROUBLE = 0.2
"""Share of the steps that spoil outputs or caches; the others edit sources."""

TRIES = 50
"""How often a kind is drawn until one has something to do."""

FROM_NOTHING = 10
"""Every so many edits, and after the last, the clean build spares itself no work at all."""

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
        self.same_sources = False

    def run(self, edits: int) -> Verdict:
        """Edit, rebuild, compare; so many times, or until something differs."""
        self.watch(0, "nothing yet")
        self._stop_unless_buildable()
        found = self.trial.differences()
        while not found and len(self.done) < edits:
            found = self._step(is_last=len(self.done) + 1 == edits)
        return Verdict(tuple(self.done), self.pages, self.taken_back, tuple(found))

    def _stop_unless_buildable(self) -> None:
        first = self.trial.rebuild()
        if first.stopped:
            raise SiteError(*first.problems)

    def _step(self, is_last: bool) -> list[str]:
        kept = self._keep_settings()
        what = self._edit()
        self.done.append(what)
        self.watch(len(self.done), what)
        thorough = is_last or len(self.done) % FROM_NOTHING == 0
        found = self.trial.differences(
            same_sources=self.same_sources and not thorough, spares=not thorough
        )
        last = self.trial.last
        self.pages += last.report.written + len(last.report.removed)
        if last.stopped and not found:
            self._take_back(kept)
        return found

    def _edit(self) -> str:
        """Do something that has an effect on files; return it in words."""
        for _ in range(TRIES):
            self.same_sources = self.random.random() < TROUBLE
            if self.same_sources:
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
        cache, last_good = self.site.project.cache, self.site.project.last_good
        folder = self.random.choice((cache, cache, last_good))
        # Pictures, which lie in the cache, and last good versions are sources.
        self.same_sources = folder == cache and not folder_of(cache).is_dir()
        spoil = KEPT_TROUBLES[self.random.choice(sorted(KEPT_TROUBLES))]
        return spoil(folder, self.random)

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
        self.trial.expected = None
        for folder in (self.site.project.site, self.site.project.templates):
            shutil.rmtree(folder, ignore_errors=True)
            if (kept / folder.name).is_dir():
                shutil.copytree(kept / folder.name, folder)

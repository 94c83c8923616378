"""The only way anything is ever published: `build` brings a folder up to date with a site.

A clean build is the case where the ledger is empty; there is no other path.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from broadsheet.crew import Crew
from broadsheet.engine import engine_digest
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.memo import LostRecord
from broadsheet.prepare import (
    Options,
    Preparation,
    Prepared,
    Progress,
    Silence,
    clock,
    without_collector,
)
from broadsheet.publishing.carry_out import Outcome, Render, carry_out, rehearse
from broadsheet.publishing.derived import (
    Brought,
    Derived,
    bring_up_to_date,
    is_current,
    left_behind,
    pages_only,
)
from broadsheet.publishing.exclusive import exclusive
from broadsheet.publishing.inspection import Look, inspecting
from broadsheet.publishing.ledger import (
    Decision,
    FileMark,
    Ledger,
    decide,
    sparing_strangers,
    with_marks,
)
from broadsheet.publishing.manifest import manifest_part, with_others
from broadsheet.publishing.output import FolderOutput, Output, TakenAway
from broadsheet.publishing.report import Report, StageTimes
from broadsheet.publishing.strangers import refuse_foreign
from broadsheet.publishing.swap import SwappedFolder, remove_dead_stage
from broadsheet.workshop import Workshop

# The search is imported when there is something to do, as in `prepare`.
if TYPE_CHECKING:
    from broadsheet.searching.indexing import Indexing

BEGINNINGS = 3
"""How often a build begins before it gives up against whoever takes away what it writes."""

MOST_NAMED = 3
"""Files that a note names; the others are like them."""


def build(
    workshop: Workshop,
    target: Path,
    options: Options,
    progress: Progress | None = None,
    output: Output | None = None,
) -> Report:
    """Bring the folder `target` up to date with the workshop's site.

    Raises SiteError when nothing could be published (settings, templates, strict, links in the
    output), OSError when the output cannot be written. Problems of single articles and pages are
    in the report.
    """
    refuse_unsafe(workshop, target)
    options = options._replace(as_of=options.as_of or clock())
    progress = progress or Silence()
    if output is None:
        output = SwappedFolder(target) if options.swap else FolderOutput(target)
    with without_collector(), exclusive(workshop.lock_path(target), target):
        remove_dead_stage(target)
        for _ in range(BEGINNINGS - 1):
            try:
                return _built(workshop, target, options, progress, output)
            except TakenAway:
                words = "the output was taken away during the build, which began anew"
                workshop.notes.append(words)
        return _built(workshop, target, options, progress, output)


def _built(
    workshop: Workshop, target: Path, options: Options, progress: Progress, output: Output
) -> Report:
    """Build; if the cache turns out to be damaged, make it anew, and then do without."""
    for recover in (workshop.start_over, workshop.do_without):
        try:
            return _Build(workshop, target, options, progress, output).run()
        except LostRecord:
            recover()
    return _Build(workshop, target, options, progress, output).run()


class _Build:
    """One build; `run` reads from top to bottom."""

    def __init__(
        self,
        workshop: Workshop,
        target: Path,
        options: Options,
        progress: Progress,
        output: Output,
    ) -> None:
        self.workshop = workshop
        self.target = target
        self.options = options
        self.progress = progress
        self.output = output
        self.crew = Crew(options.jobs)
        self.times = StageTimes()

    def run(self) -> Report:
        """Prepare, decide, carry out, remember."""
        with self.times.stage("compare"):
            ledger = self.workshop.ledger(self.target)
            if ledger.was_left_open:
                self.output.clear_leftovers()
            if self.workshop.doubts(self.target):
                ledger = ledger.doubted()
        with inspecting(ledger.entries, self.output, self.crew) as found:
            return self._run(ledger, found)

    def _run(self, ledger: Ledger, found: Look) -> Report:
        """Build; `found` returns which of the ledger's files are as they were written."""
        preparation = Preparation(self.workshop, self.options, self.progress, self.crew, self.times)
        with self.times.stage("compare"):
            if self._is_up_to_date(ledger, preparation.known_inputs(), found):
                return self._nothing_to_do(ledger)
        prepared = preparation.prepare()
        with self.times.stage("plan"):
            prepared = prepared._replace(wanted=dict(prepared.wanted))
        with self.times.stage("compare"):
            intact = found()
            ledger = with_others(ledger, intact, prepared.wanted, self.target, self.output)
            pages = msgspec.structs.replace(ledger, entries=pages_only(ledger.entries))
            decision = self._decision(prepared, pages, intact)
            ledger = msgspec.structs.replace(ledger, entries=with_marks(ledger.entries, intact))
            refuse_foreign(self.target, decision.stale, ledger, self.output)
        with self.times.stage("render"):
            report = self._publish(prepared, decision, ledger)
        preparation.remember(prepared)
        preparation.tidy(prepared)
        return self._complete(report, prepared)

    def _is_up_to_date(self, ledger: Ledger, inputs: bytes, found: Look) -> bool:
        if not ledger.covers(inputs, self.options.as_of):
            return False
        if self.options.strict and any(problem.is_error for problem in ledger.problems):
            return False
        intact = found()
        if len(intact) < len(ledger.entries) or None in intact.values():
            return False
        entries = with_marks(ledger.entries, intact)
        if any(entry is not ledger.entries[path] for path, entry in entries.items()):
            self.workshop.keep_ledger(self.target, msgspec.structs.replace(ledger, entries=entries))
        return True

    def _nothing_to_do(self, ledger: Ledger) -> Report:
        pages = len(pages_only(ledger.entries))
        return Report(
            articles=ledger.articles,
            left_out=ledger.left_out,
            held_back=ledger.held_back,
            standing_in=ledger.standing_in,
            stories=ledger.stories,
            pages=pages,
            unchanged=pages,
            problems=ledger.problems,
            seconds=self.times.seconds,
            notes=tuple(self.workshop.notes),
        )

    def _publish(self, prepared: Prepared, decision: Decision, ledger: Ledger) -> Report:
        render = rehearse(decision.stale, prepared.pages, prepared.renderer.render)
        self._announce(decision, ledger)
        self.progress.begin("Writing", len(decision.stale))
        with self._or_nothing():
            outcome, derived = self._stage(prepared, decision, ledger, render)
            made = {**outcome.entries, **derived.entries}
            staged = (*outcome.staged, *derived.staged)
            gone = {*decision.orphaned, *derived.dropped, *left_behind(ledger.entries, made)}
            gone -= made.keys()
            self.output.remove(_in_the_way(gone, staged))
            self.output.put_in_place(staged)
            spared = set(self.output.remove(sorted(gone)))
            entries = self.output.finish(made)
        self.workshop.keep_ledger(
            self.target,
            Ledger(
                inputs=b"" if outcome.failed or derived.problems else prepared.inputs,
                since=prepared.digest.since,
                until=prepared.digest.next_due,
                entries=entries,
                articles=len(prepared.readings.rows),
                left_out=_left_out(prepared),
                held_back=prepared.held_back,
                stories=len(prepared.digest.stories),
                problems=prepared.problems,
                standing_in=tuple(prepared.standing_in),
                pending=outcome.failed,
                ingredients=prepared.ingredients,
            ),
        )
        if spared:
            words = "not removed, for a symbolic link in the output leads there"
            self.workshop.notes.append(f"{words}: {', '.join(sorted(spared)[:MOST_NAMED])}")
        self.workshop.has_brought(self.target)
        prepared.renderer.keep_phrases()
        made_anew = {path: why for path, why in decision.stale.items() if path in made}
        self.workshop.journalize(self.target, made_anew, len(prepared.pages))
        return Report(
            rendered=decision.stale,
            written=len(outcome.staged),
            removed=tuple(p for p in decision.orphaned if p in gone and p not in spared),
            failed=outcome.failed,
            problems=(*outcome.problems, *derived.problems),
            is_complete=not derived.problems,
        )

    def _stage(
        self, prepared: Prepared, decision: Decision, ledger: Ledger, render: Render
    ) -> tuple[Outcome, Brought]:
        """Make everything that is stale, where no reader sees it yet; the manifest comes last."""
        from broadsheet.searching.indexing import Indexing

        with Indexing(self.crew.size) as indexing:
            search = self._search(prepared, ledger, indexing)
            self.output.begin()
            outcome = carry_out(
                decision,
                prepared.wanted,
                prepared.pages,
                ledger,
                render,
                self.output,
                self.crew,
                self.progress.advance,
            )
            index = bring_up_to_date(search, ledger.entries, self.output, self._announce_files)
        manifest = bring_up_to_date(
            [manifest_part({**outcome.entries, **index.entries})],
            ledger.entries,
            self.output,
            self._announce_files,
        )
        return outcome, index.followed_by(manifest)

    @contextmanager
    def _or_nothing(self) -> Iterator[None]:
        """Take away what was staged if not all of it can be: readers keep the site they have."""
        try:
            yield
        except (Exception, KeyboardInterrupt):
            self.output.abandon()
            raise

    def _decision(
        self, prepared: Prepared, pages: Ledger, intact: Mapping[str, FileMark | None]
    ) -> Decision:
        from broadsheet.reasons import since_last_build

        reasons = since_last_build(prepared, self.workshop, pages.ingredients)
        decision = decide(prepared.wanted, pages, intact, reasons.of_entry)
        return sparing_strangers(decision, pages, intact)

    def _search(self, prepared: Prepared, ledger: Ledger, indexing: Indexing) -> list[Derived]:
        """Return the parts of the search index, and begin with one that must be made anew."""
        if not prepared.settings.site.search:
            return []
        from broadsheet.searching.parts import SearchIndex

        memo, engine = self.workshop.memo, engine_digest()
        index = SearchIndex(prepared.digest, prepared.settings, memo.body, engine, indexing)
        stale = [p for p in index.derived if not is_current(p, ledger.entries, self.output)]
        index.expect(stale, beside=1)
        return index.derived

    def _announce(self, decision: Decision, ledger: Ledger) -> None:
        """Enter what is about to be added, so that a build that dies leaves no unknown file."""
        if self.workshop.doubts(self.target):
            known = self.workshop.ledger(self.target)  # what it doubts is not for others to doubt
            ledger = msgspec.structs.replace(known, pending=ledger.pending)
        if decision.stale or decision.orphaned:
            self._enter(decision.stale.keys() - ledger.entries.keys(), ledger)

    def _announce_files(self, paths: Iterable[str]) -> None:
        """Enter further files that are about to be added."""
        if added := set(paths):
            self._enter(added, self.workshop.ledger(self.target))

    def _enter(self, added: Iterable[str], known: Ledger) -> None:
        opened = known.opened(tuple(sorted({*known.pending, *added})))
        self.workshop.open_ledger(self.target, opened)

    def _complete(self, report: Report, prepared: Prepared) -> Report:
        notes = [*self.workshop.notes]
        if self.crew.why_alone:
            notes.append(f"working in one process: {self.crew.why_alone}")
        self.workshop.notes.clear()
        return Report(
            articles=len(prepared.readings.rows),
            parsed=prepared.readings.parsed,
            left_out=_left_out(prepared),
            held_back=prepared.held_back,
            standing_in=tuple(prepared.standing_in),
            stories=len(prepared.digest.stories),
            pages=len(prepared.pages),
            rendered=report.rendered,
            written=report.written,
            unchanged=len(prepared.pages) - report.written - len(report.failed),
            removed=report.removed,
            failed=report.failed,
            is_complete=report.is_complete,
            problems=tuple(sorted({*prepared.problems, *report.problems})),
            notes=tuple(notes),
            seconds=self.times.seconds,
        )


def _left_out(prepared: Prepared) -> int:
    """Return how many files gave no article and have no last good version in their place."""
    rows = prepared.readings.rows
    return prepared.readings.left_out - sum(path in rows for path in prepared.standing_in)


def _in_the_way(gone: Collection[str], staged: Iterable[str]) -> list[str]:
    """Return the outputs that lie in a folder whose name a file is about to have."""
    files = {PurePosixPath(path) for path in staged} if gone else set()
    return sorted(path for path in gone if not files.isdisjoint(PurePosixPath(path).parents))


def refuse_unsafe(workshop: Workshop, target: Path) -> None:
    """Raise SiteError for an output folder that overlaps the site's own sources."""
    project = workshop.project
    folder = target.resolve()
    sources = (
        *project.content,
        project.templates,
        project.site,
        project.cache,
        project.last_good,
    )
    holds = [s for s in (project.root, *sources) if s == folder or s.is_relative_to(folder)]
    inside = [s for s in sources if folder.is_relative_to(s)]
    if holds or inside:
        problem = Problem(
            Location(os.fspath(target)),
            "unsafe-output",
            f"the output folder and the site's own {(holds or inside)[0].name}/ overlap",
            "choose a folder that holds nothing else, such as public/",
        )
        raise SiteError(problem)

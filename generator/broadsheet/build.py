"""The only way anything is ever built: `build` brings an output up to date with a site.

A clean build is the case where the ledger is empty; a rebuild and the preview are the same call.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from broadsheet.crew import Crew
from broadsheet.digest.arrange import Digest, arrange
from broadsheet.engine import engine_digest
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of, digest_of_bytes, digest_of_parts
from broadsheet.memo import LostRecord
from broadsheet.pages.frame import frame_of
from broadsheet.pages.page import Page
from broadsheet.pages.plan import plan_pages
from broadsheet.publishing.carry_out import carry_out, rehearse
from broadsheet.publishing.ledger import Decision, Fingerprint, Ledger, decide
from broadsheet.publishing.output import FolderOutput, Output
from broadsheet.publishing.report import Report, StageTimes
from broadsheet.reading.articles import ParseRules
from broadsheet.reading.configuration import read_settings
from broadsheet.reading.discover import SourceFile, Sources, discover, read
from broadsheet.reading.library import Readings, read_articles
from broadsheet.rendering.assets import asset_pages, assets_of, theme_assets
from broadsheet.rendering.catalogue import read_catalogue
from broadsheet.rendering.code_makers import CODE_MAKERS
from broadsheet.rendering.render import Renderer
from broadsheet.rendering.stylesheet import dark_accent
from broadsheet.rendering.templating import Templates, TemplateText, package_templates
from broadsheet.settings import Settings
from broadsheet.workshop import Workshop


class Options(NamedTuple):
    """What one build is asked for. `as_of` is a UTC text; articles dated later are held back."""

    as_of: str = ""
    drafts: bool = False
    strict: bool = False
    jobs: int = 0


class Progress(Protocol):
    """Whoever shows how far a build is."""

    def begin(self, stage: str, total: int) -> None:
        """Start a stage of so many steps."""
        ...

    def advance(self, steps: int) -> None:
        """Some steps are done."""
        ...


class Silence:
    """Shows nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Start a stage."""

    def advance(self, steps: int) -> None:
        """Some steps are done."""


class TooManyProblems(SiteError):
    """Strict: something is wrong, so nothing was published."""


class SiteFiles(NamedTuple):
    """Everything but articles, read whole: by name, and one hash of it all."""

    settings: dict[str, bytes]
    templates: dict[str, TemplateText]
    assets: dict[str, bytes]
    digest: bytes


def clock(environment: Mapping[str, str] = os.environ) -> str:
    """Return the time to build for as a UTC text: SOURCE_DATE_EPOCH if set, else now.

    See reproducible-builds.org, "SOURCE_DATE_EPOCH". Raises SiteError when it is no number.
    """
    stamp = environment.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = datetime.fromtimestamp(int(stamp), UTC) if stamp else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        problem = Problem(
            Location("SOURCE_DATE_EPOCH"),
            "bad-date",
            f"expected seconds since 1970, got {stamp!r}",
            "unset it, or set it to a whole number",
        )
        raise SiteError(problem) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def build(
    workshop: Workshop,
    target: Path,
    options: Options,
    progress: Progress | None = None,
    output: Output | None = None,
) -> Report:
    """Bring the folder `target` up to date with the workshop's site.

    Raises SiteError when nothing could be published (settings, templates, strict), OSError when
    the output cannot be written. Problems of single articles and pages are in the report.
    """
    with _without_collector():
        job = _Job(workshop, target, options, progress or Silence(), output)
        try:
            return job.run()
        except LostRecord:
            workshop.start_over()
            return _Job(workshop, target, options, progress or Silence(), output).run()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the cyclic collector out: a build makes millions of values, none in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Job:
    """One run of the pipeline; `run` reads from top to bottom."""

    def __init__(
        self,
        workshop: Workshop,
        target: Path,
        options: Options,
        progress: Progress,
        output: Output | None,
    ) -> None:
        self.workshop = workshop
        self.memo = workshop.memo
        self.target = target
        self.options = options._replace(as_of=options.as_of or clock())
        self.progress = progress
        self.output: Output = output or FolderOutput(target)
        self.crew = Crew(options.jobs)
        self.times = StageTimes()
        self.engine = engine_digest()
        self.site_digest = b""

    def run(self) -> Report:
        """Discover, parse, relate, plan, decide, render, publish."""
        with self.times.stage("discover"):
            _refuse_unsafe(self.workshop, self.target)
            sources = discover(self.workshop.project, self.workshop.stamps)
            files = read_site(sources)
            self.site_digest = files.digest
            ledger = self.workshop.ledger(self.target)
            inputs = self._inputs_digest(sources)
            if inputs and ledger.covers(inputs, self.options.as_of):
                intact = self.output.intact(ledger.entries)
                if len(intact) == len(ledger.entries) and all(intact.values()):
                    return self._nothing_to_do(ledger)
        with self.times.stage("settings"):
            settings, remarks = read_settings(files.settings)
            _stop_for(remarks)
        with self.times.stage("parse"):
            readings = self._read_articles(sources, settings)
        problems = (*sources.problems, *remarks, *readings.problems)
        self._stop_if_strict(problems, settings)
        with self.times.stage("relate"):
            digest = arrange(
                readings.briefs,
                settings,
                self.memo,
                self.options.as_of,
                self.options.drafts,
                self.crew,
            )
        with self.times.stage("plan"):
            renderer, pages = self._plan(files, settings, digest)
            wanted = {path: renderer.fingerprint(page) for path, page in pages.items()}
            decision = decide(wanted, ledger, self.output.intact(ledger.entries))
        report = self._publish(decision, wanted, pages, ledger, renderer, digest, readings)
        with self.times.stage("remember"):
            self._remember(readings, digest)
        return self._reported(report, problems, digest, readings)

    # ---------------------------------------------------------------- stages
    def _inputs_digest(self, sources: Sources) -> bytes:
        """Return the hash of all that this build is made from, or nothing if a file is unread."""
        digests = [file.digest for file in sources.articles]
        if not all(digests) or sources.problems:
            return b""
        return self._all_inputs([file.path for file in sources.articles], digests)

    def _all_inputs(self, paths: Sequence[str], digests: Sequence[bytes]) -> bytes:
        about = digest_of((paths, self.options.drafts))
        return digest_of_parts([self.engine, self.site_digest, about, *digests])

    def _nothing_to_do(self, ledger: Ledger) -> Report:
        rows = self.workshop.rows()
        return Report(
            articles=len(rows),
            pages=len(ledger.entries),
            unchanged=len(ledger.entries),
            stories=ledger.stories,
            left_out=sum(row.brief is None for row in rows.values()),
            problems=tuple(problem for row in rows.values() for problem in row.problems),
            seconds=self.times.seconds,
            notes=tuple(self.workshop.notes),
        )

    def _read_articles(self, sources: Sources, settings: Settings) -> Readings:
        self.progress.begin("Reading", len(sources.articles))
        return read_articles(
            sources.articles,
            ParseRules(
                limits=settings.site.limits,
                time_zone=settings.site.time_zone,
                taxonomy_fields=tuple(t.field for t in settings.site.taxonomies),
                story_rules=settings.site.stories,
            ),
            self.engine,
            self.workshop.rows(),
            self.workshop.stamps,
            self.memo,
            self.crew,
            self.progress.advance,
        )

    def _stop_if_strict(self, problems: tuple[Problem, ...], settings: Settings) -> None:
        errors = [problem for problem in problems if problem.is_error]
        if self.options.strict and errors:
            raise TooManyProblems(*errors)
        most = settings.site.max_broken_articles
        broken = len({problem.where.path for problem in errors})
        if most is not None and broken > most:
            problem = Problem(
                Location("content"),
                "too-many-problems",
                f"{broken} articles are broken; the settings allow {most}",
                "mend them, or raise max_broken_articles in site/site.yaml",
            )
            raise SiteError(problem, *errors)

    def _plan(
        self, files: SiteFiles, settings: Settings, digest: Digest
    ) -> tuple[Renderer, dict[str, Page]]:
        assets = assets_of(files.assets, settings.site.accent)
        frame = frame_of(
            settings,
            [(asset.name, asset.address) for asset in assets],
            dark_accent(settings.site.accent),
        )
        words = {
            path: data.decode("utf-8", "replace")
            for path, data in files.settings.items()
            if path.endswith(".po")
        }
        catalogue = read_catalogue(settings.site.language, words)
        templates = Templates(files.templates, frame, catalogue)
        templates.check()
        renderer = Renderer(templates, CODE_MAKERS, frame, assets, self.memo, self.engine)
        plan = plan_pages(digest, settings, asset_pages(assets))
        return renderer, plan.pages

    def _publish(
        self,
        decision: Decision,
        wanted: Mapping[str, Fingerprint],
        pages: Mapping[str, Page],
        ledger: Ledger,
        renderer: Renderer,
        digest: Digest,
        readings: Readings,
    ) -> Report:
        with self.times.stage("render"):
            rehearse(decision.stale, pages, renderer.render)
            added = tuple(sorted(decision.stale.keys() - ledger.entries.keys()))
            if added or decision.orphaned:
                pending = tuple(sorted({*ledger.pending, *added}))
                self.workshop.keep_ledger(
                    self.target, Ledger(entries=ledger.entries, pending=pending)
                )
            self.progress.begin("Writing", len(decision.stale))
            outcome = carry_out(
                decision,
                wanted,
                pages,
                ledger,
                renderer.render,
                self.output,
                self.crew,
                self.progress.advance,
            )
            self.workshop.keep_ledger(
                self.target,
                Ledger(
                    inputs=b"" if outcome.failed else self._final_inputs(readings),
                    since=digest.newest,
                    until=digest.next_due,
                    entries=outcome.entries,
                    stories=len(digest.stories),
                ),
            )
        return Report(
            pages=len(pages),
            rendered=decision.stale,
            written=outcome.written,
            unchanged=len(wanted) - outcome.written - len(outcome.failed),
            removed=decision.orphaned,
            failed=outcome.failed,
            problems=outcome.problems,
        )

    def _final_inputs(self, readings: Readings) -> bytes:
        """Return the hash of what this build was really made from: the bytes that were read."""
        stamps = readings.stamps
        if len(stamps) != len(readings.rows):
            return b""
        paths = list(readings.rows)
        return self._all_inputs(paths, [stamps[path].digest for path in paths])

    def _remember(self, readings: Readings, digest: Digest) -> None:
        self.memo.settle(digest.keys)
        self.workshop.keep(readings.stamps, readings.rows)

    def _reported(
        self,
        report: Report,
        problems: tuple[Problem, ...],
        digest: Digest,
        readings: Readings,
    ) -> Report:
        notes = list(self.workshop.notes)
        if self.crew.why_alone:
            notes.append(f"working in one process: {self.crew.why_alone}")
        self.workshop.notes.clear()
        return Report(
            articles=len(readings.rows),
            parsed=readings.parsed,
            left_out=readings.left_out,
            stories=len(digest.stories),
            pages=report.pages,
            rendered=report.rendered,
            written=report.written,
            unchanged=report.unchanged,
            removed=report.removed,
            failed=report.failed,
            problems=tuple(sorted({*problems, *digest.problems, *report.problems})),
            notes=tuple(notes),
            seconds=self.times.seconds,
        )


def read_site(sources: Sources) -> SiteFiles:
    """Read settings, templates and assets whole; raises SiteError for one that cannot be read."""
    settings = {file.path: _whole(file) for file in sources.settings}
    assets = {file.path.removeprefix("site/static/"): _whole(file) for file in sources.assets}
    templates = package_templates()
    for file in sources.templates:
        if file.path.endswith((".html", ".txt", ".xml")):
            name = file.path.removeprefix("templates/")
            templates[name] = TemplateText(file.path, _text(file))
    parts = (
        sorted((path, digest_of_bytes(data)) for path, data in settings.items()),
        sorted(templates.items()),
        sorted((name, digest_of_bytes(data)) for name, data in assets.items()),
        sorted((name, digest_of_bytes(data)) for name, data in theme_assets().items()),
    )
    return SiteFiles(settings, templates, assets, digest_of(parts))


def _whole(file: SourceFile) -> bytes:
    try:
        return read(file)[0]
    except OSError as error:
        problem = Problem(
            Location(file.path),
            "unreadable-file",
            f"it cannot be read: {error.strerror or error}",
            "give read permission, or remove it",
        )
        raise SiteError(problem) from None


def _text(file: SourceFile) -> str:
    try:
        return _whole(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(
            Location(file.path, 1), "not-utf8", f"it is not UTF-8 text: {error.reason}",
            "save it as UTF-8",
        )
        raise SiteError(problem) from None


def _stop_for(remarks: Sequence[Problem]) -> None:
    """Stop for errors in settings, before anything is written."""
    errors = [remark for remark in remarks if remark.is_error]
    if errors:
        raise SiteError(*errors)


def _refuse_unsafe(workshop: Workshop, target: Path) -> None:
    """Refuse an output folder that holds, or lies among, the site's own sources."""
    project = workshop.project
    folder = target.resolve()
    sources = (*project.content, project.templates, project.site, project.cache)
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

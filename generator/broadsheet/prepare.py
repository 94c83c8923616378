"""From a site's files to everything that can be published: discover, parse, relate, plan.

Nothing is written here but the cache. `build` publishes the result to a folder; the preview
serves it from memory, rendering what is asked for. Both get it from here and nowhere else.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

import msgspec

from broadsheet.crew import Crew
from broadsheet.digest.arrange import Digest, arrange
from broadsheet.digest.briefs import Brief
from broadsheet.engine import engine_digest
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of, digest_of_bytes, digest_of_parts
from broadsheet.memo import TemplateShelf
from broadsheet.pages.card_views import icon_pages, with_icons
from broadsheet.pages.frame import frame_of
from broadsheet.pages.page import Earlier, Page
from broadsheet.pages.plan import plan_pages
from broadsheet.picturing.pictures import folder_of, load_pictures
from broadsheet.publishing.ledger import Fingerprint
from broadsheet.publishing.report import StageTimes
from broadsheet.reading.articles import ParseRules
from broadsheet.reading.configuration import read_settings
from broadsheet.reading.discover import SourceFile, Sources, discover, read
from broadsheet.reading.library import Readings, Row, read_articles
from broadsheet.rendering.assets import asset_pages, assets_of, theme_assets
from broadsheet.rendering.catalogue import read_catalogue
from broadsheet.rendering.code_makers import CODE_MAKERS
from broadsheet.rendering.drawers import drawers_of
from broadsheet.rendering.render import Renderer
from broadsheet.rendering.stylesheet import dark_accent
from broadsheet.rendering.templating import Templates, TemplateText, package_templates
from broadsheet.settings import Settings
from broadsheet.workshop import Workshop


class Options(NamedTuple):
    """What one build is asked for. `as_of` is a UTC text; articles dated later are held back.

    `base_url`, if any, takes the place of the one in the settings; `noindex` keeps search engines
    out, whatever the settings say; `swap` publishes the whole site in one step.
    """

    as_of: str = ""
    drafts: bool = False
    strict: bool = False
    jobs: int = 0
    base_url: str = ""
    swap: bool = False
    noindex: bool = False


class Progress(Protocol):
    """Whoever shows how far a build is."""

    def begin(self, stage: str, total: int) -> None:
        """Start a stage of so many steps."""
        ...

    def advance(self, steps: int) -> None:
        """Count steps that are done."""
        ...


class Silence:
    """Shows nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Start a stage."""

    def advance(self, steps: int) -> None:
        """Count steps that are done."""


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


class Prepared(NamedTuple):
    """A site that is ready to be published, whole or page by page.

    `inputs` is the hash of everything it was made from, or empty if a file could not be read.
    """

    pages: dict[str, Page]
    wanted: dict[str, Fingerprint]
    renderer: Renderer
    digest: Digest
    readings: Readings
    problems: tuple[Problem, ...]
    settings: Settings
    inputs: bytes


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the cyclic collector out: a build makes millions of values, none in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Preparation:
    """One run of the pipeline as far as the page plan."""

    def __init__(
        self,
        workshop: Workshop,
        options: Options,
        progress: Progress,
        crew: Crew,
        times: StageTimes,
        last_good: Mapping[str, Row] | None = None,
    ) -> None:
        """Look at the site. `last_good` stands in for articles that are broken now, by path."""
        self.workshop = workshop
        self.options = options
        self.progress = progress
        self.crew = crew
        self.times = times
        self.last_good = last_good or {}
        self.engine = engine_digest()
        self.picture_folder = folder_of(workshop.project.cache)
        with times.stage("discover"):
            self.pictures = load_pictures(self.picture_folder)
            self.sources = discover(workshop.project, workshop.stamps)
            self.files = read_site(self.sources)

    def known_inputs(self) -> bytes:
        """Return the hash of all inputs if none has to be read for it, else nothing."""
        digests = [file.digest for file in self.sources.articles]
        if not all(digests) or self.sources.problems:
            return b""
        return self._inputs([file.path for file in self.sources.articles], digests)

    def prepare(self) -> Prepared:
        """Parse, relate, plan; raises SiteError when settings, templates or `strict` forbid it."""
        with self.times.stage("settings"):
            settings, remarks = read_settings(self.files.settings)
            _stop_for(remarks)
            settings = _asked_for(settings, self.options)
        with self.times.stage("parse"):
            readings = self._read_articles(settings)
        problems = (*self.sources.problems, *remarks, *readings.problems)
        self._stop_if_strict(problems, settings)
        with self.times.stage("relate"):
            digest = arrange(
                self._briefs(readings),
                settings,
                self.workshop.memo,
                self.options.as_of,
                self.options.drafts,
                self.crew,
            )
        with self.times.stage("plan"):
            renderer, pages = self._plan(settings, digest)
            wanted = renderer.fingerprints(pages, self.workshop.hashed)
            self.workshop.hashed = {path: (pages[path], mark) for path, mark in wanted.items()}
        return Prepared(
            pages=pages,
            wanted=wanted,
            renderer=renderer,
            digest=digest,
            readings=readings,
            problems=tuple(sorted({*problems, *digest.problems})),
            settings=settings,
            inputs=self._inputs_read(readings),
        )

    def remember(self, prepared: Prepared) -> None:
        """Keep what was found out, for the next build."""
        with self.times.stage("remember"):
            self.workshop.memo.settle(prepared.digest.keys)
            self.workshop.keep(prepared.readings.stamps, prepared.readings.rows)

    def _inputs(self, paths: Sequence[str], digests: Sequence[bytes]) -> bytes:
        asked = (self.options.drafts, self.options.base_url, self.options.noindex)
        about = digest_of((paths, *asked))
        fixed = (self.engine, self.files.digest, self.pictures.digest, about)
        return digest_of_parts([*fixed, *digests])

    def _inputs_read(self, readings: Readings) -> bytes:
        """Return the hash of what was really used: the bytes that were read."""
        stamps = readings.stamps
        if len(stamps) != len(readings.rows) or self.sources.problems:
            return b""
        paths = list(readings.rows)
        return self._inputs(paths, [stamps[path].digest for path in paths])

    def _briefs(self, readings: Readings) -> Sequence[Brief]:
        """Return all briefs in path order, with the last good ones of broken articles."""
        if not self.last_good or not readings.left_out:
            return readings.briefs
        rows = readings.rows
        briefs = ((rows[f.path].brief, self.last_good.get(f.path)) for f in self.sources.articles)
        found = (brief or (good.brief if good else None) for brief, good in briefs)
        return [brief for brief in found if brief is not None]

    def _read_articles(self, settings: Settings) -> Readings:
        self.progress.begin("Reading", len(self.sources.articles))
        return read_articles(
            self.sources.articles,
            ParseRules(
                limits=settings.site.limits,
                time_zone=settings.site.time_zone,
                taxonomy_fields=tuple(t.field for t in settings.site.taxonomies),
                story_rules=settings.site.stories,
            ),
            self.engine,
            self.workshop.rows(),
            self.workshop.stamps,
            self.workshop.memo,
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

    def _plan(self, settings: Settings, digest: Digest) -> tuple[Renderer, dict[str, Page]]:
        assets = assets_of(self.files.assets, settings.site.accent)
        frame = frame_of(
            settings,
            with_icons((asset.name, asset.address) for asset in assets),
            dark_accent(settings.site.accent),
        )
        words = {
            path.removeprefix("site/locales/").removesuffix(".po"): data.decode("utf-8", "replace")
            for path, data in self.files.settings.items()
            if path.startswith("site/locales/")
        }
        catalogue = read_catalogue(settings.site.language, words)
        shelf = TemplateShelf(self.workshop.memo.store)
        templates = Templates(self.files.templates, frame, catalogue, shelf, self.engine)
        templates.check()
        memo = self.workshop.memo
        drawers = drawers_of(frame, catalogue, memo, self.engine, self.picture_folder)
        renderer = Renderer(templates, CODE_MAKERS, frame, assets, memo, self.engine, drawers)
        icons = icon_pages(asset.name for asset in assets)
        files = (*asset_pages(assets), *icons)
        plan = plan_pages(digest, settings, files, self.pictures, self.workshop.earlier)
        by_address = {page.address: page for page in plan.pages.values()}
        self.workshop.earlier = Earlier(settings, plan.facts, by_address)
        return renderer, plan.pages


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
            Location(file.path, 1),
            "not-utf8",
            f"it is not UTF-8 text: {error.reason}",
            "save it as UTF-8",
        )
        raise SiteError(problem) from None


def _asked_for(settings: Settings, options: Options) -> Settings:
    """Return the settings with what this build was asked for in the place of what they say."""
    site = msgspec.structs.replace(
        settings.site,
        base_url=options.base_url or settings.site.base_url,
        noindex=options.noindex or settings.site.noindex,
    )
    return msgspec.structs.replace(settings, site=site)


def _stop_for(remarks: Sequence[Problem]) -> None:
    """Stop for errors in settings, before anything is written."""
    errors = [remark for remark in remarks if remark.is_error]
    if errors:
        raise SiteError(*errors)

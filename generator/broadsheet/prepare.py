"""From a site's files to everything that can be published: discover, parse, relate, plan.

Nothing is written here but the cache and, beside it, the last good versions of broken articles.
`build` publishes the result to a folder; the preview serves it from memory, rendering what is
asked for. Both get it from here and nowhere else.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from broadsheet.columns import Columns
from broadsheet.crew import Crew
from broadsheet.engine import engine_digest
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of, digest_of_parts
from broadsheet.picturing.pictures import folder_of, load_pictures
from broadsheet.publishing.ledger import Fingerprint, Ingredients
from broadsheet.publishing.report import StageTimes
from broadsheet.quarantine import (
    Quarantine,
    broken_articles,
    forget_originals,
    keep_originals,
)
from broadsheet.reading.discover import Sources, discover
from broadsheet.sitefiles import lost_logos, read_site
from broadsheet.workshop import Workshop

# What comes after parsing is imported when there is something to do: it takes as long as all else
# that a build does which finds nothing changed.
if TYPE_CHECKING:
    from broadsheet.digest.arrange import Digest
    from broadsheet.digest.briefs import Brief
    from broadsheet.pages.page import Page
    from broadsheet.reading.articles import ParseRules
    from broadsheet.reading.library import Readings, Row
    from broadsheet.rendering.render import Renderer
    from broadsheet.settings import Settings


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

    `wanted` are the fingerprints of the pages, which may be found only when they are asked for.
    `inputs` is the hash of everything it was made from, or empty if a file could not be read;
    `standing_in` holds the last good readings of articles that are broken now, by path;
    `held_back` counts articles that are not shown for being unpublished or dated later.
    """

    pages: dict[str, Page]
    wanted: Mapping[str, Fingerprint]
    renderer: Renderer
    digest: Digest
    readings: Readings
    problems: tuple[Problem, ...]
    settings: Settings
    inputs: bytes
    standing_in: Mapping[str, Row]
    ingredients: Ingredients
    held_back: int


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the cyclic collector out: a build makes millions of values, none in a cycle.

    Afterwards they count as old, or the collector would look at each of them at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
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
        sources: Sources | None = None,
    ) -> None:
        """Look at the site. `last_good` stands in for articles that are broken now, by path.

        `sources` are its files, if they are known already.
        """
        self.workshop = workshop
        self.options = options
        self.progress = progress
        self.crew = crew
        self.times = times
        self.last_good = last_good or {}
        self.engine = engine_digest()
        with times.stage("discover"):
            self.pictures = load_pictures(folder_of(workshop.project.cache))
            self.sources = sources or discover(workshop.project, workshop.stamps)
            self.quarantine = Quarantine(workshop.project.last_good)
            self.files = read_site(self.sources)

    def known_inputs(self) -> bytes:
        """Return the hash of all inputs if none has to be read for it, else nothing."""
        digests = self._files().of("digest")
        if not all(digests) or self.sources.problems:
            return b""
        return self._inputs(digests)

    def prepare(self) -> Prepared:
        """Parse, relate, plan; raises SiteError when settings, templates or `strict` forbid it."""
        from broadsheet.digest.arrange import arrange
        from broadsheet.planning import compiling_beside, planned, status_of
        from broadsheet.reading.configuration import read_settings
        from broadsheet.rendering.render import Marked

        with self.times.stage("settings"):
            settings, remarks = read_settings(self.files.settings)
            _stop_for((*self.sources.faults, *remarks))
            remarks = (*remarks, *lost_logos(settings.providers, self.files.assets))
            settings = _asked_for(settings, self.options)
        with compiling_beside(self.files, settings, self.workshop.memo, self.engine, self.crew):
            with self.times.stage("parse"):
                readings = self._read_articles(settings)
            problems = (*self.sources.problems, *remarks, *readings.problems)
            self._stop_if_strict(problems, settings)
            with self.times.stage("parse"):
                standing_in = self._standing_in(readings, settings)
            with self.times.stage("relate"):
                digest = arrange(
                    _merged(readings, standing_in),
                    settings,
                    self.workshop.memo,
                    self.options.as_of,
                    self.options.drafts,
                    self.crew,
                    self.workshop.known,
                )
        with self.times.stage("plan"):
            status = status_of(
                len(readings.rows), digest.held_back, (*problems, *digest.problems), standing_in
            )
            renderer, pages, ingredients = planned(
                self.files,
                settings,
                digest,
                self.pictures,
                self.workshop,
                status,
                self.engine,
            )
            wanted = renderer.fingerprints(pages, self.workshop.marked or Marked())
            self.workshop.marked = Marked(renderer, pages, wanted)
        return Prepared(
            pages=pages,
            wanted=wanted,
            renderer=renderer,
            digest=digest,
            readings=readings,
            problems=tuple(sorted({*problems, *digest.problems})),
            settings=settings,
            inputs=self._inputs_read(readings),
            standing_in=standing_in,
            ingredients=ingredients,
            held_back=0 if self.options.drafts else digest.not_public,
        )

    def remember(self, prepared: Prepared) -> None:
        """Keep what was found out, for the next build."""
        with self.times.stage("remember"):
            self.workshop.known.turn()
            self.workshop.memo.settle(prepared.digest.keys)
            readings = prepared.readings
            self.workshop.keep(readings.stamps, readings.rows, readings)
            if prepared.settings.site.keep_last_good:
                self._tidy_quarantine(prepared.readings.rows)

    def tidy(self, prepared: Prepared) -> None:
        """Let the cache forget what no file holds and no page shows any more."""
        from broadsheet.planning import forget_cards

        rows = (
            *prepared.readings.rows.values(),
            *prepared.standing_in.values(),
            *self.last_good.values(),
        )
        if prepared.readings.parsed:
            with self.times.stage("remember"):
                self.workshop.memo.tidy({row.record for row in rows}, {row.body for row in rows})
                forget_cards(self.workshop.memo, prepared.pages, prepared.wanted, self.engine)

    def _files(self) -> Columns:
        return self.workshop.known.columns("columns of files", self.sources.articles)

    def _inputs(self, digests: Iterable[bytes]) -> bytes:
        paths = self._files().of("path")
        named = self.workshop.known.again("paths of articles", digest_of, paths)
        asked = (self.options.drafts, self.options.base_url, self.options.noindex)
        about = digest_of((named, *asked))
        fixed = (
            self.engine,
            self.files.digest,
            self.pictures.digest,
            self.quarantine.digest,
            about,
        )
        return digest_of_parts([*fixed, *digests])

    def _inputs_read(self, readings: Readings) -> bytes:
        """Return the hash of what was really used: the bytes that were read."""
        stamps = readings.stamps
        if len(stamps) != len(readings.rows) or self.sources.problems:
            return b""
        return self._inputs(readings.ordered.of("content"))

    def _standing_in(self, readings: Readings, settings: Settings) -> dict[str, Row]:
        """Return, in path order, the last good readings of articles that are broken now."""
        kept = self._quarantined(readings, settings) if settings.site.keep_last_good else {}
        rows = readings.rows if self.last_good and readings.left_out else {}
        for path in [path for path, row in rows.items() if row.brief is None]:
            good = self.last_good.get(path)
            if good is not None and good.brief is not None:
                kept.setdefault(path, good)
        return dict(sorted(kept.items()))

    def _quarantined(self, readings: Readings, settings: Settings) -> dict[str, Row]:
        """Keep the last good versions of what just broke; return all that can be read today."""
        store, known = self.workshop.store, self.workshop.rows()
        earlier = known.keys() | self.quarantine.kept.keys()
        broken = broken_articles(readings.rows, self.sources.problems, earlier)
        self.quarantine.take_in(broken, known, store)
        keep_originals(self.sources.articles, readings.rows, store)
        files = self.quarantine.files()
        from broadsheet.reading.library import read_articles

        found = read_articles(
            files, _rules(settings), self.engine, {}, {}, self.workshop.memo, Crew(1), _uncounted
        )
        return {path: row for path, row in found.rows.items() if row.brief is not None}

    def _tidy_quarantine(self, rows: Mapping[str, Row]) -> None:
        forget_originals(rows, self.workshop.store)
        try:
            self.quarantine.settle()
        except OSError as error:
            self.workshop.notes.append(
                f"last good versions could not be removed: {error.strerror or error}"
            )

    def _read_articles(self, settings: Settings) -> Readings:
        self.progress.begin("Reading", len(self.sources.articles))
        from broadsheet.reading.library import read_articles

        return read_articles(
            self.sources.articles,
            _rules(settings),
            self.engine,
            self.workshop.rows(),
            self.workshop.stamps,
            self.workshop.memo,
            self.crew,
            self.progress.advance,
            self.workshop.readings,
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
                f"{broken} article{'s are' if broken > 1 else ' is'} broken; "
                f"the settings allow {most}",
                "mend them, or raise max_broken_articles in site/site.yaml",
            )
            raise SiteError(problem, *errors)


def _rules(settings: Settings) -> ParseRules:
    from broadsheet.reading.articles import ParseRules

    return ParseRules(
        limits=settings.site.limits,
        time_zone=settings.site.time_zone,
        taxonomy_fields=tuple(t.field for t in settings.site.taxonomies),
        story_rules=settings.site.stories,
    )


def _merged(readings: Readings, standing_in: Mapping[str, Row]) -> tuple[Brief, ...]:
    """Return all briefs in path order, with the last good ones of broken articles."""
    if not standing_in:
        return readings.briefs
    rows = sorted({**readings.rows, **standing_in}.items())
    return tuple([row.brief for _, row in rows if row.brief is not None])


def _uncounted(steps: int) -> None:
    """Take no notice: stand-ins are few."""


def _asked_for(settings: Settings, options: Options) -> Settings:
    """Return the settings with what this build was asked for in the place of what they say."""
    site = msgspec.structs.replace(
        settings.site,
        base_url=options.base_url or settings.site.base_url,
        noindex=options.noindex or settings.site.noindex,
    )
    return msgspec.structs.replace(settings, site=site)


def _stop_for(remarks: Sequence[Problem]) -> None:
    """Stop for errors without which the site would be another one, before anything is written."""
    errors = [remark for remark in remarks if remark.is_error]
    if errors:
        raise SiteError(*errors)

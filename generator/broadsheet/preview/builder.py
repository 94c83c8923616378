"""Looks at the site whenever the bell was rung, and puts what it finds on show."""

from __future__ import annotations

import time
from collections import ChainMap
from collections.abc import Callable, Collection
from datetime import datetime

from broadsheet.crew import Crew
from broadsheet.engine import load_all
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
from broadsheet.preview.bell import Bell
from broadsheet.preview.faults import Fault, Faults, faults_of
from broadsheet.preview.lookout import in_words
from broadsheet.preview.searching import SearchShelf
from broadsheet.preview.showcase import Showcase
from broadsheet.preview.snapshot import Snapshot, State, makers_changed, successor
from broadsheet.preview.telling import Teller, changed_files
from broadsheet.publishing.carry_out import rehearse
from broadsheet.publishing.report import StageTimes
from broadsheet.reading.discover import Sources
from broadsheet.reading.glance import glance
from broadsheet.reading.library import Row
from broadsheet.sitefiles import SiteFiles
from broadsheet.workshop import Workshop

BREATH_SECONDS = 0.03
"""Left to the browsers to fetch what changed, before this thread competes for the processor."""

OUR_FAULT = "undo the last edit and go on, and report it with the file; the next edit is tried anew"
"""What to do about an error that nobody thought of."""

LONGEST_SLEEP = 3600.0
LOST_AGAIN_SECONDS = 5.0
"""A cache that is lost again so soon cannot be kept at all: a full disk, say."""


class Builder:
    """Owns the workshop. All but `lost` is called by one thread at a time."""

    def __init__(
        self,
        workshop: Workshop,
        options: Options,
        bell: Bell,
        teller: Teller,
        announce: Callable[[], None],
    ) -> None:
        """Show nothing yet; `announce` is called whenever what is on show was replaced."""
        # The workshop may begin its memo anew, so that it has to be asked each time.
        search = SearchShelf(lambda body: workshop.memo.body(body), teller.complain)
        self.showcase = Showcase(workshop.project.root, self.lost, search, teller.failed)
        self._workshop = workshop
        self._options = options
        self._bell = bell
        self._teller = teller
        self._announce = announce
        self._prepared: Prepared | None = None
        self._files: SiteFiles | None = None
        self._sources: Sources | None = None
        self._last_good: dict[str, Row] = {}
        self._is_failing = False
        self._is_lost = False
        self._restarted = 0.0

    def lost(self) -> None:
        """Begin the cache anew at the next look; may be called from any thread."""
        self._is_lost = True
        self._bell.ring()

    def look(self, touched: Collection[str] = (), progress: Progress | None = None) -> bool:
        """Bring what is on show up to date with the site; return whether it was replaced.

        Where `touched` names files, no others are said to have changed since the last look. What
        goes wrong is on show, too: nothing is raised.
        """
        begun = time.perf_counter()
        sources: Sources | None = None
        try:
            if self._is_lost:
                self._start_over()
                touched = ()
            with without_collector():
                preparation = self._preparation(touched, progress or Silence())
                sources = self._sources = preparation.sources
                if self._is_as_before(preparation):
                    return False
                self._replace(preparation, begun)
        except LostRecord:
            self._recover()
        except SiteError as error:
            self._fail(error.problems, sources)
        except OSError as error:
            place = Location(str(error.filename or self._workshop.project.root))
            problem = Problem(place, "unreadable-file", error.strerror or str(error))
            self._fail((problem,), sources)
        except Exception as error:  # noqa: BLE001 -- the preview lives on, whatever it is
            self._break_down(f"Broadsheet itself failed: {in_words(error)}", OUR_FAULT)
        return True

    def get_ready(self) -> None:
        """Do now what the next look would have to do otherwise."""
        from broadsheet.digest.arrange import get_ready

        load_all()
        prepared, options = self._prepared, self._options
        if prepared is not None:
            prepared.wanted.values()  # finds all that are still to be found
            self._workshop.known.get_ready()
            prepared.renderer.keep_phrases()
        if prepared is not None and not prepared.standing_in:
            known = self._workshop.known
            with without_collector():
                get_ready(
                    prepared.readings.briefs,
                    prepared.settings,
                    self._as_of(),
                    options.drafts,
                    known,
                )

    def seconds_until_due(self) -> float:
        """Return how long nothing changes by itself: articles dated later become due."""
        due = self._prepared.digest.next_due if self._prepared else ""
        if not due or self._options.as_of:
            return LONGEST_SLEEP
        moment = datetime.fromisoformat(due).timestamp()
        return min(max(1.0, moment - time.time() + 1.0), LONGEST_SLEEP)

    def _as_of(self) -> str:
        return self._options.as_of or clock()

    def _preparation(self, touched: Collection[str], progress: Progress) -> Preparation:
        project, before = self._workshop.project, self._sources
        self._sources = None
        seen = None
        if before and touched:
            workshop = self._workshop
            seen = glance(project, before, touched, workshop.stamps, workshop.known)
        return Preparation(
            self._workshop,
            self._options._replace(as_of=self._as_of()),
            progress,
            Crew(self._options.jobs),
            StageTimes(),
            ChainMap(self._last_good, self._prepared.readings.rows if self._prepared else {}),
            seen,
        )

    def _is_as_before(self, preparation: Preparation) -> bool:
        """Whether the sources are those of what is on show: somebody only touched a file.

        No article may have become due since, nor be held back again: a clock may be set back.
        """
        before = self._prepared
        if before is None or not before.inputs:
            return False
        due, as_of = before.digest.next_due, preparation.options.as_of
        holds = before.digest.since <= as_of and (not due or as_of < due)
        if not holds or preparation.known_inputs() != before.inputs:
            return False
        if self._is_failing:
            self._is_failing = False
            self._put_on_show(self.showcase.state.snapshot, before.problems, preparation.sources)
        return True

    def _replace(self, preparation: Preparation, begun: float) -> None:
        """Prepare the site anew and show it; browsers come first, the cache and the words later."""
        prepared = preparation.prepare()
        before = self.showcase.state.snapshot
        snapshot = successor(before, prepared, time.strftime("%H:%M:%S"))
        if before is not None:
            _rehearse(before, snapshot)
        self._is_failing = False
        self._put_on_show(snapshot, prepared.problems, preparation.sources)
        spent = time.perf_counter() - begun
        if before is not None:
            time.sleep(BREATH_SECONDS)
        files = changed_files(self._prepared, prepared, self._files, preparation.files)
        self._teller.changed(snapshot, files, spent)
        snapshot.changed.settle()
        self._keep_good(prepared)
        self._prepared, self._files = prepared, preparation.files
        preparation.remember(prepared)

    def _put_on_show(
        self, snapshot: Snapshot | None, problems: Collection[Problem], sources: Sources | None
    ) -> None:
        faults = faults_of(problems, self._workshop.project.root, sources)
        self.showcase.state = State(snapshot, faults)
        self._announce()
        self._teller.problems(problems)

    def _keep_good(self, prepared: Prepared) -> None:
        """Remember the last good reading of every article that is broken now."""
        before = self._prepared.readings.rows if self._prepared else {}
        good: dict[str, Row] = {}
        for path, row in prepared.readings.rows.items():
            if row.brief is None:
                earlier = before.get(path)
                earlier = earlier if earlier and earlier.brief else self._last_good.get(path)
                if earlier is not None:
                    good[path] = earlier
        self._last_good = good

    def _fail(self, problems: tuple[Problem, ...], sources: Sources | None) -> None:
        """Lay what stops the site over its last good pages."""
        self._is_failing = True
        self._put_on_show(self.showcase.state.snapshot, problems, sources)

    def _break_down(self, words: str, hint: str = "") -> None:
        self._is_failing = True
        faults = Faults((Fault("", words, "internal-error", hint),))
        is_news = faults != self.showcase.state.faults
        self.showcase.state = State(self.showcase.state.snapshot, faults)
        self._announce()
        if is_news:
            self._teller.complain(f"{words}\n    hint: {hint}" if hint else words)

    def _recover(self) -> None:
        """Begin the cache anew, unless that was just done."""
        if time.monotonic() - self._restarted < LOST_AGAIN_SECONDS:
            self._break_down("the cache cannot be kept; is the disk full?")
        else:
            self.lost()

    def _start_over(self) -> None:
        self._is_lost = False
        self._restarted = time.monotonic()
        self.showcase.clear()
        self._prepared, self._last_good = None, {}
        self._workshop.start_over()


def _rehearse(before: Snapshot, after: Snapshot) -> None:
    """Render one page of each kind if templates changed; raises SiteError for a broken one."""
    stale = [output for output in after.changed if output in after.pages]
    wanted = after.prepared.wanted
    if makers_changed(before.prepared.wanted, {output: wanted[output] for output in stale}):
        rehearse(stale, after.pages, after.prepared.renderer.render)

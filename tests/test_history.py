"""After any history of edits and troubles, the output is what a clean build gives."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

import broadsheet.prepare
import broadsheet.reading.library
from broadsheet.prepare import Options
from broadsheet.proving.article_edits import ARTICLE_EDITS
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.proving.sitecopy import SiteCopy
from broadsheet.proving.trial import Trial
from broadsheet.proving.troubles import CACHE_TROUBLES, OUTPUT_TROUBLES
from broadsheet.publishing.ledger import FileMark
from broadsheet.publishing.output import FolderOutput
from small_site import NOW, small_site

EDITS = {**ARTICLE_EDITS, **SITE_EDITS}
SEEDS = st.integers(0, 99_999)
REST = 0.06
"""Seconds after which a file counts as being at rest, so that its stamp is believed."""


class PowerCut(BaseException):
    """Ends a build at once."""


class FailingOutput(FolderOutput):
    """A folder that the power leaves after some writes."""

    def __init__(self, root: Path, writes: int) -> None:
        super().__init__(root)
        self.left = writes

    def write(self, output: str, data: bytes) -> FileMark:
        if self.left == 0:
            raise PowerCut
        self.left -= 1
        return super().write(output, data)

    def remove(self, outputs: Iterable[str]) -> None:
        if self.left == 0:
            raise PowerCut
        super().remove(outputs)


@contextmanager
def another_broadsheet(version: int) -> Iterator[None]:
    """Run a program whose code differs: pages, parsed titles and the engine's digest do."""
    if not version:
        yield
        return
    render = broadsheet.prepare.Renderer._by_template
    parse = broadsheet.reading.library.parse

    def by_template(self, page, view):  # type: ignore[no-untyped-def]
        return f"{render(self, page, view)}<!-- version {version} -->"

    def parsed(data, path, rules):  # type: ignore[no-untyped-def]
        return parse(data.replace(b"kettle", f"kettle{version}".encode()), path, rules)

    with ExitStack() as changes:
        for target, name, value in (
            (broadsheet.prepare.Renderer, "_by_template", by_template),
            (broadsheet.reading.library, "parse", parsed),
            (broadsheet.prepare, "engine_digest", lambda: bytes([version]) * 16),
        ):
            changes.enter_context(mock.patch.object(target, name, value))
        yield


class History(RuleBasedStateMachine):
    """A site that lives: edited, built, lost, killed, upgraded. It must never matter."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="history-"))
        self.version = 0

    @initialize(articles=st.integers(1, 8))
    def begin(self, articles: int) -> None:
        project = small_site(self.folder, articles)
        self.site = SiteCopy(project)
        self.trial = Trial(project, self.folder, Options(as_of=NOW, jobs=1))
        self.check("a first build")

    def check(self, what: str) -> None:
        if not what:
            return
        with another_broadsheet(self.version):
            found = self.trial.differences()

        assert [] == found, what

    @rule(
        names=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3),
        seed=SEEDS,
    )
    def edit(self, names: list[str], seed: int) -> None:
        random = Random(seed)
        self.check("; ".join(EDITS[name](self.site, random) for name in names))

    @rule(name=st.sampled_from(sorted(EDITS)), seed=SEEDS)
    def edit_at_rest(self, name: str, seed: int) -> None:
        time.sleep(REST)
        with another_broadsheet(self.version):
            self.trial.rebuild()
        self.check(EDITS[name](self.site, Random(seed)))

    @rule(name=st.sampled_from(sorted(OUTPUT_TROUBLES)), seed=SEEDS)
    def spoil_output(self, name: str, seed: int) -> None:
        self.check(OUTPUT_TROUBLES[name](self.trial.output, Random(seed)))

    @rule(name=st.sampled_from(sorted(CACHE_TROUBLES)), seed=SEEDS)
    def spoil_cache(self, name: str, seed: int) -> None:
        self.trial.reopen()
        self.check(CACHE_TROUBLES[name](self.trial.project.cache, Random(seed)))

    @rule()
    def reopen(self) -> None:
        self.trial.reopen()

    @rule(version=st.integers(0, 2))
    def upgrade(self, version: int) -> None:
        self.version = version
        self.trial.reopen()
        self.check(f"version {version}")

    @rule(as_of=st.sampled_from(["2026-11-11T00:00:00Z", NOW, "2026-12-01T00:00:00Z"]))
    def let_time_pass(self, as_of: str) -> None:
        self.trial.options = self.trial.options._replace(as_of=as_of)
        self.check(f"as of {as_of}")

    @rule(drafts=st.booleans())
    def show_drafts(self, drafts: bool) -> None:
        self.trial.options = self.trial.options._replace(drafts=drafts)
        self.check(f"drafts {drafts}")

    @rule(
        name=st.sampled_from(sorted(EDITS)),
        seed=SEEDS,
        writes=st.integers(0, 12),
        again=st.booleans(),
    )
    def cut_power(self, name: str, seed: int, writes: int, again: bool) -> None:
        """Kill a build half-way; the next may be of the same site or of one edited further."""
        what = EDITS[name](self.site, Random(seed))
        try:
            with another_broadsheet(self.version):
                self.trial.rebuild(FailingOutput(self.trial.output, writes))
        except PowerCut:
            what += "; killed"
        self.trial.reopen()
        if again:
            what += f"; {EDITS[name](self.site, Random(seed + 1))}"
        self.check(what)

    def teardown(self) -> None:
        if hasattr(self, "trial"):
            self.trial.reopen()
        shutil.rmtree(self.folder, ignore_errors=True)


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

"""After any history of edits and troubles, the output is what a clean build gives."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from broadsheet.proving.article_edits import ARTICLE_EDITS
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.proving.troubles import KEPT_TROUBLES, OUTPUT_TROUBLES
from living_site import LivingSite
from small_site import NOW

EDITS = {**ARTICLE_EDITS, **SITE_EDITS}
SEEDS = st.integers(0, 99_999)


class History(RuleBasedStateMachine):
    """A site that lives: edited, built, lost, killed, upgraded. It must never matter."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="history-"))

    @initialize(articles=st.integers(1, 8), everything=st.booleans(), keeps=st.booleans())
    def begin(self, articles: int, everything: bool, keeps: bool) -> None:
        self.living = LivingSite(self.folder, articles, everything=everything)
        self.living.setting(keep_last_good=keeps)
        self.check("a first build")

    def check(self, what: str) -> None:
        if not what:
            return
        found = self.living.differences()

        assert [] == found, what

    @rule(
        names=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3),
        seed=SEEDS,
    )
    def edit(self, names: list[str], seed: int) -> None:
        random = Random(seed)
        self.check("; ".join(EDITS[name](self.living.site, random) for name in names))

    @rule(name=st.sampled_from(sorted(EDITS)), seed=SEEDS)
    def edit_at_rest(self, name: str, seed: int) -> None:
        self.living.rest()
        self.check(EDITS[name](self.living.site, Random(seed)))

    @rule(name=st.sampled_from(sorted(OUTPUT_TROUBLES)), seed=SEEDS)
    def spoil_output(self, name: str, seed: int) -> None:
        self.check(OUTPUT_TROUBLES[name](self.living.trial.output, Random(seed)))

    @rule(name=st.sampled_from(sorted(KEPT_TROUBLES)), seed=SEEDS)
    def spoil_cache(self, name: str, seed: int) -> None:
        self.living.trial.reopen()
        self.check(KEPT_TROUBLES[name](self.living.trial.project.cache, Random(seed)))

    @rule()
    def reopen(self) -> None:
        self.living.trial.reopen()

    @rule(version=st.integers(0, 2))
    def upgrade(self, version: int) -> None:
        self.living.version = version
        self.living.trial.reopen()
        self.check(f"version {version}")

    @rule(as_of=st.sampled_from(["2026-11-11T00:00:00Z", NOW, "2026-12-01T00:00:00Z"]))
    def let_time_pass(self, as_of: str) -> None:
        self.living.options(as_of=as_of)
        self.check(f"as of {as_of}")

    @rule(
        drafts=st.booleans(),
        strict=st.sampled_from([False, False, True]),
        jobs=st.integers(1, 2),
        base_url=st.sampled_from(["", "https://elsewhere.example/under/"]),
        noindex=st.booleans(),
        swap=st.sampled_from([False, False, True]),
    )
    def ask_for(self, **options: object) -> None:
        """Build with other options of the command line, as a preview of a branch does."""
        self.living.options(**options)
        self.check(f"asked for {options}")

    @rule(names=st.sampled_from([("content",), ("content", "desk"), ("desk", "content")]))
    def take_folders(self, names: tuple[str, ...]) -> None:
        self.living.content_folders(*names)
        self.check(f"from {names}")

    @rule(name=st.sampled_from(sorted(KEPT_TROUBLES)), seed=SEEDS)
    def spoil_last_good(self, name: str, seed: int) -> None:
        """Break an article, and then lose what stands in for it."""
        self.check(EDITS["break"](self.living.site, Random(seed)))
        self.check(KEPT_TROUBLES[name](self.living.trial.project.last_good, Random(seed)))

    @rule(
        name=st.sampled_from(sorted(EDITS)),
        seed=SEEDS,
        writes=st.integers(0, 40),
        again=st.booleans(),
    )
    def cut_power(self, name: str, seed: int, writes: int, again: bool) -> None:
        """Kill a build half-way; the next may be of the same site or of one edited further."""
        what = EDITS[name](self.living.site, Random(seed))
        self.living.cut_power(writes)
        if again:
            what += f"; {EDITS[name](self.living.site, Random(seed + 1))}"
        self.check(what)

    def teardown(self) -> None:
        if hasattr(self, "living"):
            self.living.trial.reopen()
        shutil.rmtree(self.folder, ignore_errors=True)


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=18,
    stateful_step_count=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

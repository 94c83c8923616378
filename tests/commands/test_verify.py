"""`broadsheet verify`: proof on a copy; the site itself is not touched."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from broadsheet.commands import main
from broadsheet.commands.verify import MOST_SHOWN, WIDTH, _Line
from broadsheet.picturing.pictures import folder_of
from broadsheet.prepare import Options
from broadsheet.proving.article_edits import ARTICLE_EDITS
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.proving.sitecopy import SiteCopy, write
from broadsheet.proving.trial import Ending, Trial, tree_of
from broadsheet.proving.verify import Verdict
from broadsheet.publishing.output import FolderOutput
from small_site import NOW, small_site
from stand_ins import stand_ins

DELETES = 94
"""A seed whose first edit deletes an article, so that little is tried before."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site."""
    return small_site(tmp_path).root


def arguments(site: Path, edits: int, seed: int) -> list[str]:
    """Return the command line."""
    given = ["--edits", str(edits), "--seed", str(seed), "--as-of", NOW, "--jobs", "1"]
    return ["verify", "--source", str(site), *given]


def test_rebuilds_equal_clean_builds(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how many edits it tried, and with which seed; the site is as it was."""
    before = tree_of(site)

    assert 0 == main(arguments(site, 6, 1))
    said, told = capsys.readouterr()
    assert "edit 5 of 6\n" == told
    assert said.startswith("6 edits")
    assert "every rebuild equalled a clean build (seed 1)" in said
    assert before == tree_of(site)


def test_a_difference_is_shown_with_the_edits_before_it(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Broadsheet that never removes is caught, and the seed repeats it."""
    monkeypatch.setattr(FolderOutput, "remove", lambda *_: ())
    outcomes = []
    for _ in range(2):
        status = main(arguments(site, 30, DELETES))
        outcomes.append((status, capsys.readouterr().err))

    assert outcomes[0] == outcomes[1]
    assert 1 == outcomes[0][0]
    assert "left over: " in outcomes[0][1]
    assert f"--seed {DELETES} repeats it" in outcomes[0][1]


def test_a_terminal_gets_one_line_and_about_how_long_it_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each edit takes the place of the one before, cut at the width; at last there is none."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    line = _Line(90)
    for number in (1, 80):
        line.show(number, "a word " * 20)
    line.end()

    _, *lines = capsys.readouterr().err.split("\r\x1b[K")
    assert lines[0].startswith("edit 1 of 90: a word")
    assert lines[1].startswith("edit 80 of 90 (about 1 min left): a word")
    assert {WIDTH} == set(map(len, lines[:2]))
    assert [""] == lines[2:]


def test_many_differences_are_counted(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of them tell enough."""
    found = tuple(f"differs: page {number}" for number in range(MOST_SHOWN + 3))
    verdict = Verdict(("a letter changed",), 1, 0, found)
    monkeypatch.setattr("broadsheet.proving.verify.verify", lambda *_: verdict)

    assert 1 == main(arguments(site, 3, 1))
    told = capsys.readouterr().err
    assert MOST_SHOWN == told.count("differs: ")
    assert "… and 3 more" in told


def test_edits_that_were_taken_back_are_counted(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After them nothing could be built, so they prove less."""
    monkeypatch.setattr(
        "broadsheet.proving.verify.verify", lambda *_: Verdict(("one", "two"), 7, 1, ())
    )

    assert 0 == main(arguments(site, 2, 1))
    assert capsys.readouterr().out.startswith("2 edits (1 taken back), 7 pages made or removed")


def test_a_site_that_cannot_be_built_is_said(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to compare; the problems are the site's."""
    (site / "site/site.yaml").write_text("titel: x\n")

    assert 1 == main(arguments(site, 3, 1))
    assert "unknown-setting" in capsys.readouterr().err


@pytest.mark.parametrize("kind", sorted({**ARTICLE_EDITS, **SITE_EDITS}))
def test_every_kind_of_edit_changes_files(kind: str, tmp_path: Path) -> None:
    """With some seed each kind does something, says what, and stays inside the copy."""
    project = small_site(tmp_path)
    desk = project.root / "desk"
    desk.mkdir()
    project = project._replace(content=(*project.content, desk))
    edit = {**ARTICLE_EDITS, **SITE_EDITS}[kind]
    said: list[str] = []
    changed: set[str] = set()
    after = tree_of(tmp_path)
    for seed in range(12):
        before = after
        said.append(edit(SiteCopy(project), Random(seed)))
        after = tree_of(tmp_path)
        changed |= {path for path in before | after if before.get(path) != after.get(path)}

    assert any(said) or kind == "no stories.yaml"
    assert changed or kind in ("touch", "no stories.yaml")
    assert all(path.startswith("site-root/") for path in changed)


def test_a_copy_holds_every_source(tmp_path: Path) -> None:
    """Also what stands in for broken articles, and the publishers' pictures."""
    project = small_site(tmp_path)
    desk = project.root / "desk"
    write(desk / "note.md", "---\ntitle: A note\n---\n")
    write(project.last_good / "index.json", "{}")
    write(folder_of(project.cache) / "index.json", "{}")
    write(project.cache / "stamps", "not a source")
    whole = project._replace(content=(*project.content, desk))
    copied = SiteCopy.of(whole, tmp_path / "to").project

    assert list(map(tree_of, whole.content)) == list(map(tree_of, copied.content))
    for name in ("site", "templates", "last_good"):
        assert tree_of(getattr(project, name)) == tree_of(getattr(copied, name))
    assert {"images/index.json": b"{}"} == tree_of(copied.cache)
    assert all(
        path.is_relative_to(tmp_path / "to")
        for path in (*copied.content, copied.site, copied.cache, copied.last_good)
    )


class CountingTrial(Trial):
    """Remembers how each clean build was asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(small_site(folder), folder, Options(as_of=NOW, jobs=1))
        self.asked: list[bool] = []

    def clean(self, spares: bool = False) -> Ending:
        self.asked.append(spares)
        return super().clean(spares)


def test_where_only_outputs_are_spoilt_no_clean_build_is_needed(tmp_path: Path) -> None:
    """The one before is compared with, and a rebuild that is wrong is found out."""
    trial = CountingTrial(tmp_path)
    trial.differences()
    (trial.output / "feed.xml").unlink()
    mended = trial.differences(same_sources=True)
    asked = list(trial.asked)
    (trial.output / "stranger.txt").write_text("not ours")
    found = trial.differences(same_sources=True)

    assert ([], [False]) == (mended, asked)
    assert ["left over: stranger.txt"] == found


def test_a_difference_is_tried_again_from_nothing(tmp_path: Path) -> None:
    """It may be that only the spared clean build was wrong."""
    trial = CountingTrial(tmp_path)
    trial.differences()
    trial._spared["templates"] = {}
    assert trial.expected is not None
    trial.expected = trial.expected._replace(tree={})
    found = trial.differences(same_sources=True)

    assert ([], [False, False]) == (found, trial.asked)


def test_a_spared_clean_build_gives_what_a_whole_one_gives(tmp_path: Path) -> None:
    """It finds its cards and templates again, and publishes the same bytes."""
    trial = Trial(
        small_site(tmp_path, articles=3, everything=True), tmp_path, Options(as_of=NOW, jobs=1)
    )
    with stand_ins():
        whole = trial.clean()
        spared = trial.clean(spares=True)
    drawn = trial._spared["pictures"]

    assert whole.tree == spared.tree
    assert drawn

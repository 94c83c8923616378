"""`broadsheet verify`: proof on a copy; the site itself is not touched."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from broadsheet.commands import main
from broadsheet.proving.article_edits import ARTICLE_EDITS
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.proving.sitecopy import SiteCopy
from broadsheet.proving.trial import tree_of
from broadsheet.publishing.output import FolderOutput
from small_site import NOW, small_site


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
    monkeypatch.setattr(FolderOutput, "remove", lambda *_: None)
    outcomes = []
    for _ in range(2):
        status = main(arguments(site, 30, 3))
        outcomes.append((status, capsys.readouterr().err))

    assert outcomes[0] == outcomes[1]
    assert 1 == outcomes[0][0]
    assert "left over: " in outcomes[0][1]
    assert "--seed 3 repeats it" in outcomes[0][1]


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

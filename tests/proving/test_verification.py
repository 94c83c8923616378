"""How `verify` goes on: what it takes back, what it spoils, and when it spares itself nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from broadsheet.errors import SiteError
from broadsheet.prepare import Options
from broadsheet.proving import verify as verifying
from broadsheet.proving.sitecopy import SiteCopy, write
from broadsheet.proving.verify import Verdict, verify
from small_site import NOW, small_site
from stand_ins import stand_ins


def verdict_of(folder: Path, edits: int, seed: int = 1) -> Verdict:
    """Try so many edits on a copy of a small site."""
    project = small_site(folder)
    options = Options(as_of=NOW, jobs=1)
    with stand_ins():
        return verify(project, folder / "trial", options, edits, seed, lambda *_: None)


def only(monkeypatch: pytest.MonkeyPatch, trouble: float, **edits: object) -> None:
    """Let these be all the edits there are, and this the share of troubles."""
    monkeypatch.setattr(verifying, "ARTICLE_EDITS", edits)
    monkeypatch.setattr(verifying, "SITE_EDITS", {})
    monkeypatch.setattr(verifying, "TROUBLE", trouble)


def test_settings_with_which_nothing_builds_are_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else all edits after them would be tried on a site that cannot show them."""
    seen: list[bytes] = []

    def break_settings(site: SiteCopy, random: Random) -> str:
        del random
        path = site.project.site / "site.yaml"
        seen.append(path.read_bytes())
        write(path, "titel: [\n")
        write(site.project.templates / "page.html", "{% if %}")
        return "broken settings"

    only(monkeypatch, 0.0, settings=break_settings)

    verdict = verdict_of(tmp_path, 2)

    assert Verdict(("broken settings",) * 2, 0, 2, ()) == verdict
    assert seen[0] == seen[1]


def test_where_no_edit_finds_anything_to_do_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a number of tries, instead of for ever."""
    tries: list[int] = []

    def idle(site: SiteCopy, random: Random) -> str:
        del site
        tries.append(random.randrange(9))
        return ""

    only(monkeypatch, 0.0, idle=idle)

    assert ("nothing",) == verdict_of(tmp_path, 1).edits
    assert verifying.TRIES == len(tries)


def test_outputs_and_caches_are_spoilt_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dozen troubles hit either, and rebuilds mend them all."""
    spoilt: list[str] = []
    for name in ("OUTPUT_TROUBLES", "KEPT_TROUBLES"):
        kinds = {
            kind: lambda folder, random, name=name, spoil=spoil: (
                spoilt.append(name) or spoil(folder, random)
            )
            for kind, spoil in getattr(verifying, name).items()
        }
        monkeypatch.setattr(verifying, name, kinds)
    only(monkeypatch, 1.0)

    verdict = verdict_of(tmp_path, 12)

    assert (12, ()) == (len(verdict.edits), verdict.differences)
    assert {"OUTPUT_TROUBLES", "KEPT_TROUBLES"} == set(spoilt)


def test_a_site_that_cannot_be_built_is_no_place_for_edits(tmp_path: Path) -> None:
    """Its problems are raised."""
    project = small_site(tmp_path)
    write(project.site / "site.yaml", "titel: x\n")

    with pytest.raises(SiteError):
        verify(project, tmp_path / "t", Options(as_of=NOW, jobs=1), 1, 1, lambda *_: None)

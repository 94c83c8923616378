"""`broadsheet check`: its exit status, and what it prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from broadsheet.commands import main
from sound_site import HOME_LINK, spoil, write_sound_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a site without a fault."""
    write_sound_site(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: Any) -> tuple[int, str, str]:
    """Run the command; return its exit status and what it printed."""
    status = main(["check", *map(str, words)])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_command_ends_with_what_it_found(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 for a sound site, 1 for a faulty one, 2 where there is none."""
    sound, out, _ = run(capsys, folder)
    assert (0, "5 pages, 15 files, 15 links: 0 errors, 0 warnings\n") == (sound, out)

    spoil(folder, "index.html", HOME_LINK, 'href="gone/"')
    faulty, out, _ = run(capsys, folder, "--json")
    report = json.loads(out)
    assert (1, 1, 0) == (faulty, report["errors"], report["warnings"])
    assert {
        "path": "index.html",
        "code": "broken-link",
        "message": "gone/",
        "severity": "error",
    }.items() <= report["findings"][0].items()

    none, _, err = run(capsys, folder / "assets")
    assert 2 == none
    assert "no built site" in err

    spoil(folder, "index.html", 'rel="canonical"', 'rel="author"')
    nowhere, _, err = run(capsys, folder)
    assert 2 == nowhere
    assert "--base-url" in err


def test_a_base_url_that_is_none_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And not the front page, which may say it well."""
    status, _, err = run(capsys, folder, "--base-url", "preview.example")

    assert 2 == status
    assert err.startswith("--base-url: 'preview.example' is not the address of a site's root\n")


def test_the_base_url_can_be_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another address than the front page's makes its own links those of another host."""
    status, out, _ = run(capsys, folder, "--base-url", "https://preview.example/sub/")

    assert 1 == status
    assert "bad-canonical" in out

"""Files that cannot be read, or are no text: named with a hint, whatever they are for.

Root may read everything, so that the disk's refusal is played by a function that raises.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from broadsheet import sitefiles
from broadsheet.commands import main
from broadsheet.reading import library
from broadsheet.reading.discover import SourceFile, Stamp, read
from small_site import NOW, small_site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site."""
    return small_site(tmp_path, articles=2).root


def build(site: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Build; return the status and what was said of problems."""
    capsys.readouterr()
    words = ["--source", str(site), "--as-of", NOW, "--jobs", "1", "--quiet"]
    return main(["build", *words]), capsys.readouterr().err


def refusing(path: str) -> Callable[..., tuple[bytes, Stamp]]:
    """Return a function that reads every file but one."""

    def reading(file: SourceFile, *given: Any) -> tuple[bytes, Stamp]:
        if file.path == path:
            raise OSError(errno.EIO, os.strerror(errno.EIO), file.path)
        return read(file, *given)

    return reading


@pytest.mark.parametrize(
    "path", ["site/site.yaml", "templates/story.html", "site/static/style.css"]
)
def test_a_file_of_the_site_that_cannot_be_read_stops_the_build(
    path: str, site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line and a hint; nothing is published without it."""
    monkeypatch.setattr(sitefiles, "read", refusing(path))
    status, said = build(site, capsys)

    assert 1 == status
    assert f"{path}: it cannot be read: Input/output error [unreadable-file]\n" in said
    assert "hint: give read permission, or remove it\n" in said
    assert not (site / "public" / "index.html").exists()


@pytest.mark.parametrize("target", ["nowhere", "takedowns.yaml", "/dev/null", "../../outside.yaml"])
def test_a_setting_that_is_no_file_of_the_site_stops_the_build(
    target: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without it, what was taken down would be published again."""
    (site.parent / "outside.yaml").write_text("[]\n")
    (site / "site" / "takedowns.yaml").symlink_to(target)
    status, said = build(site, capsys)

    assert 1 == status
    assert said.startswith("site/takedowns.yaml: ")
    assert not (site / "public" / "index.html").exists()


@pytest.mark.parametrize("kind", ["a link that leads nowhere", "a link to itself", "a file"])
@pytest.mark.parametrize("folder", ["content", "site", "site/static", "site/pages", "templates"])
def test_a_folder_that_is_none_stops_the_build(
    folder: str, kind: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disk that is not there, say: what is published stays, instead of an empty site."""
    assert 0 == build(site, capsys)[0]
    front = site / "public" / "index.html"
    before = front.read_bytes()
    place = site / folder
    if place.exists():
        shutil.rmtree(place)
    place.parent.mkdir(exist_ok=True)
    if kind == "a file":
        place.write_text("no folder")
    else:
        place.symlink_to("nowhere" if "nowhere" in kind else place.name)
    status, said = build(site, capsys)

    assert 1 == status
    assert f"{folder}: " in said
    assert "[unreadable-file]" in said
    assert before == front.read_bytes()


def test_a_template_that_is_no_text_stops_the_build(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file saved in another encoding would show wrong letters on every page."""
    (site / "templates" / "story.html").write_bytes(b"<p>caf\xe9</p>")
    status, said = build(site, capsys)

    assert 1 == status
    assert "templates/story.html:1: it is not UTF-8 text: " in said
    assert "hint: save it as UTF-8\n" in said


def test_an_article_that_cannot_be_read_costs_only_itself(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are published, and the next build looks at it again."""
    one, other = sorted(path.name for path in (site / "content").glob("*.md"))
    with monkeypatch.context() as patch:
        patch.setattr(library, "read", refusing(f"content/{one}"))
        _, said = build(site, capsys)
        pages = {path.parent.name for path in (site / "public" / "news").glob("*/index.html")}

    assert f"content/{one}: it cannot be read: Input/output error [unreadable-file]\n" in said
    assert {other.removesuffix(".md")} == pages
    assert (0, "") == build(site, capsys)
    assert (site / "public" / "news" / one.removesuffix(".md") / "index.html").exists()

"""What `broadsheet build` says: of one build, and while it watches."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from broadsheet.commands import main
from broadsheet.preview import rebuilding
from small_site import NOW, small_site

FERRY = "content/2026-11-11-ferry.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small site."""
    return small_site(tmp_path).root


def build(root: Path, *words: str) -> int:
    """Run the command in this process."""
    return main(["build", "--source", str(root), "--as-of", NOW, "--jobs", "1", *words])


def set_setting(root: Path, **settings: object) -> None:
    """Write settings beside those that the site has."""
    path = root / "site" / "site.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text("utf-8")), **settings}))


def test_a_quiet_build_says_nothing_and_writes_its_report(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report is JSON, for programs."""
    status = build(root, "--quiet", "--report", str(tmp_path / "report.json"))

    report = json.loads((tmp_path / "report.json").read_bytes())
    assert (0, "", "") == (status, *capsys.readouterr())
    assert report["written"] > 10


def test_what_utf_8_cannot_say_is_told_and_reported(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault may quote half a surrogate pair, and the folder's name may be no text."""
    (root / "templates" / "404.html").write_text(r"{{ page['\ud800'] }}", "utf-8")
    output = tmp_path / os.fsdecode(b"public-\xe9")
    status = build(root, "--output", str(output), "--report", str(tmp_path / "report.json"))

    report = json.loads((tmp_path / "report.json").read_bytes())
    (problem,) = report["problems"]
    assert (1, ["404.html"]) == (status, report["failed"])
    assert r"\ud800" in problem["message"]
    assert problem["message"] in capsys.readouterr().err
    assert (output / "index.html").is_file()


def test_a_build_says_for_what_an_earlier_version_stands_in(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The article is broken and its page is not gone: both are said, and nothing has failed."""
    set_setting(root, keep_last_good=True)
    assert 0 == build(root)
    capsys.readouterr()
    (root / FERRY).write_text("---\ntitle: [\n---\n")

    status = build(root)

    told = capsys.readouterr().err
    assert 0 == status
    assert f"note: the last good version of {FERRY} stands in for it" in told
    assert f"{FERRY}:" in told


Rebuild = Callable[[], None]


def watched(
    root: Path, monkeypatch: pytest.MonkeyPatch, live: Callable[[Rebuild], None], *words: str
) -> int:
    """Run `build --watch` with a life of edits in the place of the watching."""
    monkeypatch.setattr(
        rebuilding, "build_on_changes", lambda _project, _output, rebuild, *_: live(rebuild)
    )
    return build(root, "--watch", *words)


def test_only_news_are_said_while_it_watches(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for a build that changed something or found another problem; none for the others."""
    said: list[tuple[str, str]] = []

    def live(rebuild: Rebuild) -> None:
        text = (root / FERRY).read_text("utf-8")
        for edited in (text, text.replace("berth", "bed"), "---\ntitle: [\n---\n", None, text):
            if edited is not None:
                (root / FERRY).write_text(edited, "utf-8")
            capsys.readouterr()
            rebuild()
            said.append(capsys.readouterr())

    status = watched(root, monkeypatch, live)

    saved, edited, broken, again, mended = said
    assert 0 == status
    assert ("", "") == saved
    assert " written, " in edited[0]
    assert FERRY in broken[1]
    assert ("", "") == again
    assert (True, "") == (" written, " in mended[0], mended[1])


def test_what_stops_builds_is_said_once_and_so_is_its_end(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Watching goes on through broken settings; another fault of them is said, too."""
    said: list[tuple[str, str]] = []

    def live(rebuild: Rebuild) -> None:
        path = root / "site" / "site.yaml"
        good = path.read_text("utf-8")
        for settings in ("titel: x\n", "titel: x\n", "page_size: much\n", good):
            path.write_text(settings, "utf-8")
            capsys.readouterr()
            rebuild()
            said.append(capsys.readouterr())

    status = watched(root, monkeypatch, live)

    first, again, other, mended = said
    assert 0 == status
    assert "titel" in first[1]
    assert ("", "") == again
    assert "page_size" in other[1]
    assert (True, "") == ("0 written, 0 removed" in mended[0], mended[1])


@pytest.mark.parametrize(
    ("front_matter", "counts", "advice"),
    [
        ("", "0 articles read; 0 stories", "content/ that ends in .md"),
        (
            "title: A\npublished: no",
            "1 article read, 1 held back; 0 stories",
            "--drafts shows them",
        ),
        ("title: A\npublishedDateTime: 2199-01-01", "1 article read, 1 held back;", "--drafts"),
        ("titel: A", "1 article read, 1 left out; 0 stories", ""),
    ],
    ids=["no article", "a draft", "a future one", "a broken one"],
)
def test_a_site_without_stories_says_why(
    front_matter: str,
    counts: str,
    advice: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is there but not shown is counted, also when nothing changed since."""
    if front_matter:
        article = tmp_path / "content" / "a.md"
        article.parent.mkdir()
        article.write_text(f"---\n{front_matter}\n---\n")
    told = []
    for _ in range(2):
        assert 0 == build(tmp_path)
        told.append(capsys.readouterr().out)
    build(tmp_path, "--drafts")
    with_drafts = capsys.readouterr().out

    assert [True, True] == [counts in said for said in told]
    assert [bool(advice)] * 2 == ["the site shows no story: " in said for said in told]
    assert [True, True] == [advice in said for said in told]
    assert "held back" not in with_drafts


def test_a_logo_that_is_not_there_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The outlet has none on its pages, and nothing else would say so."""
    outlets = [{"domain": "lost.example", "name": "Lost", "logo": "logos/lost.svg"}]
    (root / "site" / "providers.yaml").write_text(yaml.safe_dump(outlets))
    assert 0 == build(root)
    told = capsys.readouterr().err
    logo = root / "site" / "static" / "logos" / "lost.svg"
    logo.parent.mkdir(parents=True)
    logo.write_text("<svg/>")

    assert "lost.example: logo: there is no file site/static/logos/lost.svg [bad-setting]" in told
    assert (0, "") == (build(root), capsys.readouterr().err)


def test_one_broken_article_is_not_many(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The bound is told in the singular, too."""
    (root / FERRY).write_text("---\ntitle: [\n---\n")
    set_setting(root, max_broken_articles=0)

    assert 1 == build(root)
    assert "content: 1 article is broken; the settings allow 0 [" in capsys.readouterr().err

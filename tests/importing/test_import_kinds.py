"""`broadsheet import` from the command line: kinds by name or by content, and what it explains."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest

from broadsheet.commands import main
from broadsheet.importing import fetch
from importing.conftest import LocalServer, loopback_too

ITEM = "<item>{}<link>https://post.example/{}</link><description>{}</description></item>"
FEED = '<rss version="2.0"><channel><title>Harbour Post</title>{}</channel></rss>'
ENTRY = {"path": "_news/2022-02-21-n.md", "title": "N", "publishedDateTime": "2022-02-21T00:00:00Z"}
LIST = json.dumps({"page": 1, "value": [ENTRY], "nextPage": None}).encode()


@pytest.fixture(autouse=True)
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command ask the local server."""
    monkeypatch.setattr(fetch, "Fetcher", functools.partial(fetch.Fetcher, allow=loopback_too))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site with settings and nothing else."""
    root = tmp_path / "site-root"
    (root / "site").mkdir(parents=True)
    (root / "content").mkdir()
    return root


def report(site: Path, capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    """Import; return the report for programs."""
    assert status == main(["import", *words, "--source", str(site), "--json"])
    return json.loads(capsys.readouterr().out)


def test_an_entry_without_a_title_is_skipped(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named by its address, and the feed's other entries are imported."""
    items = ITEM.format("<title>One</title>", "one", "") + ITEM.format("", "two", "")
    (tmp_path / "a.xml").write_text(FEED.format(items))
    found = report(site, capsys, str(tmp_path / "a.xml"))

    assert {"new": 1, "updated": 0, "same": 0, "skipped": 1} == found["counts"]
    skipped = [row for row in found["outcomes"] if row["action"] == "skipped"]
    assert [("https://post.example/two", "an entry without a title")] == [
        (row["source"], row["reason"]) for row in skipped
    ]


@pytest.mark.parametrize("kind", ["jekyll", "hugo", "eleventy", "article"])
def test_an_old_site_cannot_be_an_address(
    kind: str, site: Path, server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its files are needed; the message says so."""
    server.pages["/"] = (200, {"content-type": "text/html"}, b"<p>Site</p>")
    found = report(site, capsys, server.url("/"), "--kind", kind, status=1)

    assert [f"a {kind} source must be a file or a folder, not an address"] == [
        row["reason"] for row in found["failed"]
    ]


@pytest.mark.parametrize(
    ("path", "body", "content_type", "words", "file"),
    [
        ("/list", LIST, "application/json", ["--kind", "everyday"], "2022-02-21-n.md"),
        ("/note.txt", b"A note\n\nSome words.\n", "text/plain", [], "_unplaced/a-note.md"),
        ("/p", b"<title>Page</title><p>Words.", "text/html", [], "page.md"),
    ],
    ids=["everyday", "text", "page"],
)
def test_an_address_is_taken_for_what_it_holds(
    path: str,
    body: bytes,
    content_type: str,
    words: list[str],
    file: str,
    site: Path,
    server: LocalServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By its type and bytes, or as it is told."""
    server.pages[path] = (200, {"content-type": content_type}, body)
    found = report(site, capsys, server.url(path), *words)

    assert [file] == [row["file"] for row in found["outcomes"]]


def test_a_list_of_feeds_may_be_an_address(
    site: Path, server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its feeds are fetched like those of a file."""
    server.pages["/feed"] = (
        200,
        {},
        FEED.format(ITEM.format("<title>O</title>", "o", "")).encode(),
    )
    outline = f'<outline text="a" xmlUrl="{server.url("/feed")}"/>'
    opml = f'<opml version="2.0"><body>{outline}</body></opml>'
    server.pages["/feeds.opml"] = (200, {"content-type": "text/x-opml"}, opml.encode())

    assert 1 == report(site, capsys, server.url("/feeds.opml"))["counts"]["new"]


def test_the_everyday_list_of_a_folder_has_its_place(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the folder has none it is refused; a file of it may be named itself."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "list.json").write_bytes(LIST)
    nothing = report(site, capsys, str(tmp_path / "empty"), "--kind", "everyday", status=1)
    found = report(site, capsys, str(tmp_path / "list.json"), "--kind", "everyday")

    assert ["there is no api/news/index.json in it"] == [row["reason"] for row in nothing["failed"]]
    assert ["2022-02-21-n.md"] == [row["file"] for row in found["outcomes"]]


def test_an_old_site_is_recognised_by_its_settings(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with a Jekyll configuration is read as one site."""
    old = tmp_path / "old"
    (old / "_posts").mkdir(parents=True)
    (old / "_config.yml").write_text("title: Old\nurl: https://old.example\n")
    (old / "_posts" / "2022-02-21-first.md").write_text("---\ntitle: First\n---\nWords.\n")
    found = report(site, capsys, str(old))

    assert ["2022-02-21-first.md"] == [row["file"] for row in found["outcomes"]]


def test_every_repair_is_explained_on_request(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its line and rule, what was there and what is there now; markup of a source is text."""
    (tmp_path / "note.txt").write_text(
        "A note about boats\nBy Ola Berg, [red]The Coast[/red]\n\nSome words.\n"
    )
    found = report(site, capsys, str(tmp_path / "note.txt"), "--explain", "--dry-run")

    assert 0 == main(
        ["import", str(tmp_path / "note.txt"), "--source", str(site), "--explain", "--dry-run"]
    )
    printed = " ".join(capsys.readouterr().out.split())
    [explained] = found["explained"]

    assert explained["repairs"]
    assert [] == [each["rule"] for each in explained["repairs"] if each["rule"] not in printed]
    assert "2 byline By Ola Berg, [red]The Coast[/red] (left out)" in printed
    assert "line rule was is" in printed


def test_outlets_are_recorded_where_there_was_no_file(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is made; one in another encoding stops the import before anything is asked or written."""
    items = ITEM.format("<title>One</title>", "one", "")
    (tmp_path / "a.xml").write_text(FEED.format("<link>https://post.example/</link>" + items))
    providers = site / "site" / "providers.yaml"
    found = report(site, capsys, str(tmp_path / "a.xml"))
    written = providers.read_bytes()
    providers.write_bytes(written + b"# caf\xe9\n")

    assert ["post.example"] == found["outlets"]
    assert b"- domain: post.example\n  name: Harbour Post\n" == written
    assert 2 == main(["import", str(tmp_path / "a.xml"), "--source", str(site)])
    assert "site/providers.yaml:3: byte 0xE9 is not UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["soon", "5d", "-1m", ""])
def test_an_interval_that_is_none_is_refused(
    text: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The option is named, with what to write."""
    with pytest.raises(SystemExit):
        main(["import", "a.xml", "--source", str(site), "--watch", f"--every={text}"])

    assert f"--every: {text!r} is no time; write 90s, 15m or 2h" in capsys.readouterr().err


def test_an_interrupted_import_says_how_to_go_on(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C is no fault."""

    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("broadsheet.importing.intake.take_in", interrupted)

    assert 130 == main(["import", "a.xml", "--source", str(site)])
    assert "stopped; the same command goes on from here\n" == capsys.readouterr().err

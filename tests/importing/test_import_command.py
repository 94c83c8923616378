"""`broadsheet import` as a whole: sources of every kind, reports, interruption."""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

from broadsheet.commands import import_articles, main
from broadsheet.importing.fetch import Fetcher
from broadsheet.importing.manifest import NAME
from broadsheet.importing.report import ImportReport, as_json, print_report
from broadsheet.reading.configuration import read_settings

GENERATOR = Path(import_articles.__file__).parents[2]

FEED = """<rss version="2.0"><channel><title>Harbour Post</title><link>https://post.example/</link>
%s</channel></rss>"""

TOPICS = """- name: AI
- name: Boats
  keywords: [ferry, ferries]
"""


def feed(*titles: str) -> bytes:
    """Return a feed with these entries."""
    items = "".join(
        f"<item><title>{title}</title><link>https://post.example/{title}</link>"
        f"<guid>{title}</guid><pubDate>Mon, 21 Feb 2022 14:00:00 GMT</pubDate></item>"
        for title in titles
    )
    return (FEED % items).encode()


def arguments(*words: str) -> argparse.Namespace:
    """Return the parsed command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", type=Path, default=Path())
    parser.add_argument("--content", type=Path, action="append", default=[])
    import_articles.add_arguments(parser)
    return parser.parse_args(words)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a site with topics, settings and no article."""
    root = tmp_path / "site-root"
    (root / "site").mkdir(parents=True)
    (root / "site" / "topics.yaml").write_text(TOPICS)
    (root / "site" / "site.yaml").write_text("root_topic: AI\n")
    (root / "site" / "providers.yaml").write_text("# ours\n- domain: known.example\n  name: Known")
    return root


def imported(site: Path, fetch: Any, *words: str) -> ImportReport:
    """Import once and return the report."""
    args = arguments("--source", str(site), *words)
    files = {f"site/{path.name}": path.read_bytes() for path in (site / "site").glob("*.yaml")}
    settings, problems = read_settings(files)
    assert not problems
    return import_articles.import_once(args, settings, fetch, Console(file=io.StringIO()))


def counts(report: ImportReport) -> tuple[int, ...]:
    """Return new, updated, same, skipped."""
    return tuple(report.counts().values())


def nothing(url: str, **_: str) -> Any:
    """Stand for a network that must not be asked."""
    raise AssertionError(url)


def test_a_folder_of_everything_is_imported(site: Path, tmp_path: Path) -> None:
    """Each file is recognised by what it holds; what is nothing is said and costs nothing else."""
    inbox = tmp_path / "inbox"
    (inbox / "deep").mkdir(parents=True)
    (inbox / "a.xml").write_bytes(feed("ferry"))
    (inbox / "b.html").write_text("<html><head><title>Page</title></head><p>Text.</p></html>")
    (inbox / "c.txt").write_text("Text title\n\nSome words.\n")
    (inbox / "deep" / "d.md").write_text("---\ntitle: Own\ndate: 2022-02-20\n---\nx\n")
    (inbox / "e.json").write_text('{"neither": 1}')
    (inbox / "f.xml").write_text("<urlset></urlset>")
    (inbox / "g.txt").write_bytes(b"\x00\x01binary")
    (inbox / "h.pdf").write_bytes(b"%PDF")
    report = imported(site, nothing, str(inbox))
    files = {path.relative_to(site / "content").as_posix() for path in site.rglob("*.md")}

    assert {
        "2022-02-21-ferry.md",
        "_unplaced/page.md",
        "_unplaced/text-title.md",
        "2022-02-20-d.md",
    } == files
    assert ["e.json", "f.xml", "g.txt"] == [Path(row.source).name for row in report.failed]
    assert (4, 0, 0, 3) == counts(report)


def test_topics_are_found_and_explained(site: Path, tmp_path: Path) -> None:
    """Keywords in the title, the root topic, and those asked for, each with its reason."""
    (tmp_path / "a.xml").write_bytes(feed("The ferry is late", "Ferryman"))
    report = imported(site, nothing, str(tmp_path / "a.xml"), "--explain", "--topic", "Local")
    text = (site / "content" / "2022-02-21-the-ferry-is-late.md").read_text()

    assert "topics:\n  - Local\n  - Boats\n  - AI\n" in text
    assert [
        "Local: asked for with --topic",
        "Boats: keyword 'ferry' in the title",
        "AI: root topic",
    ] == [repair.after for repair in report.explained[0].repairs]
    assert "Boats" not in (site / "content" / "2022-02-21-ferryman.md").read_text()


def test_a_list_of_feeds_is_fetched_and_remembered(site: Path, server: Any, fetch: Fetcher) -> None:
    """One broken feed costs only itself; an unchanged one is not read again unless asked."""
    server.feed("/a", feed("one", "two"), '"a1"')
    server.pages["/b"] = (500, {}, b"")
    server.feed("/c", feed("three"), '"c1"')
    outlines = "".join(f'<outline text="{x}" xmlUrl="{server.url("/" + x)}"/>' for x in "abc")
    opml = site / "feeds.opml"
    opml.write_text(f"<opml version='2.0'><body>{outlines}</body></opml>")
    first = imported(site, fetch, str(opml))
    second = imported(site, fetch, str(opml))
    third = imported(site, fetch, str(opml), "--refresh")

    assert ((3, 0, 0, 1), (0, 0, 2, 1), (0, 0, 3, 1)) == tuple(map(counts, (first, second, third)))
    assert "the server answered 500" in first.failed[0].reason
    assert "name: a\n" in (site / "content" / "2022-02-21-one.md").read_text()
    server.feed("/a", feed("one", "two", "four"), '"a2"')

    assert (1, 0, 3, 1) == counts(imported(site, fetch, str(opml)))


def test_a_page_is_imported_by_its_address(site: Path, server: Any, fetch: Fetcher) -> None:
    """A redirect leads to the article's own address; the original is kept on request."""
    html = b"<html><head><title>A page</title></head><body><p>Some text.</p></body></html>"
    server.pages["/x"] = (301, {"location": "/y"}, b"")
    server.pages["/y"] = (200, {"content-type": "text/html"}, html)
    imported(site, fetch, server.url("/x"), "--keep-original")

    assert server.url("/y") in (site / "content" / "a-page.md").read_text()
    assert html == (site / "content" / "a-page.original.html").read_bytes()


def test_the_everyday_api_is_imported_page_by_page(
    site: Path, server: Any, fetch: Fetcher, tmp_path: Path
) -> None:
    """The same list as address and as folder gives the same articles."""
    for number, following in ((1, 2), (2, None)):
        entry = {
            "path": f"_news/2022-02-2{number}-n{number}.md",
            "title": f"N{number}",
            "publishedDateTime": f"2022-02-2{number}T00:00:00Z",
        }
        page = msgspec.json.encode({"page": number, "value": [entry], "nextPage": following})
        for name in (
            ("index.json", f"page/{number}/index.json") if number == 1 else ("page/2/index.json",)
        ):
            server.pages[f"/api/news/{name}"] = (200, {}, page)
            path = tmp_path / "copy" / "api" / "news" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(page)

    assert (2, 0, 0, 0) == counts(imported(site, fetch, server.url("/api/news/index.json")))
    assert (0, 0, 2, 0) == counts(imported(site, fetch, str(tmp_path / "copy")))


def test_the_kind_can_be_forced(site: Path, tmp_path: Path) -> None:
    """A page saved as text is read as text when asked."""
    (tmp_path / "x.html").write_text("<p>Not markup but a title\n\nWords.\n")
    imported(site, nothing, str(tmp_path / "x.html"), "--kind", "text")

    assert list((site / "content" / "_unplaced").glob("*not-markup-but-a-title.md"))


def test_new_outlets_are_recorded_once(site: Path, tmp_path: Path) -> None:
    """They are added at the end of providers.yaml, whose own lines stay as they are."""
    (tmp_path / "a.xml").write_bytes(feed("one"))
    before = (site / "site" / "providers.yaml").read_text()
    report = imported(site, nothing, str(tmp_path / "a.xml"))
    after = (site / "site" / "providers.yaml").read_text()

    assert before + "\n- domain: post.example\n  name: Harbour Post\n" == after
    assert ("post.example",) == report.outlets
    assert () == imported(site, nothing, str(tmp_path / "a.xml")).outlets


def test_settings_that_cannot_be_added_to_are_left(site: Path, tmp_path: Path) -> None:
    """A file that is no plain list is the editor's business."""
    (tmp_path / "a.xml").write_bytes(feed("one"))
    flow = "[{domain: known.example, name: Known}]\n"
    (site / "site" / "providers.yaml").write_text(flow)

    assert () == imported(site, nothing, str(tmp_path / "a.xml")).outlets
    assert flow == (site / "site" / "providers.yaml").read_text()


def test_a_dry_run_changes_nothing(site: Path, server: Any, fetch: Fetcher) -> None:
    """Nothing is written and no feed is remembered; the report is that of the real run."""
    server.feed("/a", feed("one"), '"a1"')
    before = sorted(path for path in site.rglob("*"))
    dry = imported(site, fetch, server.url("/a"), "--dry-run")

    assert before == sorted(path for path in site.rglob("*"))
    assert dry.outcomes == imported(site, fetch, server.url("/a")).outcomes


def test_articles_can_go_into_a_folder_of_their_own(site: Path, tmp_path: Path) -> None:
    """`--into` has its own manifest, and pages elsewhere in the content are not doubled."""
    (tmp_path / "a.xml").write_bytes(feed("one", "two"))
    (site / "content").mkdir()
    (site / "content" / "mine.md").write_text(
        "---\ntitle: Mine\nwebUrl: https://post.example/one\n---\n"
    )
    into = site / "content" / "feeds"
    report = imported(site, nothing, str(tmp_path / "a.xml"), "--into", str(into))

    assert (1, 0, 0, 1) == counts(report)
    assert ["2022-02-21-two.md"] == [path.name for path in into.glob("*.md")]


def test_the_report_is_printed_and_machine_readable(site: Path, tmp_path: Path) -> None:
    """The table has what is new and why the rest was skipped; foreign text is never markup."""
    (tmp_path / "a.xml").write_bytes(feed("[red]one[/red]", "two"))
    report = imported(site, nothing, str(tmp_path / "a.xml"), str(tmp_path / "none.xml"))
    console = Console(file=io.StringIO(), width=200)
    print_report(report, console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    value = json.loads(as_json(report))

    assert "there is no such file" in printed
    assert "2 new, 0 updated, 0 same, 1 skipped" in printed
    assert {"new": 2, "updated": 0, "same": 0, "skipped": 1} == value["counts"]
    assert (True, False) == (value["changed"], value["dryRun"])
    assert "[red]one[/red]" == value["outcomes"][0]["title"]


def test_files_of_old_names_are_read(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was named before UTF-8 is imported, told and known again; its name is spelled out."""
    posts = tmp_path / "old" / "_posts"
    posts.mkdir(parents=True)
    (posts / os.fsdecode(b"2022-02-21-caf\xe9.md")).write_text("---\nlayout: post\n---\nText.\n")
    (posts / os.fsdecode(b"2022-02-22-\xe9.md")).write_bytes(b"\xff\xfe\0")
    told = []
    for _ in range(2):
        main(["import", "--source", str(site), str(tmp_path / "old"), "--json", "--explain"])
        told.append(json.loads(capsys.readouterr().out))

    assert [1, 0] == [report["counts"]["new"] for report in told]
    assert [0, 1] == [report["counts"]["same"] for report in told]
    assert r"Caf\udce9" == told[0]["outcomes"][0]["title"]
    assert r"_posts/2022-02-21-caf\udce9.md" in told[0]["outcomes"][0]["source"]


def test_the_exit_status_tells_of_unread_sources(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 for all read, 1 for a source that could not be, 2 for broken settings."""
    (tmp_path / "a.xml").write_bytes(feed("one"))
    base = ("--source", str(site), str(tmp_path / "a.xml"))

    assert 0 == import_articles.run(arguments(*base))
    assert 1 == import_articles.run(arguments(*base, "http://127.0.0.1:9/", "--json"))
    (site / "site" / "site.yaml").write_text("root_topik: AI\n")
    assert 2 == import_articles.run(arguments(*base))
    assert "unknown-setting" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_one_clear_line(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file where the content folder should be stops the import with status 2."""
    (tmp_path / "a.xml").write_bytes(feed("one"))
    (site / "content").write_text("no folder")

    assert 2 == import_articles.run(arguments("--source", str(site), str(tmp_path / "a.xml")))
    assert 1 == len(capsys.readouterr().err.strip().splitlines())


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), ("5", 300), ("1s", 60)]
)
def test_intervals(text: str, seconds: float) -> None:
    """Seconds, minutes and hours; never more often than once a minute."""
    assert seconds == import_articles.interval(text)


def _lines_in(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_a_killed_import_is_finished_by_the_next(site: Path, tmp_path: Path) -> None:
    """SIGKILL at random moments: every file is whole, and the end is that of an undisturbed run."""
    titles = [f"entry {number} of many" for number in range(60)]
    (tmp_path / "a.xml").write_bytes(feed(*titles))
    calm = tmp_path / "calm"
    (calm / "site").mkdir(parents=True)
    for path in (site / "site").glob("*.yaml"):
        (calm / "site" / path.name).write_bytes(path.read_bytes())
    script = (
        "import sys\n"
        f"sys.path[:0] = [{str(GENERATOR)!r}, {str(Path(__file__).parents[2])!r}]\n"
        "from broadsheet.commands import main\n"
        "sys.exit(main())\n"
    )
    command = [sys.executable, "-c", script, "import", str(tmp_path / "a.xml"), "--source"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    assert 0 == subprocess.run([*command, str(calm)], check=False, **quiet).returncode
    interrupted = 0
    for recorded in (5, 20, 35):
        running = subprocess.Popen([*command, str(site)], **quiet)
        while running.poll() is None and _lines_in(site / "content" / NAME) < recorded:
            time.sleep(0.001)
        if running.poll() is None:
            os.kill(running.pid, signal.SIGKILL)
            interrupted += 1
        running.wait()
    subprocess.run([*command, str(site)], check=True, **quiet)

    def tree(root: Path) -> dict[str, bytes]:
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }

    assert tree(calm) == tree(site)
    assert interrupted


def test_what_was_asked_for_once_holds(site: Path, server: Any, fetch: Fetcher) -> None:
    """A later import without `--topic` and `--full-text` takes neither away."""
    article = site / "content" / "2022-02-21-one.md"
    content = "http://purl.org/rss/1.0/modules/content/"
    told = f'<c:encoded xmlns:c="{content}">Longer words of it.</c:encoded></item>'
    text = feed("one").replace(b"</item>", told.encode())
    server.feed("/a", text, '"1"')
    imported(site, fetch, server.url("/a"), "--topic", "Boats", "--full-text")
    before = article.read_text()
    server.feed("/a", text.replace(b"<item>", b"<item><author>Ann</author>"), '"2"')
    again = imported(site, fetch, server.url("/a"))

    assert (0, 1, 0, 0) == counts(again)
    assert "- Boats" in before
    assert before.endswith("---\n\nLonger words of it.\n")
    assert before == article.read_text().replace("author: Ann\n", "")
    imported(site, fetch, server.url("/a"), "--topic", "Harbours", "--refresh")
    assert ("- Harbours" in article.read_text(), "- Boats" in article.read_text()) == (True, False)


def test_settings_are_read_again_in_every_round(
    site: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A new topic counts from the next round on; broken settings keep those of before."""
    source = tmp_path / "a.xml"
    changes = [
        lambda: source.write_bytes(feed("a ferry")),
        lambda: (site / "site" / "topics.yaml").write_text(TOPICS + "- name: Trains\n"),
        lambda: (site / "site" / "topics.yaml").write_text("- name: [\n"),
    ]
    titles = ["a ferry", "a train", "another ferry"]

    def rounds(_: float | None) -> Iterator[int]:
        for number, (change, title) in enumerate(zip(changes, titles, strict=True), 1):
            change()
            items = feed(title).replace(b"</item>", b"<category>trains</category></item>")
            source.write_bytes(items)
            yield number

    monkeypatch.setattr("broadsheet.importing.watch.rounds", rounds)
    args = arguments("--source", str(site), str(source), "--watch")

    assert 0 == import_articles.run(args)
    made = {path.stem[11:]: path.read_text() for path in (site / "content").glob("*.md")}
    assert ["- Trains" in made[title.replace(" ", "-")] for title in titles] == [False, True, True]
    assert "the settings of the round before are used" in capsys.readouterr().err

"""A page that was taken down is gone from everything, and the command proves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadsheet.commands import main
from broadsheet.commands.takedown import _counted, _tell
from broadsheet.model import Article, RelatedItem
from broadsheet.proving.sitecopy import write, write_source
from broadsheet.weburl import identity
from broadsheet.withdrawal.scan import Scanned, scan
from broadsheet.withdrawal.traces import Traces, plain, traces_of
from small_site import article

TITLE = "Council of Albion lets robots vote by a majority of one"
URL = "https://albionledger.example/2022/robots-vote"
OTHER = "Robots may vote in Albion from May, the council decided at dawn"
OTHER_URL = "https://northwire.example/robots-may-vote"
THIRD_URL = "https://lamplight.example/what-robots-want"
BASE = "https://minds.example/"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a site of two articles about one event, each of which names the other."""
    root = tmp_path / "site-root"
    write(root / "site" / "site.yaml", f"title: Minds\nbase_url: {BASE}\nsearch: false\n")
    own = article(TITLE, "2022-02-21", URL, ((OTHER, OTHER_URL),), "The **whole** text.")
    old = ("Albion council may let robots vote this week, members say", URL)
    other = article(
        OTHER, "2022-02-22", OTHER_URL, ((TITLE, URL), old, ("What robots want now", THIRD_URL))
    )
    write_source(root / "content" / "2022-02-21-robots-vote.md", own)
    write_source(root / "content" / "2022-02-22-robots-may-vote.md", other)
    return root


def run(root: Path, *words: str) -> int:
    """Run a command on the site."""
    return main([*words, "--source", str(root)])


def published(root: Path) -> dict[str, bytes]:
    """Return every published file."""
    folder = root / "public"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def traces() -> Traces:
    """Return what betrays the article of the Ledger."""
    return traces_of(URL, BASE, [Article("a", "a.md", TITLE, url=URL, key=identity(URL))])


def test_scan_sees_what_was_published(root: Path) -> None:
    """Before the takedown the page is all over the site; a scan that misses it is blind."""
    run(root, "build")
    words = f"{TITLE} {URL}"
    found = scan(root / "public", traces(), lambda path: words if "robots-vote" in path else None)
    endings = {Path(find.path).suffix for find in found.finds}

    assert {".html", ".json", ".xml", ".txt", ".png"} <= endings
    assert {find.what.split()[1] for find in found.finds} == {"address", "headline"}


@pytest.mark.parametrize(
    "address",
    [
        URL,
        f"http://www.{URL.removeprefix('https://')}/?utm_source=x",
        f"{BASE}news/2022-02-21-robots-vote/",
    ],
)
def test_page_is_gone_under_every_address(
    root: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the publisher's address, in any form, or by ours: same files, and a dated page is left."""
    run(root, "build")
    status = run(root, "takedown", address, "--date", "2022-03-01", "--reason", "They asked.")
    files = published(root)
    stub = files["news/2022-02-21-robots-vote/index.html"].decode()
    said = capsys.readouterr().out

    assert status == 0
    assert "nothing of it is left" in said
    assert " files looked through (" in said
    assert re.search(r"\nfor (1 address|[2-9] addresses) and 2 headlines of https://albion", said)
    assert "1\u00a0March 2022" in stub
    assert "They asked." in stub
    assert TITLE not in stub
    assert not [path for path, data in files.items() if TITLE.encode() in data]
    assert not [path for path, data in files.items() if b"albionledger.example/2022" in data]
    assert OTHER in files["news/2022-02-22-robots-may-vote/index.html"].decode()
    assert "share/news/2022-02-21-robots-vote.png" not in files


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [(1, "address", "1 address"), (2, "address", "2 addresses"), (0, "headline", "0 headlines")],
)
def test_one_is_not_told_as_many(number: int, noun: str, said: str) -> None:
    """A number and its noun agree."""
    assert said == _counted(number, noun)


def test_headlines_that_were_not_looked_for_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A person has to look for them: "nothing is left" is not said of what nobody searched."""
    status = _tell(
        Traces(("a.example/x",), shared=("News in brief",), short=("Go",), url=URL), Scanned({}, ())
    )

    said = capsys.readouterr().out
    assert 0 == status
    assert "since other pages have it too: “News in brief”" in said
    assert "since it may stand anywhere: “Go”" in said


def test_a_file_that_only_begins_as_if_packed_is_searched_as_it_is(tmp_path: Path) -> None:
    """A page is not passed over because two bytes of it, or its end, are spoilt."""
    (tmp_path / "index.html").write_bytes(b"\x1f\x8b" + URL.encode())
    (tmp_path / "fine.html").write_bytes(b"nothing")

    found = scan(tmp_path, traces(), lambda _: None)

    assert {"index.html"} == {find.path for find in found.finds}


def test_what_is_left_is_the_build_that_was_asked_for(root: Path) -> None:
    """With the options of that build a takedown changes nothing but what was taken down."""
    asked = ["--base-url", "https://branch.example", "--noindex"]
    run(root, "build", *asked)
    before = published(root)
    status = run(root, "takedown", URL, *asked)
    files = published(root)
    page = files["news/2022-02-22-robots-may-vote/index.html"].decode()

    assert status == 0
    assert "https://branch.example/news/2022-02-22-robots-may-vote/" in page
    assert b"https://branch.example/" in files["feed.xml"]
    assert not [path for path, data in files.items() if BASE.encode() in data]
    assert before["robots.txt"] == files["robots.txt"]
    assert before["_headers"] == files["_headers"]


def test_last_good_version_of_it_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not published, but it is meant to be committed: who must not keep it has to know."""
    with (root / "site" / "site.yaml").open("a") as settings:
        settings.write("keep_last_good: true\n")
    run(root, "build")
    (root / "content" / "2022-02-21-robots-vote.md").write_bytes(b"\xff")
    run(root, "build")
    (copy,) = (root / ".broadsheet-last-good").glob("*.md")
    assert TITLE in copy.read_text("utf-8")
    capsys.readouterr()
    status = run(root, "takedown", URL)
    said = capsys.readouterr().out

    assert 0 == status
    assert f"\n.broadsheet-last-good/{copy.name} still holds the article" in said
    assert "\ncontent/2022-02-21-robots-vote.md still holds the article" in said
    assert "nothing of it is left in the output" in said


def test_page_that_only_others_name_is_gone(root: Path) -> None:
    """It has no address of ours, so no page is left of it."""
    run(root, "build")
    before = {path for path in published(root) if path.startswith("news/")}

    assert any(b"What robots want now" in data for data in published(root).values())
    assert run(root, "takedown", THIRD_URL) == 0
    assert not any(b"What robots want now" in data for data in published(root).values())
    assert {path for path in published(root) if path.startswith("news/")} == before


def test_what_is_left_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An editor's own page that links to it is not changed: the command says so and fails."""
    write(root / "site" / "pages" / "about.md", f"---\ntitle: About\n---\nSee [this]({URL}).\n")
    run(root, "build")

    assert run(root, "takedown", URL) == 1
    assert f"about/index.html: still holds the address {identity(URL)}" in capsys.readouterr().err


def test_unknown_page_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the pen is told, not entered."""
    run(root, "build")

    assert run(root, "takedown", "https://albionledger.example/2022/robots") == 1
    assert "[not-ours]" in capsys.readouterr().err
    assert not (root / "site" / "takedowns.yaml").exists()


def test_second_takedown_enters_nothing_and_proves_again(root: Path) -> None:
    """Other entries and comments of the file stay."""
    file = root / "site" / "takedowns.yaml"
    write(file, "# by hand\n- url: https://else.example/1\n  date: 2022-01-01\n")
    run(root, "build")
    first = run(root, "takedown", URL, "--date", "2022-03-01")
    text = file.read_text()
    second = run(root, "takedown", URL, "--date", "2022-04-01")

    assert (first, second) == (0, 0)
    assert text.startswith("# by hand\n- url: https://else.example/1\n")
    assert text.count("- url:") == 2
    assert file.read_text() == text


def test_wrong_date_is_refused_before_anything_is_written(root: Path) -> None:
    """The file would not be understood."""
    assert run(root, "takedown", URL, "--date", "tomorrow") == 1
    assert not (root / "site" / "takedowns.yaml").exists()


def test_headline_of_another_page_is_not_held_against_it() -> None:
    """Two outlets with one headline: what stays may say it."""
    articles = [
        Article("a", "a.md", TITLE, url=URL, key=identity(URL)),
        Article("b", "b.md", f"{TITLE}, council says", key="b.example/1"),
        Article(
            "c",
            "c.md",
            "Update",
            related=(RelatedItem("Live", key=identity(URL)),),
            key="c.example",
        ),
    ]
    found = traces_of(URL, BASE, articles)

    assert (found.needles, found.shared, found.short) == ((), (TITLE,), ("Live",))


@pytest.mark.parametrize(
    "text",
    [
        "Council of Albion lets\n   robots vote by a majority of one",
        "<del>Council</del> of <ins>Albion</ins> lets robots vote by a majority of one",
        "COUNCIL of Albion lets&nbsp;robots vote by a majority of one",
        r"Council of \u0041lbion lets robots vote by a majority of one",
    ],
)
def test_headline_is_seen_however_it_is_written(text: str) -> None:
    """Wrapped, marked by a word diff, escaped for HTML or JSON."""
    assert plain(TITLE) in plain(text)

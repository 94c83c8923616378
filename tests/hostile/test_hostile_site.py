"""Every hostile article in one site: each is inert or named, and the good ones are all there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from hostile.expected import EXPECTED
from hostile.hostile_site import (
    CASES,
    GOOD,
    TRICKS,
    add_tricks,
    everything_below,
    is_built,
    named_with_line,
    run_build,
    write_site,
)
from hostile.outputs import code_faults, faults_of, html_faults, xml_faults


class Built(NamedTuple):
    """A built site: its root, what the command said, and what lay beside it before and after."""

    root: Path
    status: int
    said: str
    around_before: dict[str, bytes]
    around: dict[str, bytes]

    @property
    def output(self) -> Path:
        """The folder that was published."""
        return self.root / "public"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Build the site once for all tests."""
    place = tmp_path_factory.mktemp("hostile")
    root = write_site(place / "site-root")
    add_tricks(root)
    before = everything_below(place)
    done = run_build(root)
    ours = ("site-root/public/", "site-root/.broadsheet/")
    after = {k: v for k, v in everything_below(place).items() if not k.startswith(ours)}
    yield Built(root, done.returncode, done.stdout + done.stderr, before, after)


def test_every_case_has_an_expectation() -> None:
    """No file is looked at by nobody, and none is missing; there are more than enough."""
    names = {os.fsencode(path.name).decode() for path in CASES.iterdir()}

    assert names == EXPECTED.keys()
    assert len(names) > 200


def test_the_build_ends_well(built: Built) -> None:
    """Broken articles are no reason to fail, and nobody is shown how the program works inside."""
    assert built.status == 0, built.said[-3000:]
    assert "Traceback" not in built.said
    assert 'File "' not in built.said


def test_every_bad_file_is_named_with_its_line(built: Built) -> None:
    """In one run, each with the line and the code that are expected."""
    bad = {name: what for name, what in EXPECTED.items() if what not in ("inert", "held")}

    unnamed = [n for n, what in bad.items() if not named_with_line(built.said, n, what)]
    assert unnamed == []


@pytest.mark.parametrize(("name", "code"), TRICKS.items())
def test_tricks_of_folders_are_named(built: Built, name: str, code: str) -> None:
    """Pipes, links and folders are refused by name."""
    lines = [line for line in built.said.splitlines() if f"content/bad/{name}" in line]

    assert any(line.endswith(f"[{code}]") for line in lines), lines


def test_articles_that_are_well_are_not_accused(built: Built) -> None:
    """What is only ugly is built without an error."""
    fine = [name for name, what in EXPECTED.items() if is_built(what) or what == "held"]
    errors = [line for line in built.said.splitlines() if ": warning: " not in line]

    accused = [n for n in fine if any(line.startswith(f"content/bad/{n}:") for line in errors)]
    assert accused == []


def test_no_good_article_is_lost(built: Built) -> None:
    """Each has its page, and the front page leads to it."""
    front = (built.output / "index.html").read_text()

    for name, title in GOOD.items():
        assert title in (built.output / "news" / name / "index.html").read_text()
        assert f'href="/news/{name}/"' in front


def test_what_is_inert_is_built(built: Built) -> None:
    """As many pages as there are articles that are not refused: none is dropped in silence."""
    expected = sum(is_built(what) for what in EXPECTED.values()) + len(GOOD)

    pages = list((built.output / "news").glob("*/index.html"))
    assert len(pages) == expected


def test_nothing_is_written_beside_output_and_cache(built: Built) -> None:
    """Not by a title, a topic or a name of a file, and no source is changed."""
    assert built.around == built.around_before


def test_no_file_outside_is_read(built: Built) -> None:
    """What a link leads to out of the site is on no page."""
    for path in built.output.rglob("*"):
        assert not path.is_file() or b"TOP SECRET" not in path.read_bytes()


def test_every_output_is_inert(built: Built) -> None:
    """No script but ours, no handler, no address that runs, in any file of any kind."""
    assert faults_of(built.output) == []


def test_scripts_were_inspected(built: Built) -> None:
    """The service worker is there, so that its inspection is one."""
    assert "KEPT" in (built.output / "service-worker.js").read_text()


def test_templates_in_texts_are_not_evaluated(built: Built) -> None:
    """They are on the page as they were written."""
    pages = built.output / "news"
    title = (pages / "2026-11-01-template-syntax-title" / "index.html").read_text()
    body = (pages / "2026-11-01-template-syntax-body" / "index.html").read_text()

    assert "{{ 7*7 }}" in title
    assert "{{ os.popen('id').read() }}" in body


def test_a_second_build_changes_nothing(built: Built) -> None:
    """Hostile articles do not make a build unstable either."""
    before = everything_below(built.output)
    done = run_build(built.root)

    assert done.returncode == 0
    assert everything_below(built.output) == before


def test_strict_publishes_nothing(built: Built) -> None:
    """The published folder is as it was, to the byte, and every bad file is named."""
    before = everything_below(built.output)
    done = run_build(built.root, "--strict")
    bad = {n: w for n, w in EXPECTED.items() if not is_built(w) and w != "held"}

    assert done.returncode != 0
    assert everything_below(built.output) == before
    assert [n for n, what in bad.items() if not named_with_line(done.stderr, n, what)] == []


@pytest.mark.parametrize(
    "markup",
    [
        "<script>1</script>",
        "<script src='https://evil.example/a.js'></script>",
        '<script type=\'application/ld+json\'>{"a": "<"}</script>',
        "<img src=x onerror=1>",
        "<a href='java\tscript:1'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<a href='https://a@evil.example/'>x</a>",
        "<img src='//evil.example/x.png'>",
        "<iframe></iframe>",
        "<p style='color:red'>x</p>",
        "<svg><set onbegin=1 /></svg>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
    ],
)
def test_the_inspection_bites(markup: str) -> None:
    """It finds each kind of thing that it looks for."""
    assert list(html_faults(f"<!doctype html><title>x</title>{markup}"))


@pytest.mark.parametrize(
    "inside",
    [
        "<description>&lt;script&gt;1&lt;/script&gt;</description>",
        "<description>&lt;img src=x onerror=1&gt;</description>",
        "<link>javascript:1</link>",
        "<a href='javascript:1'/>",
        "<script/>",
    ],
)
def test_the_inspection_of_feeds_bites(inside: str) -> None:
    """It finds what a reader of RSS would run."""
    assert list(xml_faults(f"<rss>{inside}</rss>"))


_WORKER = 'const BASE = "";\nconst VERSION = "5e7ff4d02c7b";\nconst KEPT = ["/"];\n\n// Keeps\n'


@pytest.mark.parametrize(
    "text",
    [
        _WORKER.replace('["/"]', "[\"/\", '/x']"),
        _WORKER.replace('["/"]', '["/", "</script><script>1"]'),
        _WORKER.replace('["/"]', '["/"]; alert(1); [""]'),
        _WORKER.replace('BASE = ""', 'BASE = "" + importScripts("//a.example/x.js")'),
        _WORKER + "self.__canary = 1;\n",
    ],
)
def test_the_inspection_of_scripts_bites(text: str) -> None:
    """It finds what an article or an address would have to write to run in the service worker."""
    assert [] == list(code_faults("service-worker.js", _WORKER))
    assert [] != list(code_faults("service-worker.js", text))

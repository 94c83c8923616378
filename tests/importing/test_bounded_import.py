"""No file of an old site stops the import of the others, however it was made.

The command runs in a process of its own with a patience that only an unbounded reading outlasts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from broadsheet.importing.drafts import Refused
from broadsheet.importing.foreign_matter import MAX_DEPTH, MAX_FRONT, MAX_TOML, split_front

GENERATOR = Path(__file__).parents[2] / "generator"
PATIENCE = 300.0

DOTS = b".a" * 60_000
TOO_DEEP = f"its front matter is nested too deeply; {MAX_DEPTH} levels are allowed"
NAME = f"a name in its front matter has more than {MAX_DEPTH} parts (line %d)"
NO_JSON = "its JSON front matter cannot be read"
LARGE_TOML = f"its TOML front matter is larger than {MAX_TOML:,} characters"
TOO_MANY = "its front matter holds more than 50,000 values"


def yaml_bomb() -> bytes:
    """Return front matter whose aliases would be 10^19 values."""
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    return ("---\ntitle: Bomb\ndate: 2022-02-20\n" + "\n".join(rows) + "\n---\nText.\n").encode()


def toml(text: bytes) -> bytes:
    """Return an article with this front matter."""
    return b"+++\n" + text + b"\n+++\nText.\n"


REFUSED = {
    "json-braces": (b"{x" + b"\n}" * 480_000, NO_JSON),
    "json-long": (b'{"a": "' + b"x" * (MAX_FRONT + 1) + b'"}\n', f"{NO_JSON}, or is larger than"),
    "json-deep": (b'{"a": ' + b"[" * 400_000 + b"\n}", TOO_DEEP),
    "json-nested": (b'{"a": ' + b"[" * 300 + b"]" * 300 + b"\n}\n", TOO_DEEP),
    "json-number": (b'{"a": ' + b"9" * 5_000 + b"\n}\n", "its front matter cannot be read: "),
    "toml-name": (toml(b"a" + DOTS + b" = 1"), NAME % 2),
    "toml-table": (toml(b"\n[a" + DOTS + b"]"), NAME % 3),
    "toml-spaced": (toml(b"a" + b' . "\\"x"' * 6_000 + b" = 1"), NAME % 2),
    "toml-inline": (toml(b"x = [{a" + DOTS + b" = 1}]"), NAME % 2),
    "toml-after-text": (toml(b'x = ["""x"y""", {a' + DOTS + b' = 1}, "x"]'), NAME % 2),
    "toml-after-quotes": (toml(b'x = ["""x""""", {a' + DOTS + b' = 1}, "x"]'), NAME % 2),
    "toml-large": (toml(b"a.b.c.d = 1\n" * 70_000), LARGE_TOML),
    "toml-many": (toml(b"x = [" + b"0," * 60_000 + b"]"), TOO_MANY),
    "toml-number": (toml(b"a = " + b"9" * 5_000), "its front matter cannot be read: "),
    "toml-hexadecimal": (toml(b"a = 0x" + b"f" * 5_000), "its front matter holds a number"),
    "toml-nested": (toml(b"a = " + b"{a=" * 200 + b"1" + b"}" * 200), TOO_DEEP),
}
"""Files that are left out, each with the beginning of what is said of it."""

HEAD = "---\ntitle: Costly\ndate: 2022-02-20\n---\n"
TAKEN = {
    "yaml-aliases": yaml_bomb(),
    "json-ends-once": b'{"title": "J", "date": "2022-02-20"}' + b"\n}" * 480_000,
    "toml-prose": toml(
        b'title = "T"\ndate = 2022-02-20\nat = 07:32:00\nx = "' + b"A. " * 900 + b'"'
    ),
    "tags-open": (HEAD + "{{" * 400_000).encode(),
    "tags-open-too": (HEAD + "{%" * 400_000).encode(),
    "code-open": (HEAD + "{% highlight a %}" * 50_000).encode(),
    "code-name": (HEAD + "{% highlight " + "a" * 900_000).encode(),
    "teaser-brackets": (HEAD + "[" * 900_000 + "<!--more-->").encode(),
    "teaser-links": (HEAD + "](" * 450_000 + "<!--more-->").encode(),
}
"""Files that are imported, however long a careless reading of them would take."""


LONG = 1_000_000


def feed(**item: str) -> bytes:
    """Return a JSON Feed of one item."""
    version = "https://jsonfeed.org/version/1.1"
    given = {"url": "https://feed.example/a", "title": "T", "date_published": "2022-02-20"}
    return json.dumps({"version": version, "items": [given | item]}).encode()


def page(head: str) -> bytes:
    """Return a web page."""
    return f"<html><head><title>T</title>{head}</head><body><p>Text.</p></body></html>".encode()


STRANGE = {
    "tag-open.json": feed(content_html="<a" + "1" * LONG),
    "scripts-open.json": feed(content_html="<script " * (LONG // 8)),
    "blank-lines.json": feed(content_text="a" + "\n" * LONG + "a"),
    "ampersands.json": feed(content_html="<b>" + "&amp;" * LONG),
    "no-break-spaces.json": feed(content_html="<b>" + "\u00a0" * LONG),
    "date.json": feed(date_modified="2022-02-20" + "\t" * LONG + "x"),
    "hyphens.txt": b"T\n\nA man , 40 , isn ' t at x . com .\n\n" + b"aiw-" * (LONG // 4),
    "type.html": page(
        '<script type="application/ld+json">{"@type": "%s", "headline": "T"}</script>'
        % ("LiveBlog" * (LONG // 8))
    ),
}
"""Feeds, pages and texts that are taken, however long a careless reading of them would take."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_costs_too_much_is_refused(name: str) -> None:
    """The reason says which bound was passed, in one line."""
    data, reason = REFUSED[name]
    with pytest.raises(Refused) as refusal:
        split_front(data)

    assert str(refusal.value).startswith(reason)
    assert "\n" not in str(refusal.value)


def run_import(tmp_path: Path, source: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Import by the command; return its exit status and its report."""
    (tmp_path / "ours" / "site").mkdir(parents=True)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "broadsheet", "import", str(source), *options),
            *("--json", "--source", "ours"),
        ],
        capture_output=True,
        cwd=tmp_path,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "PYTHONPATH": str(GENERATOR)},
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def test_the_others_of_a_site_are_imported(tmp_path: Path) -> None:
    """Each costly file is left out with its path and a reason, or taken; all others are taken."""
    content = tmp_path / "old" / "content"
    content.mkdir(parents=True)
    (tmp_path / "old" / "hugo.toml").write_bytes(b"title = 'Old'\na" + DOTS + b" = 1\n")
    for name, data in {**TAKEN, **{name: data for name, (data, _) in REFUSED.items()}}.items():
        (content / f"{name}.md").write_bytes(data)
    for name in ("aaa", "zzz"):
        (content / f"{name}.md").write_text(f"---\ntitle: {name}\ndate: 2022-02-21\n---\nText.\n")
    status, report = run_import(tmp_path, tmp_path / "old")
    left_out = {
        Path(row["source"]).stem: row["reason"]
        for row in report["outcomes"]
        if row["action"] == "skipped" and "/content/" in row["source"]
    }

    assert 0 == status
    assert sorted(REFUSED) == sorted(left_out)
    assert [] == [name for name in REFUSED if not left_out[name].startswith(REFUSED[name][1])]
    assert len(TAKEN) + 2 == report["counts"]["new"]


@pytest.mark.parametrize("name", STRANGE)
def test_what_a_stranger_sends_is_read_in_time(tmp_path: Path, name: str) -> None:
    """Patterns that look again from each place, and parsers that move the rest, never end."""
    (tmp_path / name).write_bytes(STRANGE[name])
    status, report = run_import(tmp_path, tmp_path / name, "--full-text")

    assert 0 == status
    assert 1 == report["counts"]["new"]


def test_a_single_file_that_is_refused_fails_the_command(tmp_path: Path) -> None:
    """The exit status is 1, and the report names the file."""
    (tmp_path / "j.md").write_bytes(REFUSED["json-braces"][0])
    status, report = run_import(tmp_path, tmp_path / "j.md")

    assert 1 == status
    assert ["../j.md"] == [row["source"] for row in report["failed"]]
    assert report["failed"][0]["reason"].startswith(NO_JSON)

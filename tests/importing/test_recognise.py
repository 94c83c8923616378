"""What kind of source something is."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadsheet.importing.drafts import Refused
from broadsheet.importing.oldsites import drafts_of_site
from broadsheet.importing.recognise import (
    files_in,
    kind_of_bytes,
    kind_of_folder,
    read_file,
)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"<?xml version='1.0'?><rss version='2.0'/>", "x", "feed"),
        (b"\xef\xbb\xbf\n<feed xmlns='http://www.w3.org/2005/Atom'/>", "x.txt", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'/>", "x", "feed"),
        (b"<!-- note --><opml version='2.0'/>", "x.xml", "opml"),
        (b"<!DOCTYPE html><title>x</title>", "x.xml", "page"),
        (b"<article><p>x</p></article>", "x", "page"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "x", "feed"),
        (b'{"page": 1, "value": [{"title": "x"}], "nextPage": null}', "x", "everyday"),
        (b'[{"title": "x"}]', "x.json", "everyday"),
        (b"---\ntitle: x\n---\n", "x.txt", "article"),
        (b"+++\ntitle = 'x'\n+++\n", "x.md", "article"),
        (b'{\n"title": "x"\n}\nBody', "x.md", "article"),
        (b"# A heading\n", "x.md", "article"),
        (b"A title\n\nText with <b>one</b> tag.\n", "x.txt", "text"),
        (b"[Square] brackets begin this title\n", "x", "text"),
    ],
)
def test_sources_are_known_by_what_they_hold(data: bytes, name: str, kind: str) -> None:
    """Content goes before names."""
    assert kind == kind_of_bytes(data, name)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" \n", "empty"),
        (b"<urlset/>", "sitemap"),
        (b"<svg/>", "neither a feed"),
        (b'{"a": 1}', "neither a JSON Feed"),
        (b"a\x00b", "no text"),
        (b"[" * 100_000 + b"]" * 100_000, "too deeply"),
    ],
)
def test_what_nothing_can_read_is_refused(data: bytes, reason: str) -> None:
    """Every refusal says why."""
    with pytest.raises(Refused, match=reason):
        kind_of_bytes(data)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["_config.yml"], "jekyll"),
        (["_posts/x.md"], "jekyll"),
        (["hugo.toml", "content/x.md"], "hugo"),
        (["config.toml", "content/x.md"], "hugo"),
        (["config.toml"], None),
        (["eleventy.config.js"], "eleventy"),
        (["api/news/index.json", "api/news/page/1/index.json"], "everyday"),
        (["index.json"], None),
        (["a.txt"], None),
    ],
)
def test_sites_are_known_by_their_files(tmp_path: Path, names: list[str], kind: str | None) -> None:
    """Each system leaves its mark in its folder."""
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")

    assert kind == kind_of_folder(tmp_path)


def test_hidden_files_and_links_are_passed_over(tmp_path: Path) -> None:
    """Dot- and underscore-names, links and foreign endings are no sources."""
    for name in ("b.txt", "a.xml", ".c.txt", "_d.txt", "e.png"):
        (tmp_path / name).write_text("x")
    (tmp_path / "f.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "loop").symlink_to(tmp_path)

    assert ["a.xml", "b.txt"] == [path.name for path in files_in(tmp_path)]


def test_unreadable_files_give_a_reason(tmp_path: Path) -> None:
    """A missing file and a folder in its place are told apart."""
    with pytest.raises(Refused, match="no such file"):
        read_file(tmp_path / "none")
    with pytest.raises(Refused, match="no file"):
        read_file(tmp_path)


@pytest.mark.parametrize("walk", [files_in, lambda top: drafts_of_site(top, "jekyll", "old")])
def test_folders_without_end_are_refused(
    tmp_path: Path, walk: Callable[[Path], Iterator[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path may be longer than the system takes, and deeper than calls may be."""
    top = tmp_path / "_posts"
    top.mkdir()
    monkeypatch.chdir(top)
    for _ in range(1_200):
        Path("deep").mkdir()
        monkeypatch.chdir("deep")
    try:
        with pytest.raises(Refused, match="nested more than 32 deep"):
            list(walk(top))
    finally:
        monkeypatch.chdir(tmp_path)
        subprocess.run(["rm", "-rf", top], check=True)

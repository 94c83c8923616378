"""Writes one corpus in each tool's own form: the same words and Markdown, a few keys apart.

Every tree holds one file per article, `YYYY-MM-DD-slug.md`, so the files correspond one to one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from bench.aside import put_aside
from bench.corpus import Article, Corpus, Related

PEER_FILES = Path(__file__).parent / "peers"
SITE_URL = "https://bench.example"
SITE_TITLE = "The Bench"
PAGE_SIZE = 25

BROADSHEET_SETTINGS = f"""\
title: "{SITE_TITLE}"
tagline: "Invented news"
description: "An invented corpus, for measuring."
base_url: "{SITE_URL}"
language: en
time_zone: UTC
page_size: {PAGE_SIZE}
search: false
share_cards: false
"""


class Tree(msgspec.Struct, frozen=True):
    """How one tool wants the corpus: where articles go, and the keys only that tool reads."""

    tool: str
    articles: str
    renames: dict[str, str]
    own_lines: Callable[[Article], Sequence[str]]


def quoted(text: str) -> str:
    """`text` as a YAML double-quoted scalar (JSON strings are a subset of those)."""
    return json.dumps(text, ensure_ascii=False)


def front_matter(article: Article, tree: Tree) -> str:
    """Return the front matter between its two marks."""
    sketch = article.sketch
    fields = {
        "category": "news",
        "title": quoted(sketch.title),
        "excerpt": quoted(article.excerpt),
        "publishedDateTime": f"{sketch.moment:%Y-%m-%dT%H:%M:%SZ}",
        "originalUrl": quoted(sketch.web_url),
        "webUrl": quoted(sketch.web_url),
        "type": "article",
        "quality": str(sketch.quality),
        "heat": str(article.heat),
        "published": "true" if sketch.published else "false",
    }
    lines = [f"{tree.renames.get(key, key)}: {value}" for key, value in fields.items()]
    lines += tree.own_lines(article)
    lines += ["provider:", f"  name: {quoted(sketch.provider.name)}"]
    lines += [f"  domain: {sketch.provider.domain}", "topics:"]
    lines += [f"  - {quoted(topic)}" for topic in article.topics]
    if article.related:
        lines.append("related:")
        for entry in article.related:
            lines += related_lines(entry)
    lines.append(f"secured: {quoted(article.secured)}")
    return "---\n" + "\n".join(lines) + "\n---\n"


def related_lines(entry: Related) -> list[str]:
    """One entry of a related list, as the sources write it."""
    host, _, path = entry.web_url.removeprefix("https://").partition("/")
    amp_cache = f"{host.replace('.', '-')}.cdn.example/c/s/{host}"
    lines = [
        f"  - title: {quoted(entry.title)}",
        f"    excerpt: {quoted(entry.excerpt)}",
        f"    publishedDateTime: {entry.moment:%Y-%m-%dT%H:%M:%SZ}",
        f"    webUrl: {quoted(entry.web_url)}",
        f"    ampWebUrl: {quoted(f'https://{host}/amp/{path}')}",
        f"    cdnAmpWebUrl: {quoted(f'https://{amp_cache}/amp/{path}')}",
        "    type: article",
        "    provider:",
        f"      name: {quoted(entry.provider.name)}",
        f"      domain: {entry.provider.domain}",
        f"    quality: {entry.quality}",
    ]
    if entry.has_image:
        lines += [
            "    images:",
            f"      - url: {quoted(f'https://static.{entry.provider.domain}/{path}.jpg')}",
            "        width: 1200",
            "        height: 630",
            "        isCached: true",
        ]
    return lines


def article_file(article: Article, tree: Tree) -> str:
    """Return the whole text of one article file."""
    return front_matter(article, tree) + (f"\n{article.body}" if article.body else "")


def _nothing(_: Article) -> Sequence[str]:
    return ()


def _hugo(article: Article) -> Sequence[str]:
    sketch = article.sketch
    return (
        f"date: {sketch.moment:%Y-%m-%dT%H:%M:%SZ}",
        f"slug: {sketch.name}",
        f"draft: {'false' if sketch.published else 'true'}",
    )


def _eleventy(article: Article) -> Sequence[str]:
    sketch = article.sketch
    if not sketch.published:
        return ("permalink: false", "eleventyExcludeFromCollections: true")
    return (f"date: {sketch.moment:%Y-%m-%dT%H:%M:%SZ}", f"permalink: /news/{sketch.name}/")


def _pelican(article: Article) -> Sequence[str]:
    sketch = article.sketch
    return (
        f"date: {sketch.moment:%Y-%m-%dT%H:%M:%SZ}",
        f"slug: {sketch.name}",
        f"status: {'published' if sketch.published else 'skip'}",
    )


# `type` picks a layout in Hugo and `published` hides a page in several tools: our own keys there.
PEER_RENAMES = {"type": "kind", "published": "listed"}
TREES: dict[str, Tree] = {
    "broadsheet": Tree("broadsheet", "content", {}, _nothing),
    "hugo": Tree("hugo", "content/news", PEER_RENAMES, _hugo),
    "eleventy": Tree("eleventy", "content/news", PEER_RENAMES, _eleventy),
    "pelican": Tree("pelican", "content/news", PEER_RENAMES, _pelican),
}


def write_trees(corpus: Corpus, tools: Iterable[str], folder: Path, work: Path) -> dict[str, Path]:
    """Write the corpus for each of `tools` under `folder`; returns each tool's source folder.

    What stood there before is put aside in `work`, and caches and outputs of earlier runs with it.
    """
    trees = {tool: TREES[tool] for tool in tools}
    sources = {tool: folder / tool for tool in trees}
    for tool, source in sources.items():
        put_aside(source, work)
        _write_settings(tool, source)
        (source / trees[tool].articles).mkdir(parents=True, exist_ok=True)
    for article in corpus.articles():
        for tool, tree in trees.items():
            target = article_path(sources[tool], tool, article.sketch.name)
            target.write_text(article_file(article, tree), encoding="utf-8")
    return sources


def article_path(source: Path, tool: str, name: str) -> Path:
    """Return the file of the article called `name` in a tool's source folder."""
    return source / TREES[tool].articles / f"{name}.md"


def _write_settings(tool: str, source: Path) -> None:
    """Templates and settings: Broadsheet brings its own, the peers' are in `bench/peers`."""
    if tool != "broadsheet":
        shutil.copytree(PEER_FILES / tool, source)
        return
    (source / "site").mkdir(parents=True)
    (source / "site" / "site.yaml").write_text(BROADSHEET_SETTINGS, encoding="utf-8")

"""What kind of source something is, by what it holds and then by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from broadsheet.importing.drafts import Refused, SourceKind
from broadsheet.importing.everyday import looks_everyday
from broadsheet.reading.discover import MAX_DEPTH

MAX_FILE = 20_000_000
"""Bytes of one file that is imported."""

_XML_ROOT = re.compile(rb"(?i)<(?:[\w.-]{1,20}:)?(rss|feed|rdf|opml|html|urlset|sitemapindex)\b")
_XML_KINDS: dict[bytes, SourceKind] = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"opml": "opml",
    b"html": "page",
}
_HTML_HINT = re.compile(rb"<!doctype html|<(?:head|body|article|title|meta|p|div)\b", re.IGNORECASE)
_TEXT_ENDINGS = frozenset({".txt", ".text", ""})
_ARTICLE_ENDINGS = frozenset({".md", ".markdown", ".mkd", ".mdown"})
_ENDINGS = frozenset(
    {".rss", ".atom", ".xml", ".rdf", ".opml", ".json", ".html", ".htm", ".xhtml"}
    | _TEXT_ENDINGS
    | _ARTICLE_ENDINGS
)
_HUGO = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config/_default")
_ELEVENTY = ("eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", ".eleventy.js")
_JEKYLL = ("_config.yml", "_config.yaml", "_posts", "_news")


def kind_of_bytes(data: bytes, name: str = "", content_type: str = "") -> SourceKind:
    """Return what these bytes are. Raises `Refused` when nothing here can read them."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise Refused("it is empty")
    if head[:1] in (b"{", b"["):
        kind = _kind_of_json(data)
        if kind is not None:
            return kind
    if head.startswith((b"---\n", b"---\r", b"--- ", b"+++\n", b"+++\r")):
        return "article"
    if head.startswith(b"<"):
        return _kind_of_markup(head)
    ending = Path(name).suffix.lower()
    if ending in _ARTICLE_ENDINGS:
        return "article"
    if b"\0" in data[:65536]:
        raise Refused("it is no text")
    if "html" in content_type or (ending in (".html", ".htm") and _HTML_HINT.search(head)):
        return "page"
    return "text"


def _kind_of_markup(head: bytes) -> SourceKind:
    """Return the kind of XML or HTML by its first known element."""
    found = _XML_ROOT.search(head)
    if found is None:
        if _HTML_HINT.search(head):
            return "page"
        raise Refused("this XML is neither a feed, an OPML list nor a web page")
    kind = _XML_KINDS.get(found[1].lower())
    if kind is None:
        raise Refused("a sitemap has no articles, only addresses")
    return kind


def _kind_of_json(data: bytes) -> SourceKind | None:
    """Return the kind of a JSON document, None when it is none (front matter may be JSON)."""
    try:
        value = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        raise Refused("its JSON is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "article" if data.lstrip()[:1] == b"{" and b"\n}" in data else None
    if isinstance(value, dict) and str(value.get("version", "")).startswith("https://jsonfeed.org"):
        return "feed"
    if looks_everyday(value):
        return "everyday"
    raise Refused("this JSON is neither a JSON Feed nor a list of the Every Day API")


def kind_of_folder(folder: Path) -> SourceKind | None:
    """Return which system's site a folder is, or None for a folder of single files."""
    if everyday_start(folder) is not None:
        return "everyday"
    if any((folder / name).exists() for name in _ELEVENTY):
        return "eleventy"
    if any((folder / name).exists() for name in _HUGO) and (folder / "content").is_dir():
        return "hugo"
    if any((folder / name).exists() for name in _JEKYLL) or folder.name in ("_posts", "_news"):
        return "jekyll"
    return None


def everyday_start(folder: Path) -> Path | None:
    """Return the first page of the Every Day API below a folder, if that is what it holds."""
    for name in ("api/news/index.json", "news/index.json", "index.json"):
        path = folder / name
        if path.is_file() and (folder / name).parent.joinpath("page").is_dir():
            return path
    return None


def entries_of(folder: Path, depth: int) -> list[Path]:
    """Return what lies in a folder, sorted, without symbolic links. Raises `Refused`."""
    if depth > MAX_DEPTH:
        raise Refused(f"folders are nested more than {MAX_DEPTH} deep in it")
    try:
        return sorted(path for path in folder.iterdir() if not path.is_symlink())
    except OSError as error:
        raise Refused(f"{folder} cannot be read: {error.strerror or error}") from None


def files_in(folder: Path, depth: int = 0) -> Iterator[Path]:
    """Yield the files of a folder that may be articles, sorted, without dot- and `_`-names.

    Symbolic links are not followed: what they lead to may lie anywhere. Raises `Refused` where
    folders are nested too deeply.
    """
    for path in entries_of(folder, depth):
        if path.name.startswith((".", "_")):
            continue
        if path.is_dir():
            yield from files_in(path, depth + 1)
        elif path.is_file() and path.suffix.lower() in _ENDINGS:
            yield path


def read_file(path: Path) -> bytes:
    """Return the bytes of a regular file of bearable size. Raises `Refused`."""
    try:
        if not path.is_file():
            raise Refused("there is no such file" if not path.exists() else "it is no file")
        if path.stat().st_size > MAX_FILE:
            raise Refused(f"larger than {MAX_FILE:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror or error}") from None

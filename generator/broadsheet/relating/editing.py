"""A related list into an article file: a clean edit that leaves every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from broadsheet.importing.layout import dumped
from broadsheet.model import Article
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.relating.proposing import Entry, entry_excerpt
from broadsheet.text import one_line

_FENCE = re.compile(rb"---[ \t]*(?=\r\n|\r|\n|\Z)")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_EMPTY_LIST = re.compile(rb"related[ \t]*:[ \t]*(?:\[[ \t]*\]|null|~)?[ \t]*(?:#.*)?")


class Unchanged(Exception):
    """The file cannot be edited; the text says why, for people."""


def with_related(data: bytes, path: str, entries: Sequence[Entry], rules: ParseRules) -> bytes:
    """Return the file with these entries as its related list, all else byte for byte as it was.

    The list stands where an empty `related:` stood, or else at the end of the front matter.
    Raises Unchanged when that would not give the same article with just that list.
    """
    before = parse(data, path, rules).article
    if before is None or before.related:
        raise Unchanged("it is broken" if before is None else "it has a related list by now")
    start, end, newline = _place(data)
    block = _block(entries).replace("\n", newline.decode()).encode()
    made = data[:start] + block + data[end:]
    _check(before, parse(made, path, rules).article, entries)
    return made


def _place(data: bytes) -> tuple[int, int, bytes]:
    """Return what part of the file the list replaces (often none), and how lines end there."""
    newline = _LINE_END.search(data)
    fences = _fences(data)
    if newline is None or fences is None:
        raise Unchanged("its front matter has no end")
    start, end = fences
    at = start
    while at < end:
        found = _LINE_END.search(data, at)
        stop = found.start() if found else end
        if _EMPTY_LIST.fullmatch(data, at, stop):
            return at, found.end() if found else end, newline[0]
        at = found.end() if found else end
    return end, end, newline[0]


def _fences(data: bytes) -> tuple[int, int] | None:
    """Return where the front matter begins, and where its closing line does."""
    opening = _FENCE.match(data.removeprefix(b"\xef\xbb\xbf"))
    if opening is None:
        return None
    at = _LINE_END.search(data)
    start = at.end() if at else len(data)
    while at is not None:
        if _FENCE.match(data, at.end()):
            return start, at.end()
        at = _LINE_END.search(data, at.end())
    return None


def _check(before: Article, after: Article | None, entries: Sequence[Entry]) -> None:
    """Raise Unchanged unless the list, and nothing else, came into the article."""
    if after is None or msgspec.structs.replace(after, related=()) != before:
        raise Unchanged("its front matter is written in a way that leaves no place for a list")
    if [item.key for item in after.related] != [entry.reference.article.key for entry in entries]:
        raise Unchanged("the limits of the settings allow no such list")


def _block(entries: Sequence[Entry]) -> str:
    """Return the list as YAML, ordered by quality, the highest first (contract D5.2)."""
    rows = [entry_fields(entry.reference.article) | {"relevance": entry.score} for entry in entries]
    return dumped({"related": rows})


def entry_fields(article: Article) -> dict[str, Any]:
    """Return an article as an entry of another's list, with the fields of contract D5.1."""
    provider = {"name": article.outlet.name, "domain": article.outlet.domain}
    fields = {
        "title": one_line(article.title),
        "excerpt": entry_excerpt(article),
        "publishedDateTime": article.published_at,
        "webUrl": article.url,
        "type": article.kind,
        "provider": {name: value for name, value in provider.items() if value},
        "quality": article.quality,
    }
    return {name: value for name, value in fields.items() if value not in ("", None, {})}


__all__ = ["Unchanged", "entry_fields", "with_related"]

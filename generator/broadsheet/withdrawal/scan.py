"""Looks through every file of a published site for what betrays a page that was taken down."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from broadsheet.weburl import identity
from broadsheet.withdrawal.traces import Traces, plain

PICTURES = (".png", ".avif", ".webp", ".ico", ".jpg", ".jpeg", ".gif")
KINDS = {
    ".html": "pages",
    ".json": "JSON",
    ".xml": "feeds and sitemaps",
    ".opml": "feeds and sitemaps",
    ".txt": "texts",
    ".css": "styles and scripts",
    ".js": "styles and scripts",
}
GZIP = b"\x1f\x8b"


class Find(NamedTuple):
    """A trace that is still there: the file, and what of the page it holds."""

    path: str
    what: str


class Scanned(NamedTuple):
    """What was looked at, by kind, and what was found."""

    counts: dict[str, int]
    finds: tuple[Find, ...]


def scan(folder: Path, traces: Traces, drawn: Callable[[str], str | None]) -> Scanned:
    """Look into every file below a folder, packed ones included. Raises OSError.

    Letters in a picture cannot be read: `drawn` gives by path the words that a picture was drawn
    from, or None where it was drawn from none.
    """
    counts: Counter[str] = Counter()
    finds: list[Find] = []
    look = _Look(traces)
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() in PICTURES:
            words = drawn(name)
            counts["pictures, by the words they were drawn from"] += 1
            finds += [Find(name, what) for what in look.into(words or "")]
            continue
        data, was_packed = _unpacked(path.read_bytes())
        counts["search index" if was_packed else KINDS.get(path.suffix.lower(), "others")] += 1
        finds += [Find(name, what) for what in look.into(data.decode("utf-8", "replace"))]
    return Scanned(dict(sorted(counts.items())), tuple(sorted(finds)))


class _Look:
    """Looks into one text after another."""

    def __init__(self, traces: Traces) -> None:
        self._keys = frozenset(key for key in traces.keys if "/" in key or "." in key)
        hosts = sorted({re.escape(key.partition("/")[0]) for key in self._keys})
        self._address = (
            re.compile(rf"[\w.-]*(?:{'|'.join(hosts)})[^\s\"'<>\\)\]]*", re.IGNORECASE)
            if hosts
            else None
        )
        self._needles = [(needle, _rarest_word(needle)) for needle in traces.needles]

    def into(self, text: str) -> Iterator[str]:
        """Yield what of the page a text holds, each once."""
        if not text:
            return
        if self._address is not None:
            yield from sorted(self._addresses(text))
        folded = text.casefold()
        if all(word not in folded for _, word in self._needles):
            return
        read = plain(text)
        yield from (f"the headline “{needle}”" for needle, _ in self._needles if needle in read)

    def _addresses(self, text: str) -> set[str]:
        assert self._address is not None
        readable = text.replace("\\/", "/").replace("&amp;", "&").replace("\\u0026", "&")
        found = {match.rstrip(".,;:!?") for match in self._address.findall(readable)}
        return {f"the address {each}" for each in found if identity(each) in self._keys}


def _rarest_word(needle: str) -> str:
    """Return the longest plain word, by which a text is judged before it is read in full."""
    words = [word for word in re.findall(r"[a-z0-9]+", needle) if word]
    return max(words, key=len, default="")


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders.sort()
        yield from (path for name in sorted(names) if (path := Path(here, name)).is_file())


def _unpacked(data: bytes) -> tuple[bytes, bool]:
    """Return a file's bytes, unpacked if they are packed, as those of the search index are."""
    if not data.startswith(GZIP):
        return data, False
    try:
        return gzip.decompress(data), True
    except (OSError, EOFError, zlib.error):
        return data, True

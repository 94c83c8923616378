"""The published folder as a host serves it: which address gives which file."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

Answer = Literal["file", "redirect", "missing", "outside", "elsewhere", "unsafe", "nothing"]
"""`file`: a file of the site; `redirect`: the same, by way of a redirect; `missing`: no file;
`outside`: this host, but not under the site's base path; `elsewhere`: another host; `unsafe`: a
scheme that runs something; `nothing`: an address without a page, such as `mailto:`."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_HARMLESS = frozenset(["mailto", "tel", "sms", "feed", "web+feed"])
_UNSAFE = frozenset(["javascript", "vbscript", "data", "file", "blob"])


class Place(NamedTuple):
    """Where an address leads: the file below the folder, or empty; and the place in the page."""

    answer: Answer
    file: str = ""
    fragment: str = ""


class Published:
    """A built site: its files, its redirects, and the address at which it is published.

    A pretty address is served as hosts do: `/x/` is `x/index.html`, `/x` is `x.html`, or leads to
    `/x/` where that is a folder.
    """

    def __init__(self, folder: Path, base_url: str) -> None:
        self.folder = folder
        self.base_url = base_url if base_url.endswith("/") else f"{base_url}/"
        parts = urlsplit(self.base_url)
        self._host = parts.netloc.lower()
        self._base_path = parts.path
        self.files = frozenset(_files(folder))
        self._redirects = self._read_redirects()
        self._remembered = lru_cache(maxsize=1 << 17)(self._place)

    def url_of(self, file: str) -> str:
        """Return the address at which a file is served."""
        if file == "index.html" or file.endswith("/index.html"):
            file = file.removesuffix("index.html")
        return f"{self.base_url}{file}"

    def read(self, file: str) -> bytes:
        """Return a file's bytes."""
        return (self.folder / file).read_bytes()

    def place(self, address: str, on_page: str) -> Place:
        """Return where an address written on a page (a file of ours) leads.

        Most addresses stand on many pages and mean the same on each: they are looked up once.
        """
        is_relative = not address.startswith("/") and "://" not in address[:12]
        return self._remembered(address, on_page if is_relative else "")

    def _place(self, address: str, on_page: str) -> Place:
        cleaned = re.sub(r"[\t\n\r]", "", address).strip()
        scheme = _SCHEME.match(cleaned)
        name = scheme[0][:-1].lower() if scheme else ""
        if name in _UNSAFE:
            return Place("unsafe")
        if name in _HARMLESS:
            return Place("nothing")
        try:
            parts = urlsplit(urljoin(self.url_of(on_page), cleaned))
        except ValueError:
            return Place("missing")
        if parts.scheme not in ("http", "https"):
            return Place("unsafe")
        if parts.netloc.lower() != self._host:
            return Place("elsewhere")
        if not f"{parts.path}/".startswith(self._base_path):
            return Place("outside")
        inside = unquote(parts.path[len(self._base_path) :])
        answer, file = self._served(inside)
        return Place(answer, file, unquote(parts.fragment))

    def _served(self, path: str) -> tuple[Answer, str]:
        """Return how the host answers for a path below the base path."""
        if not path or path.endswith("/"):
            index = f"{path}index.html"
            if index in self.files:
                return "file", index
        elif path in self.files:
            return "file", path
        elif f"{path}.html" in self.files:
            return "file", f"{path}.html"
        elif f"{path}/index.html" in self.files:
            return "redirect", f"{path}/index.html"
        return ("redirect", "") if f"/{path}" in self._redirects else ("missing", "")

    def _read_redirects(self) -> frozenset[str]:
        """Return the addresses, below the base path, that `_redirects` leads elsewhere."""
        if "_redirects" not in self.files:
            return frozenset()
        lines = self.read("_redirects").decode("utf-8", "replace").splitlines()
        sources = [line.split()[0] for line in lines if line.strip() and line[0] != "#"]
        base = self._base_path.rstrip("/")
        return frozenset(unquote(source.removeprefix(base)) for source in sources)


def _files(folder: Path) -> list[str]:
    """Return the paths of all regular files below a folder, with forward slashes."""
    found: list[str] = []
    for place, _, names in os.walk(folder):
        below = Path(place).relative_to(folder).as_posix()
        prefix = "" if below == "." else f"{below}/"
        found += [prefix + name for name in names]
    return found


def base_url_of(folder: Path) -> str:
    """Return the address at which the site says it is published, or an empty text.

    It is the canonical address of the front page.
    """
    from broadsheet.checking.page_facts import page_facts

    front = folder / "index.html"
    return page_facts(front.read_bytes()).canonical if front.is_file() else ""

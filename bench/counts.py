"""Checks that the tools did the same work: the same pages with the same words on them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from bench.corpus import NUMBER_DIGITS, Sketch

SAMPLED_PAGES = 200


class Output(msgspec.Struct, frozen=True):
    """What one tool wrote: its folder, the relative paths of its files, their bytes in sum."""

    folder: Path
    paths: frozenset[str]
    size: int


def read_output(folder: Path) -> Output:
    """List an output folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    paths = frozenset(path.relative_to(folder).as_posix() for path in files)
    return Output(folder, paths, sum(path.stat().st_size for path in files))


def kinds(output: Output) -> dict[str, int]:
    """How many files of each kind: the first folder of the path, or the ending at the top."""
    return dict(sorted(Counter(_kind(path) for path in output.paths).items()))


def _kind(path: str) -> str:
    folder, _, rest = path.partition("/")
    if not rest:
        return "home" if path == "index.html" else f"*{Path(path).suffix}"
    return "home" if folder == "page" else f"{folder}/"


def differences(outputs: Mapping[str, Output]) -> list[str]:
    """Say in sentences what parts the peers' outputs; none if they are the same pages.

    Paths are compared all; the words of every so-manieth page are.
    """
    names = list(outputs)
    if len(names) < 2:
        return []
    first = outputs[names[0]]
    found = []
    for name in names[1:]:
        other = outputs[name]
        odd = first.paths ^ other.paths
        if odd:
            found.append(f"{len(odd)} files are not both in {names[0]} and {name}: {min(odd)} ...")
        shared = sorted(first.paths & other.paths)
        step = max(1, len(shared) // SAMPLED_PAGES)
        found += [
            f"{path} reads differently in {names[0]} and {name}"
            for path in shared[::step]
            if words(first.folder / path) != words(other.folder / path)
        ]
    return found


def words(page: Path) -> list[str]:
    """Return the words a page shows, marks and tags left out."""
    text = re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8"))
    return re.findall(r"\w+", html.unescape(text))


def addresses(output: Output) -> dict[str, str]:
    """Map the number at the end of an article's slug to the address of its page."""
    found = {}
    for path in sorted(output.paths):
        match = re.search(rf"^news/.*-(\d{{{NUMBER_DIGITS}}})/index\.html$", path)
        if match:
            found[match.group(1)] = "/" + path.removesuffix("index.html")
    return found


def missing_articles(output: Output, sketches: Sequence[Sketch]) -> list[str]:
    """Names of published articles whose address is not in the output."""
    known = addresses(output)
    return [s.name for s in sketches if s.published and s.number not in known]

"""Where drafts become files: new, updated, the same, or left alone, never over a hand edit."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from broadsheet.errors import make_sayable
from broadsheet.importing.drafts import Draft
from broadsheet.importing.layout import file_bytes, name_of
from broadsheet.importing.manifest import Manifest, Written, digest_of
from broadsheet.publishing.whole import clear_dead, write_whole
from broadsheet.reading.discover import MAX_DEPTH
from broadsheet.weburl import identity, safe_url

UNPLACED = "_unplaced"
"""Folder of texts without a date and an address; the reader passes over `_`-names."""

ORIGINAL = ".original"
HEAD = 65_536

Action = Literal["new", "updated", "same", "skipped"]

_ADDRESS_LINE = re.compile(r"^(?:webUrl|originalUrl):[^\n]*$", re.MULTILINE)


class Outcome(msgspec.Struct, frozen=True):
    """What became of a draft. `file` is relative to the target folder; `reason` is for people."""

    action: Action
    source: str
    title: str = ""
    file: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        """Spell out what UTF-8 cannot say: the report is printed, and written as JSON."""
        make_sayable(self, "source", "title", "file", "reason")


class Shelf:
    """The target folder of an import.

    `content` is the folder that the site reads, `into` the part of it that is written to. With
    `dry` nothing is written, but everything is decided as if it were.
    """

    def __init__(
        self,
        into: Path,
        manifest: Manifest,
        *,
        content: Path | None = None,
        dry: bool = False,
        keep_originals: bool = False,
    ) -> None:
        self._into = into
        self._manifest = manifest
        self._dry = dry
        self._keep_originals = keep_originals
        self._names: set[str] = set()
        self._planned: dict[str, bytes] = {}
        self._pages: dict[str, str] = {}
        outer = content if content is not None and into.is_relative_to(content) else into
        for path in _articles_in(outer):
            self._names.add(path.stem.casefold())
            for url in _addresses_of(path):
                self._pages.setdefault(identity(url), _label(path, into))
        if not dry:
            for folder in (into, into / UNPLACED):
                clear_dead(folder, time.time())

    def place(self, draft: Draft) -> Outcome:
        """Write the draft's file if that is new or changed and nobody else's. Raises OSError."""
        data = file_bytes(draft)
        known = self._manifest.written(draft.source)
        if known is not None:
            return self._again(draft, data, known)
        other = self._pages.get(identity(draft.web_url)) if draft.web_url else None
        if other is not None and not self._is_own_leftover(other, data):
            return _outcome("skipped", draft, reason=f"the same page as {other}")
        return self._first(draft, data)

    def _again(self, draft: Draft, data: bytes, known: Written) -> Outcome:
        """Decide about a draft that an earlier import wrote."""
        if known.digest == digest_of(data):
            if known.file in self._planned or (self._into / known.file).exists():
                if known.topics != draft.asked:
                    self._manifest.record(msgspec.structs.replace(known, topics=draft.asked))
                return _outcome("same", draft, known.file)
            return _outcome("skipped", draft, known.file, "moved or removed by hand")
        try:
            planned = self._planned.get(known.file)
            now = planned or (self._into / known.file).read_bytes()
        except FileNotFoundError:
            return _outcome("skipped", draft, known.file, "moved or removed by hand")
        if digest_of(now) not in (known.digest, digest_of(data)):
            return _outcome("skipped", draft, known.file, "edited by hand; the source has changed")
        self._write(draft, data, known.file)
        return _outcome("updated", draft, known.file)

    def _first(self, draft: Draft, data: bytes) -> Outcome:
        """Write a draft that no import has written before, under a name that is free."""
        folder = f"{UNPLACED}/" if waits(draft) else ""
        name = name_of(draft)
        stem, count = name, 1
        while stem.casefold() in self._names:
            if self._is_own_leftover(f"{folder}{stem}.md", data):
                break
            count += 1
            stem = f"{name}-{count}"
        file = f"{folder}{stem}.md"
        self._names.add(stem.casefold())
        if draft.web_url:
            self._pages.setdefault(identity(draft.web_url), file)
        self._write(draft, data, file)
        return _outcome("new", draft, file)

    def _is_own_leftover(self, file: str, data: bytes) -> bool:
        """Whether the file is one that an interrupted import wrote but did not record."""
        if self._manifest.owner_of(file) is not None:
            return False
        try:
            return (self._into / file).read_bytes() == data
        except OSError:
            return False

    def _write(self, draft: Draft, data: bytes, file: str) -> None:
        """Write the file first and the record second: a kill between them loses nothing."""
        if self._dry:
            self._planned[file] = data
        else:
            (self._into / file).parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._into / file, data)
            if self._keep_originals and draft.original:
                write_whole(self._into / _original_name(file, draft), draft.original)
        self._manifest.record(Written(draft.source, file, digest_of(data), draft.asked))


def waits(draft: Draft) -> bool:
    """Return whether a draft must wait to be placed: nothing says when or where it appeared."""
    return not (draft.published_at or draft.updated_at or draft.web_url)


def _outcome(action: Action, draft: Draft, file: str = "", reason: str = "") -> Outcome:
    if action in ("new", "updated") and file.startswith(f"{UNPLACED}/"):
        reason = "no date: waits for the story it belongs to (broadsheet relate)"
    return Outcome(action, draft.source, draft.title, file, reason)


def _original_name(file: str, draft: Draft) -> str:
    """Return the name that the original has beside its article."""
    markup = draft.original.lstrip()[:1] == b"<"
    return f"{file.removesuffix('.md')}{ORIGINAL}{'.html' if markup else '.txt'}"


def _label(path: Path, into: Path) -> str:
    """Return how messages name a file of the content folder."""
    return path.relative_to(into).as_posix() if path.is_relative_to(into) else path.name


def _articles_in(folder: Path, depth: int = 0) -> Iterator[Path]:
    """Yield every article file below a folder, waiting texts too, without following links."""
    if not folder.is_dir() or depth > MAX_DEPTH:
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _articles_in(path, depth + 1)
        elif path.suffix == ".md" and path.is_file():
            yield path


def _addresses_of(path: Path) -> Iterator[str]:
    """Yield the page addresses that the front matter of a file names."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD).decode("utf-8", "replace")
    except OSError:
        return
    for line in _ADDRESS_LINE.findall(head.partition("\n---")[0]):
        try:
            value = yaml.load(line, Loader=yaml.BaseLoader)  # noqa: S506 -- texts only
        except yaml.YAMLError:
            continue
        found = next(iter(value.values()), None) if isinstance(value, dict) else None
        url = safe_url(found) if isinstance(found, str) else None
        if url:
            yield url

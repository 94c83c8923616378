"""Stand-ins for what is slow to make, for tests of the engine: as exact, and cheap.

Each gives bytes that follow from everything the real thing follows from, so that whatever forgets
an input is found out all the same. The real ones are tried by `test_history_theme`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, lru_cache
from types import CodeType
from typing import Any, Self
from unittest import mock

from jinja2 import Environment

import broadsheet.searching.indexing
from broadsheet.addresses import output_of
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.pages.card_views import IconView
from broadsheet.rendering.icons import IconPainter
from broadsheet.rendering.share_cards import ShareCardPainter
from broadsheet.searching.canonical import ENTRY
from broadsheet.searching.indexing import PROGRAM, Job
from broadsheet.searching.records import document

REALLY_DRAWN = IconPainter.__call__


@cache
def drawn(letter: str, accent: str, name: str) -> bytes:
    """Return the file of an icon, made once for all builds: it is most of a tiny site's build."""
    painter = IconPainter.__new__(IconPainter)
    painter._letter, painter._accent = letter, accent
    return REALLY_DRAWN(painter, IconView(name))


def recalled(self: IconPainter, view: IconView) -> bytes:
    """Draw no icon twice."""
    return drawn(self._letter, self._accent, view.name)


@lru_cache(4096)
def compiled(source: str, filename: str) -> CodeType:
    """Return what Python makes of the text of a module; nothing else has a say in it."""
    return compile(source, filename, "exec", dont_inherit=True)


@contextmanager
def made_once() -> Iterator[None]:
    """Draw no icon twice in this process, and compile no Python twice that Jinja writes."""
    with (
        mock.patch.object(IconPainter, "__call__", recalled),
        mock.patch.object(Environment, "_compile", lambda _, *given: compiled(*given)),
    ):
        yield


def spelled(self: ShareCardPainter, view: Any) -> bytes:
    """Say all that a card shows instead of drawing it."""
    frame = self._frame
    said = (frame.title, frame.tagline, frame.description, frame.base_url, frame.accent)
    kicker = self._catalogue.gettext(view.kicker) if view.kicker else ""
    when = self._formats.full_date(view.when) if view.when and view.kind != "edition" else ""
    return repr((view, said, kicker, when)).encode()


class Concordance:
    """In the place of a run of Pagefind: an "index" that holds each document whole."""

    def __init__(self, job: Job) -> None:
        self._files = dict.fromkeys(PROGRAM, b"// a program\n")
        self._files[ENTRY] = json.dumps({"languages": {}}).encode()
        for record in job.records:
            body = job.body(record.body) if record.body else ""
            data = f"{output_of(record.path)}\n{document(record, job.language, body)}".encode()
            self._files[f"fragment/{digest_of_bytes(data).hex()}.pf_fragment"] = data

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def files(self) -> dict[str, bytes]:
        """Return the index."""
        return self._files


@contextmanager
def stand_ins() -> Iterator[None]:
    """Draw no icon twice and no card at all, and start no other program."""
    with ExitStack() as changes:
        changes.enter_context(made_once())
        for owner, name, value in (
            (ShareCardPainter, "_drawn", spelled),
            (ShareCardPainter, "_encoded", lambda _, data: data),
            (broadsheet.searching.indexing, "_Run", Concordance),
        ):
            changes.enter_context(mock.patch.object(owner, name, value))
        yield

"""The values every importer gives: a draft is an article before it has a file. No behaviour."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from broadsheet.errors import make_sayable
from broadsheet.model import Image

SourceKind = Literal[
    "feed", "opml", "page", "text", "everyday", "jekyll", "hugo", "eleventy", "article"
]
"""Every kind of source, as `--kind` names it."""

KINDS: tuple[SourceKind, ...] = (
    "feed",
    "opml",
    "page",
    "text",
    "everyday",
    "jekyll",
    "hugo",
    "eleventy",
    "article",
)


class Provider(msgspec.Struct, frozen=True, omit_defaults=True):
    """The outlet as the source names it; unknown parts stay empty."""

    name: str = ""
    domain: str = ""
    images: tuple[Image, ...] = ()


class Repair(msgspec.Struct, frozen=True):
    """One thing an importer changed or decided, and the rule it followed.

    `line` counts from 1 in the original, 0 when it concerns the whole; an empty `after` means that
    the text was left out, and equal texts mean that it was only noticed.
    """

    rule: str
    before: str
    after: str
    line: int = 0


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An article as its source tells it. What the source does not say stays empty.

    `source` names it for ever: the same article of the same source always has the same one. Times
    are UTC texts as in `broadsheet.model`. `original` holds the bytes it was made from, where they
    can be kept beside it; `name` is a file name (without ending) that the source gives. `asked`
    are topics that the person asked for, now or at an earlier import of the same article.
    """

    source: str
    title: str
    excerpt: str = ""
    published_at: str = ""
    updated_at: str = ""
    original_url: str = ""
    web_url: str = ""
    amp_url: str = ""
    cdn_amp_url: str = ""
    type: str = "article"
    quality: int | None = None
    heat: int | None = None
    published: bool | None = None
    author: str = ""
    language: str = ""
    provider: Provider = Provider()
    topics: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    related: tuple[dict[str, Any], ...] = ()
    featured_content: str = ""
    extra: dict[str, Any] = {}
    body: str = ""
    name: str = ""
    repairs: tuple[Repair, ...] = ()
    original: bytes = b""
    asked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Spell out what UTF-8 cannot say: these may come from a file's name, of any bytes."""
        make_sayable(self, "source", "title", "name")


class Skip(msgspec.Struct, frozen=True):
    """Something of a source that gives no article, and why."""

    source: str
    reason: str


Reading = Draft | Skip
"""What an importer yields for each thing it finds."""


class Refused(Exception):
    """A source that cannot be read at all. The text is for the person who named it."""

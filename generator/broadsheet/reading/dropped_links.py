"""Warnings about links and pictures of a body of which only the words are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from broadsheet.errors import Location, Problem
from broadsheet.reading.markup import Dropped
from broadsheet.text import cut, shown

MOST_NAMED = 5
"""Addresses of one body that are named; a stranger's text may hold thousands."""

MOST_CHARACTERS = 80

WHOLE = "links lead to http, https or mailto addresses: write the whole address, as https://…"
WITHIN = "write the whole address, as https://…: only site/pages/ may link within the site"
OWN = "write it from the site's root, as /about/, or the whole address, as https://…"
ANCHOR = "an anchor is the name of a heading in this text, as #a-heading"
PICTURE = "name a file of the site from its root, as /harbour.jpg, or write the whole address"


def warnings(
    dropped: Sequence[Dropped], body: str, path: str, first_line: int, *, own_links: bool = False
) -> Iterator[Problem]:
    """Yield a warning for each address that was dropped from `body`, with its line in the file.

    `first_line` is the body's; `own_links` says that it may link to pages of the site.
    """
    for each in list(dict.fromkeys(dropped))[:MOST_NAMED]:
        line = first_line + _lines_before(each.address, body)
        what = "picture" if each.is_picture else "link to"
        address = cut(shown(each.address)[0], MOST_CHARACTERS)
        message = f"the {what} '{address}' is left out, only its words are shown"
        hint = _hint(each, own_links=own_links)
        yield Problem(Location(path, line), "dropped-link", message, hint, "warning")


def _lines_before(address: str, body: str) -> int:
    """Return how many lines stand before an address, which the renderer may have encoded."""
    for spelled in (address, unquote(address)):
        at = body.find(spelled) if spelled else -1
        if at >= 0:
            return body.count("\n", 0, at)
    return 0


def _hint(dropped: Dropped, *, own_links: bool) -> str:
    if dropped.is_picture:
        return PICTURE
    if dropped.address.startswith("#"):
        return ANCHOR
    if ":" in dropped.address.split("/", 1)[0]:
        return WHOLE
    return OWN if own_links else WITHIN

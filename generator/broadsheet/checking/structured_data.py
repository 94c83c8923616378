"""JSON-LD against the rules of schema.org and of Google's rich results that we use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

REQUIRED: dict[str, tuple[str, ...]] = {
    "NewsArticle": ("headline", "url", "publisher"),
    "CollectionPage": ("url",),
    "WebPage": ("url",),
    "WebSite": ("name", "url"),
    "Organization": ("name",),
    "Person": ("name",),
    "BreadcrumbList": ("itemListElement",),
    "ItemList": ("itemListElement",),
    "ListItem": ("position", "name"),
}
_ADDRESSES = ("url", "mainEntityOfPage", "isBasedOn")
_DATES = ("datePublished", "dateModified")


def structured_faults(text: str) -> Iterator[str]:
    """Yield what is wrong with a block of JSON-LD, in words."""
    try:
        whole = json.loads(text)
    except ValueError as error:
        yield f"it is not JSON: {error}"
        return
    if not isinstance(whole, dict):
        yield "it is not an object"
        return
    if str(whole.get("@context", "")).rstrip("/") not in (
        "https://schema.org",
        "http://schema.org",
    ):
        yield "its @context is not https://schema.org"
    things = whole.get("@graph", [whole])
    if not isinstance(things, list):
        yield "its @graph is not a list"
        return
    known = {thing["@id"] for thing in _all_things(things) if "@id" in thing and "@type" in thing}
    for thing in _all_things(things):
        yield from _thing_faults(thing, known)


def _all_things(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object, however deep."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _all_things(part)
    elif isinstance(value, list):
        for part in value:
            yield from _all_things(part)


def _thing_faults(thing: dict[str, Any], known: set[str]) -> Iterator[str]:
    """Yield what is wrong with one object, apart from the objects in it."""
    kind = thing.get("@type")
    if kind is None:
        yield from _reference_faults(thing, known)
        return
    for name in REQUIRED.get(str(kind), ()):
        if not thing.get(name):
            yield f"{kind} has no {name}"
    for name in _ADDRESSES:
        if name in thing and not _is_address(thing[name]):
            yield f"{kind}: {name} is not an absolute address"
    for name in _DATES:
        if name in thing and not _is_date(thing[name]):
            yield f"{kind}: {name} is not a date"
    if kind in ("BreadcrumbList", "ItemList"):
        yield from _list_faults(kind, thing.get("itemListElement"))


def _reference_faults(thing: dict[str, Any], known: set[str]) -> Iterator[str]:
    """Yield what is wrong with an object that only names another."""
    if set(thing) != {"@id"}:
        yield f"an object has no @type: {sorted(thing)[:5]}"
    elif thing["@id"] not in known:
        yield f"nothing in the page is called {thing['@id']}"


def _list_faults(kind: str, items: Any) -> Iterator[str]:
    """Yield what is wrong with the items of a list."""
    if not isinstance(items, list):
        return
    positions = [item.get("position") for item in items if isinstance(item, dict)]
    if positions != list(range(1, len(items) + 1)):
        yield f"{kind}: positions do not count 1, 2, 3 …"
    for item in items:
        address = item.get("item") or item.get("url") if isinstance(item, dict) else None
        if not _is_address(address):
            yield f"{kind}: an item has no absolute address"


def _is_address(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _is_date(value: Any) -> bool:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return True

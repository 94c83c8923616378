"""Feeds against their formats: RFC 4287, RSS 2.0, JSON Feed 1.1. A checker, not our writer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.IGNORECASE
)
_ACTIVE = frozenset(
    ["script", "style", "iframe", "object", "embed", "form", "base", "meta", "link", "svg", "math"]
)
_SCRIPT_SCHEME = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)


class FeedFacts(NamedTuple):
    """What a feed is wrong about (code, message), the addresses it links to, and its own."""

    faults: tuple[tuple[str, str], ...]
    addresses: tuple[str, ...]
    own_address: str


def atom_facts(root: etree._Element) -> FeedFacts:
    """Return what an Atom feed says and what is wrong with it."""
    entries = root.findall(f"{ATOM}entry")
    faults = [*_atom_part(root, "the feed")]
    for number, entry in enumerate(entries, 1):
        faults += _atom_part(entry, f"entry {number}")
        if entry.find(f"{ATOM}content") is None and not _link(entry, "alternate"):
            faults.append(f"entry {number} has neither content nor an alternate link")
    if root.find(f"{ATOM}author") is None and any(e.find(f"{ATOM}author") is None for e in entries):
        faults.append("an entry has no author, and neither has the feed")
    faults += _repeated(entry.findtext(f"{ATOM}id") or "" for entry in entries)
    own = _link(root, "self")
    if not own:
        faults.append("the feed has no self link")
    markup = [
        (entry.findtext(path) or "", number)
        for number, entry in enumerate(entries, 1)
        for path in (f"{ATOM}content[@type='html']", f"{ATOM}summary[@type='html']")
    ]
    active = [*_active_in_html(markup), *_active_in_tree(root)]
    links = [_link(part, "alternate") for part in (root, *entries)]
    return _facts(faults, active, links, own)


def _atom_part(part: etree._Element, name: str) -> Iterator[str]:
    """Yield what RFC 4287 asks of feeds and entries alike, where it is not so."""
    for required in ("id", "title", "updated"):
        if len(part.findall(ATOM + required)) != 1 or not (part.findtext(ATOM + required) or ""):
            yield f"{name} needs exactly one {required}"
    for dated in ("updated", "published"):
        value = part.findtext(ATOM + dated)
        if value and not _is_rfc_3339(value):
            yield f"{name}: {dated} is no RFC 3339 date: {value[:40]!r}"
    identity = part.findtext(f"{ATOM}id") or ""
    if identity and not urlsplit(identity).scheme:
        yield f"{name}: id is not an absolute IRI: {identity[:60]!r}"


def _link(part: etree._Element, rel: str) -> str:
    """Return the address of a link of an Atom feed or entry."""
    for link in part.findall(f"{ATOM}link"):
        if (link.get("rel") or "alternate") == rel:
            return link.get("href") or ""
    return ""


def rss_facts(root: etree._Element) -> FeedFacts:
    """Return what an RSS 2.0 feed says and what is wrong with it."""
    channel = root.find("channel")
    if channel is None:
        return _facts(["the feed has no channel"], [], [], "")
    items = channel.findall("item")
    faults = [] if root.get("version") == "2.0" else ["the version is not 2.0"]
    faults += [
        f"the channel has no {required}"
        for required in ("title", "link", "description")
        if not channel.findtext(required)
    ]
    for number, item in enumerate(items, 1):
        faults += _rss_item(item, number)
    faults += _repeated(item.findtext("guid") or "" for item in items)
    markup = [
        (item.findtext(name) or "", number)
        for number, item in enumerate(items, 1)
        for name in ("description", "title")
    ]
    links = [channel.findtext("link") or "", *(item.findtext("link") or "" for item in items)]
    own = _link(channel, "self")
    return _facts(faults, _active_in_html(markup), links, own)


def _rss_item(item: etree._Element, number: int) -> Iterator[str]:
    """Yield what is wrong with an item of RSS."""
    if not item.findtext("title") and not item.findtext("description"):
        yield f"item {number} has neither title nor description"
    if not item.findtext("guid"):
        yield f"item {number} has no guid"
    date = item.findtext("pubDate")
    if date and not _is_rfc_822(date):
        yield f"item {number}: pubDate is no RFC 822 date: {date[:40]!r}"


def json_feed_facts(feed: dict[str, Any]) -> FeedFacts:
    """Return what a JSON Feed says and what is wrong with it."""
    faults = [f"the feed has no {name}" for name in ("version", "title") if not feed.get(name)]
    items = feed.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return _facts([*faults, "items is not a list of objects"], [], [], "")
    for number, item in enumerate(items, 1):
        faults += _json_item(item, number)
    faults += _repeated(str(item.get("id", "")) for item in items)
    markup = [(str(item.get("content_html", "")), at) for at, item in enumerate(items, 1)]
    links = [str(feed.get("home_page_url", "")), *(str(item.get("url", "")) for item in items)]
    return _facts(faults, _active_in_html(markup), links, str(feed.get("feed_url", "")))


def _json_item(item: dict[str, Any], number: int) -> Iterator[str]:
    """Yield what is wrong with an item of a JSON Feed."""
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield f"item {number} has no id"
    if not isinstance(item.get("content_html", item.get("content_text")), str):
        yield f"item {number} has neither content_html nor content_text"
    for name in ("date_published", "date_modified"):
        if name in item and not _is_rfc_3339(str(item[name])):
            yield f"item {number}: {name} is no RFC 3339 date"


def _facts(
    faults: Iterable[str], active: Iterable[str], links: Iterable[str], own: str
) -> FeedFacts:
    """Return the facts of a feed; a link that is not absolute is a fault of its own."""
    found = [("bad-feed", fault) for fault in faults]
    given = [link for link in links if link]
    found += [
        ("bad-feed", f"a link is not absolute: {link[:80]!r}")
        for link in given
        if urlsplit(link).scheme not in ("http", "https")
    ]
    found += [("active-content", fault) for fault in active]
    return FeedFacts(tuple(found), tuple(given), own)


def _repeated(ids: Iterable[str]) -> list[str]:
    """Return a fault for every id that is given twice."""
    seen: set[str] = set()
    faults = []
    for identity in ids:
        if identity and identity in seen:
            faults.append(f"two entries share the id {identity}")
        seen.add(identity)
    return faults


def _active_in_html(markup: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Yield what a reader could run when it takes a text for HTML."""
    for text, number in markup:
        if "<" not in text:
            continue
        tree = etree.fromstring(f"<div>{text}</div>", etree.HTMLParser(no_network=True))
        for fault in _active_in_tree(tree) if tree is not None else ():
            yield f"entry {number}: {fault}"


def _active_in_tree(root: etree._Element) -> Iterator[str]:
    """Yield elements, handlers and addresses that run something (HTML, also inside XML)."""
    for each in root.iter():
        tag = str(each.tag)
        if tag.startswith("{") and not tag.startswith(XHTML):
            continue
        name = tag.removeprefix(XHTML).lower()
        if name in _ACTIVE:
            yield f"holds a <{name}>"
        for attribute, value in each.attrib.items():
            handler = str(attribute)
            if handler.lower().startswith("on"):
                yield f"holds the handler {handler}"
            elif _SCRIPT_SCHEME.match(str(value)):
                yield f"holds a script address in {handler}"


def _is_rfc_3339(text: str) -> bool:
    if not _RFC_3339.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    return True


def _is_rfc_822(text: str) -> bool:
    try:
        parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return False
    return True

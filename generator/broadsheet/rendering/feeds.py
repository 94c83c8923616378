"""Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, from one view.

Every text in a view is text. Where a format wants HTML, it is built as a tree and serialized, then
escaped once more by the format's own serializer, as RSS and JSON Feed need it.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

import msgspec
from lxml import etree

from broadsheet import addresses
from broadsheet.pages.feed_views import FeedEntry, FeedLink, FeedView
from broadsheet.pages.views import Frame
from broadsheet.remembered import once_for_each
from broadsheet.rendering.formats import Formats
from broadsheet.rendering.json_documents import json_document
from broadsheet.rendering.xml_documents import (
    LANGUAGE,
    child,
    document_with,
    new_root,
    written_inside,
    xml_text,
)
from broadsheet.weburl import safe_url

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
XHTML = "http://www.w3.org/1999/xhtml"
A = f"{{{ATOM}}}"
X = f"{{{XHTML}}}"
RSS_NAMESPACES: dict[str | None, str] = {"atom": ATOM, "dc": DUBLIN_CORE}

STYLESHEET = "feed.css"
REMEMBERED = 2048
"""Entries kept as they were last written: a story is in the feeds of the site, of its topics and of
its sources, and the same in each."""

NO_NEWS_YET = "1970-01-01T00:00:00Z"
"""Atom asks even an empty feed for a date; the epoch claims nothing about today."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
"""As RFC 822 names them, whatever the language of the site."""

_TAG = re.compile(r"<[A-Za-z/!?]")


def atom(view: FeedView, frame: Frame) -> bytes:
    """Return the feed as Atom; the content of entries is XHTML, so that it is never re-read."""
    root = new_root(f"{A}feed", {None: ATOM})
    root.set(LANGUAGE, xml_text(frame.language))
    child(root, f"{A}id", view.id)
    child(root, f"{A}title", _title(view, frame))
    if view.description:
        child(root, f"{A}subtitle", view.description)
    child(root, f"{A}updated", view.updated_at or NO_NEWS_YET)
    author = child(root, f"{A}author")
    child(author, f"{A}name", frame.publisher_name or frame.title)
    if publisher := safe_url(frame.publisher_url):
        child(author, f"{A}uri", publisher)
    child(root, f"{A}link", attributes={"rel": "alternate", "href": _at(frame.base_url, view.path)})
    child(root, f"{A}link", attributes={"rel": "self", "href": _at(frame.base_url, view.self_path)})
    if hub := safe_url(view.hub):
        child(root, f"{A}link", attributes={"rel": "hub", "href": hub})
    child(root, f"{A}generator", frame.generator)
    if frame.copyright:
        child(root, f"{A}rights", frame.copyright)
    entries = [_atom_entry(entry, frame.base_url) for entry in _titled(view, frame)]
    return document_with(root, "feed", entries, _stylesheet(frame))


@once_for_each(REMEMBERED)
def _atom_entry(entry: FeedEntry, base_url: str) -> bytes:
    """Return an entry of an Atom feed, as it stands in one."""
    feed = new_root(f"{A}feed", {None: ATOM})
    item = child(feed, f"{A}entry")
    child(item, f"{A}id", entry.id)
    child(item, f"{A}title", entry.title)
    child(item, f"{A}updated", entry.updated_at)
    if entry.published_at:
        child(item, f"{A}published", entry.published_at)
    if entry.author:
        child(child(item, f"{A}author"), f"{A}name", entry.author)
    child(item, f"{A}link", attributes={"rel": "alternate", "href": _at(base_url, entry.path)})
    if elsewhere := safe_url(entry.elsewhere):
        child(item, f"{A}link", attributes={"rel": "related", "href": elsewhere})
    for category in entry.categories:
        child(item, f"{A}category", attributes={"term": category})
    if entry.excerpt:
        child(item, f"{A}summary", entry.excerpt)
    content = child(item, f"{A}content", attributes={"type": "xhtml"})
    if entry.language:
        content.set(LANGUAGE, xml_text(entry.language))
    content.append(_content(entry, base_url))
    return written_inside(feed, "feed")


def rss(view: FeedView, frame: Frame) -> bytes:
    """Return the feed as RSS 2.0, after the profile of the RSS Advisory Board."""
    root = new_root("rss", RSS_NAMESPACES)
    root.set("version", "2.0")
    root.set(LANGUAGE, xml_text(frame.language))
    channel = child(root, "channel")
    title = _title(view, frame)
    child(channel, "title", _plain(title))
    child(channel, "link", _at(frame.base_url, view.path))
    child(channel, "description", _plain(view.description or title))
    child(channel, "language", frame.language)
    if frame.copyright:
        child(channel, "copyright", _plain(frame.copyright))
    if view.updated_at:
        child(channel, "lastBuildDate", _rfc_822(view.updated_at))
    child(channel, "generator", frame.generator)
    own = {
        "rel": "self",
        "type": "application/rss+xml",
        "href": _at(frame.base_url, view.self_path),
    }
    child(channel, f"{A}link", attributes=own)
    if hub := safe_url(view.hub):
        child(channel, f"{A}link", attributes={"rel": "hub", "href": hub})
    items = [_rss_item(entry, frame.base_url) for entry in _titled(view, frame)]
    return document_with(root, "channel", items, _stylesheet(frame))


@once_for_each(REMEMBERED)
def _rss_item(entry: FeedEntry, base_url: str) -> bytes:
    """Return an item of an RSS channel, as it stands in one."""
    root = new_root("rss", RSS_NAMESPACES)
    item = child(child(root, "channel"), "item")
    child(item, "title", _plain(entry.title))
    child(item, "link", _at(base_url, entry.path))
    child(item, "guid", entry.id, {"isPermaLink": "false"})
    child(item, "pubDate", _rfc_822(entry.published_at or entry.updated_at))
    if entry.author:
        child(item, f"{{{DUBLIN_CORE}}}creator", _plain(entry.author))
    for category in entry.categories:
        child(item, "category", _plain(category))
    child(item, "description", _content_html(entry, base_url))
    return written_inside(root, "channel")


def json_feed(view: FeedView, frame: Frame) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    author = {"name": frame.publisher_name or frame.title}
    if publisher := safe_url(frame.publisher_url):
        author["url"] = publisher
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(view, frame),
        "home_page_url": _at(frame.base_url, view.path),
        "feed_url": _at(frame.base_url, view.self_path),
    }
    if view.description:
        feed["description"] = view.description
    feed["language"] = frame.language
    feed["authors"] = [author]
    if hub := safe_url(view.hub):
        feed["hubs"] = [{"type": "WebSub", "url": hub}]
    feed["items"] = [_json_item(entry, frame.base_url) for entry in _titled(view, frame)]
    return json_document(feed)


@once_for_each(REMEMBERED)
def _json_item(entry: FeedEntry, base_url: str) -> dict[str, Any]:
    """Return an item of a JSON Feed; what is not known is left out, as the format asks."""
    item = {
        "id": entry.id,
        "url": _at(base_url, entry.path),
        "external_url": safe_url(entry.elsewhere) or "",
        "title": entry.title,
        "content_html": _content_html(entry, base_url),
        "summary": entry.excerpt,
        "date_published": entry.published_at,
        "date_modified": entry.updated_at,
        "authors": [{"name": entry.author}] if entry.author else [],
        "tags": list(entry.categories),
        "language": entry.language,
        # An extension (JSON Feed 1.1, "Extensions"): the author may be a person.
        "_broadsheet": {"outlet": entry.outlet} if entry.outlet else {},
    }
    return {name: value for name, value in item.items() if value or name == "content_html"}


def _title(view: FeedView, frame: Frame) -> str:
    """Return what the feed is called, in the site's language."""
    return f"{view.title}: {frame.word(view.of)}" if view.of else view.title


def _titled(view: FeedView, frame: Frame) -> tuple[FeedEntry, ...]:
    """Return the entries, an edition titled by its day as the readers of the site write days."""
    if not any(entry.day for entry in view.entries):
        return view.entries
    formats = Formats(frame.language, frame.time_zone)
    return tuple(
        msgspec.structs.replace(entry, title=formats.long_day(entry.day).replace("\u00a0", " "))
        if entry.day
        else entry
        for entry in view.entries
    )


def _content(entry: FeedEntry, base_url: str) -> etree._Element:
    """Return what an entry says, as an XHTML tree: its excerpt and the pages about it."""
    box = new_root(f"{X}div", {None: XHTML})
    if entry.excerpt:
        child(box, f"{X}p", entry.excerpt)
    if entry.links:
        rows = child(box, f"{X}ul")
        for link in entry.links:
            _row(rows, link, base_url)
    if entry.more:
        whole = {"href": addresses.absolute(base_url, entry.path)}
        child(child(box, f"{X}p"), f"{X}a", f"+{entry.more}", whole)
    return box


def _row(rows: etree._Element, link: FeedLink, base_url: str) -> None:
    """Add a page about an entry to its list; without a usable address it is text only."""
    row = child(rows, f"{X}li")
    own = link.address.startswith("/")
    address = addresses.absolute(base_url, link.address) if own else safe_url(link.address)
    outlet = xml_text(f" ({link.outlet})") if link.outlet else ""
    if address:
        child(row, f"{X}a", link.title, {"href": address}).tail = outlet
    else:
        row.text = xml_text(link.title) + outlet


@once_for_each(REMEMBERED)
def _content_html(entry: FeedEntry, base_url: str) -> str:
    """Return what an entry says as HTML text, escaped once; the format escapes it again."""
    box = _content(entry, base_url)
    for part in box.iter():
        part.tag = etree.QName(part).localname
    etree.cleanup_namespaces(box)
    return etree.tostring(box, encoding="unicode", method="html")


def _plain(text: str) -> str:
    """Return a text that RSS readers show as it is, whether they take it for HTML or not.

    RSS 2.0 does not say which it is. A title that looks like a tag is escaped for those who would
    run it; any other is given as it is, so that "AT&T" is not spoilt for the rest.
    """
    return html.escape(text, quote=False) if _TAG.search(text) else text


def _rfc_822(moment: str) -> str:
    """Return a UTC text as RSS writes dates: `Tue, 22 Feb 2022 00:52:00 +0000`.

    What `email.utils` does, which brings half of the mail package along.
    """
    at = datetime.fromisoformat(moment)
    day = f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04}"
    return f"{day} {at:%H:%M:%S} +0000"


def _at(base_url: str, path: str) -> str:
    """Return one of our addresses as the world sees it."""
    return addresses.absolute(base_url, path)


def _stylesheet(frame: Frame) -> str:
    """Return the address of the stylesheet that tells a person what a feed is, or nothing."""
    path = dict(frame.assets).get(STYLESHEET, "")
    return f"{frame.base_path.rstrip('/')}{path}" if path else ""

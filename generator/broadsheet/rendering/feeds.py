"""Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, from one view.

Every text in a view is text. Where a format wants HTML, it is built as a tree and serialized, then
escaped once more by the format's own serializer, as RSS and JSON Feed need it.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as ET

from broadsheet import addresses
from broadsheet.pages.feed_views import FeedEntry, FeedLink, FeedView
from broadsheet.pages.views import Frame
from broadsheet.rendering.json_documents import json_document
from broadsheet.rendering.xml_documents import child, document, xml_text
from broadsheet.weburl import safe_url

STYLESHEET = "feed.css"
NO_NEWS_YET = "1970-01-01T00:00:00Z"
"""Atom asks even an empty feed for a date; the epoch claims nothing about today."""

_TAG = re.compile(r"<[A-Za-z/!?]")


def atom(view: FeedView, frame: Frame) -> bytes:
    """Return the feed as Atom; the content of entries is XHTML, so that it is never re-read."""
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    root.set("xml:lang", xml_text(frame.language))
    child(root, "id", view.id)
    child(root, "title", view.title)
    if view.description:
        child(root, "subtitle", view.description)
    child(root, "updated", view.updated_at or NO_NEWS_YET)
    author = child(root, "author")
    child(author, "name", frame.publisher_name or frame.title)
    if publisher := safe_url(frame.publisher_url):
        child(author, "uri", publisher)
    child(root, "link", attributes={"rel": "alternate", "href": _at(frame, view.path)})
    child(root, "link", attributes={"rel": "self", "href": _at(frame, view.self_path)})
    if hub := safe_url(view.hub):
        child(root, "link", attributes={"rel": "hub", "href": hub})
    child(root, "generator", frame.generator)
    if frame.copyright:
        child(root, "rights", frame.copyright)
    for entry in view.entries:
        _atom_entry(root, entry, frame)
    return document(root, _stylesheet(frame))


def _atom_entry(root: ET.Element, entry: FeedEntry, frame: Frame) -> None:
    """Add an entry to an Atom feed."""
    item = child(root, "entry")
    child(item, "id", entry.id)
    child(item, "title", entry.title)
    child(item, "updated", entry.updated_at)
    if entry.published_at:
        child(item, "published", entry.published_at)
    if entry.author:
        child(child(item, "author"), "name", entry.author)
    child(item, "link", attributes={"rel": "alternate", "href": _at(frame, entry.path)})
    if elsewhere := safe_url(entry.elsewhere):
        child(item, "link", attributes={"rel": "related", "href": elsewhere})
    for category in entry.categories:
        child(item, "category", attributes={"term": category})
    if entry.excerpt:
        child(item, "summary", entry.excerpt)
    content = child(item, "content", attributes={"type": "xhtml"})
    if entry.language:
        content.set("xml:lang", xml_text(entry.language))
    markup = _content(entry, frame)
    markup.set("xmlns", "http://www.w3.org/1999/xhtml")
    content.append(markup)


def rss(view: FeedView, frame: Frame) -> bytes:
    """Return the feed as RSS 2.0, after the profile of the RSS Advisory Board."""
    root = ET.Element(
        "rss",
        {
            "version": "2.0",
            "xmlns:atom": "http://www.w3.org/2005/Atom",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        },
    )
    channel = child(root, "channel")
    child(channel, "title", _plain(view.title))
    child(channel, "link", _at(frame, view.path))
    child(channel, "description", _plain(view.description or view.title))
    child(channel, "language", frame.language)
    if frame.copyright:
        child(channel, "copyright", _plain(frame.copyright))
    if view.updated_at:
        child(channel, "lastBuildDate", _rfc_822(view.updated_at))
    child(channel, "generator", frame.generator)
    own = {"rel": "self", "type": "application/rss+xml", "href": _at(frame, view.self_path)}
    child(channel, "atom:link", attributes=own)
    if hub := safe_url(view.hub):
        child(channel, "atom:link", attributes={"rel": "hub", "href": hub})
    for entry in view.entries:
        _rss_item(channel, entry, frame)
    return document(root, _stylesheet(frame))


def _rss_item(channel: ET.Element, entry: FeedEntry, frame: Frame) -> None:
    """Add an item to an RSS channel."""
    item = child(channel, "item")
    child(item, "title", _plain(entry.title))
    child(item, "link", _at(frame, entry.path))
    child(item, "guid", entry.id, {"isPermaLink": "false"})
    child(item, "pubDate", _rfc_822(entry.published_at or entry.updated_at))
    if entry.author:
        child(item, "dc:creator", _plain(entry.author))
    for category in entry.categories:
        child(item, "category", _plain(category))
    child(item, "description", _content_html(entry, frame))


def json_feed(view: FeedView, frame: Frame) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    author = {"name": frame.publisher_name or frame.title}
    if publisher := safe_url(frame.publisher_url):
        author["url"] = publisher
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "home_page_url": _at(frame, view.path),
        "feed_url": _at(frame, view.self_path),
    }
    if view.description:
        feed["description"] = view.description
    feed["language"] = frame.language
    feed["authors"] = [author]
    if hub := safe_url(view.hub):
        feed["hubs"] = [{"type": "WebSub", "url": hub}]
    feed["items"] = [_json_item(entry, frame) for entry in view.entries]
    return json_document(feed)


def _json_item(entry: FeedEntry, frame: Frame) -> dict[str, Any]:
    """Return an item of a JSON Feed; what is not known is left out, as the format asks."""
    item = {
        "id": entry.id,
        "url": _at(frame, entry.path),
        "external_url": safe_url(entry.elsewhere) or "",
        "title": entry.title,
        "content_html": _content_html(entry, frame),
        "summary": entry.excerpt,
        "date_published": entry.published_at,
        "date_modified": entry.updated_at,
        "authors": [{"name": entry.author}] if entry.author else [],
        "tags": list(entry.categories),
        "language": entry.language,
    }
    return {name: value for name, value in item.items() if value or name == "content_html"}


def _content(entry: FeedEntry, frame: Frame) -> ET.Element:
    """Return what an entry says, as an HTML tree: its excerpt and the pages about it."""
    box = ET.Element("div")
    if entry.excerpt:
        child(box, "p", entry.excerpt)
    if entry.links:
        rows = child(box, "ul")
        for link in entry.links:
            _row(rows, link, frame)
    if entry.more:
        child(child(box, "p"), "a", f"+{entry.more}", {"href": _at(frame, entry.path)})
    return box


def _row(rows: ET.Element, link: FeedLink, frame: Frame) -> None:
    """Add a page about an entry to its list; without a usable address it is text only."""
    row = child(rows, "li")
    address = _at(frame, link.address) if link.address.startswith("/") else safe_url(link.address)
    outlet = xml_text(f" ({link.outlet})") if link.outlet else ""
    if address:
        child(row, "a", link.title, {"href": address}).tail = outlet
    else:
        row.text = xml_text(link.title) + outlet


def _content_html(entry: FeedEntry, frame: Frame) -> str:
    """Return what an entry says as HTML text, escaped once; the format escapes it again."""
    return ET.tostring(_content(entry, frame), encoding="unicode", method="html")


def _plain(text: str) -> str:
    """Return a text that RSS readers show as it is, whether they take it for HTML or not.

    RSS 2.0 does not say which it is. A title that looks like a tag is escaped for those who would
    run it; any other is given as it is, so that "AT&T" is not spoilt for the rest.
    """
    return html.escape(text, quote=False) if _TAG.search(text) else text


def _rfc_822(moment: str) -> str:
    """Return a UTC text as RSS writes dates: `Tue, 22 Feb 2022 00:52:00 +0000`."""
    return format_datetime(datetime.fromisoformat(moment))


def _at(frame: Frame, path: str) -> str:
    """Return one of our addresses as the world sees it."""
    return addresses.absolute(frame.base_url, path)


def _stylesheet(frame: Frame) -> str:
    """Return the address of the stylesheet that tells a person what a feed is, or nothing."""
    path = dict(frame.assets).get(STYLESHEET, "")
    return f"{frame.base_path.rstrip('/')}{path}" if path else ""

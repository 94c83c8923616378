"""Sitemaps (sitemaps.org protocol 0.9, Google's news extension) and OPML 2.0, as bytes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from broadsheet import addresses
from broadsheet.pages.index_views import (
    NewsSitemapView,
    OpmlFeed,
    OpmlView,
    SitemapIndexView,
    SitemapView,
)
from broadsheet.pages.views import Frame
from broadsheet.rendering.xml_documents import child, document
from broadsheet.weburl import safe_url

SITEMAP_NAMES = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_NAMES = "http://www.google.com/schemas/sitemap-news/0.9"


def sitemap(view: SitemapView | SitemapIndexView, frame: Frame) -> bytes:
    """Return a sitemap or the index of its parts; `lastmod` only where a date is known."""
    if isinstance(view, SitemapIndexView):
        root, row_name, entries = ET.Element("sitemapindex"), "sitemap", view.parts
    else:
        root, row_name, entries = ET.Element("urlset"), "url", view.entries
    root.set("xmlns", SITEMAP_NAMES)
    for entry in entries:
        row = child(root, row_name)
        child(row, "loc", addresses.absolute(frame.base_url, entry.path))
        if entry.updated_at:
            child(row, "lastmod", entry.updated_at)
    return document(root)


def news_sitemap(view: NewsSitemapView, frame: Frame) -> bytes:
    """Return the news sitemap."""
    root = ET.Element("urlset", {"xmlns": SITEMAP_NAMES, "xmlns:news": NEWS_NAMES})
    for entry in view.entries:
        row = child(root, "url")
        child(row, "loc", addresses.absolute(frame.base_url, entry.path))
        news = child(row, "news:news")
        publication = child(news, "news:publication")
        child(publication, "news:name", view.publication)
        child(publication, "news:language", entry.language)
        child(news, "news:publication_date", entry.published_at)
        child(news, "news:title", entry.title)
    return document(root)


def opml(view: OpmlView, frame: Frame) -> bytes:
    """Return a list of feeds to subscribe to in one go."""
    root = ET.Element("opml", {"version": "2.0"})
    head = child(root, "head")
    child(head, "title", view.title)
    child(head, "ownerName", frame.publisher_name or frame.title)
    body = child(root, "body")
    for group in view.groups:
        heading = {"text": group.title, "title": group.title}
        parent = child(body, "outline", attributes=heading) if group.title else body
        for feed in group.feeds:
            _outline(parent, feed, frame)
    return document(root)


def _outline(parent: ET.Element, feed: OpmlFeed, frame: Frame) -> None:
    """Add a feed to a list of feeds."""
    page = feed.page
    address = addresses.absolute(frame.base_url, page) if page.startswith("/") else safe_url(page)
    attributes = {
        "text": feed.title,
        "title": feed.title,
        "type": "rss",
        "xmlUrl": addresses.absolute(frame.base_url, feed.feed),
    }
    if address:
        attributes["htmlUrl"] = address
    child(parent, "outline", attributes=attributes)

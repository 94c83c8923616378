"""Sitemaps (sitemaps.org protocol 0.9, Google's news extension) and OPML 2.0, as bytes."""

from __future__ import annotations

from lxml import etree

from broadsheet import addresses
from broadsheet.pages.index_views import (
    NewsSitemapView,
    OpmlFeed,
    OpmlView,
    SitemapIndexView,
    SitemapView,
)
from broadsheet.pages.views import Frame
from broadsheet.rendering.xml_documents import child, document, new_root, xml_text
from broadsheet.weburl import safe_url

SITEMAP_NAMES = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_NAMES = "http://www.google.com/schemas/sitemap-news/0.9"
S = f"{{{SITEMAP_NAMES}}}"
N = f"{{{NEWS_NAMES}}}"
_LOC = f"{S}loc"
_LASTMOD = f"{S}lastmod"


def sitemap(view: SitemapView | SitemapIndexView, frame: Frame) -> bytes:
    """Return a sitemap or the index of its parts; `lastmod` only where a date is known.

    Written out flat: it names every page, and is made again for every change of any.
    """
    if isinstance(view, SitemapIndexView):
        root_name, row_name, entries = f"{S}sitemapindex", f"{S}sitemap", view.parts
    else:
        root_name, row_name, entries = f"{S}urlset", f"{S}url", view.entries
    root = new_root(root_name, {None: SITEMAP_NAMES})
    site = xml_text(frame.base_url.rstrip("/"))
    add = etree.SubElement
    for entry in entries:
        row = add(root, row_name)
        add(row, _LOC).text = site + xml_text(entry.path)
        if entry.updated_at:
            add(row, _LASTMOD).text = entry.updated_at
    return document(root)


def news_sitemap(view: NewsSitemapView, frame: Frame) -> bytes:
    """Return the news sitemap."""
    root = new_root(f"{S}urlset", {None: SITEMAP_NAMES, "news": NEWS_NAMES})
    for entry in view.entries:
        row = child(root, f"{S}url")
        child(row, f"{S}loc", addresses.absolute(frame.base_url, entry.path))
        news = child(row, f"{N}news")
        publication = child(news, f"{N}publication")
        child(publication, f"{N}name", view.publication)
        child(publication, f"{N}language", entry.language)
        child(news, f"{N}publication_date", entry.published_at)
        child(news, f"{N}title", entry.title)
    return document(root)


def opml(view: OpmlView, frame: Frame) -> bytes:
    """Return a list of feeds to subscribe to in one go."""
    root = etree.Element("opml", {"version": "2.0"})
    head = child(root, "head")
    child(head, "title", f"{view.title}: {frame.word(view.of)}" if view.of else view.title)
    child(head, "ownerName", frame.publisher_name or frame.title)
    body = child(root, "body")
    for group in view.groups:
        title = frame.word(group.title)
        heading = {"text": title, "title": title}
        parent = child(body, "outline", attributes=heading) if group.title else body
        for feed in group.feeds:
            _outline(parent, feed, frame)
    return document(root)


def _outline(parent: etree._Element, feed: OpmlFeed, frame: Frame) -> None:
    """Add a feed to a list of feeds."""
    page = feed.page
    address = addresses.absolute(frame.base_url, page) if page.startswith("/") else safe_url(page)
    title = f"{feed.title}: {frame.word(feed.of)}" if feed.of else feed.title
    attributes = {
        "text": title,
        "title": title,
        "type": "rss",
        "xmlUrl": addresses.absolute(frame.base_url, feed.feed),
    }
    if address:
        attributes["htmlUrl"] = address
    child(parent, "outline", attributes=attributes)

"""The site's XML and JSON files: what each is, whether it holds, and where it leads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from lxml import etree

from broadsheet.checking.feed_files import (
    ATOM,
    FeedFacts,
    atom_facts,
    json_feed_facts,
    rss_facts,
)
from broadsheet.checking.findings import Finding
from broadsheet.checking.page_facts import line_of
from broadsheet.checking.published import Published

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MOST_ENTRIES = 50_000
MOST_NEWS = 1_000

IsIndexed = Callable[[str], bool]
"""Says of a page's file whether search engines may list it."""


def xml_findings(site: Published, file: str, is_indexed: IsIndexed) -> Iterator[Finding]:
    """Yield the faults of an XML file: a feed, a sitemap, OPML, or any other."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(site.read(file), parser)
    except etree.XMLSyntaxError as error:
        yield Finding(file, error.lineno or 0, "bad-xml", str(error.msg))
        return
    if root.tag == f"{ATOM}feed":
        yield from _feed_findings(site, file, atom_facts(root))
    elif root.tag == "rss":
        yield from _feed_findings(site, file, rss_facts(root))
    elif root.tag in (f"{SITEMAP}urlset", f"{SITEMAP}sitemapindex"):
        yield from _sitemap_findings(site, file, root, is_indexed)
    elif root.tag == "opml":
        yield from _opml_findings(site, file, root)


def json_findings(site: Published, file: str) -> Iterator[Finding]:
    """Yield the faults of a JSON file, which may be a feed."""
    try:
        value = json.loads(site.read(file))
    except ValueError as error:
        yield Finding(file, 0, "bad-json", str(error))
        return
    if isinstance(value, dict) and "jsonfeed.org/version" in str(value.get("version", "")):
        yield from _feed_findings(site, file, json_feed_facts(value))


def _feed_findings(site: Published, file: str, facts: FeedFacts) -> Iterator[Finding]:
    """Yield the faults of a feed, and the links of its entries that lead nowhere."""
    for code, message in facts.faults:
        yield Finding(file, 0, code, message)
    if facts.own_address and facts.own_address != site.url_of(file):
        yield Finding(file, 0, "bad-feed", f"it says it is at {facts.own_address}")
    for address in dict.fromkeys(facts.addresses):
        yield from _leads_nowhere(site, file, address)


def _leads_nowhere(site: Published, file: str, address: str) -> Iterator[Finding]:
    place = site.place(address, file)
    if place.answer in ("missing", "outside"):
        yield Finding(file, 0, "broken-link", f"{address} does not exist")


def _sitemap_findings(
    site: Published, file: str, root: etree._Element, is_indexed: IsIndexed
) -> Iterator[Finding]:
    """Yield the faults of a sitemap: its limits, its dates, pages that are not to be listed."""
    rows = list(root)
    if len(rows) > MOST_ENTRIES:
        yield Finding(file, 0, "bad-sitemap", f"{len(rows):,} entries; {MOST_ENTRIES:,} are read")
    seen: set[str] = set()
    for row in rows:
        address = row.findtext(f"{SITEMAP}loc") or ""
        line = line_of(row)
        if address in seen:
            yield Finding(file, line, "bad-sitemap", f"{address} is listed twice")
        seen.add(address)
        place = site.place(address, file)
        if place.answer != "file" or not address.startswith(site.base_url):
            yield Finding(file, line, "bad-sitemap", f"{address or 'an entry'} is no page of ours")
        elif place.file.endswith(".html") and not is_indexed(place.file):
            yield Finding(file, line, "bad-sitemap", f"{address} asks not to be indexed")
        date = row.findtext(f"{SITEMAP}lastmod")
        if date is not None and not _is_w3c_date(date):
            yield Finding(file, line, "bad-sitemap", f"lastmod is no date: {date[:40]!r}")
    yield from _news_findings(file, root)


def _news_findings(file: str, root: etree._Element) -> Iterator[Finding]:
    """Yield the faults of the news extension, where it is used."""
    entries = root.findall(f"{SITEMAP}url/{NEWS}news")
    if len(entries) > MOST_NEWS:
        yield Finding(file, 0, "bad-sitemap", f"{len(entries):,} news entries; 1,000 are read")
    needed = ("publication/name", "publication/language", "publication_date", "title")
    dates: list[datetime] = []
    for entry in entries:
        line = line_of(entry)
        for path in needed:
            qualified = "/".join(NEWS + name for name in path.split("/"))
            if not entry.findtext(qualified):
                yield Finding(file, line, "bad-sitemap", f"a news entry has no {path}")
        date = entry.findtext(f"{NEWS}publication_date") or ""
        if _is_w3c_date(date):
            dates.append(datetime.fromisoformat(date))
        elif date:
            yield Finding(file, line, "bad-sitemap", f"publication_date is no date: {date[:40]!r}")
    days = (max(dates) - min(dates)).total_seconds() / 86_400 if dates else 0
    if days > 2:
        yield Finding(file, 0, "bad-sitemap", f"news of {days:.1f} days; two are allowed")


def _opml_findings(site: Published, file: str, root: etree._Element) -> Iterator[Finding]:
    """Yield the feeds of a subscription list that do not exist."""
    for outline in root.iter("outline"):
        if outline.get("text") is None:
            yield Finding(file, line_of(outline), "bad-feed", "an outline has no text")
        if address := outline.get("xmlUrl"):
            yield from _leads_nowhere(site, file, address)


def _is_w3c_date(text: str) -> bool:
    """Return whether a text is a day or a moment with its zone (W3C Date and Time Formats)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2022-02-22") or moment.tzinfo is not None

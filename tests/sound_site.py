"""A small built site in which the check finds no fault, and a way to put one into it."""

from __future__ import annotations

import json
from pathlib import Path

from broadsheet.pages.feed_views import feed_view
from broadsheet.pages.index_views import (
    OpmlFeed,
    OpmlGroup,
    OpmlView,
    SitemapEntry,
    SitemapView,
    news_sitemap_view,
    story_in_sitemap,
)
from broadsheet.rendering.feeds import atom, json_feed, rss
from broadsheet.rendering.sitemaps import news_sitemap, opml, sitemap
from broadsheet.settings import FeedSettings
from machine_samples import card, frame, story

BASE = "https://minds.example/sub/"
STORY = "news/2022-02-01-council-1/index.html"
HOME_LINK = 'href="news/2022-02-01-council-1/"'
LINKED = json.dumps(
    {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": f"{BASE}#publisher", "name": "Minds"},
            {
                "@type": "NewsArticle",
                "headline": "Robots",
                "url": f"{BASE}news/2022-02-01-council-1/",
                "datePublished": "2022-02-01T08:00:00Z",
                "publisher": {"@id": f"{BASE}#publisher"},
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": "Home", "item": BASE}
                ],
            },
        ],
    }
)


def page(path: str, title: str, body: str = "", head: str = "") -> str:
    """Return a page of the site, without a fault."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="description" content="About {title}">
<link rel="canonical" href="{BASE}{path}">
<link rel="stylesheet" href="/sub/assets/style.css">
{head}
</head><body>
{body}
</body></html>
"""


def write_sound_site(folder: Path) -> None:
    """Write a site with every kind of file that the check looks at."""
    feed = feed_view("All", "/", "/feed.xml", [story(1)], FeedSettings())
    files: dict[str, str | bytes] = {
        "index.html": page(
            "",
            "Home",
            '<a href="/sub/news/2022-02-01-council-1/#coverage">Story</a>'
            '<a href="news/2022-02-01-council-1/">again</a> <a href="#top">Up</a>'
            '<a href="mailto:a@b.example">Mail</a> <a href="https://elsewhere.example/x">out</a>'
            '<img src="/sub/assets/logo.svg" alt="">',
            '<link rel="alternate" type="application/atom+xml" href="/sub/feed.xml">'
            '<meta property="og:image" content="https://minds.example/sub/assets/logo.svg">',
        ),
        STORY: page(
            "news/2022-02-01-council-1/",
            "Robots vote",
            '<h2 id="coverage">Coverage</h2><a href="../../">Home</a>',
            f'<script type="application/ld+json">{LINKED}</script>'
            '<script type="module" src="/sub/assets/app.js"></script>',
        ),
        "news/old/index.html": '<!doctype html><html lang="en"><title>Robots vote</title>'
        '<meta http-equiv="refresh" content="0; url=/sub/news/2022-02-01-council-1/">'
        f'<link rel="canonical" href="{BASE}news/2022-02-01-council-1/">',
        "about.html": page("about", "About", '<a href="/sub/">Home</a>'),
        "404.html": '<!doctype html><html lang="en"><title>Home</title><p>Lost</p>',
        "assets/style.css": "/* url(gone.png) */ body { background: url('logo.svg') }",
        "assets/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "assets/app.js": "",
        "feed.xml": atom(feed, frame()),
        "rss.xml": rss(feed_view("All", "/", "/rss.xml", [story(1)], FeedSettings()), frame()),
        "feed.json": json_feed(
            feed_view("All", "/", "/feed.json", [story(1)], FeedSettings()), frame()
        ),
        "sitemap.xml": sitemap(
            SitemapView((SitemapEntry("/"), story_in_sitemap(card(1)), SitemapEntry("/about"))),
            frame(),
        ),
        "news-sitemap.xml": news_sitemap(news_sitemap_view([card(1)], "Minds", "en"), frame()),
        "opml.xml": opml(
            OpmlView("Feeds", (OpmlGroup("", (OpmlFeed("All", "/feed.xml", "/"),)),)), frame()
        ),
        "_redirects": "/sub/moved/ /sub/about 301!\n",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Put one text in the place of another that stands in a file."""
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

"""The only place that makes an address of ours or an output path. Pure.

An address begins and ends with `/` when it is a page (`/news/x/`) and names a file otherwise
(`/feed.xml`). `output_of` turns it into a path below the output folder.
"""

from __future__ import annotations

import re
from functools import lru_cache

from broadsheet.text import name_key, short_hash, slug_of

_OLDER = re.compile(r"/page/[0-9]+/$")

HOME = "/"
TOPICS = "/topics/"
SOURCES = "/sources/"
ARCHIVE = "/archive/"
EDITIONS = "/edition/"
SEARCH = "/search/"
STATUS = "/status/"
YOURS = "/yours/"
OFFLINE = "/offline/"
READER_WORDS = "/reader.json"
WEB_MANIFEST = "/manifest.webmanifest"
SERVICE_WORKER = "/service-worker.js"
NOT_FOUND = "/404.html"
FEED = "/feed.xml"
RSS = "/rss.xml"
JSON_FEED = "/feed.json"
SITEMAP = "/sitemap.xml"
NEWS_SITEMAP = "/news-sitemap.xml"
ROBOTS = "/robots.txt"
LLMS = "/llms.txt"
FEEDS_OPML = "/opml.xml"
SOURCES_OPML = "/sources.opml"
API_TOPICS = "/api/topics/index.json"
REDIRECTS = "/_redirects"
HEADERS = "/_headers"

ASSETS = "/assets/"

OWN_ROOTS = frozenset(
    (
        "404.html",
        "_headers",
        "_redirects",
        "api",
        "apple-touch-icon.png",
        "archive",
        "assets",
        "build-manifest.json",
        "edition",
        "favicon.ico",
        "favicon.svg",
        "feed.json",
        "feed.xml",
        "page",
        "icon-192.png",
        "icon-512.png",
        "index.html",
        "latest",
        "llms.txt",
        "logos",
        "manifest.webmanifest",
        "news",
        "news-sitemap.xml",
        "newsletter",
        "offline",
        "opml.xml",
        "pagefind",
        "reader.json",
        "robots.txt",
        "rss.xml",
        "schema",
        "search",
        "service-worker.js",
        "share",
        "sitemap",
        "sitemap.xml",
        "sitemaps",
        "sources",
        "sources.opml",
        "status",
        "takedown",
        "topics",
        "week",
        "yours",
    )
)
"""First parts of paths that are ours; a taxonomy may not take them."""

MADE_LAST = frozenset(("build-manifest.json", "pagefind"))
"""Those of them that no page plan has: their files are known only when all pages are made."""


def story(story_id: str) -> str:
    """Return the address of a story, or of an article (which leads to its story)."""
    return f"/news/{story_id}/"


def listing(base: str, number: int) -> str:
    """Return the address of an older page of a list; pages are numbered from the oldest."""
    return f"{base}page/{number}/"


def is_older(address: str) -> bool:
    """Return whether an address is that of an older page of a list."""
    return _OLDER.search(address) is not None


def latest(number: int) -> str:
    """Return the address of an older page of the river of latest stories."""
    return f"/latest/{number}/"


def term(taxonomy_path: str, slug: str) -> str:
    """Return the address of a topic or of another taxonomy's term."""
    return f"/{taxonomy_path}/{slug}/"


@lru_cache(4096)
def outlet_slug(name: str, domain: str) -> str:
    """Return the folder name of an outlet's page: its domain, or its name where none is known."""
    domain = domain.lower().removeprefix("www.")
    if domain:
        slug = slug_of(domain.replace(".", "-"))
        return slug if domain.isascii() and "-" not in domain else f"{slug}-{short_hash(domain, 4)}"
    key = name_key(name)
    return f"{slug_of(key)}-{short_hash(key, 4)}"


def source(slug: str) -> str:
    """Return the address of an outlet's page."""
    return f"{SOURCES}{slug}/"


def edition(day: str) -> str:
    """Return the address of the edition of a day (`2022-02-22`)."""
    return f"/edition/{day}/"


def week(iso_week: str) -> str:
    """Return the address of a weekly edition (`2022-W08`)."""
    return f"/week/{iso_week}/"


def month(year_month: str) -> str:
    """Return the address of a month's calendar (`2022-02`)."""
    return f"{ARCHIVE}{year_month}/"


def newsletter(day: str, ending: str) -> str:
    """Return the address of an edition's newsletter; ending is `html` or `txt`."""
    return f"/newsletter/{day}.{ending}"


def standing(slug: str) -> str:
    """Return the address of a free-standing page."""
    return f"/{slug}/"


def asset(name: str) -> str:
    """Return the address of a static file by its published name."""
    return f"{ASSETS}{name}"


def is_asset(output: str) -> bool:
    """Whether a file of the output is a static one by its published name."""
    return f"/{output}".startswith(ASSETS)


def feed_of(page: str, name: str = "feed.xml") -> str:
    """Return the address of a page's own feed."""
    return f"{page}{name}"


def twin_of(page: str) -> str:
    """Return the address of a page's JSON twin."""
    return f"{page}index.json"


def share_card_of(page: str) -> str:
    """Return the address of a page's share card (PNG)."""
    return f"/share{page.rstrip('/') or '/home'}.png"


def sitemap_part(number: int) -> str:
    """Return the address of a part of a sitemap that is too large for one file."""
    return f"/sitemaps/{number}.xml"


def schema(name: str) -> str:
    """Return the address of the JSON Schema of a kind of twin."""
    return f"/schema/{name}.json"


def api_news(topic: str = "", number: int = 0) -> str:
    """Return the address of a page of the Every Day list API; page 0 is `index.json` itself.

    `topic` is the id of a topic, or empty for the list of everything.
    """
    base = f"/api/news/{topic}/" if topic else "/api/news/"
    return f"{base}page/{number}/index.json" if number else f"{base}index.json"


def absolute(base_url: str, address: str) -> str:
    """Return one of our addresses as the world sees it; `base_url` holds the base path."""
    return f"{base_url.rstrip('/')}{address}"


def output_of(address: str) -> str:
    """Return the path below the output folder that a host serves for an address."""
    path = address.lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path

"""What must hold of imports and settings whatever their bytes. Used by tests and by the fuzzer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from broadsheet.digest.context import StoryContext
from broadsheet.importing.drafts import Draft, SourceKind
from broadsheet.importing.intake import Ports, Wishes, take_in
from broadsheet.importing.labelling import Labeller
from broadsheet.importing.layout import file_bytes, name_of
from broadsheet.importing.oldsites import _CONFIGS
from broadsheet.importing.outlets import OutletBook
from broadsheet.importing.shelf import Outcome
from broadsheet.pages.frame import frame_of
from broadsheet.pages.page import facts_of
from broadsheet.reading import configuration
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.settings import TopicSetting
from broadsheet.text import HIDDEN
from hostile.promises import check_article, promise

MOST_SECONDS = 5.0
"""Of the processor's time that a small input may take."""

PARTED = b"\n%%%%\n"
"""Between the settings and an article of an old site."""

SAFE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RULES = ParseRules()
Check = Callable[[bytes], None]
TOPICS = (TopicSetting("AI", slug="ai", keywords=("ai",)), TopicSetting("C++", slug="c-2"))
SITES: tuple[SourceKind, ...] = ("jekyll", "hugo", "eleventy")
SETTINGS = (
    configuration.SITE,
    configuration.TOPICS,
    configuration.PROVIDERS,
    configuration.STORIES,
    configuration.POLICIES,
    configuration.TAKEDOWNS,
    f"{configuration.PAGES}any.md",
)


class _Record:
    """A manifest that has nothing and keeps nothing."""

    def written(self, _: str) -> None:
        """Know no article."""

    def record(self, _: object) -> None:
        """Keep nothing."""


def check_draft(draft: Draft) -> None:
    """Check that the article's file can be read, and hides nothing.

    What is in our format already keeps its faults: the build says what is wrong with it, and where.
    """
    data = file_bytes(draft)
    name = name_of(draft)
    promise(bool(SAFE_NAME.fullmatch(name)), "the file's name is safe", name)
    promise(len(name) < 200, "the file's name is short", name)
    found = [each for each in parse(data, f"content/{name}.md", RULES).problems if each.is_error]
    is_ours = draft.source.startswith("article ")
    promise(is_ours or not found, "what was imported can be read", (found, data))
    check_article(data)


class _Checks:
    """A shelf that checks what it is given."""

    def place(self, draft: Draft) -> Outcome:
        """Check it."""
        check_draft(draft)
        return Outcome("new", draft.source, draft.title)


@contextmanager
def _in_time(data: bytes) -> Iterator[None]:
    begun = time.process_time()
    yield
    spent = time.process_time() - begun
    promise(spent < MOST_SECONDS, "it takes little time", (spent, data))


@contextmanager
def _workplace() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def _imported(source: Path, folder: Path, kind: SourceKind | None = None) -> None:
    book = OutletBook(folder / "site" / "providers.yaml", ())
    ports = Ports(
        cast("Any", None),
        cast("Any", _Record()),
        Labeller(TOPICS),
        cast("Any", _Checks()),
        book,
        str,
    )
    take_in(Wishes((str(source),), folder, kind, full_text=True), ports)
    providers = {configuration.PROVIDERS: _read(folder / "site" / "providers.yaml")}
    _, problems = configuration.read_settings(providers)
    promise(not problems, "the outlets that were added can be read", (problems, providers))


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _source_check(name: str, kind: SourceKind | None) -> Check:
    def check(data: bytes) -> None:
        with _workplace() as folder, _in_time(data):
            (folder / "site").mkdir()
            path = folder / name
            path.write_bytes(data)
            _imported(path, folder, kind)

    return check


check_feed = _source_check("feed.xml", "feed")
"""Import the bytes as a feed: RSS, Atom or JSON Feed."""

check_page = _source_check("page.html", "page")
"""Import the bytes as a saved web page."""

check_any = _source_check("any", None)
"""Import the bytes as whatever they are taken for."""


def check_old_site(data: bytes) -> None:
    """Import a site of each older system; the first byte says which file the settings are."""
    config, _, article = data[1:].partition(PARTED)
    name = _CONFIGS[data[0] % len(_CONFIGS)] if data else _CONFIGS[0]
    with _workplace() as folder, _in_time(data):
        for kind in SITES:
            old = folder / kind / "old"
            _put(folder / kind / "site" / "site.yaml", b"")
            _put(old / name, config)
            inner = old / {"jekyll": "_posts", "hugo": "content", "eleventy": "posts"}[kind]
            _put(inner / "2026-11-01-any.md", article)
            _put(inner / "other.html", article)
            _imported(old, folder / kind, kind)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def check_settings(data: bytes) -> None:
    """Read the bytes as each of the files of settings."""
    with _in_time(data):
        for path in SETTINGS:
            _check_file(path, data)


def _check_file(path: str, data: bytes) -> None:
    settings, problems = configuration.read_settings({path: data})
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 2
    for problem in problems:
        promise(problem.where.path == path, "the problem names the file", problem)
        promise(0 <= problem.where.line <= lines, "the line exists", problem)
        said = problem.message + problem.hint + problem.excerpt
        promise(not HIDDEN.search(said), "nothing hidden in a message", problem)
        promise("\n" not in problem.message, "a message is one line", problem)
    if not any(problem.is_error for problem in problems):
        StoryContext(settings, drafts=False)
        facts_of(settings)
        frame_of(settings, (), "#000000")


def warm_up(name: str) -> None:
    """Load what is loaded at first use."""
    for seed, check in SEEDS[name]:
        check(seed)


_ARTICLE = (
    b"---\ntitle: Ferry\ndate: 2022-02-21 10:00:00 +0100\ntags: [a, b]\n---\nText {% raw %}.\n"
)
_FEED = (
    b'<rss version="2.0"><channel><title>A</title><link>https://a.example/</link><item>'
    b"<title>B &amp; c</title><link>https://a.example/b</link><guid>1</guid>"
    b"<pubDate>Tue, 22 Feb 2022 10:00:00 GMT</pubDate><description>&lt;p&gt;D</description>"
    b'<enclosure url="https://a.example/i.png" type="image/png"/></item></channel></rss>'
)
_ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>x</id><title>B</title>'
    b'<link href="https://a.example/b"/><updated>2022-02-22T10:00:00Z</updated>'
    b'<author><name>C</name></author><content type="html">&lt;b&gt;x</content></entry></feed>'
)
_JSON_FEED = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "A", "home_page_url": '
    b'"https://a.example/", "items": [{"id": "1", "url": "https://a.example/b", "title": "B", '
    b'"content_html": "<p>x", "date_published": "2022-02-22T10:00:00Z", "tags": ["t"], "authors": '
    b'[{"name": "C"}], "image": "https://a.example/i.png"}]}'
)
_PAGE = (
    b'<!doctype html><html lang="en"><head><title>A</title><link rel="canonical" '
    b'href="https://a.example/b"><meta property="og:image" content="/i.png"><meta '
    b'property="article:published_time" content="2022-02-22T10:00:00Z"><script '
    b'type="application/ld+json">{"@type": "NewsArticle", "headline": "B", "author": [{"name": '
    b'"C"}], "image": {"url": "https://a.example/i.png", "width": 9}, "keywords": "a, b"}</script>'
    b"</head><body><article><h1>A</h1><p>Some text of the page, which is long enough to be "
    b"taken.</p></article></body></html>"
)
_EVERYDAY = (
    b'{"value": [{"title": "A", "webUrl": "https://a.example/b", "publishedDateTime": '
    b'"2022-02-22T10:00:00.000Z", "provider": {"name": "B", "domain": "a.example"}, "images": '
    b'[{"url": "https://a.example/i.png", "width": 3}], "topics": ["AI"], "content": "<p>x", '
    b'"heat": 3, "path": "/x/"}], "page": 1}'
)
_OPML = b'<opml version="2.0"><body><outline xmlUrl="nowhere:1" title="A"/></body></opml>'
_TEXT = b"A headline\n\nBy Some One\nFebruary 22, 2022\n\nA text ' s words , which go on .\n"
_SITE = (
    b"title: A\nbase_url: https://a.example/x/\nlanguage: en\ntime_zone: Europe/Berlin\n"
    b"accent: '#123456'\nstories:\n  window_days: 3\nnavigation:\n  - title: B\n    path: /b/\n"
    b"taxonomies:\n  - field: people\n    title: People\n    singular: Person\n"
    b"limits:\n  nesting: 9\n"
)
_ROWS = (
    b"- name: AI\n  slug: ai\n  keywords: [ai]\n  parent: C\n- domain: a.example\n  name: B\n"
    b"- story: https://a.example/b\n  lead: x\n  merge: [y]\n  split: [z]\n  hide: true\n"
)


def _our_settings() -> Iterator[bytes]:
    """Yield the settings of the example site, each file by itself."""
    site = Path(__file__).parents[2] / "site"
    for path in (*sorted(site.glob("*.yaml")), *sorted(site.glob("pages/*.md"))):
        yield path.read_bytes()


SEEDS: dict[str, tuple[tuple[bytes, Check], ...]] = {
    "feeds": tuple((each, check_feed) for each in (_FEED, _ATOM, _JSON_FEED)),
    "pages": ((_PAGE, check_page),),
    "sources": tuple(
        (each, check_any) for each in (_FEED, _JSON_FEED, _PAGE, _EVERYDAY, _OPML, _TEXT, _ARTICLE)
    ),
    "oldsites": tuple(
        (each, check_old_site)
        for each in (
            b"\x00title: Old\nurl: https://old.example\ntimezone: Europe/Berlin"
            + PARTED
            + _ARTICLE,
            b'\x02title = "Old"\nbaseURL = "https://old.example/"'
            + PARTED
            + b'+++\ntitle = "A"\ndate = 2022-02-21T10:00:00Z\n[params]\nimages = ["/i.png"]\n+++\n'
            + b"# A\n",
            b'\x05{"title": "Old", "url": "https://old.example/"}'
            + PARTED
            + b'{"title": "A", "date": "2022-02-21", "image": {"src": "/i.png"}}\nText.\n',
        )
    ),
    "settings": tuple((each, check_settings) for each in (_SITE, _ROWS, *_our_settings())),
}
"""What the fuzzer begins with, by what is fuzzed, and what checks it."""

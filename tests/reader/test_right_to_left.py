"""A site in Hebrew: its own words and dates everywhere, its pages mirrored, nothing cut off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from browser_support import is_fault, violations
from published_site import REPOSITORY, Published, published_example

pytestmark = pytest.mark.browser

HEBREW_SITE = REPOSITORY / "tests" / "hebrew_site"
LATIN = re.compile(r"[A-Za-z]{2,}")
SAID = (
    "alt",
    "title",
    "aria-label",
    "placeholder",
    "data-text",
    "data-new",
    "data-nothing",
    "data-none",
)
"""Attributes that are read out or shown."""
HIDDEN = "Ferry crews vote on winter timetable\u034f"
"""Begins the line that mail programs show beside the subject, of headlines in any language."""

OURS = re.compile(r"\b[\w-]+\.example\b|JavaScript|Harbour (Post|bridge.*)|Atom|RSS|JSON Feed")
"""Names, which are the same in every language, and the one headline of an unknown language."""


@pytest.fixture(scope="module")
def hebrew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Build and serve the Hebrew site."""
    folder = tmp_path_factory.mktemp("hebrew")
    with published_example(folder, HEBREW_SITE, share_cards=False, newsletters=True) as site:
        yield site


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Open a page on a desk's screen; the console must stay clean."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, service_workers="block", reduced_motion="reduce"
    )
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text) if is_fault(message) else None)
    yield context.new_page()
    context.close()

    assert [] == said


def kinds(site: Published) -> dict[str, str]:
    """Name a page of each kind."""
    return {
        "front": "/",
        "topics": "/topics/",
        "topic": site.largest("topics/*"),
        "story": "/news/2026-11-08-gesher/",
        "edition": site.last("edition/*"),
        "week": site.last("week/*"),
        "search": "/search/",
        "source": site.largest("sources/*"),
        "sources": "/sources/",
        "archive": "/archive/",
        "yours": "/yours/",
        "offline": "/offline/",
        "missing": "/no-such-page/",
    }


def own_texts(page: Path) -> Iterator[str]:
    """Yield all that a page says in the site's language: texts, and what is read out for them."""
    tree = html.parse(str(page), html.HTMLParser(encoding="utf-8")).getroot()
    for element in tree.iter("*"):
        # The title of a page cannot be marked; monograms are hidden from those who listen.
        if element.tag in ("script", "style", "kbd", "title") or element.get("aria-hidden"):
            continue
        if language_of(element) == "he":
            yield element.text or ""
            yield from (element.get(name) or "" for name in SAID)
        if language_of(element.getparent()) == "he":
            yield element.tail or ""


def language_of(element: Any) -> str:
    """Return the language that holds at an element, or an empty text above the page."""
    while element is not None:
        if language := element.get("lang"):
            return str(language)
        element = element.getparent()
    return ""


def in_latin(texts: Iterable[str]) -> list[str]:
    """Return the texts that hold words of Latin letters, names aside."""
    foreign = {text.strip() for text in texts if LATIN.search(OURS.sub("", text))}
    return sorted(text for text in foreign if not text.startswith(HIDDEN))


def test_every_word_is_in_hebrew(hebrew: Published) -> None:
    """No page, mail or list of feeds says a word that the catalogue does not have."""
    pages = sorted(hebrew.output.rglob("*.html"))
    foreign = {str(page): in_latin(own_texts(page)) for page in pages}
    mail = (hebrew.output / "newsletter" / "2026-11-08.txt").read_text("utf-8")
    opml = re.findall(r'text="([^"]*)"', (hebrew.output / "opml.xml").read_text("utf-8"))

    assert len(pages) > 20
    assert {} == {page: texts for page, texts in foreign.items() if texts}
    assert [] == in_latin(re.sub(r"https?://\S+", "", mail).splitlines())
    assert [] == in_latin(opml)
    assert "הגיליון: מהדורות" in opml


def test_an_english_word_would_be_seen(hebrew: Published, tmp_path: Path) -> None:
    """The check bites: so would a name that is only read out."""
    page = tmp_path / "page.html"
    text = (hebrew.output / "index.html").read_text("utf-8")
    page.write_text(text.replace("</main>", '<nav aria-label="More"></nav>All</main>'), "utf-8")

    assert ["All", "More"] == in_latin(own_texts(page))


def test_structured_data_names_parts_in_hebrew(hebrew: Published) -> None:
    """Crumbs for search engines are those that readers see."""
    page = (hebrew.output / "sources" / "namal-example" / "index.html").read_text("utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    graph = json.loads(found[1])["@graph"]
    crumbs = next(part for part in graph if part["@type"] == "BreadcrumbList")

    assert ["מקורות", "קול הנמל"] == [step["name"] for step in crumbs["itemListElement"]]


def test_days_are_written_as_in_hebrew(hebrew: Published, reader: Page) -> None:
    """On pages by the build, in search results by the browser; weeks as a span."""
    reader.goto(hebrew.address("/"))
    expect(reader.locator(".dateline time")).to_have_text("יום ראשון, 8 בנובמבר 2026")
    reader.goto(hebrew.address("/week/2026-W45/"))
    expect(reader.locator("h1")).to_have_text("2–8\u00a0בנובמבר 2026")
    reader.goto(hebrew.address("/search/?q=הגשר"))

    expect(reader.locator("#search-results .meta").first).to_have_text("קול הנמל · 8 בנובמבר 2026")


def test_a_feed_says_in_hebrew_what_it_is(hebrew: Published, browser: Browser) -> None:
    """To a person who opens it in a browser, from right to left."""
    page = browser.new_page(service_workers="block")
    for name in ("feed.xml", "rss.xml"):
        page.goto(hebrew.address(f"/{name}"))
        root = page.evaluate(
            """() => [getComputedStyle(document.documentElement).direction,
              getComputedStyle(document.documentElement, '::before').content]"""
        )

        assert "rtl" == root[0]
        assert "זהו ערוץ עדכונים." in root[1]
    page.close()


def test_the_layout_is_mirrored(hebrew: Published, reader: Page) -> None:
    """The name and the lead stand at the right, the search and the rail at the left."""
    reader.goto(hebrew.address("/"))
    places = reader.evaluate(PLACES)

    assert ("rtl", "he") == (places["dir"], places["lang"])
    assert places["name"]["right"] > 1200
    assert places["find"]["left"] < 80
    assert places["rail"]["right"] < places["river"]["left"]
    assert places["lead"]["right"] > places["second"]["right"]
    assert places["time"]["left"] > places["title"]["right"]


PLACES = """() => {
  const box = (name) => document.querySelector(name).getBoundingClientRect().toJSON();
  const { dir, lang } = document.documentElement;
  return {
    dir, lang, name: box('.nameplate a'), find: box('.find'), rail: box('.rail'),
    river: box('.columns .latest'), lead: box('.lead'), second: box('.lead + .second'),
    time: box('.river time'), title: box('.river li > a'),
  };
}"""


def test_foreign_headlines_read_from_left_to_right(hebrew: Published, reader: Page) -> None:
    """A marked one by its mark, an unmarked one by its letters: the question mark ends it."""
    reader.goto(hebrew.address("/"))
    marked = reader.locator("a[lang=en]").first
    expect(marked).to_have_attribute("dir", "ltr")
    reader.goto(hebrew.address("/news/2026-11-08-gesher/"))
    ends = reader.get_by_role("link", name="Harbour bridge").last.evaluate(ENDS)

    assert ends["last"] > ends["first"]


ENDS = """(link) => {
  const text = link.firstChild, range = document.createRange();
  const left = (at) => { range.setStart(text, at); range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left; };
  return { first: left(0), last: left(text.length - 1) };
}"""


def test_foreign_headlines_begin_where_the_list_does(hebrew: Published, reader: Page) -> None:
    """An English one stands at the right, beside its time, as those in Hebrew do."""
    reader.goto(hebrew.address("/topics/transport/"))
    edges = reader.locator(".river li > a[lang=en]").first.evaluate(EDGES)

    assert edges["last"] == pytest.approx(edges["box"], abs=2)


EDGES = """(link) => {
  const range = document.createRange();
  range.selectNodeContents(link);
  const box = link.getBoundingClientRect();
  return { last: range.getBoundingClientRect().right, box: box.right };
}"""


def test_days_of_the_timeline_read_from_right_to_left(hebrew: Published, reader: Page) -> None:
    """Its axis runs from left to right, and yet the number of a day comes before its month."""
    reader.goto(hebrew.address("/news/2026-11-08-gesher/"))
    label = reader.locator(".tick text", has_text="בנוב")
    places = label.evaluate("(text) => [0, 3].map((at) => text.getStartPositionOfChar(at).x)")

    assert places[0] > places[1]


def test_a_story_shows_all_its_parts(hebrew: Published, reader: Page) -> None:
    """Counts in words of the language, the timeline, and the headline that changed."""
    reader.goto(hebrew.address("/news/2026-11-08-gesher/"))

    expect(reader.locator(".counts")).to_contain_text("3 כלי תקשורת")
    expect(reader.locator(".changes del")).to_have_text("לאוטובוסים")
    expect(reader.locator(".changes ins")).to_have_text("לחשמליות")
    expect(reader.locator(".timeline circle").first).to_be_visible()


def test_no_page_scrolls_sideways_and_axe_finds_nothing(hebrew: Published, reader: Page) -> None:
    """At 320 pixels, also with a headline, and a topic's name, of one long word."""
    reader.set_viewport_size({"width": 320, "height": 640})
    wide, found = {}, {}
    for kind, path in kinds(hebrew).items():
        if kind != "missing":
            reader.goto(hebrew.address(path))
            wide[kind] = reader.evaluate("document.documentElement.scrollWidth")
            found[kind] = violations(reader)

    assert {} == {kind: width for kind, width in wide.items() if width > 320}
    assert {} == {kind: faults for kind, faults in found.items() if faults}


def test_keys_and_marks_work_as_elsewhere(hebrew: Published, reader: Page) -> None:
    """The keys' help is in Hebrew; j goes to the first story, which is then read."""
    reader.goto(hebrew.address("/"))
    reader.keyboard.press("?")
    expect(reader.get_by_role("dialog", name="מקשים")).to_be_visible()
    reader.keyboard.press("Escape")
    reader.keyboard.press("j")
    reader.keyboard.press("o")
    expect(reader.locator("article.story-page")).to_be_visible()
    reader.goto(hebrew.address("/"))

    expect(reader.locator(".is-read")).to_have_count(1)

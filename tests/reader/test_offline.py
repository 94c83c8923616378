"""Reading without a connection, in a browser; and never an old front page with one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from preview_server import until
from published_site import Published, published_copy

pytestmark = pytest.mark.browser

READY = "navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"


@pytest.fixture(scope="module")
def own(site: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Serve an example site of one's own, to be changed."""
    with published_copy(site, tmp_path_factory.mktemp("offline")) as copy:
        yield copy


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Open a page of a new reader; being offline says errors, so the console is not watched."""
    context = browser.new_context(viewport={"width": 900, "height": 700})
    yield context.new_page()
    context.close()


def shells(page: Page) -> list[str]:
    """Return the caches that hold a version of the site's shell."""
    return [name for name in page.evaluate("caches.keys()") if "shell" in name]


def visit(page: Page, site: Published) -> None:
    """Open the front page and wait until the service worker is in charge."""
    page.goto(site.address("/"))
    page.wait_for_function(READY)


def test_latest_edition_and_read_stories_are_there(own: Published, reader: Page) -> None:
    """Offline, the front page, the latest edition and a story that was opened can be read."""
    visit(reader, own)
    story = own.largest("news/*")
    reader.goto(own.address(story))
    title = reader.locator("h1").inner_text()
    reader.context.set_offline(True)

    for path, heading in ((story, title), (own.last("edition/*"), None), ("/", None)):
        reader.goto(own.address(path))
        expect(reader.locator("h1").first).to_have_text(heading or re.compile(r"\w"))
        expect(reader.locator("body")).not_to_contain_text("You are offline")
    style = reader.evaluate("document.styleSheets.length")
    assert 1 == style


def test_what_was_never_opened_says_so(own: Published, reader: Page) -> None:
    """The page that stands in names the ways that still work."""
    visit(reader, own)
    reader.context.set_offline(True)
    reader.goto(own.address("/sources/"))

    expect(reader.locator("h1")).to_have_text("You are offline")


def test_help_that_cannot_be_fetched_is_no_error(own: Published, reader: Page) -> None:
    """Without a connection the key does nothing, and the others go on."""
    said: list[str] = []
    reader.on("pageerror", lambda error: said.append(str(error)))
    visit(reader, own)
    reader.context.set_offline(True)
    with reader.expect_event("requestfailed", lambda request: "reader.json" in request.url):
        reader.keyboard.press("?")
    reader.keyboard.press("j")

    expect(reader.locator("[data-topics] a[href*='/news/']").first).to_be_focused()
    assert [] == said


def test_online_the_front_page_is_the_sites(own: Published, reader: Page) -> None:
    """A change is seen at the next visit, although an older copy is kept."""
    visit(reader, own)
    front = own.output / "index.html"
    before = front.read_bytes()
    try:
        front.write_bytes(before.replace(b"</h1>", b" changed</h1>", 1))
        reader.reload()
        expect(reader.locator("h1")).to_contain_text("changed")
    finally:
        front.write_bytes(before)


def test_a_new_version_takes_the_place_of_the_old(own: Published, reader: Page) -> None:
    """After a change of the news the worker is another; the old shell's cache is removed.

    A story from before asks for a style sheet of then: today's of the same name stands in.
    """
    story = own.largest("news/*")
    visit(reader, own)
    reader.goto(own.address(story))
    before = shells(reader)
    change_news_and_style(own)
    reader.goto(own.address("/"))
    reader.evaluate("navigator.serviceWorker.getRegistration().then((r) => r.update())")
    until(lambda: len(shells(reader)) == 1 and shells(reader) != before)
    reader.context.set_offline(True)
    reader.context.new_cdp_session(reader).send("Network.clearBrowserCache")
    reader.goto(own.address("/"))
    expect(reader.locator("main")).to_contain_text("Quite another headline")
    reader.goto(own.address(story))

    look = "getComputedStyle(document.querySelector('.story-page')).getPropertyValue('--changed')"
    assert "yes" == reader.evaluate(look).strip()


def change_news_and_style(site: Published) -> None:
    """Give the newest story another headline, and the style sheet another rule."""
    newest = next((site.project.root / "content").rglob("*-chess-robot-*.md"))
    text = newest.read_text("utf-8")
    newest.write_text(re.sub(r"(?m)^title: .*$", "title: Quite another headline", text), "utf-8")
    style = site.project.root / "site" / "static" / "style.css"
    style.write_text(style.read_text("utf-8") + "\n.story-page { --changed: yes; }\n", "utf-8")
    site.rebuild()


def test_a_story_that_is_gone_is_forgotten(own: Published, reader: Page) -> None:
    """Who saw online that a page is gone does not find an old copy offline."""
    story = own.largest("news/*")
    visit(reader, own)
    reader.goto(own.address(story))
    file = own.output / story.strip("/") / "index.html"
    text = file.read_bytes()
    file.unlink()
    try:
        reader.goto(own.address(story))
    finally:
        file.write_bytes(text)
    reader.context.set_offline(True)
    reader.goto(own.address(story))

    expect(reader.locator("h1")).to_have_text("You are offline")


def test_a_site_can_do_without(own: Published, reader: Page) -> None:
    """With `offline: false` there is no worker, and one from before is let go."""
    visit(reader, own)
    settings = own.project.root / "site" / "site.yaml"
    with_it = settings.read_text("utf-8")
    settings.write_text(with_it + "\noffline: false\n", "utf-8")
    try:
        own.rebuild()
        reader.goto(own.address("/"))
        reader.wait_for_function(
            "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)"
        )
        gone = ("service-worker.js", "manifest.webmanifest", "offline/index.html")
        assert [] == [name for name in gone if (own.output / name).exists()]
    finally:
        settings.write_text(with_it, "utf-8")

"""Reading without a connection, in a browser; and never an old front page with one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from preview_server import until
from published_site import Published, published_example

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("reader")]

READY = "navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Serve an example site of one's own, to be changed."""
    with published_example(tmp_path_factory.mktemp("offline"), search=False) as site:
        yield site


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
    """After a change of the news the worker is another; the old shell's cache is removed."""
    visit(reader, own)
    before = shells(reader)
    newest = next((own.project.root / "content").rglob("*-chess-robot-*.md"))
    text = newest.read_text("utf-8")
    newest.write_text(re.sub(r"(?m)^title: .*$", "title: Quite another headline", text), "utf-8")
    own.rebuild()
    reader.goto(own.address("/"))
    reader.evaluate("navigator.serviceWorker.getRegistration().then((r) => r.update())")
    until(lambda: len(shells(reader)) == 1 and shells(reader) != before)
    reader.context.set_offline(True)
    reader.goto(own.address("/"))

    expect(reader.locator("main")).to_contain_text("Quite another headline")


def test_a_site_can_do_without(browser: Browser, tmp_path: Path) -> None:
    """With `offline: false` there is no worker, and one from before is let go."""
    with published_example(tmp_path, search=False) as site:
        context = browser.new_context()
        page = context.new_page()
        visit(page, site)
        settings = site.project.root / "site" / "site.yaml"
        settings.write_text(settings.read_text("utf-8") + "\noffline: false\n", "utf-8")
        site.rebuild()
        page.goto(site.address("/"))
        page.wait_for_function(
            "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)"
        )
        context.close()

        gone = ("service-worker.js", "manifest.webmanifest", "offline/index.html")
        assert [] == [name for name in gone if (site.output / name).exists()]

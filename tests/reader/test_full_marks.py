"""Every kind of page in a real Chromium, served with the headers that a host would send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from browser_support import is_fault, violations
from published_site import BASE, Published

pytestmark = pytest.mark.browser

MARKED = (
    "front",
    "topic",
    "story",
    "edition",
    "search",
    "found",
    "source",
    "sources",
    "archive",
    "yours",
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (360, 1280)
NARROWEST = 320
"""CSS pixels to which a page must reflow (WCAG 2.2, 1.4.10)."""


@pytest.fixture(scope="module")
def kinds(site: Published) -> dict[str, str]:
    """Name a page of each kind that the site has; of several, the one with most in it."""
    return {
        "front": "/",
        "topic": site.largest("topics/*"),
        "story": site.largest("news/*"),
        "edition": site.last("edition/*"),
        "search": "/search/",
        "found": "/search/?q=robot",
        "yours": "/yours/",
        "list": site.largest("latest/*"),
        "topics": "/topics/",
        "source": site.largest("sources/*"),
        "sources": "/sources/",
        "archive": "/archive/",
        "month": site.last("archive/*"),
        "week": site.last("week/*"),
        "standing": "/about/",
        "offline": "/offline/",
        "missing": "/no-such-page/",
    }


class Watched:
    """A browser that writes down what must not happen: errors, and requests to other hosts."""

    def __init__(self, browser: Browser, site: Published, **options: object) -> None:
        self.context = browser.new_context(reduced_motion="reduce", **options)  # type: ignore[arg-type]
        self.page = self.context.new_page()
        self.site = site
        self.faults: list[str] = []
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.context.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        missing = "status of 404" in message.text
        if is_fault(message) and not missing:
            self.faults.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.origin + BASE, "blob:", "data:")):
            self.faults.append(f"asked {request.url}")

    def open(self, path: str) -> Page:
        """Open a page and wait until all that it asks for is there."""
        self.page.goto(self.site.address(path))
        if "?q=" in path:
            self.page.locator("#search-results > li").first.wait_for()
        return self.page


@pytest.fixture
def watched(browser: Browser, site: Published) -> Iterator[Watched]:
    """Watch a new visitor's browser; nothing may be written down at the end."""
    watched = Watched(
        browser, site, viewport={"width": 900, "height": 700}, service_workers="block"
    )
    yield watched
    watched.context.close()

    assert [] == watched.faults


@pytest.mark.parametrize("kind", MARKED)
def test_axe_finds_nothing(watched: Watched, kinds: dict[str, str], kind: str) -> None:
    """No violation of any rule of axe-core, best practices included, in four views."""
    page = watched.open(kinds[kind])
    found = []
    for scheme, width in product(SCHEMES, WIDTHS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found += [(scheme, width, *fault) for fault in violations(page)]

    assert [] == found


def test_axe_would_find_a_fault(watched: Watched, kinds: dict[str, str]) -> None:
    """The check bites: a field without a name on the same page is found."""
    page = watched.open(kinds["front"])
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")

    assert "label" in [rule for rule, _ in violations(page)]


class Narrow(NamedTuple):
    """What a phone of 320 pixels met: pages that are wider, by kind, and faults."""

    wide: dict[str, tuple[int, list[str]]]
    faults: list[str]


@pytest.fixture(scope="module")
def narrow(browser: Browser, site: Published, kinds: dict[str, str]) -> Narrow:
    """Open a page of each kind, the service worker at work behind them."""
    watched = Watched(browser, site, viewport={"width": NARROWEST, "height": 640})
    wide = {}
    for kind, path in kinds.items():
        page = watched.open(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROWEST:
            wide[kind] = (width, page.evaluate(WIDEST))
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    watched.context.close()
    return Narrow(wide, watched.faults)


def test_no_page_scrolls_sideways_at_320_pixels(narrow: Narrow) -> None:
    """Every kind of page fits; nothing is cut off at its side."""
    assert {} == narrow.wide


def test_no_page_says_an_error_or_asks_another_host(narrow: Narrow) -> None:
    """Nor does any break its Content-Security-Policy, which the console would say."""
    assert [] == narrow.faults


def test_a_page_that_is_too_wide_would_be_seen(
    browser: Browser, site: Published, kinds: dict[str, str]
) -> None:
    """The check bites: so would a picture of another host be."""
    watched = Watched(browser, site, viewport={"width": NARROWEST, "height": 640})
    page = watched.open(kinds["missing"])
    page.evaluate(TOO_MUCH)
    width = page.evaluate("document.documentElement.scrollWidth")
    watched.context.close()

    assert width > NARROWEST
    assert [fault for fault in watched.faults if "img-src" in fault]


TOO_MUCH = """() => {
  const table = document.createElement('table');
  table.append('x'.repeat(200));
  document.querySelector('main').append(table);
  return new Promise((done) => {
    const image = new Image();
    image.onload = image.onerror = done;
    image.src = 'http://elsewhere.example/a.png';
  });
}"""


WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map((e) => e.outerHTML.slice(0, 120))"""

FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const all = [...document.querySelectorAll('*')];
  const ring = (s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  const inside = [...e.querySelectorAll('*')].some((child) => ring(getComputedStyle(child)));
  return {
    place: all.indexOf(e), end: e === document.body, name: e.outerHTML.slice(0, 120),
    ring: ring(style) || inside,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


@pytest.mark.parametrize("kind", ["front", "topic", "story", "edition", "search"])
def test_focus_is_visible_and_in_order(watched: Watched, kinds: dict[str, str], kind: str) -> None:
    """Tab goes through all that can be used in the order of the page, always visibly."""
    page = watched.open(kinds[kind])
    steps = []
    for _ in range(400):
        page.keyboard.press("Tab")
        step = page.evaluate(FOCUSED)
        if step["end"] or (steps and step["place"] <= steps[0]["place"]):
            break
        steps.append(step)

    assert len(steps) > 8
    assert [] == [step["name"] for step in steps if not (step["ring"] and step["seen"])]
    assert sorted(step["place"] for step in steps) == [step["place"] for step in steps]


def test_nothing_is_lost_without_javascript(
    browser: Browser, site: Published, kinds: dict[str, str]
) -> None:
    """Each page shows its heading and its stories; search and own digest say what they need."""
    watched = Watched(browser, site, java_script_enabled=False)
    headings = {}
    for kind, path in kinds.items():
        page = watched.open(path.partition("?")[0])
        headings[kind] = page.locator("h1").first.inner_text().strip()
        if kind in ("search", "yours"):
            expect(page.locator("main noscript p").first).to_be_visible()
            expect(page.locator(f"#{kind}")).to_be_hidden()
        if kind == "search":
            expect(page.locator("main a[href*='/topics/']").first).to_be_visible()
            expect(page.locator("main a[href$='/archive/']").first).to_be_visible()
        if kind == "front":
            expect(page.locator("main [data-story]").first).to_be_visible()
    watched.context.close()

    assert [] == [kind for kind, heading in headings.items() if not heading]
    assert [] == watched.faults


def test_the_policy_is_strict_and_holds(site: Published, watched: Watched) -> None:
    """Inline scripts, styles and markup from texts are stopped; the page itself needs none."""
    page = watched.open("/")
    policy = page.request.get(site.address("/")).headers["content-security-policy"]
    came_of = page.evaluate(BREACH)
    watched.faults.clear()

    assert {"script": False, "markup": False} == {key: came_of[key] for key in ("script", "markup")}
    assert {"style-src-attr", "require-trusted-types-for"} == set(came_of["stopped"])
    assert re.search(r"'unsafe-(inline|eval)'", policy) is None


BREACH = """async () => {
  const stopped = [];
  document.addEventListener('securitypolicyviolation', (e) => stopped.push(e.effectiveDirective));
  const script = document.createElement('script');
  script.append('globalThis.breached = true');
  document.body.append(script);
  document.body.setAttribute('style', 'color: red');
  try { document.body.insertAdjacentHTML('beforeend', '<p id="breach">x</p>'); } catch {}
  await new Promise((done) => setTimeout(done, 200));
  return {
    script: Boolean(globalThis.breached),
    markup: document.querySelector('#breach') !== null,
    stopped,
  };
}"""
"""Tries to run a script, to set a style, to make markup of a text; tells what was stopped."""

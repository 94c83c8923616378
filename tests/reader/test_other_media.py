"""What the style sheet says for paper, for a reader's own colours and for little room."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from published_site import Published

pytestmark = pytest.mark.browser

BACKGROUND = "(button) => getComputedStyle(button).backgroundColor"
CELLS = """() => [...document.querySelectorAll('.calendar td[class^=shade]')].map(
  (cell) => getComputedStyle(cell).printColorAdjust)"""
CUT_OFF = """() => [...document.querySelectorAll('.calendar td a')].filter(
  (link) => link.scrollWidth > link.clientWidth || link.offsetHeight > 40).length"""


def test_a_pressed_button_shows_in_colours_of_the_readers_own(
    browser: Browser, site: Published
) -> None:
    """Windows' contrast themes paint all buttons alike; a topic that is followed differs."""
    context = browser.new_context(forced_colors="active", service_workers="block")
    page = context.new_page()
    page.goto(site.address(site.largest("topics/*")))
    follow = page.get_by_role("button", name="Follow")
    before = follow.evaluate(BACKGROUND)
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")
    after = follow.evaluate(BACKGROUND)
    context.close()

    assert before != after


def test_paper_keeps_the_shades_of_days(site: Published, page: Page) -> None:
    """Light figures on a shade that is not printed would be white on white."""
    page.goto(site.address("/archive/"))
    page.emulate_media(media="print")

    assert {"exact"} == set(page.evaluate(CELLS))


def test_a_month_on_a_phone_shows_days_alone(site: Published, page: Page) -> None:
    """The counts, for which its columns are too narrow, are still read out with each day."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site.address(site.last("archive/*")))
    days = page.locator(".calendar td a")

    assert 0 == page.evaluate(CUT_OFF)
    expect(days.first).to_have_accessible_name("1 4 stories")
    page.set_viewport_size({"width": 900, "height": 640})
    assert page.locator(".calendar .count").first.bounding_box()["width"] > 20  # type: ignore[index]

"""The search page in a browser, on the built example site."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from published_site import Published

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("reader")]


def results(page: Page) -> list[str]:
    """Return the titles that are shown."""
    return page.locator("#search-results > li > a").all_inner_texts()


def found(page: Page) -> int:
    """Wait for an answer and return how many it announces."""
    status = page.get_by_role("status").filter(has_text=re.compile(r"Found: \d+\.|Nothing"))
    status.wait_for()
    number = re.search(r"\d+", status.inner_text())
    return int(number[0]) if number else 0


def test_typing_finds_and_announces(site: Published, page: Page) -> None:
    """Words typed into the field list stories, say how many, and mark what was found."""
    page.goto(site.address("/search/"))
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("chess robot")

    expect(page.locator("#search-results > li > a").first).to_contain_text("Chess robot")
    assert found(page) >= 1
    expect(page.locator("#search-results mark").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=chess\+robot$"))


def test_an_address_holds_a_search(site: Published, page: Page) -> None:
    """A link to a search with a filter opens with both, and the first result leads to its page."""
    page.goto(site.address("/search/?q=chess&month=2026-11"))

    assert found(page) >= 1
    assert ("chess", "2026-11") == (
        page.locator("#q").input_value(),
        page.locator("[name=month]").input_value(),
    )
    page.locator("#search-results > li > a").first.click()
    expect(page.locator("h1")).to_contain_text("Chess robot")


def test_filters_work_alone_and_hold_all_parts(site: Published, page: Page) -> None:
    """Months of different parts of the index stand in one list; each gives its own stories."""
    page.goto(site.address("/search/"))
    page.locator("#q").focus()
    months = page.locator("[name=month] option:not([value=''])")
    expect(months.first).to_be_attached()
    values = [option.get_attribute("value") or "" for option in months.all()]
    counts = [int(re.findall(r"\((\d+)\)$", text)[0]) for text in months.all_inner_texts()]
    announced = []
    for value in values:
        page.locator("[name=month]").select_option(value)
        expect(page).to_have_url(re.compile(f"month={value}"))
        page.wait_for_timeout(300)
        announced.append(found(page))

    assert len(values) >= 2
    assert counts == announced


def test_what_is_not_there_is_said(site: Published, page: Page) -> None:
    """No result is an answer too."""
    page.goto(site.address("/search/?q=xyzzyplugh"))

    assert (0, []) == (found(page), results(page))


def test_more_results_come_on_demand(site: Published, page: Page) -> None:
    """Ten at first; the button adds the next and moves the focus to them."""
    page.goto(site.address("/search/?q=the"))
    total = found(page)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#search-results > li")).to_have_count(min(20, total))
    expect(page.locator("#search-results > li").nth(10).locator("a")).to_be_focused()


def test_back_returns_to_the_search_before(site: Published, page: Page) -> None:
    """Enter makes an entry of the history."""
    page.goto(site.address("/search/?q=chess"))
    before = found(page)
    page.locator("#q").fill("the")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=the$"))
    page.go_back()
    expect(page.locator("#q")).to_have_value("chess")

    page.wait_for_function("document.querySelectorAll('#search-results > li').length > 0")
    assert before == found(page)

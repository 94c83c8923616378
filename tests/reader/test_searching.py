"""The search page in a browser, on the built example site."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from published_site import Published

pytestmark = pytest.mark.browser


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
    expect(page.locator("#search-results .meta").first).to_have_text("Radio Tarn · 8 November 2026")
    page.locator("#search-results > li > a").first.click()
    expect(page.locator("h1")).to_contain_text("Chess robot")


def test_who_types_before_the_program_is_there_loses_nothing(site: Published, page: Page) -> None:
    """On a slow line the field is there first; its words are searched, the filters offered."""
    page.add_init_script(EARLY)
    page.goto(site.address("/search/"))

    expect(page.locator("#search-results > li > a").first).to_contain_text("Chess robot")
    expect(page.locator("[name=month] option").nth(1)).to_be_attached()
    expect(page.locator("#q")).to_have_value("chess robot")


EARLY = """document.addEventListener('readystatechange', () => {
  if (document.readyState !== 'interactive') return;
  document.getElementById('q').focus();
  document.getElementById('q').value = 'chess robot';
});"""
"""Modules run after this state, never before it."""


def test_an_excerpt_that_was_cut_says_so(site: Published, page: Page) -> None:
    """A part of a text begins or ends with an ellipsis, whole sentences do not."""
    page.goto(site.address("/search/?q=robot"))
    expect(page.locator("#search-results > li").first).to_be_visible()
    excerpts = [text.strip() for text in page.locator(".excerpt").all_inner_texts()]

    assert [] == [text for text in excerpts if text[-1] not in ".?!…'\"”’" or text[0].islower()]
    assert [text for text in excerpts if text.startswith("…")]
    assert [text for text in excerpts if text.endswith("…")]


def test_filters_work_alone_and_hold_all_parts(site: Published, page: Page) -> None:
    """Months of different parts of the index stand in one list; each gives its own stories."""
    page.goto(site.address("/search/"))
    page.locator("#q").focus()
    months = page.locator("[name=month] option:not([value=''])")
    expect(months.first).to_be_attached()
    values = [option.get_attribute("value") or "" for option in months.all()]
    counts = [int(re.findall(r"\((\d+)\)$", text)[0]) for text in months.all_inner_texts()]
    for value, count in zip(values, counts, strict=True):
        page.locator("[name=month]").select_option(value)
        expect(page).to_have_url(re.compile(f"month={value}"))
        expect(page.locator("#search-status")).to_have_text(f"Found: {count}.")

    assert len(values) >= 2
    assert len(set(counts)) >= 2, "equal counts would not show that the filter changed"


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

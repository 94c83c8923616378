"""The personal digest and the keys in a browser: nothing of it leaves the browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from published_site import BASE, Published

pytestmark = pytest.mark.browser

KEY = f"broadsheet:{BASE}"


def kept(page: Page) -> dict[str, Any]:
    """Return what this browser remembers."""
    value: dict[str, Any] = page.evaluate("key => JSON.parse(localStorage.getItem(key))", KEY)
    return value


def remember(page: Page, **changes: object) -> None:
    """Change what this browser remembers."""
    page.evaluate(
        "([key, changes]) => localStorage.setItem(key, JSON.stringify("
        "{...JSON.parse(localStorage.getItem(key)), ...changes}))",
        [KEY, changes],
    )


def test_a_story_that_was_opened_is_marked_read(site: Published, page: Page) -> None:
    """Opening a story marks it in every list, and only it."""
    page.goto(site.address("/"))
    first = page.locator("[data-topics]").first
    story = first.get_attribute("data-story")
    first.locator("a[href*='/news/']").first.click()
    expect(page.locator("article.story-page")).to_be_visible()
    page.goto(site.address("/"))

    read = {item.get_attribute("data-story") for item in page.locator(".is-read").all()}
    assert ({story}, [story]) == (read, kept(page)["read"])


def test_new_is_what_came_after_the_last_visit(site: Published, page: Page) -> None:
    """A first visit marks nothing; a later one marks and counts what was updated since."""
    page.goto(site.address("/"))
    assert 0 == page.locator(".fresh").count()
    expect(page.locator("#since")).to_be_hidden()
    times = page.evaluate(
        "[...document.querySelectorAll('[data-topics]')].map(e => Date.parse(e.dataset.updated))"
    )
    middle = sorted(times)[len(times) // 2]
    remember(page, active=middle)
    page.reload()

    newer = sum(time > middle for time in times)
    expect(page.locator("#since")).to_have_text(f"New since your last visit: {newer}.")
    assert (newer, middle) == (page.locator(".fresh").count(), kept(page)["since"])


def test_a_reload_within_a_visit_keeps_the_marks(site: Published, page: Page) -> None:
    """What was new stays new until half an hour without reading has passed."""
    page.goto(site.address("/"))
    remember(page, active=1)
    page.reload()
    before = page.locator(".fresh").count()
    page.reload()

    assert before > 0
    assert before == page.locator(".fresh").count()


def test_following_and_muting(site: Published, page: Page) -> None:
    """A muted topic's stories leave the lists, are counted, and come back on demand."""
    page.goto(site.address(site.largest("topics/robotics")))
    page.get_by_role("button", name="Mute").click()
    expect(page.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "true")
    page.goto(site.address("/"))
    muted = page.locator(".is-muted")
    count = muted.count()

    assert count > 0
    expect(muted.first).to_be_hidden()
    expect(page.locator("#muted")).to_contain_text(f"Stories that you muted: {count}.")
    page.get_by_role("button", name="Show them").click()
    expect(muted.first).to_be_visible()


def test_who_follows_does_not_mute(site: Published, page: Page) -> None:
    """The two buttons exclude each other; pressing one again takes it back."""
    page.goto(site.address(site.largest("topics/robotics")))
    follow, mute = (page.get_by_role("button", name=name) for name in ("Follow", "Mute"))
    mute.click()
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")
    expect(mute).to_have_attribute("aria-pressed", "false")
    follow.click()

    expect(follow).to_have_attribute("aria-pressed", "false")
    assert {"topics": [], "sources": []} == kept(page)["follow"]


def test_the_own_page_shows_the_latest_of_what_is_followed(site: Published, page: Page) -> None:
    """Stories come from the feeds of followed topics and sources; removing one is announced."""
    page.goto(site.address(site.largest("topics/robotics")))
    page.get_by_role("button", name="Follow").click()
    page.goto(site.address(site.largest("sources/*")))
    page.get_by_role("button", name="Follow").click()
    page.get_by_role("main").get_by_role("link", name="Your digest").click()
    expect(page.locator("#yours-follow a")).to_have_count(2)
    expect(page.locator("#yours-latest a").first).to_be_visible()
    assert page.locator("#yours-latest a").count() > 2
    page.get_by_role("button", name="Remove").first.click()

    expect(page.locator("#yours-follow a")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("Removed.")


def test_a_muted_source_is_left_out_of_what_is_followed(site: Published, page: Page) -> None:
    """Its own stories are, also those that it signed with a person's name."""
    page.goto(site.address("/sources/radiotarn-example/"))
    page.get_by_role("button", name="Mute").click()
    page.goto(site.address("/topics/robotics/"))
    page.get_by_role("button", name="Follow").click()
    page.goto(site.address("/yours/"))
    expect(page.locator("#yours-latest a").first).to_be_visible()

    expect(page.locator("#yours-latest")).not_to_contain_text("Chess robot")


def test_who_follows_nothing_is_told_how(site: Published, page: Page) -> None:
    """All three lists say that there is nothing yet, and the first says what to do."""
    page.goto(site.address("/yours/"))

    expect(page.locator("#yours-latest")).to_have_text(
        "Nothing yet. Topics and sources have buttons for it."
    )
    for name in ("follow", "mute"):
        expect(page.locator(f"#yours-{name}")).to_have_text("Nothing yet.")


def test_what_was_saved_can_be_read_elsewhere(site: Published, page: Page, tmp_path: Path) -> None:
    """The file holds everything; after forgetting, reading it brings all of it back."""
    page.goto(site.address(site.largest("topics/robotics")))
    page.get_by_role("button", name="Follow").click()
    page.goto(site.address("/yours/"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / "digest.json"
    download.value.save_as(file)
    page.get_by_role("button", name="Forget everything").click()
    expect(page.locator("#yours-follow a")).to_have_count(0)
    page.get_by_label("Read from a file").set_input_files(file)

    expect(page.locator("#yours-follow a")).to_have_text(["Robotics"])
    assert "Robotics" == json.loads(file.read_text("utf-8"))["follow"]["topics"][0]["name"]


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        '{"version": 1, "follow": {"topics": [{"name": "X", "path": "javascript:alert(1)"}]}}',
        '{"version": 1, "follow": {"topics": [{"name": "X", "path": "//evil.example/"}]}}',
        '{"version": 1, "follow": {"topics": [{"name": "X", "path": "/\\\\\\\\evil.example/"}]}}',
    ],
)
def test_a_hostile_file_adds_nothing(
    site: Published, page: Page, tmp_path: Path, text: str
) -> None:
    """Only places of our own are taken from a file; anything else is dropped or refused."""
    file = tmp_path / "digest.json"
    file.write_text(text, "utf-8")
    page.goto(site.address("/yours/"))
    expect(page.locator("#yours")).to_be_visible()
    page.get_by_label("Read from a file").set_input_files(file)

    expect(page.get_by_role("status")).not_to_be_empty()
    expect(page.locator("#yours-follow a")).to_have_count(0)


def test_keys_walk_open_search_and_help(site: Published, page: Page) -> None:
    """The keys j and k walk through the stories, ? opens the help, / the search, o a story."""
    page.goto(site.address("/"))
    titles = page.locator("[data-topics] a[href*='/news/']")
    page.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jok?")
    expect(page.locator("#q")).to_have_value("jok?")
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("article.story-page")).to_be_visible()


def test_keys_walk_through_what_a_source_covered(site: Published, page: Page) -> None:
    """The list of an outlet's pages leads to stories too."""
    page.goto(site.address(site.largest("sources/*")))
    page.keyboard.press("j")
    page.keyboard.press("j")

    expect(page.locator(".river > li > a").nth(1)).to_be_focused()


def test_keys_can_be_switched_off(site: Published, page: Page) -> None:
    """WCAG 2.1.4: single-character shortcuts have an off switch."""
    page.goto(site.address("/yours/"))
    page.get_by_label("Use single keys").uncheck()
    page.goto(site.address("/"))
    page.keyboard.press("j")

    assert "BODY" == page.evaluate("document.activeElement.tagName")


def test_a_browser_that_keeps_nothing_reads_all_the_same(site: Published, page: Page) -> None:
    """With storage refused, pages open without an error and the help still works."""
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})"
    )
    page.goto(site.address("/"))
    page.keyboard.press("?")

    expect(page.get_by_role("dialog")).to_be_visible()

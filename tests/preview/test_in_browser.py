"""The preview as a person sees it, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser_support import chromium
from preview_server import PATIENCE, Preview, Site, news, previewing

pytestmark = pytest.mark.browser

PATIENCE_MS = PATIENCE * 1000
OVERLAY = "broadsheet-preview dialog"
PANEL = "broadsheet-preview details"

STYLE = "body { background: $colour } /* $accent $accent_dark */"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run a Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page of a new visitor, in which the preview's script must not fail."""
    expect.set_options(timeout=PATIENCE_MS)
    context = browser.new_context(viewport={"width": 900, "height": 600})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(error.stack or str(error)))
    yield page
    context.close()

    assert [] == [failure for failure in failures if "_broadsheet" in failure]


def loads(page: Page) -> int:
    """Return how often this tab has loaded a page."""
    return int(page.evaluate("performance.timeOrigin"))


def listens(page: Page) -> None:
    """Wait until the page is connected: its panel then says when it was made."""
    expect(page.locator(PANEL)).to_contain_text("made at")


def test_an_edit_appears_by_itself(site: Site, preview: Preview, page: Page) -> None:
    """The open page shows the new text; nobody touches the browser."""
    site.add("edit", "A tower clock is mended", body="Before the edit.")
    page.goto(preview.url + "/")
    expect(page.locator("main")).to_contain_text("tower clock")
    page.goto(preview.url + news("edit"))
    site.add("edit", "A tower clock is mended", body="After the edit.")

    expect(page.locator("main")).to_contain_text("After the edit.")


def test_only_changed_pages_reload(site: Site, preview: Preview, page: Page) -> None:
    """A tab on another page stays as it is."""
    other = page.context.new_page()
    other.goto(preview.url + news("basin"))
    listens(other)
    before = loads(other)
    page.goto(preview.url + news("amber"))
    site.add("amber", "Kettles return to the harbour towns", body="Only here.")
    expect(page.locator("main")).to_contain_text("Only here.")

    assert before == loads(other)


def test_the_place_on_the_page_is_kept(site: Site, preview: Preview, page: Page) -> None:
    """After a reload the reader is where he was."""
    long = "\n\n".join(f"Paragraph {number} of a long text." for number in range(200))
    site.add("long", "A very long ferry report", body=long)
    page.goto(preview.url + "/")
    expect(page.locator("main")).to_contain_text("very long ferry")
    page.goto(preview.url + news("long"))
    listens(page)
    page.evaluate("scrollTo(0, 2000)")
    page.wait_for_function("scrollY === 2000")
    site.add("long", "A very long ferry report", body=f"{long}\n\nThe last word.")
    expect(page.locator("main")).to_contain_text("The last word.")

    page.wait_for_function("Math.abs(scrollY - 2000) < 5")


def test_styles_change_without_a_reload(site: Site, preview: Preview, page: Page) -> None:
    """A new stylesheet takes the old one's place, and again, on the page as it stands."""
    style = site.root / "site" / "static" / "style.css"
    style.write_text(STYLE.replace("$colour", "rgb(1, 2, 3)"))
    page.goto(preview.url + "/")
    expect(page.locator("body")).to_have_css("background-color", "rgb(1, 2, 3)")
    listens(page)
    before = loads(page)
    for colour in ("rgb(4, 5, 6)", "rgb(7, 8, 9)"):
        style.write_text(STYLE.replace("$colour", colour))
        expect(page.locator("body")).to_have_css("background-color", colour)
    expect(page.locator("head link[rel=stylesheet]")).to_have_count(1)

    assert before == loads(page)
    style.unlink()


def test_a_style_that_could_not_be_fetched_leaves_no_older_one(
    site: Site, preview: Preview, page: Page
) -> None:
    """As when the next edit comes first: what stood till then goes with what never came."""
    style = site.root / "site" / "static" / "style.css"
    style.write_text(STYLE.replace("$colour", "rgb(1, 2, 3); outline: solid"))
    page.goto(preview.url + "/")
    body = page.locator("body")
    expect(body).to_have_css("outline-style", "solid")
    listens(page)
    with page.expect_event("requestfailed"):
        page.route("**/assets/style.*", lambda route: route.abort(), times=1)
        style.write_text(STYLE.replace("$colour", "rgb(4, 5, 6)"))
    style.write_text(STYLE.replace("$colour", "rgb(7, 8, 9)"))
    expect(body).to_have_css("background-color", "rgb(7, 8, 9)")

    expect(page.locator("head link[rel=stylesheet]")).to_have_count(1)
    expect(body).to_have_css("outline-style", "none")
    style.unlink()


def test_a_fault_is_laid_over_the_page_and_goes(site: Site, preview: Preview, page: Page) -> None:
    """Place, lines and hint over the last good page; as text, whatever the article holds."""
    path = site.path("cobalt")
    good = path.read_text()
    page.goto(preview.url + news("cobalt"))
    listens(page)
    broken = good.replace("published: true", "published: '<img src=x onerror=alert(1)>'")
    path.write_text(broken)
    overlay = page.locator(OVERLAY)
    expect(overlay).to_be_visible()
    expect(overlay).to_contain_text(f"{path.name}:6")
    expect(overlay.locator("mark")).to_contain_text("<img src=x onerror")
    expect(overlay.locator("img")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Velvet lamps")
    with page.context.expect_page() as opened:
        page.context.new_page()
    opened.value.goto(preview.url + "/")
    expect(opened.value.locator(OVERLAY)).to_contain_text(f"{path.name}:6")
    path.write_text(good)
    expect(overlay).to_be_hidden()
    expect(opened.value.locator(OVERLAY)).to_be_hidden()

    expect(page.locator("main")).to_contain_text("Velvet lamps")


def test_many_faults_can_be_hidden_from_where_they_begin(
    site: Site, preview: Preview, page: Page
) -> None:
    """On a telephone there is no Escape; and lines wider than the screen are marked in full."""
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(preview.url + "/")
    listens(page)
    kept = {name: site.path(name).read_text() for name in ("amber", "basin", "cobalt")}
    for name, good in kept.items():
        wide = good.replace("excerpt: ", f"excerpt: {'wide ' * 40}")
        site.path(name).write_text(wide.replace("published: true", "published: perhaps"))
    overlay = page.locator(OVERLAY)
    expect(overlay.locator("li")).to_have_count(3)
    widths = overlay.locator("pre").first.evaluate(
        "pre => [pre.querySelector('mark').offsetWidth, pre.querySelector('span').offsetWidth]"
    )
    overlay.get_by_role("button", name="Hide").click(trial=True)
    scrolled = overlay.evaluate("dialog => dialog.scrollTop")
    overlay.get_by_role("button", name="Hide").click()
    expect(overlay).to_be_hidden()
    for name, good in kept.items():
        site.path(name).write_text(good)

    assert 0 == scrolled
    assert widths[0] == widths[1] > 360


def test_a_hidden_fault_stays_hidden_until_another_comes(
    site: Site, preview: Preview, page: Page
) -> None:
    """Escape hides it, a reload does not bring it back, the panel does."""
    path = site.path("cobalt")
    good = path.read_text()
    path.write_text(good.replace("published: true", "published: perhaps"))
    page.goto(preview.url + "/")
    overlay = page.locator(OVERLAY)
    expect(overlay).to_be_visible()
    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    page.reload()
    expect(page.locator(PANEL)).to_contain_text("1 error")
    expect(overlay).to_be_hidden()
    path.write_text(good.replace("published: true", "published: maybe"))
    expect(overlay).to_be_visible()
    path.write_text(good)

    expect(overlay).to_be_hidden()


def test_a_page_that_was_deleted_and_comes_back(site: Site, preview: Preview, page: Page) -> None:
    """The tab shows the site's 404 page meanwhile, and the page again."""
    site.add("gone", "A short visit to the quay")
    page.goto(preview.url + "/")
    expect(page.locator("main")).to_contain_text("short visit")
    page.goto(preview.url + news("gone"))
    site.path("gone").unlink()
    expect(page.locator("main")).to_contain_text("This page does not exist")
    site.add("gone", "A short visit to the quay")

    expect(page.locator("main")).to_contain_text("short visit")


def test_a_save_in_the_reload_of_the_one_before_is_not_lost(
    site: Site, preview: Preview, page: Page
) -> None:
    """Edits at every moment of a reload: the last one is always shown in the end."""
    site.add("quick", "A quick hand at the wheel", body="Version 0.")
    page.goto(preview.url + "/")
    expect(page.locator("main")).to_contain_text("quick hand")
    page.goto(preview.url + news("quick"))
    for number in range(1, 13):
        site.add("quick", "A quick hand at the wheel", body=f"Version {number} a.")
        page.wait_for_timeout(number * 12)
        site.add("quick", "A quick hand at the wheel", body=f"Version {number} b.")

        expect(page.locator("main")).to_contain_text(f"Version {number} b.")


def test_a_save_by_rename_appears(site: Site, preview: Preview, page: Page) -> None:
    """As many editors save: a new file beside the old one takes its place."""
    path = site.add("renamed", "A rope is spliced again", body="Before the rename.")
    page.goto(preview.url + "/")
    expect(page.locator("main")).to_contain_text("rope is spliced")
    page.goto(preview.url + news("renamed"))
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(path.read_text().replace("Before the rename.", "After the rename."))
    beside.replace(path)

    expect(page.locator("main")).to_contain_text("After the rename.")


def test_a_burst_reloads_a_page_a_few_times(tmp_path: Path, page: Page) -> None:
    """1,000 files, the one on show first and last: at most 20 reloads, and the last is shown."""
    site = Site(tmp_path / "harbour")
    with previewing(site) as preview:
        page.goto(preview.url + news("amber"))
        listens(page)
        loaded: list[object] = []
        page.on("domcontentloaded", lambda shown: loaded.append(shown))
        site.add("amber", "Kettles return", body="The burst begins.")
        for number in range(1000):
            site.add(f"burst{number}", f"Bell number {number} rings")
        site.add("amber", "Kettles return", body="The burst is over.")

        expect(page.locator("main")).to_contain_text("The burst is over.")
        page.wait_for_load_state()  # so that its being loaded has been heard of, too
    assert 1 <= len(loaded) <= 20


def test_the_panel_says_why_and_remembers(site: Site, preview: Preview, page: Page) -> None:
    """It says when and why the page was made, and stays open or closed as it was left."""
    page.goto(preview.url + news("basin"))
    panel = page.locator(PANEL)
    expect(panel).to_contain_text("made at")
    expect(page.locator(f"{PANEL} dl")).to_be_hidden()
    page.locator(f"{PANEL} summary").click()
    expect(page.locator(f"{PANEL} dl")).to_be_visible()
    site.add("basin", "Night ferry finds its own berth", day="2026-11-11", body="Why not?")
    expect(page.locator("main")).to_contain_text("Why not?")

    expect(page.locator(f"{PANEL} dl")).to_be_visible()
    expect(panel).to_contain_text("what it shows (its text, in content/")


def test_the_search_finds_what_is_on_show(tmp_path: Path, page: Page) -> None:
    """Its index is made when somebody searches, and knows later edits after a reload."""
    site = Site(tmp_path / "harbour")
    with previewing(site) as preview:
        page.goto(f"{preview.url}/search/?q=lamps")
        found = page.locator("#search-results")
        expect(found).to_contain_text("Velvet lamps")
        site.add("beacon", "A beacon beside the lamps")
        page.goto(preview.url + "/")
        expect(page.locator("main")).to_contain_text("beacon")
        page.goto(f"{preview.url}/search/?q=lamps")

        expect(found).to_contain_text("A beacon beside")


def test_it_works_under_the_sites_own_policy(tmp_path: Path, page: Page) -> None:
    """The policy that the site is published with neither breaks the preview nor is dropped."""
    site = Site(tmp_path / "harbour")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    with previewing(site) as preview:
        policy = preview.get("/").headers.get("content-security-policy", "")
        page.goto(preview.url + news("amber"))
        listens(page)
        site.add("amber", "Kettles return to the harbour towns", body="Under a policy.")
        expect(page.locator("main")).to_contain_text("Under a policy.")
        site.path("amber").write_text("no front matter")
        expect(page.locator(OVERLAY)).to_be_visible()

        expect(page.locator(OVERLAY)).to_have_css("border-top-width", "6px")
    assert "default-src 'none'" in policy
    assert [] == [text for text in refused if "_broadsheet" in text]

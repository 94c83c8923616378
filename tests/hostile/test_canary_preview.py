"""The preview's overlay and panel show names and messages of hostile files as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser_support import chromium
from preview_server import Site, news, previewing

pytestmark = pytest.mark.browser

IMAGE = "<img src=x onerror=window.__canary=1>"
BROKEN = f"""---
title: "{IMAGE}"
publishedDateTime: "</script><script>window.__canary=1</script>"
webUrl: "javascript:window.__canary=1"
quality: "{IMAGE}"
---
"""


def test_the_overlay_runs_nothing_of_a_broken_article(tmp_path: Path) -> None:
    """Its name, its lines and what is said of it are all hostile, and all there to be read."""
    site = Site(tmp_path / "harbour")
    (site.content / f"2026-11-10-{IMAGE}.md").write_text(BROKEN)
    (site.content / "2026-11-10-\x1b[2J\u202egnp.md").write_text(BROKEN)

    signs: list[str] = []
    with previewing(site) as preview, chromium() as browser:
        page = browser.new_page()
        page.on("dialog", lambda dialog: signs.append(dialog.message))
        page.on("request", lambda request: signs.append(request.url))
        page.goto(preview.url + "/", wait_until="load")
        page.wait_for_function(
            "() => [...document.querySelectorAll('*')].some(one =>"
            " (one.shadowRoot ?? one).textContent.includes('bad-date'))"
        )
        ran = page.evaluate("'__canary' in window")
        shown = page.evaluate(
            "[...document.querySelectorAll('*')].map(one =>"
            " one.shadowRoot ? one.shadowRoot.textContent : '').join('') + document.body.innerText"
        )
        said = "\n".join(preview.lines)
        base = preview.url

    assert not ran
    assert IMAGE in shown
    assert [sign for sign in signs if not sign.startswith((base, "data:image/"))] == []
    assert "\x1b[2J" not in said
    assert "\u202e" not in said + shown


PANEL = "document.querySelector('broadsheet-preview').shadowRoot.querySelector('dl').textContent"
OVERLAY = PANEL.replace("'dl'", "'dialog'")
MADE = "document.querySelector('broadsheet-preview').shadowRoot.querySelectorAll('img, script')"


def test_neither_runs_anything_of_a_title_that_is_published(tmp_path: Path) -> None:
    """The panel names the story that changed, the overlay shows the line; the policy is off."""
    site = Site(tmp_path / "harbour")
    path = site.add("lure", IMAGE, body="First.")

    signs: list[str] = []
    with previewing(site) as preview, chromium() as browser:
        page = browser.new_page(bypass_csp=True)
        page.on("dialog", lambda dialog: signs.append(dialog.message))
        page.on("request", lambda request: signs.append(request.url))
        page.goto(preview.url + news("lure"), wait_until="load")
        title = page.inner_text("h1")
        page.goto(preview.url + "/", wait_until="load")
        page.wait_for_function(f"() => {PANEL}.includes('made at')")
        path.write_text(path.read_text().replace("a sentence of its own", "another sentence"))
        page.wait_for_function(f"() => {PANEL}.includes('excerpt')")
        why = page.evaluate(PANEL)
        ran = [page.evaluate("'__canary' in window")]
        path.write_text(path.read_text().replace("T08:00:00Z", "T99:00:00Z"))
        page.wait_for_function(f"() => {OVERLAY}.includes('bad-date')")
        overlay = page.evaluate(OVERLAY)
        ran.append(page.evaluate("'__canary' in window"))
        made = page.evaluate(f"{MADE}.length")
        base = preview.url

    assert IMAGE == title
    assert f'"{IMAGE}"' in why
    assert IMAGE in overlay
    assert ([False, False], 0) == (ran, made)
    assert [sign for sign in signs if not sign.startswith((base, "data:image/"))] == []

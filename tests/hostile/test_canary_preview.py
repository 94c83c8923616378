"""The preview's overlay and panel show names and messages of hostile files as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser_support import chromium
from preview_server import Site, previewing

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

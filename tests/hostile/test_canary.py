"""Chromium opens the hostile site without its policy, and nothing of an article runs.

The server here sends no header at all, so what is tested is the markup alone: escaping and the
sanitizer have to hold without the wall behind them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser_support import chromium
from hostile.hostile_site import run_build, write_site

pytestmark = pytest.mark.browser

GESTURES = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  const seen = [...document.querySelectorAll("main *")].slice(0, 400);
  for (const one of seen) {
    for (const kind of ["mouseover", "focus", "toggle", "error", "load", "pointerenter"]) {
      one.dispatchEvent(new Event(kind, {bubbles: true}));
    }
  }
}"""
"""What a reader does by moving about, and what a page's own events would be."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class Watcher:
    """Opens pages, and collects every sign that something of an article ran."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.base = base
        self.signs: list[str] = []
        context = browser.new_context(service_workers="block")
        context.expose_function("alert", lambda *_: self.signs.append("alert"))
        context.on("request", lambda request: self._asked(request.url))
        context.on("page", lambda page: page.on("dialog", self._dialog))
        self.page: Page = context.new_page()

    def _asked(self, url: str) -> None:
        if not url.startswith(self.base) and not url.startswith("data:image/"):
            self.signs.append(f"asked for {url}")

    def _dialog(self, dialog: Any) -> None:
        self.signs.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def look_at(self, path: str) -> None:
        """Open a page, move about in it, and look for the canary."""
        self.page.goto(self.base + path, wait_until="load")
        self.page.evaluate(GESTURES)
        if self.page.evaluate("'__canary' in window"):
            self.signs.append(f"{path} ran a script")
        if self.page.evaluate("'polluted' in {}"):
            self.signs.append(f"{path} changed the prototype of objects")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of all hostile articles."""
    root = write_site(tmp_path_factory.mktemp("canary") / "site-root")
    done = run_build(root)
    assert done.returncode == 0, done.stderr[-2000:]
    return root / "public"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """Serve the site without any header of ours."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Open a browser."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def watcher(browser: Browser, server: str) -> Watcher:
    """Watch a fresh profile of the browser."""
    return Watcher(browser, server)


def test_no_page_runs_anything_of_an_article(watcher: Watcher, folder: Path) -> None:
    """Every story, list, outlet and topic with hostile text is opened, with its policy off."""
    pages = [p for p in sorted(folder.rglob("*.html")) if b"canary" in p.read_bytes()]
    for page in pages:
        watcher.look_at("/" + page.relative_to(folder).as_posix())

    assert len(pages) > 60
    assert watcher.signs == []


def test_no_result_of_the_search_runs(watcher: Watcher) -> None:
    """Results are put together in the browser, from texts of articles."""
    watcher.look_at("/search/?q=script")
    watcher.page.wait_for_timeout(1500)

    assert "window.__canary" in watcher.page.inner_text("main")
    assert not watcher.page.evaluate("'__canary' in window")
    assert watcher.signs == []


def test_the_watcher_bites(watcher: Watcher, folder: Path) -> None:
    """It sees a script, a request to another host and a dialog."""
    (folder / "bite.html").write_text(
        "<!doctype html><title>x</title><main><img src=x onerror=window.__canary=1>"
        "<img src=https://evil.example/x.png><script>alert(1)</script></main>"
    )
    watcher.look_at("/bite.html")
    (folder / "bite.html").unlink()

    assert any("ran a script" in sign for sign in watcher.signs)
    assert any("evil.example" in sign for sign in watcher.signs)
    assert "alert" in watcher.signs

"""A real Chromium for tests that need one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js")
"""axe-core, as the PyPI package `axe-playwright-python` carries it."""

RUN_AXE = "axe.run({resultTypes: ['violations'], preload: false, selectors: false})"
"""Every rule; no copies of style sheets, which only rules that are off by default look at."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str | None:
    """Return the path of an installed Chromium, or None when there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def is_fault(message: ConsoleMessage) -> bool:
    """Whether the console says that something is wrong, other than that a test blocks workers."""
    blocked = "registration blocked by Playwright" in message.text
    return message.type in ("error", "warning") and not blocked


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a Chromium without a window; skips the test where none is installed."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds on a page as it is now: rules, each with its first elements."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.read_text("utf-8") + "; undefined")
    return [
        (found["id"], [node["html"][:160] for node in found["nodes"][:3]])
        for found in page.evaluate(RUN_AXE)["violations"]
    ]

"""A real Chromium for tests that need one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, sync_playwright

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

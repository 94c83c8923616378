"""The example site in a browser, for every test of what readers get."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from browser_support import chromium, is_fault
from published_site import Published, published_example


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Build and serve the example site."""
    with published_example(tmp_path_factory.mktemp("example")) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run one Chromium for all of these tests; each visitor has a context of its own."""
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page of a new visitor, whose console must stay clean.

    Without the service worker, which fetches pages behind one's back; test_offline.py is about it.
    """
    context = browser.new_context(
        viewport={"width": 900, "height": 700}, service_workers="block", reduced_motion="reduce"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if is_fault(message) else None)
    yield page
    context.close()

    assert [] == said

"""The example site in a browser, for every test of what readers get."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from browser_support import chromium
from published_site import Published, published_example


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Build and serve the example site."""
    with published_example(tmp_path_factory.mktemp("example")) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run a Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page of a new visitor, whose console must stay clean."""
    context = browser.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda message: said.append(message.text) if message.type in ("error", "warning") else None,
    )
    yield page
    context.close()

    assert [] == said

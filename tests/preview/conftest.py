"""One small site and one running preview for each module; every test edits articles of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from preview_server import Preview, Site, previewing


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site of three articles."""
    return Site(tmp_path_factory.mktemp("preview") / "harbour")


@pytest.fixture(scope="module")
def preview(site: Site) -> Iterator[Preview]:
    """Run the preview of the site."""
    with previewing(site) as running:
        yield running

"""One small site and one running preview for each module; every test edits articles of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from preview_server import Edited, Preview, Site, marks, previewing, until


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site of three articles."""
    return Site(tmp_path_factory.mktemp("preview") / "harbour")


@pytest.fixture(scope="module")
def preview(site: Site) -> Iterator[Preview]:
    """Run the preview of the site."""
    with previewing(site) as running:
        yield running


@pytest.fixture
def edited(site: Site, preview: Preview) -> Iterator[Edited]:
    """Give the site and its preview, put back after the test."""
    before = marks(preview)
    kept = {path: path.read_bytes() for path in site.root.rglob("*") if is_source(path, site)}
    yield site, preview
    for path in [path for path in site.root.rglob("*") if is_source(path, site)]:
        if path not in kept:
            path.unlink()
    for path, data in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
    until(lambda: marks(preview) == before)


def is_source(path: Path, site: Site) -> bool:
    hidden = {".broadsheet", ".git"} & set(path.parts)
    return not hidden and (path.is_file() or path.is_symlink())

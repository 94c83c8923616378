"""What a reader's browser must fetch before a page looks and works as it should stays small."""

from __future__ import annotations

import gzip
from pathlib import Path

STATIC = Path(__file__).parent.parent.parent / "site" / "static"
KILOBYTE = 1024

MOST_STYLE = 12 * KILOBYTE
MOST_SCRIPT = 10 * KILOBYTE


def packed(path: Path) -> int:
    """Return the bytes of a file as servers send it."""
    return len(gzip.compress(path.read_bytes(), mtime=0))


def test_the_style_sheet_is_small() -> None:
    """Below 12 KB compressed: it holds up the first sight of every page."""
    size = packed(STATIC / "style.css")

    assert 0 < size < MOST_STYLE


def test_all_scripts_together_are_small() -> None:
    """Below 10 KB compressed, those together that no single page asks for together."""
    scripts = sorted(STATIC.glob("*.js"))

    assert scripts
    assert sum(map(packed, scripts)) < MOST_SCRIPT

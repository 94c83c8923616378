"""A Chromium for the tests: which one, and how it is started."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str | None:
    """Return a Chromium or Chrome on this machine, or None.

    `CHROMIUM` in the environment comes first, then the PATH, then Playwright's own download.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    for place in (*PLACES, *_downloaded()):
        if Path(place).exists():
            return str(place)
    return None


def _downloaded() -> list[str]:
    caches = [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    found = []
    for cache in caches:
        found += sorted(map(str, cache.glob("chromium-*/chrome-linux*/chrome")))
        found += sorted(map(str, cache.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*")))
    return found

"""Picture each kind of page of the example site, on a phone and on a desk, by day and by night."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "generator")]

from browser_support import chromium
from published_site import Published, published_example

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = {"phone": 360, "desk": 1280}
SCHEMES = ("light", "dark")
TALLEST = 1800
"""Pixels after which a picture is cut: what follows is more of the same."""


def kinds_of(site: Published) -> dict[str, str]:
    """Return a page of each kind, the fullest there is."""
    return {
        "front": "/",
        "topic": site.largest("topics/*"),
        "story": site.largest("news/*"),
        "edition": site.last("edition/*"),
        "source": site.largest("sources/*"),
        "sources": "/sources/",
        "archive": "/archive/",
        "search": "/search/?q=robot",
    }


def main() -> int:
    """Write the pictures as WebP, a name for each: `story-phone-dark.webp`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        published_example(Path(folder)) as site,
        chromium() as browser,
    ):
        for name, path in kinds_of(site).items():
            page = browser.new_page(reduced_motion="reduce")
            page.goto(site.address(path))
            if "?q=" in path:
                page.locator("#search-results > li").first.wait_for()
            for screen, width in WIDTHS.items():
                for scheme in SCHEMES:
                    page.set_viewport_size({"width": width, "height": 900})
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    height = page.evaluate("document.documentElement.scrollHeight")
                    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}
                    data = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
                    picture = Image.open(io.BytesIO(data))
                    picture.save(FOLDER / f"{name}-{screen}-{scheme}.webp", quality=80, method=6)
            page.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Static files: the theme's and the site's own, published under names that hold their hash."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from broadsheet import addresses
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.pages.page import Page
from broadsheet.rendering.stylesheet import dark_accent, feed_stylesheet, stylesheet
from broadsheet.rendering.theme import PACKAGE

SITE_ONLY = ("logos/", "root/")
"""Parts of `site/static/` that belong to one site and never to the theme.

Files under `root/` are published as they are at the site's root (`CNAME`, `.well-known/…`).
"""

KEEP_NAME = ("root/",)
MODULES = (".js", ".mjs")
IMPORTED = re.compile(rb"""(["'])(\./[\w.-]+\.m?js)\1""")
"""A module's link to a neighbour, as `import … from "./store.js"` has it."""


class Asset(NamedTuple):
    """A static file: its own name, its path on the published site, and its bytes."""

    name: str
    address: str
    data: bytes


class AssetView(msgspec.Struct, frozen=True):
    """What a copied file shows: the bytes of this hash."""

    name: str
    content: bytes


def theme_assets() -> dict[str, bytes]:
    """Return the theme's own static files by name, from the package or the checkout."""
    folder = PACKAGE / "theme" / "static"
    if not folder.is_dir():
        folder = Path(__file__).resolve().parents[3] / "site" / "static"
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not (name := path.relative_to(folder).as_posix()).startswith((*SITE_ONLY, "."))
    }


def assets_of(
    own: Mapping[str, bytes], accent: str, feed_note: str, direction: str
) -> tuple[Asset, ...]:
    """Return every static file; the site's own take the place of the theme's, one by one.

    Stylesheets take the accent, what is said above feeds, and the direction of the language.
    """
    files = {**theme_assets(), **own}
    dark = dark_accent(accent)
    if "style.css" in files:
        sheet = files["style.css"].decode("utf-8")
        files["style.css"] = stylesheet(sheet, accent, dark)
    if "feed.css" in files:
        sheet = files["feed.css"].decode("utf-8")
        files["feed.css"] = feed_stylesheet(sheet, accent, dark, feed_note, direction)
    made: dict[str, Asset] = {}
    for name in sorted(files):
        _make(name, files, made, ())
    return tuple(made[name] for name in sorted(files))


def _make(
    name: str, files: Mapping[str, bytes], made: dict[str, Asset], within: tuple[str, ...]
) -> Asset:
    """Make an asset after those that it imports, whose published names it must say.

    Modules that import each other in a circle have no such order; those links are left as they
    are.
    """
    if name in made:
        return made[name]
    data = files[name]
    if name.endswith(MODULES):

        def published(match: re.Match[bytes]) -> bytes:
            other = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[2].decode()))
            if other not in files or other in (*within, name):
                return match[0]
            address = _make(other, files, made, (*within, name)).address
            return match[1] + b"./" + address.rpartition("/")[2].encode() + match[1]

        data = IMPORTED.sub(published, data)
    made[name] = _asset(name, data)
    return made[name]


def _asset(name: str, data: bytes) -> Asset:
    if name.startswith("root/"):
        return Asset(name, f"/{name.removeprefix('root/')}", data)
    stem, dot, ending = name.rpartition(".")
    tag = digest_of_bytes(data).hex()[:10]
    published = f"{stem}.{tag}.{ending}" if dot else f"{name}.{tag}"
    return Asset(name, addresses.asset(published), data)


def asset_pages(assets: Iterable[Asset]) -> Iterator[Page]:
    """Yield the page of the plan that each static file is."""
    for asset in assets:
        yield Page(
            asset.address,
            "copy",
            AssetView,
            (asset.name, digest_of_bytes(asset.data)),
            f"the file site/static/{asset.name}",
        )

"""What readers get beside the news: their own digest, reading offline, the app's description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from broadsheet import addresses
from broadsheet.fingerprint import digest_of_parts
from broadsheet.pages.front_pages import plain_view
from broadsheet.pages.page import Page
from broadsheet.pages.views import TermLink
from broadsheet.settings import Settings


class ServiceWorkerView(msgspec.Struct, frozen=True):
    """What is kept for reading offline, besides the static files.

    `version` is another one whenever a page of `pages` shows something else.
    """

    version: str
    pages: tuple[str, ...]


class WebManifestView(msgspec.Struct, frozen=True):
    """The description of the site as an app; all it says is in the frame."""


def reader_pages(
    settings: Settings, topics: tuple[TermLink, ...], pages: Sequence[Page]
) -> Iterator[Page]:
    """Yield the pages; `pages` are those planned before, with the front page and the editions."""
    yield Page(
        addresses.YOURS, "yours.html", plain_view, (addresses.YOURS, True, ()), "the personal page"
    )
    yield Page(
        addresses.READER_WORDS,
        "reader.txt",
        plain_view,
        (addresses.READER_WORDS, True, ()),
        "the words of the help sheet",
    )
    if not settings.site.offline:
        return
    editions = [page for page in pages if page.address.startswith(addresses.EDITIONS)]
    latest = max(editions, key=lambda page: page.address, default=None)
    kept = [page for page in pages if page.address == addresses.HOME]
    kept += [latest] if latest else []
    version = digest_of_parts(page.inputs_digest() for page in kept).hex()
    shown = (addresses.OFFLINE, *(page.address for page in kept))
    roots = tuple(topic for topic in topics if topic.count)
    yield Page(
        addresses.OFFLINE,
        "offline.html",
        plain_view,
        (addresses.OFFLINE, True, roots),
        "the page for no connection",
    )
    yield Page(
        addresses.SERVICE_WORKER,
        "service_worker",
        ServiceWorkerView,
        (version, shown),
        "the service worker",
    )
    yield Page(
        addresses.WEB_MANIFEST, "web_manifest", WebManifestView, (), "the description as an app"
    )

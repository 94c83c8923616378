"""What is left of a page that was taken down: its address, and since when it is gone."""

from __future__ import annotations

from collections.abc import Container, Iterator

import msgspec

from broadsheet import addresses
from broadsheet.pages.page import Page
from broadsheet.pages.views import Head
from broadsheet.settings import Settings


class WithdrawnView(msgspec.Struct, frozen=True):
    """A page that was taken down on a `day`, with the site's own words about why, or none."""

    head: Head
    day: str
    reason: str


def withdrawn_pages(settings: Settings, taken: Container[str]) -> Iterator[Page]:
    """Yield a dated page for each address whose article was taken down.

    `taken` holds the addresses that other pages have, such as a story that goes on without it.
    """
    seen: set[str] = set()
    for withdrawal in settings.withdrawals:
        for article_id in withdrawal.articles:
            address = addresses.story(article_id)
            if address not in taken and address not in seen and _is_plain(article_id):
                seen.add(address)
                inputs = (address, withdrawal.date, withdrawal.reason)
                about = f"the page taken down at {address}"
                yield Page(address, "withdrawn.html", withdrawn_view, inputs, about)


def withdrawn_view(address: str, day: str, reason: str) -> WithdrawnView:
    """Return the page that says that something was taken down; it names nothing of it."""
    return WithdrawnView(Head(title="", path=address, noindex=True), day, reason)


def _is_plain(article_id: str) -> bool:
    """Whether an id can be a folder's name: settings are written by people."""
    return bool(article_id) and article_id.replace("-", "").replace("_", "").isalnum()

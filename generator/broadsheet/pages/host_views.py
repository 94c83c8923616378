"""What the host is told: which addresses lead elsewhere, and what it sends with every page."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from broadsheet.pages.index_views import Preference, usage_of


class Redirect(msgspec.Struct, frozen=True, order=True, gc=False):
    """An address of ours that leads to another address of ours, for ever."""

    source: str
    target: str


class RedirectsView(msgspec.Struct, frozen=True):
    """All redirects, by address."""

    redirects: tuple[Redirect, ...]


class HeadersView(msgspec.Struct, frozen=True):
    """What the answer's headers depend on.

    `image_hosts` are the hosts whose pictures a page may load: none, unless a publisher's policy
    allows hotlinks.
    """

    search: bool
    noindex: bool
    usage: str
    image_hosts: tuple[str, ...] = ()


def redirects_view(pairs: Iterable[tuple[str, str]]) -> RedirectsView:
    """Return the redirects from and to addresses of ours; one that leads to itself is dropped."""
    return RedirectsView(
        tuple(sorted({Redirect(source, target) for source, target in pairs if source != target}))
    )


def headers_view(
    search: bool,
    noindex: bool,
    preferences: Iterable[Preference] = (),
    image_hosts: Iterable[str] = (),
) -> HeadersView:
    """Return what the headers of a site say."""
    return HeadersView(
        search=search,
        noindex=noindex,
        usage=usage_of(preference.usage for preference in preferences),
        image_hosts=tuple(sorted(set(image_hosts))),
    )

"""Who an outlet is: names joined by domain (contract D6.3), never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from broadsheet.model import Outlet
from broadsheet.settings import ProviderSetting
from broadsheet.text import name_key
from broadsheet.weburl import host_of, safe_url

_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)+")


class Outlets:
    """Turns an outlet as written into the one the site knows."""

    def __init__(self, providers: Iterable[ProviderSetting]) -> None:
        self._by_domain = {provider.domain.lower(): provider for provider in providers}
        self._by_name = {
            name_key(name): provider
            for provider in self._by_domain.values()
            for name in (provider.name, *provider.other_names)
        }
        self._known: dict[Outlet, Outlet] = {}

    def resolve(self, written: Outlet) -> Outlet:
        """Return the outlet under its one name and domain; unknown parts stay empty."""
        found = self._known.get(written)
        if found is None:
            found = self._known[written] = self._resolve(written)
        return found

    def setting(self, outlet: Outlet) -> ProviderSetting | None:
        """Return what the settings say of a resolved outlet."""
        return self._by_domain.get(outlet.domain) if outlet.domain else None

    def _resolve(self, written: Outlet) -> Outlet:
        domain = clean_domain(written.domain)
        provider = self._by_domain.get(domain) if domain else None
        if provider is None and written.name and not domain:
            provider = self._by_name.get(name_key(written.name))
        if provider is not None:
            return Outlet(provider.name, provider.domain.lower())
        return Outlet(written.name or domain, domain)


def clean_domain(written: str) -> str:
    """Return a bare domain in lower case, or an empty text when there is none in it."""
    text = written.strip().lower()
    if "://" in text:
        text = host_of(safe_url(text) or "")
    text = text.split("/", 1)[0].removeprefix("www.").rstrip(".")
    return text if _DOMAIN.fullmatch(text) else ""


def outlet_key(outlet: Outlet) -> str:
    """Return what identifies an outlet: its domain, else its name, else nothing."""
    return outlet.domain or name_key(outlet.name)

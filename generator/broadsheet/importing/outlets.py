"""Outlets that the site does not know yet, added at the end of `site/providers.yaml`.

The file is the editor's: its lines are never changed, and when an entry cannot be added to the
end so that the file reads as before plus that entry, it is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from broadsheet.importing.drafts import Provider
from broadsheet.publishing.whole import write_whole
from broadsheet.settings import ProviderSetting
from broadsheet.weburl import host_of, safe_url
from broadsheet.yamltext import read_tree


class OutletBook:
    """Collects outlets and records those that are new. `path` is that of the settings file."""

    def __init__(self, path: Path, known: Iterable[ProviderSetting], *, dry: bool = False) -> None:
        self._path = path
        self._dry = dry
        self._known = {outlet.domain for outlet in known}
        self._waiting: dict[str, str] = {}
        self.recorded: list[str] = []

    def note(self, provider: Provider) -> None:
        """Take note of an outlet that a source names with its domain."""
        domain = host_of(safe_url(f"https://{provider.domain}") or "")
        if provider.name and "." in domain and domain not in self._known:
            self._known.add(domain)
            self._waiting[domain] = provider.name

    def save(self) -> None:
        """Add what was noted since the last time to the file, if the site has settings at all."""
        waiting, self._waiting = self._waiting, {}
        if not waiting or not self._path.parent.is_dir():
            return
        if self._dry or self._append(waiting):
            self.recorded += sorted(waiting)

    def _append(self, waiting: dict[str, str]) -> bool:
        """Write the entries to the end of the file, or leave it when that would change it."""
        try:
            before = self._path.read_text("utf-8")
        except FileNotFoundError:
            before = ""
        except UnicodeDecodeError:
            return False
        entries = [{"domain": domain, "name": waiting[domain]} for domain in sorted(waiting)]
        lines = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=10_000)
        after = before if not before or before.endswith("\n") else before + "\n"
        after += lines
        old, new = read_tree(before), read_tree(after)
        listed = old.tree if isinstance(old.tree, list) else []
        whole = old.whole and new.whole and (old.tree is None or isinstance(old.tree, list))
        if not whole or new.tree != [*listed, *entries]:
            return False
        write_whole(self._path, after.encode())
        return True

"""The preview's builder of a small site, without a server, for tests of what it shows."""

from __future__ import annotations

import time
from pathlib import Path

from broadsheet.prepare import Options
from broadsheet.preview.bell import Bell
from broadsheet.preview.builder import Builder
from broadsheet.preview.showcase import Shown
from broadsheet.preview.telling import Teller
from broadsheet.workshop import Workshop
from living_site import REST, LivingSite
from small_site import NOW

KETTLE = "2026-11-10-kettle"
ADDRESS = f"/news/{KETTLE}/"


class Desk:
    """A site, and the preview's builder of it."""

    def __init__(self, folder: Path, as_of: str = NOW) -> None:
        self.living = LivingSite(folder)
        self.workshop = Workshop(self.living.site.project)
        self.said: list[str] = []
        self.bell = Bell()
        self.builder = Builder(
            self.workshop,
            Options(as_of=as_of, jobs=1),
            self.bell,
            Teller(lambda _: None, self.said.append),
            lambda: None,
        )
        self.builder.look()

    def rest(self) -> None:
        """Let files come to rest, so that a look can tell that nothing was touched."""
        time.sleep(REST)
        self.builder.look()

    def faults(self) -> list[tuple[str, str]]:
        """Look at the site; return the messages and codes on show."""
        self.builder.look()
        return [(each.message, each.code) for each in self.builder.showcase.state.faults.shown]

    def shown(self, address: str = ADDRESS) -> Shown:
        """Return what is on show at an address."""
        return self.builder.showcase.show(address)

    def page(self) -> str:
        """Return a page as it is on show."""
        return self.shown().data.decode()

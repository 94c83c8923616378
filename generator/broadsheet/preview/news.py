"""What one browser is told: whether to reload, what is wrong, and what its panel says.

A browser says which bytes it shows (their hash, its `mark`). They are compared with the bytes it
would get now, so nothing can be missed: not an edit during a reload, not one while the stream was
interrupted, not one across a restart of the server.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from broadsheet.preview.faults import Faults
from broadsheet.preview.showcase import Showcase, Shown

Move = Literal["stay", "restyle", "reload"]


class Panel(msgspec.Struct, frozen=True):
    """The small print of the preview. Counts are of the whole site."""

    made: str = ""
    why: str = ""
    pages: int = 0
    drafts: int = 0
    drafts_shown: bool = False
    warnings: int = 0


class News(msgspec.Struct, frozen=True):
    """A message. `mark` names bytes to show; `swap` pairs stylesheets' old and new addresses."""

    move: Move
    mark: str
    faults: Faults
    panel: Panel
    swap: tuple[tuple[str, str], ...] = ()


class Listener:
    """One browser: the address it shows and, by its mark, the bytes."""

    def __init__(self, showcase: Showcase, address: str, mark: str, drafts_shown: bool) -> None:
        self._showcase = showcase
        self._address = address
        self._mark = mark
        self._drafts_shown = drafts_shown
        self._told: News | None = None

    def news(self) -> News | None:
        """Return what is new since the last call, or None. May render a page."""
        shown = self._showcase.show(self._address)
        move, swap = self._move(shown)
        news = News(move, shown.mark, shown.faults, self._panel(shown), swap)
        self._mark = shown.mark
        if news == self._told or (self._told and not self._is_news(news, self._told)):
            return None
        self._told = news
        return news

    @staticmethod
    def _is_news(news: News, told: News) -> bool:
        """Whether a browser on an untouched page has to hear of it."""
        return (
            news.move != "stay"
            or news.faults != told.faults
            or (news.panel.made, news.panel.why) != (told.panel.made, told.panel.why)
        )

    def _move(self, shown: Shown) -> tuple[Move, tuple[tuple[str, str], ...]]:
        if shown.mark == self._mark:
            return "stay", ()
        snapshot = self._showcase.state.snapshot
        held = self._showcase.by_mark(shown.output, self._mark)
        if snapshot is not None and held is not None and snapshot.restyled:
            data = held.data
            for old, new in snapshot.restyled:
                data = data.replace(old.encode(), new.encode())
            if data == shown.data:
                return "restyle", snapshot.restyled
        return "reload", ()

    def _panel(self, shown: Shown) -> Panel:
        snapshot = self._showcase.state.snapshot
        if snapshot is None:
            return Panel()
        made = snapshot.made_of(shown.output)
        return Panel(
            made.clock,
            made.why,
            len(snapshot.pages),
            snapshot.drafts,
            self._drafts_shown,
            sum(not problem.is_error for problem in snapshot.prepared.problems),
        )


encode = msgspec.json.Encoder().encode

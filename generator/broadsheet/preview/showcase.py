"""What a browser gets to see at an address, now. The one answer for pages and reload events."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.memo import LostRecord
from broadsheet.pages.page import Page
from broadsheet.preview.faults import Fault, Faults, faults_of
from broadsheet.preview.rendered import Rendered, Version
from broadsheet.preview.searching import SearchShelf
from broadsheet.preview.snapshot import Snapshot, State

NOT_FOUND = "404.html"
WAITING = Fault("", "the cache was damaged; it is being made anew", "cache-rebuilt")


class Shown(NamedTuple):
    """An answer. `output` is empty when no page lies at the address and the site has no 404 page.

    `mark` is the hash of `data`, or a word for a page that stands in for one.
    """

    status: int
    output: str
    data: bytes
    mark: str
    faults: Faults


class Showcase:
    """Holds the state that is on show. It is replaced whole, by one thread, and read by many."""

    def __init__(
        self,
        root: Path,
        on_lost: Callable[[], None],
        search: SearchShelf,
        tell: Callable[[tuple[Problem, ...]], None],
    ) -> None:
        """Call `on_lost` when the cache does not hold what it should.

        `tell` is called with what is wrong with a page that cannot be rendered, when that is new.
        """
        self.state = State()
        self._tell = tell
        self._failing: dict[str, tuple[Problem, ...]] = {}
        self._search = search
        self._root = root
        self._on_lost = on_lost
        self._rendered = Rendered()

    def clear(self) -> None:
        """Show nothing until the next snapshot: no page may be rendered from a lost cache."""
        with self._rendered.turn:
            self.state = State(None, Faults((WAITING,)))
            self._rendered = Rendered()
        self._search.clear()

    def show(self, address: str) -> Shown:
        """Return what lies at an address of the site (a decoded path). Never raises."""
        state = self.state
        if state.snapshot is None:
            return _stand_in(500, "", state.faults)
        output = output_at(address, state.snapshot.pages)
        status = 200
        if output is None:
            found = self._found(state, state.snapshot, address)
            if found is not None:
                return found
            output, status = NOT_FOUND, 404
            if output not in state.snapshot.pages:
                return _nothing(state.faults)
        return self._page(state, state.snapshot, output, status)

    def at_hand(self, address: str) -> Shown | None:
        """Return a page that was rendered already, at once; None for all that takes longer."""
        state = self.state
        if state.snapshot is None:
            return None
        output = output_at(address, state.snapshot.pages)
        try:
            version = self._rendered.held(state.snapshot, output) if output is not None else None
        except Exception:  # noqa: BLE001 -- whoever renders the page tells what is wrong with it
            return None
        if output is None or version is None:
            return None
        self._failing.pop(output, None)
        return Shown(200, output, version.data, version.mark, state.faults)

    def _found(self, state: State, snapshot: Snapshot, address: str) -> Shown | None:
        """Return a file of the search index, if it has one at this address."""
        try:
            file = self._search.file(snapshot, address)
        except LostRecord:
            self._on_lost()
            return _stand_in(500, address, Faults((WAITING,)))
        return Shown(200, file.output, file.data, file.mark, state.faults) if file else None

    def _page(self, state: State, snapshot: Snapshot, output: str, status: int) -> Shown:
        try:
            version = self._rendered.get(snapshot, output)
        except LostRecord:
            self._on_lost()
            return _stand_in(500, output, Faults((WAITING,)))
        except Exception as error:  # noqa: BLE001 -- a template may raise anything
            problems = _problems_of(error, snapshot.pages[output])
            if self._failing.get(output) != problems:
                self._failing[output] = problems
                self._tell(problems)
            faults = self._with(state.faults, problems)
            last = self._rendered.last(output)
            if last is None:
                return _stand_in(500, output, faults)
            return Shown(status, output, last.data, last.mark, faults)
        self._failing.pop(output, None)
        return Shown(status, output, version.data, version.mark, state.faults)

    def _with(self, faults: Faults, problems: tuple[Problem, ...]) -> Faults:
        """Return the site's faults with those of a page that cannot be rendered in front."""
        own = faults_of(problems, self._root, None)
        others = tuple(fault for fault in faults.shown if fault not in own.shown)
        return Faults((*own.shown, *others), own.more + faults.more)

    def by_mark(self, output: str, mark: str) -> Version | None:
        """Return the bytes that a browser holds, if they are still known here."""
        return self._rendered.by_mark(output, mark)


def _problems_of(error: Exception, page: Page) -> tuple[Problem, ...]:
    """Return why a page cannot be rendered."""
    if isinstance(error, SiteError):
        return error.problems
    message = f"{type(error).__name__} (making {page.about})"
    return (Problem(Location(page.maker), "template-error", message),)


def output_at(address: str, pages: Mapping[str, object]) -> str | None:
    """Return the output that a host serves for an address, or None. Pure.

    The address is a key and nothing more: there is no folder that it could lead out of.
    """
    if not address.startswith("/"):
        return None
    path = address[1:]
    output = f"{path}index.html" if not path or path.endswith("/") else path
    return output if output in pages else None


def moved_to(address: str, pages: Mapping[str, object]) -> str | None:
    """Return the address with a slash at its end, if only that one has a page. Pure."""
    if address.endswith("/") or output_at(address, pages) is not None:
        return None
    return f"{address}/" if output_at(f"{address}/", pages) else None


def _nothing(faults: Faults) -> Shown:
    data = b"<!doctype html><title>Nothing here</title><p>There is no page at this address.</p>"
    return Shown(404, "", data, "nothing", faults)


def _stand_in(status: int, output: str, faults: Faults) -> Shown:
    """Return a page that says what is wrong, for when there is no good one to lay it over."""
    items = "".join(
        f"<li><p>{html.escape(fault.place)}: {html.escape(fault.message)}"
        f" [{html.escape(fault.code)}]</p></li>"
        for fault in faults.shown
    )
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        "<title>This page cannot be made yet</title></head><body><main>"
        f"<h1>This page cannot be made yet</h1><ul>{items}</ul></main></body></html>"
    )
    return Shown(status, output, text.encode(), "stand-in", faults)

"""What differs between two prepared sites, and the pages that are kept of them."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import pytest

from broadsheet.preview import snapshot as snapshots
from broadsheet.preview.rendered import Rendered
from broadsheet.preview.snapshot import Snapshot, changes, in_general, makers_changed, successor
from broadsheet.publishing.ledger import Fingerprint
from preview_server import PATIENCE

ONE = Fingerprint(b"engine", b"maker", b"inputs")
OTHER_INPUTS = Fingerprint(b"engine", b"maker", b"other")
OTHER_MAKER = Fingerprint(b"engine", b"other", b"inputs")


def test_changes_are_named_with_their_reasons() -> None:
    """New, gone, and different in one thing or another; what is equal is not named."""
    before = {"same": ONE, "shows": ONE, "made": ONE, "gone": ONE}
    after = {"same": ONE, "shows": OTHER_INPUTS, "made": OTHER_MAKER, "new": ONE}

    assert {
        "shows": f"{OTHER_INPUTS.changes_since(ONE)[0]} changed",
        "made": f"{OTHER_MAKER.changes_since(ONE)[0]} changed",
        "new": "it is new",
        "gone": "it was removed",
    } == changes(before, after)


def test_templates_changed_only_if_a_page_that_stays_has_another() -> None:
    """A new page is no sign of it, nor are other values."""
    assert not makers_changed({"a": ONE}, {"a": OTHER_INPUTS, "b": OTHER_MAKER})
    assert makers_changed({"a": ONE}, {"a": OTHER_MAKER})


def prepared_of(wanted: dict[str, Fingerprint]) -> Any:
    """Return a prepared site of nothing but fingerprints."""
    return SimpleNamespace(
        wanted=wanted, pages=dict.fromkeys(wanted), digest=SimpleNamespace(not_public=0)
    )


@pytest.fixture
def in_general_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let reasons be found from the fingerprints alone."""
    monkeypatch.setattr(snapshots, "_reasons", lambda *_: in_general)


@pytest.mark.usefixtures("in_general_only")
def test_the_last_change_of_a_page_is_known_as_long_as_there_is_the_page() -> None:
    """With the time of that change; a page that comes back is new."""
    one = successor(None, prepared_of({"a": ONE, "b": ONE}), "1")
    two = successor(one, prepared_of({"a": OTHER_INPUTS, "b": ONE, "c": ONE}), "2")
    three = successor(two, prepared_of({"a": OTHER_INPUTS, "b": OTHER_INPUTS}), "3")
    four = successor(three, prepared_of({"a": OTHER_INPUTS, "b": OTHER_INPUTS, "c": ONE}), "4")
    reason = f"{OTHER_INPUTS.changes_since(ONE)[0]} changed"

    assert ("1", snapshots.FIRST) == two.made_of("b")
    assert {"c": "it was removed", "b": reason} == three.changed
    assert {"a", "b"} == set(three.made)
    assert [("2", reason), ("3", reason), ("4", "it is new")] == [
        four.made_of(output) for output in "abc"
    ]


@pytest.mark.usefixtures("in_general_only")
def test_edits_leave_no_more_behind_than_a_reason_for_each_page() -> None:
    """300 of them, each to another story and to 200 lists, each with a page that comes and goes.

    What an edit changed beside a page would be held as long as the page's reason, else.
    """
    marks = iter(range(1_000_000))

    def fresh() -> Fingerprint:
        return Fingerprint(b"engine", b"maker", next(marks).to_bytes(4, "big"))

    lists = [f"list {number}" for number in range(200)]
    stories = [f"story {number}" for number in range(300)]
    wanted = {output: fresh() for output in (*lists, *stories)}
    site = successor(None, prepared_of(wanted), "0")
    tracemalloc.start()
    before = 0
    for number in range(-1, len(stories)):
        edited = [*lists, stories[number]] if number >= 0 else wanted
        wanted = {**wanted, **{output: fresh() for output in edited}}
        site = successor(site, prepared_of({**wanted, f"new {number}": ONE}), str(number))
        site.changed.settle()
        if number < 0:
            before, _ = tracemalloc.get_traced_memory()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert grown < 100_000


class Printer:
    """Renders a page as what it is asked to, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def render(self, page: str) -> bytes:
        self.asked.append(page)
        if page == "broken":
            raise ValueError(page)
        return page.encode() * 10


def snapshot_of(printer: Printer, **pages: tuple[str, Fingerprint]) -> Snapshot:
    prepared = SimpleNamespace(
        pages={name: page for name, (page, _) in pages.items()},
        wanted={name: fingerprint for name, (_, fingerprint) in pages.items()},
        renderer=printer,
    )
    return Snapshot(1, cast("Any", prepared), "", {}, {})


def test_a_page_is_rendered_once_for_each_fingerprint() -> None:
    """Also when a snapshot has it again that another had before."""
    printer, rendered = Printer(), Rendered()
    first = snapshot_of(printer, a=("one", ONE))
    second = snapshot_of(printer, a=("two", OTHER_INPUTS))
    marks = [rendered.get(each, "a").mark for each in (first, first, second, first)]

    assert ["one", "two"] == printer.asked
    assert marks[0] == marks[1] == marks[3] != marks[2]
    assert b"one" * 10 == getattr(rendered.by_mark("a", marks[0]), "data", b"")
    assert rendered.by_mark("a", "unknown") is None


def test_a_page_is_held_if_it_need_not_be_made() -> None:
    """Whoever renders another page meanwhile is not waited for."""
    printer, rendered = Printer(), Rendered(most_bytes=70)
    site = snapshot_of(printer, a=("one", ONE), b=("two", ONE), c=("six", ONE))
    assert rendered.held(snapshot_of(printer), "a") is None, "no fingerprint is asked for"
    assert rendered.held(site, "a") is None
    made = rendered.get(site, "a")
    rendered.get(site, "b")
    with ThreadPoolExecutor(1) as other, rendered.turn:
        assert other.submit(rendered.held, site, "a").result(PATIENCE) is made
    assert rendered.held(site, "a") is made
    rendered.get(site, "c")

    assert rendered.last("a") is made, "what was asked for is kept"
    assert rendered.last("b") is None
    assert ["one", "two", "six"] == printer.asked
    assert rendered.held(snapshot_of(printer, a=("one", OTHER_INPUTS)), "a") is None


def test_a_page_that_fails_leaves_the_last_good_one() -> None:
    """The failure is the caller's to show."""
    rendered = Rendered()
    rendered.get(snapshot_of(Printer(), a=("one", ONE)), "a")
    with pytest.raises(ValueError, match="broken"):
        rendered.get(snapshot_of(Printer(), a=("broken", OTHER_INPUTS)), "a")

    assert b"one" * 10 == getattr(rendered.last("a"), "data", b"")


def test_no_more_is_kept_than_allowed() -> None:
    """What was not asked for longest goes first."""
    printer, rendered = Printer(), Rendered(most_bytes=70)
    site = snapshot_of(printer, a=("one", ONE), b=("two", ONE), c=("six", ONE))
    for name in ("a", "b", "a", "c"):
        rendered.get(site, name)

    assert rendered.last("a") is not None
    assert rendered.last("b") is None
    assert rendered.last("c") is not None

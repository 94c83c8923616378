"""The thread that looks when something changed: nothing that goes wrong ends it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from broadsheet.preview.bell import Bell, Heard
from broadsheet.preview.lookout import Lookout
from preview_server import until

NO_THREAD = "RuntimeError: can't start new thread"


class Watching:
    """Stands for the watch on files; what goes wrong with it is its attribute."""

    def __init__(self, fault: Exception | None = None, at_once: bool = False) -> None:
        self.fault = fault
        self.at_once = at_once
        self.paths: frozenset[str] = frozenset()

    def touched(self) -> frozenset[str]:
        """Return the files that were touched, once."""
        paths, self.paths = self.paths, frozenset()
        return paths

    def start(self) -> None:
        """Begin; without a fault, unless it is there from the start."""
        if self.at_once and self.fault is not None:
            raise self.fault

    def stop(self) -> None:
        """End."""

    def refresh(self) -> bool:
        """Fail, if there is a fault."""
        if self.fault is not None:
            raise self.fault
        return False


class Scene:
    """A lookout at work: how often it looked, and what it said."""

    def __init__(self, watch: Watching) -> None:
        self.faults: list[Exception] = []
        self.looks = self.chores = 0
        self.looked_at: list[frozenset[str]] = []
        self.trouble: Exception | None = None
        self.shows_another = True
        self.said: list[str] = []
        self.bell = Bell()
        self.lookout = Lookout(
            self.bell, cast("Any", watch), self.look, self.work, lambda: 3600.0, self.said.append
        )

    def look(self, touched: Collection[str]) -> bool:
        """Count, and fail with what is wrong now."""
        self.looks += 1
        self.looked_at.append(frozenset(touched))
        if self.faults:
            raise self.faults.pop()
        return self.shows_another

    def work(self) -> None:
        """Count, and fail with what is wrong now."""
        self.chores += 1
        if self.trouble is not None:
            raise self.trouble

    def looks_again(self) -> None:
        """Ring, and wait for the look."""
        before = self.looks
        self.bell.ring()
        until(lambda: self.looks > before)


@contextmanager
def looking(watch: Watching) -> Iterator[Scene]:
    """Run a lookout."""
    scene = Scene(watch)
    scene.lookout.start()
    yield scene
    assert scene.lookout.stop(30), "it has ended"


def test_a_look_that_fails_is_said_and_the_next_is_taken() -> None:
    """Whatever it fails with; the same is said once."""
    with looking(Watching()) as scene:
        by_zero = ZeroDivisionError("by zero")
        scene.faults = [BrokenPipeError(32, "Broken pipe"), by_zero, by_zero]
        scene.looks_again()
        scene.looks_again()
        scene.looks_again()
        scene.looks_again()

    assert [
        "Broadsheet itself failed: ZeroDivisionError: by zero; at the next edit it tries again",
        "Broadsheet itself failed: Broken pipe; at the next edit it tries again",
    ] == scene.said


@pytest.mark.parametrize("shows_another", [True, False])
def test_files_that_were_touched_come_first_and_everything_in_silence(
    shows_another: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what no event told of is seen a little later; then there is nothing more to see.

    It is so, too, where those files turned out to be as they were.
    """
    monkeypatch.setattr("broadsheet.preview.lookout.IDLE_SECONDS", 0.05)
    watch = Watching()
    with looking(watch) as scene:
        until(lambda: scene.chores == 1)
        scene.shows_another = shows_another
        watch.paths = frozenset({"content/a.md"})
        scene.looks_again()
        until(lambda: scene.looks == 3)
        until(lambda: scene.lookout._looks == 0)

    assert [set(), {"content/a.md"}, set()] == scene.looked_at


def test_chores_that_fail_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the next edit is looked at all the same."""
    monkeypatch.setattr("broadsheet.preview.lookout.IDLE_SECONDS", 0.05)
    with looking(Watching()) as scene:
        scene.trouble = ZeroDivisionError("by zero")
        until(lambda: scene.chores == 1)
        scene.looks_again()

    assert "Broadsheet itself failed: ZeroDivisionError: by zero" == scene.said[0]


def test_everything_is_looked_at_when_it_is_due_whatever_was_touched() -> None:
    """A look that was asked for later is one at folders whose files no event may have named."""
    watch = Watching()
    watch.paths = frozenset({"content/a.md"})
    with looking(watch) as scene:
        until(lambda: scene.looks == 1)

    assert [set()] == scene.looked_at


def test_everything_is_looked_at_now_and_then_if_there_is_no_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where files are saved without end."""
    monkeypatch.setattr("broadsheet.preview.lookout.MOST_LOOKS", 4)
    watch = Watching()
    with looking(watch) as scene:
        until(lambda: scene.looks == 1)
        for _ in range(2):
            watch.paths = frozenset({"content/a.md"})
            scene.looks_again()
        until(lambda: scene.looks == 4)

    assert [set(), {"content/a.md"}, {"content/a.md"}, set()] == scene.looked_at


@pytest.mark.parametrize("at_once", [True, False])
def test_a_watch_that_fails_is_done_without(at_once: bool) -> None:
    """Not only for want of watches: for want of threads too. Files are looked at by the clock.

    It is so whether it fails when it begins, or later, when it has to watch another folder.
    """
    with looking(Watching(RuntimeError("can't start new thread"), at_once)) as scene:
        scene.looks_again()
        seen = scene.looks
        until(lambda: scene.looks > seen + 1)

    assert [
        f"note: files cannot be watched ({NO_THREAD}); looking at them instead",
    ] == scene.said


def test_it_goes_on_when_nobody_can_be_told() -> None:
    """The terminal is closed."""
    with looking(Watching()) as scene:
        complain: Callable[[str], None] = _gone
        scene.lookout._complain = complain
        scene.faults = [ZeroDivisionError("by zero")]
        scene.looks_again()
        scene.looks_again()


def _gone(_: str) -> None:
    raise BrokenPipeError


@pytest.mark.parametrize(
    ("costs", "patience"), [([2.0], 0.5), ([0.01, *[2.0] * 9], 0.5), ([0.2, *[2.0] * 9], 2.0)]
)
def test_a_rebuild_does_not_put_off_the_next_look_by_the_clock(
    costs: list[float], patience: float
) -> None:
    """A look that finds nothing tells how often there may be one: a tenth of the time is for it."""
    lookout = Lookout(Bell(), None, lambda _: True, lambda: None, lambda: 3600.0, print)
    lookout._costs.extend(costs)

    assert patience == lookout._patience()


def test_a_turn_to_tidy_is_a_turn_to_look_by_the_clock() -> None:
    """After each edit it would look only half as often."""
    done: list[str] = []

    class Clock(Bell):
        def wait(self, timeout: float | None = None) -> Heard:
            """Let time pass three times."""
            done.append("wait")
            return "silent" if done.count("wait") <= 3 else "closed"

    def look(_: Collection[str]) -> bool:
        done.append("look")
        return True

    Lookout(Clock(), None, look, lambda: done.append("tidy"), lambda: 3600.0, print).run()

    assert [*["wait", "tidy", "look"] * 3, "wait"] == done

"""The bell: bursts become one look, and no ring is lost."""

from __future__ import annotations

import threading

import pytest

from broadsheet.preview.bell import RINGS_OF_A_SAVE, WRITING_SECONDS, Bell
from preview_server import PATIENCE, until


def test_silence_is_told() -> None:
    """Without a ring, the waiting ends after its time."""
    assert "silent" == Bell().wait(0.01)


def test_a_burst_is_heard_once() -> None:
    """However many rings there were, they are one message."""
    bell = Bell()
    for _ in range(1000):
        bell.ring()

    assert "rung" == bell.wait(1)
    assert "silent" == bell.wait(0.05)


def test_a_burst_that_goes_on_is_heard_once() -> None:
    """Rings during the silence that ends a burst still belong to it."""
    bell = Bell()
    bell.ring(2.0)
    late = threading.Timer(0.01, bell.ring)
    late.start()

    assert "rung" == bell.wait(5)
    late.join()
    assert "silent" == bell.wait(0.05)


def test_a_burst_without_end_is_heard_all_the_same() -> None:
    """Somebody who writes all the time does not silence the bell."""
    bell, over = Bell(), threading.Event()

    def write() -> None:
        while not over.wait(0.002):
            bell.ring(WRITING_SECONDS)

    writer = threading.Thread(target=write)
    writer.start()
    heard = bell.wait(30)
    over.set()
    writer.join()

    assert "rung" == heard


def test_only_a_lone_save_is_over_as_soon_as_its_file_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the midst of many files, the next one may follow."""
    monkeypatch.setattr("broadsheet.preview.bell.AT_REST_SECONDS", 3600.0)
    monkeypatch.setattr("broadsheet.preview.bell.SECONDS_PER_RING", 0.0)
    monkeypatch.setattr("broadsheet.preview.bell.MOST_SECONDS", 3600.0)
    bell, heard = Bell(), []
    hearer = threading.Thread(target=lambda: heard.extend(iter(bell.wait, "closed")), daemon=True)
    hearer.start()
    for rings in (RINGS_OF_A_SAVE, RINGS_OF_A_SAVE + 1):
        with bell._changed:
            for _ in range(rings):
                bell.ring(0.0)
        until(lambda: bell._changed._waiters)
    bell.close()
    hearer.join(PATIENCE)

    assert ["rung"] == heard


def test_rings_while_at_work_are_kept() -> None:
    """What rang after the waiting ended is the next message."""
    bell = Bell()
    bell.ring()
    bell.wait(1)
    bell.ring()

    assert "rung" == bell.wait(1)


def test_a_later_ring_comes_once() -> None:
    """However often one more look was asked for, it is taken once."""
    bell = Bell()
    bell.ring_after(0.01)
    bell.ring_after(0.02)

    assert "due" == bell.wait(5)
    assert "silent" == bell.wait(0.05)


def test_a_look_that_is_due_is_not_lost_in_a_burst() -> None:
    """Rings in the meantime are heard first, and it comes all the same."""
    bell = Bell()
    bell.ring_after(0.2)
    bell.ring()

    assert ["rung", "due", "silent"] == [bell.wait(5), bell.wait(5), bell.wait(0.05)]


def test_closing_ends_the_waiting() -> None:
    """Also of one who waits without end, and of every later one."""
    bell = Bell()
    threading.Timer(0.02, bell.close).start()

    assert "closed" == bell.wait()
    assert "closed" == bell.wait()


def test_whoever_waits_out_a_burst_goes_home_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the bell is closed in the midst of it."""
    monkeypatch.setattr("broadsheet.preview.bell.MOST_SECONDS", 3600.0)
    bell, heard = Bell(), []
    bell.ring(3600.0)
    hearer = threading.Thread(target=lambda: heard.append(bell.wait()), daemon=True)
    hearer.start()
    until(lambda: bell._changed._waiters)
    bell.close()
    hearer.join(PATIENCE)

    assert ["closed"] == heard

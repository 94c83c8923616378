"""Reading that takes too long is given up, wherever it is; what was read before is kept."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator

import pytest

from broadsheet.importing.deadline import all_in_time
from broadsheet.importing.drafts import Refused
from broadsheet.importing.feeds import drafts_of_feed

ENDLESS = 30.0


def slow(*pauses: float) -> Iterator[float]:
    """Yield each pause after it; who catches every Exception meanwhile is not spared."""
    for pause in pauses:
        try:
            time.sleep(pause)
        except Exception:  # noqa: BLE001 -- as libraries do
            yield -1.0
        yield pause


def test_what_comes_in_time_is_passed_on() -> None:
    """All of it, in order, and the alarm is off and as it was afterwards."""
    before = signal.getsignal(signal.SIGALRM)

    assert [0.0, 0.01, 0.0] == list(all_in_time(slow(0.0, 0.01, 0.0)))
    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_REAL)
    assert before == signal.getsignal(signal.SIGALRM)


def test_what_takes_too_long_is_refused() -> None:
    """What came before it was passed on."""
    seen: list[float] = []
    with pytest.raises(Refused, match=r"not read after 0\.05 seconds"):
        seen.extend(all_in_time(slow(0.0, ENDLESS), 0.05))

    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_REAL)


def test_the_time_is_for_all_of_them() -> None:
    """Many that each take a little are no better than one that takes long."""
    seen: list[float] = []
    with pytest.raises(Refused, match="not read after"):
        seen.extend(all_in_time(slow(*[0.1] * 50), 0.35))

    assert 1 <= len(seen) <= 3


def test_the_alarm_rings_again() -> None:
    """What it raises may be lost where a library cleans up; a second later it is not."""

    def deaf() -> Iterator[int]:
        try:
            time.sleep(ENDLESS)
        except BaseException:  # noqa: BLE001 -- as a finalizer does
            time.sleep(ENDLESS)
        yield 1

    with pytest.raises(Refused, match="not read after"):
        list(all_in_time(deaf(), 0.05))


def test_the_time_of_whoever_asks_does_not_count() -> None:
    """Only the reading is timed, not what is done with each."""
    seen = []
    for item in all_in_time(slow(0.0, 0.0), 0.1):
        time.sleep(0.15)
        seen.append(item)

    assert [0.0, 0.0] == seen


def test_a_feed_made_to_take_long_is_given_up() -> None:
    """Comments that are never closed cost the reader of feeds the square of their number."""
    comments = "&lt;!-- a" * 200_000
    item = f"<item><title>A</title><description>{comments}</description></item>"
    feed = f'<rss version="2.0"><channel><title>F</title>{item}</channel></rss>'.encode()

    with pytest.raises(Refused, match="not read after"):
        list(all_in_time(drafts_of_feed(feed, "https://feeds.example/"), 0.5))


def test_another_thread_has_no_bound() -> None:
    """An alarm would be heard by the first thread only, which is about something else."""
    seen: list[float] = []
    thread = threading.Thread(target=lambda: seen.extend(all_in_time(slow(0.1), 0.01)))
    thread.start()
    thread.join()

    assert [0.1] == seen

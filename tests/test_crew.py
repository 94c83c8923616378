"""Work spread over processes: same results in the same order, or alone where fork is unsafe."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from broadsheet.crew import Crew, cores, why_fork_is_unsafe

ITEMS = list(range(97))


@pytest.mark.parametrize("jobs", [1, 2, 3, 8])
def test_results_come_in_order_whatever_the_number(jobs: int) -> None:
    """As a plain loop would give them."""
    factor = 3

    assert [item * factor for item in ITEMS] == list(Crew(jobs).spread(lambda i: i * factor, ITEMS))


def told(code: str, *words: str) -> list[str]:
    """Return the words that a program prints, run in a process of its own.

    The runner of parallel tests has threads, and then nothing is forked.
    """
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True)

    assert "" == done.stderr
    return done.stdout.split()


TOGETHER = """
import os, sys, time
from broadsheet.crew import Crew
def work(item):
    time.sleep(0.05)
    return os.getpid()
jobs, items = map(int, sys.argv[1:])
print(os.getpid(), *set(Crew(jobs).spread(work, range(items))))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
@pytest.mark.parametrize(("jobs", "items"), [(2, 2), (2, 40), (3, 40), (4, 4), (4, 6)])
def test_work_is_done_here_and_elsewhere(jobs: int, items: int) -> None:
    """As many processes take part as may, and one of them is this: the memory of one is spared."""
    here, *found = told(TOGETHER, str(jobs), str(items))

    assert here in found
    assert jobs == len(found)


SENT = """
import os, sys
from broadsheet.crew import Crew
interval = sys.getswitchinterval()
def work(item):
    return [(os.getpid(), b"x" * 300_000, item)]
kind = list[tuple[int, bytes, int]]
found = list(Crew(2).spread(work, range(30), kind))
assert [item for ((_, _, item),) in found] == list(range(30))
assert {type(result) for result in found} == {list}
assert {type(row) for (row,) in found} == {tuple}
assert {len(data) for ((_, data, _),) in found} == {300_000}
assert interval == sys.getswitchinterval()
print(*{process for ((process, _, _),) in found})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_results_of_a_known_kind_are_the_same_from_both() -> None:
    """Whether they were made here or sent: same order, same types, of any length."""
    assert 2 == len(told(SENT))


UNSAYABLE = """
import os
from broadsheet.crew import Crew
def work(item):
    return [(os.getpid(), f"{item}\\ud800" if item % 2 else f"{item}")]
found = list(Crew(2).spread(work, range(30), list[tuple[int, str]]))
assert [text for ((_, text),) in found] == [work(item)[0][1] for item in range(30)]
print(*{process for ((process, _),) in found})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_a_text_that_utf_8_cannot_say_is_sent_all_the_same() -> None:
    """A template's fault may quote half a surrogate pair: it is complained of as in one process."""
    assert 2 == len(told(UNSAYABLE))


def test_work_stays_here_while_threads_run() -> None:
    """A fork would copy locks that other threads hold: the crew works alone, and says why."""
    go = threading.Event()
    thread = threading.Thread(target=go.wait)
    thread.start()
    try:
        crew = Crew(2)
        found = set(crew.spread(lambda _: os.getpid(), ITEMS))
    finally:
        go.set()
        thread.join()

    assert ({os.getpid()}, 1) == (found, crew.size)
    assert "threads" in crew.why_alone


def test_work_stays_here_where_fork_is_not_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS and Windows there is one process, and the reason is told."""
    monkeypatch.setattr(sys, "platform", "darwin")

    assert "darwin" in why_fork_is_unsafe()
    assert (1, True) == (Crew(4).size, "darwin" in Crew(4).why_alone)


def test_one_job_needs_no_reason() -> None:
    """Whoever asks for one process is not told why there is one."""
    assert (1, "") == (Crew(1).size, Crew(1).why_alone)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_work_raises_is_raised(jobs: int) -> None:
    """An error in a worker is an error here."""

    def work(item: int) -> int:
        if item == 50:
            raise LookupError(item)
        return item

    with pytest.raises(LookupError, match="50"):
        list(Crew(jobs).spread(work, ITEMS))


@pytest.mark.parametrize(("count", "at_least"), [(0, 10), (1, 10), (39, 40), (1000, 7), (97, 1)])
def test_shares_hold_every_item_once(count: int, at_least: int) -> None:
    """Cut into runs, in order; never more runs than there is work for."""
    items = list(range(count))
    shares = Crew(1).shares(items, at_least)

    assert items == [item for share in shares for item in share]
    assert all(shares)
    assert len(shares) <= max(1, count // at_least)


def test_there_is_a_core() -> None:
    """The number of processors that may be used is known."""
    assert 1 <= cores() <= (os.cpu_count() or 1)


BESIDE = """
import os
from broadsheet.crew import Crew
made, here = [], os.getpid()
def work():
    made.append(1)
    {work}
    return b"done" * 100_000 + b" by %d" % os.getpid()
with Crew({jobs}).beside(work) as result:
    told = result() if {asked} else b""
print(os.getpid(), len(made), told.count(b"done"), told.rpartition(b" ")[2].decode())
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("alone")
"""


def beside(jobs: int, asked: bool = True, work: str = "pass") -> list[str]:
    """Run it and return its words."""
    return told(BESIDE.format(jobs=jobs, asked=asked, work=work))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_work_is_done_beside() -> None:
    """Another process does it, and ends."""
    here, made, done, there, alone = beside(2)

    assert ("0", "100000", "alone") == (made, done, alone)
    assert here != there


def test_work_beside_is_done_here_when_there_is_one_process() -> None:
    """Once, when its result is asked for."""
    here, made, done, there, alone = beside(1)

    assert (here, "1", "100000", "alone") == (there, made, done, alone)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
@pytest.mark.parametrize(
    "end", ["1 / (os.getpid() == here)", "os.getpid() == here or os.kill(os.getpid(), 9)"]
)
def test_work_that_fails_beside_is_done_here(end: str) -> None:
    """Whether it raised something there, or the other process was ended from outside."""
    here, made, done, there, alone = beside(2, work=end)

    assert (here, "1", "100000", "alone") == (there, made, done, alone)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_work_beside_that_nobody_waits_for_ends() -> None:
    """However long it would take."""
    _, made, done, alone = beside(2, asked=False, work="import time; time.sleep(100)")

    assert ("0", "0", "alone") == (made, done, alone)


DISTURBED = """
import os, signal, sys
from broadsheet.crew import Crew
signal.signal(signal.SIGINT, signal.default_int_handler)  # who began us may have ignored it
held_back = lambda: signal.pthread_sigmask(signal.SIG_BLOCK, ())
forks = []
def before():
    forks.append(os.getpid())
    if sys.argv[2] == "stop":
        os.kill(os.getpid(), signal.SIGINT)
os.register_at_fork(before=before)
def beside():
    with Crew(2).beside(lambda: repr(held_back()).encode()) as result:
        return {result().decode()}
def spread():
    return {repr(held) for held in Crew(2).spread(lambda _: held_back(), range(30))}
try:
    print(*globals()[sys.argv[1]]())
except KeyboardInterrupt:
    print("stopped")
print(len(forks), held_back())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
@pytest.mark.parametrize("way", ["beside", "spread"])
def test_who_stops_a_process_that_just_forks_is_heard(way: str) -> None:
    """Python ignores what is raised at that moment; it comes a moment later, and once."""
    assert ["stopped", "1", "set()"] == told(DISTURBED, way, "stop")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
@pytest.mark.parametrize("way", ["beside", "spread"])
def test_signals_are_held_back_in_no_process_that_works(way: str) -> None:
    """Neither in this one nor in others, once they are there."""
    assert ["set()", "1", "set()"] == told(DISTURBED, way, "go on")

"""Work spread over processes, with the same results in the same order whatever their number."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

import msgspec

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

# What makes processes is imported when one is made: most builds change too little for that.

Item = TypeVar("Item")
Result = TypeVar("Result")

SHARES_EACH = 20
"""For each process: enough that none is idle for long at the end, whatever a share costs."""

SWITCH_SECONDS = 0.0005
"""For how long the thread that works here may keep the one waiting that reads what others send.

A result of a megabyte comes in 16 pieces, each of which that thread would await 5 ms long, and the
process that sends it as long.
"""

ENDING = (signal.SIGINT, signal.SIGTERM)
"""Signals of which a command makes an exception that ends it."""

PR_SET_PDEATHSIG = 1
"""Linux, prctl(2)."""

_work: Callable[[Any], Any] | None = None
"""What a worker process does; set once, in the worker, when it begins."""


def cores() -> int:
    """Return how many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew:
    """A number of processes to work with. `why_alone` says why there is only one, if so."""

    def __init__(self, jobs: int = 0) -> None:
        wanted = jobs or cores()
        self.why_alone = "" if wanted == 1 else why_fork_is_unsafe()
        self.size = 1 if self.why_alone else wanted

    def may_fork(self) -> bool:
        """Whether there may be another process now."""
        return self.size > 1 and not why_fork_is_unsafe()

    def spread(
        self, work: Callable[[Item], Result], items: Sequence[Item], kind: Any = None
    ) -> Iterator[Result]:
        """Yield `work(item)` for each item, in order. What `work` closes over is never copied.

        This process is one of them. The others are forks of it, so they see all that it has read;
        only items and results travel: as MessagePack if `kind` says what type the results have,
        which is read ten times as quickly as a pickle. Raises what `work` raises. If another is
        ended from outside (for want of memory, say), this one goes on alone.
        """
        if len(items) < 2 or not self.may_fork():
            yield from map(work, items)
            return
        from concurrent.futures.process import BrokenProcessPool

        done = 0
        try:
            for result in self._forked(work, items, kind):
                yield result
                done += 1
        except BrokenProcessPool:
            self.size, self.why_alone = 1, "another process of this build was ended from outside"
            yield from map(work, items[done:])

    @contextlib.contextmanager
    def beside(self, work: Callable[[], bytes]) -> Iterator[Callable[[], bytes]]:
        """Let another process begin with `work`; yield what waits for it and returns its result.

        The other is a fork of this one, and what it changes is lost but for the result. Where
        there is none, or it fails, the work is done here when the result is asked for.
        """
        errand = _Errand.begun(work) if self.may_fork() else None
        try:
            yield work if errand is None else errand.result
        finally:
            if errand is not None:
                errand.end()

    def _forked(
        self, work: Callable[[Item], Result], items: Sequence[Item], kind: Any
    ) -> Iterator[Result]:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        gc.freeze()
        _give_back()
        interval = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            with ProcessPoolExecutor(
                min(self.size, len(items)) - 1,
                mp_context=multiprocessing.get_context("fork"),
                initializer=_begin,
                initargs=(work if kind is None else _Encoded(work), os.getpid(), _held_back()),
            ) as others:
                read = None if kind is None else msgspec.msgpack.Decoder(kind).decode
                yield from _together(others, self.size - 1, work, items, read)
        finally:
            sys.setswitchinterval(interval)
            gc.unfreeze()

    def shares(self, items: Sequence[Item], at_least: int) -> list[Sequence[Item]]:
        """Return the items cut into runs that keep every process busy, none below `at_least`."""
        parts = max(1, min(self.size * SHARES_EACH, len(items) // at_least))
        size = -(-len(items) // parts) if items else 1
        return [items[start : start + size] for start in range(0, len(items), size)]


def why_fork_is_unsafe() -> str:
    """Return why this process must not fork now, or an empty text."""
    if sys.platform != "linux":
        return f"forking a process is not safe on {sys.platform}"
    if threading.active_count() > 1:
        return "other threads are running in this process"
    return ""


def _together(
    others: Executor,
    number: int,
    work: Callable[[Item], Result],
    items: Sequence[Item],
    read: Callable[[bytes], Result] | None,
) -> Iterator[Result]:
    """Yield results in order; what the other processes are not given, this one does itself.

    Each of them has an item to work on and one to go on with, but of the last ones, which all
    begin together, it has one. What they send is given to `read`.
    """
    results: deque[_Own[Result] | _Sent[Result]] = deque()
    given: list[Future[Any]] = []
    try:
        for at, item in enumerate(items):
            given = [future for future in given if not future.done()]
            if len(given) < (2 * number if len(items) - at > number + 1 else number):
                with _undisturbed():  # the first makes the processes
                    given.append(others.submit(_do, item))
                results.append(_Sent(given[-1], read))
            else:
                results.append(_Own(work(item)))
            while results and results[0].done():
                yield results.popleft().result()
        while results:
            yield results.popleft().result()
    finally:
        for future in given:
            future.cancel()


class _Own(Generic[Result]):
    """A result that is there already, in the form of one that may be yet to come."""

    def __init__(self, value: Result) -> None:
        self._value = value

    def done(self) -> bool:
        """Return that it is."""
        return True

    def result(self) -> Result:
        """Return it."""
        return self._value


class _Sent(Generic[Result]):
    """A result that another process sends, or will send."""

    def __init__(self, future: Future[Any], read: Callable[[bytes], Result] | None) -> None:
        self._future = future
        self._read = read

    def done(self) -> bool:
        """Return whether it is there."""
        return self._future.done()

    def result(self) -> Result:
        """Wait for it and return it; raises what the work raised."""
        sent = self._future.result()
        if self._read is not None and isinstance(sent, bytes):
            return self._read(sent)
        value: Result = sent
        return value


class _Encoded(Generic[Item]):
    """Work whose result is to be sent: as bytes, or as it is where UTF-8 cannot say it.

    Half a surrogate pair may come from a template, in what is said of a page that fails.
    """

    def __init__(self, work: Callable[[Item], Any]) -> None:
        self._work = work
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, item: Item) -> Any:
        result = self._work(item)
        try:
            return self._encode(result)
        except UnicodeEncodeError:
            return result


class _Errand:
    """Work that another process does meanwhile."""

    def __init__(self, work: Callable[[], bytes], process: int, reading: int) -> None:
        self._work = work
        self._process = process
        self._reading = reading

    @classmethod
    def begun(cls, work: Callable[[], bytes]) -> _Errand | None:
        """Return work that is being done; None when the system has no process to spare."""
        parent = os.getpid()
        reading, writing = os.pipe()
        try:
            with _undisturbed() as held_back:
                process = os.fork()
                if not process:
                    _run_errand(work, writing, parent, held_back)
        except OSError:
            os.close(reading)
            return None
        else:
            return cls(work, process, reading)
        finally:
            os.close(writing)

    def result(self) -> bytes:
        """Wait for the result; to be asked once."""
        with os.fdopen(self._reading, "rb", closefd=False) as stream:
            data = stream.read()
        try:
            _, status = os.waitpid(self._process, 0)
        except ChildProcessError:  # whoever started us has the system forget how children end
            status = 1
        self._process = 0
        return self._work() if status else data

    def end(self) -> None:
        """Let the other process end, whether or not anybody waited for it."""
        os.close(self._reading)
        if self._process:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)


def _run_errand(
    work: Callable[[], bytes], writing: int, parent: int, held_back: set[int]
) -> NoReturn:
    """Do the work of a process that is there for nothing else; what fails, the parent will see."""
    status = 1
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, held_back)
        _end_with(parent)
        gc.disable()
        data = work()
        with os.fdopen(writing, "wb", closefd=False) as stream:
            stream.write(data)
        status = 0
    finally:
        os._exit(status)


def _give_back() -> None:
    """Give the system back what is free, which every fork would soon hold a copy of (glibc)."""
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _held_back() -> set[int]:
    """Return the signals that this thread does not let in now."""
    return signal.pthread_sigmask(signal.SIG_BLOCK, ())


@contextlib.contextmanager
def _undisturbed() -> Iterator[set[int]]:
    """Hold back what ends this process while it forks; yield what was held back before.

    Python swallows an exception that is raised in what it runs before and after a fork, so that
    Ctrl-C would be said to have been ignored, and be. The other process begins with all of them
    held back.
    """
    before = _held_back()
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(work: Callable[[Any], Any], parent: int, held_back: set[int]) -> None:
    global _work
    signal.pthread_sigmask(signal.SIG_SETMASK, held_back)
    _end_with(parent)
    gc.disable()
    _work = work


def _end_with(parent: int) -> None:
    """Let this process end with its parent, however that ends: nobody else may go on writing."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _do(item: Any) -> Any:
    assert _work is not None
    return _work(item)

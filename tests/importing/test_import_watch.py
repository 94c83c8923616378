"""The beat of `--watch`."""

from __future__ import annotations

from itertools import islice

from broadsheet.importing.watch import rounds


def test_one_round_without_an_interval() -> None:
    """Without `--watch` there is one round."""
    assert [1] == list(rounds(None))


def test_rounds_begin_at_the_interval() -> None:
    """The time a round takes is taken off the wait; a long one is followed at once."""
    clock = [0.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    beat = rounds(100.0, sleep, lambda: clock[0])
    for taken in (10.0, 130.0, 0.0):
        next(beat)
        clock[0] += taken
    next(beat)

    assert [90.0, 0.0, 100.0] == slept
    assert [5, 6] == list(islice(beat, 2))

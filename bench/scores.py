"""How a grouping is scored against a person's, and how constants are chosen by it.

B-cubed: Bagga and Baldwin, "Entity-based cross-document coreferencing using the vector space
model", COLING-ACL 1998.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from statistics import fmean
from typing import Any

import msgspec

Groups = Mapping[str, Any]
"""Which group (any value) each page, by key, is in."""

Constants = tuple[float, ...]
"""Values of the constants in a grid, in its order."""

Grid = Mapping[str, tuple[float, ...]]
"""Constants, and the values of each that are tried, in order."""

PageScores = dict[str, tuple[float, float]]


class Score(msgspec.Struct, frozen=True):
    """B-cubed, from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def page_scores(groups: Groups, truth: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Return B-cubed precision and recall of each page that has a label."""
    group_size = Counter(groups[key] for key in truth)
    event_size = Counter(truth.values())
    together = Counter((groups[key], event) for key, event in truth.items())
    return {
        key: (
            together[groups[key], event] / group_size[groups[key]],
            together[groups[key], event] / event_size[event],
        )
        for key, event in truth.items()
    }


def mean_score(scores: Iterable[tuple[float, float]]) -> Score:
    """Return the mean of pages' precision and recall."""
    precision, recall = zip(*scores, strict=True)
    return Score(fmean(precision), fmean(recall))


def left_out_score(
    tried: Mapping[Constants, PageScores], fold: Mapping[str, str], grid: Grid, at_once: int
) -> tuple[Score, Counter[Constants]]:
    """Return the score of pages under constants chosen without their events, and the choices.

    `tried` has the scores of pages under every combination of the grid.

    Each fold leaves `at_once` events (with the off-topic pages of their lists) out of the score
    that chooses; the fold's own pages are then scored with what was chosen.
    """
    events = sorted(set(fold.values()))
    rounds = -(-len(events) // at_once)
    scores: list[tuple[float, float]] = []
    choices: Counter[Constants] = Counter()
    for number in range(rounds):
        left_out = set(events[number::rounds])
        best = best_constants(tried, fold, grid, left_out)
        scores += [score for key, score in tried[best].items() if fold[key] in left_out]
        choices[best] += 1
    return mean_score(scores), choices


def best_constants(
    tried: Mapping[Constants, PageScores],
    fold: Mapping[str, str],
    grid: Grid,
    left_out: AbstractSet[str] = frozenset(),
) -> Constants:
    """Return the constants in the middle of what scores best without the events left out.

    Each is judged by its own F1 and that of its neighbours in the grid, so that a lucky point
    between bad ones is not chosen.
    """
    f1 = {
        values: mean_score(score for key, score in pages.items() if fold[key] not in left_out).f1
        for values, pages in tried.items()
    }
    return max(f1, key=lambda values: fmean(f1[near] for near in _neighbourhood(values, grid)))


def _neighbourhood(values: Constants, grid: Grid) -> Iterator[Constants]:
    """Yield the constants and those that differ by one step in one of them."""
    yield values
    for place, steps in enumerate(grid.values()):
        at = steps.index(values[place])
        for step in steps[max(at - 1, 0) : at] + steps[at + 1 : at + 2]:
            yield (*values[:place], step, *values[place + 1 :])

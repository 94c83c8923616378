"""How alike the whole texts of articles are: one number from 0 to 1 for every pair that matters.

Three steps, in the order of what they cost.

1. **Words.** A text is a TF-IDF vector of its words, folded as everywhere (`digest.words`) and
   weighted as in the relevance gate (`similarity.shared_vectors`): rare words weigh more, words of
   the title `TITLE_WEIGHT` times as much. Of each text the `MOST_WORDS` heaviest words count.
2. **Neighbours.** Cosines of all pairs within the time window, by sparse products; each text keeps
   its `MOST_PAIRS` best.
3. **Company.** Two texts that use different words for one thing have neighbours in common. So each
   vector is mixed with those of its `COMPANY` nearest neighbours, the nearer the more, and the
   score is the cosine of the mixed vectors. This is document expansion (Singhal and Pereira,
   "Document expansion for speech retrieval", SIGIR 1999), and what the gate does with a related
   list. It is computed from the cosines of step 2 alone, so it costs next to nothing; as those
   leave pairs out, a score may come out a little above 1, and is cut to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from math import inf, log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from broadsheet.digest.similarity import TITLE_WEIGHT

BASE = 1.0
"""`base` of a word's weight, as in `similarity.shared_vectors`."""

MOST_WORDS = 128
"""Words of a text that are compared: the heaviest."""

MOST_PAIRS = 64
"""Other texts that a text is remembered to resemble."""

COMPANY = 10
"""Neighbours whose words count as a text's own, in part."""

PULL = 3.0
"""What a neighbour's vector counts, times its cosine, the text's own counting 1."""

ROWS_AT_ONCE = 256
"""Texts compared in one product: bounds memory, at full speed of the library."""

Matrix = Any
"""A matrix of scipy, which has no types of its own."""


class TextWords(NamedTuple):
    """How often a text uses each word, folded; `title` holds those of its title."""

    title: frozenset[str]
    counts: Mapping[str, int]


class Likeness:
    """The scores of texts, by their places. Symmetric; made once and then only read."""

    def __init__(self, texts: Sequence[TextWords], days: Sequence[float | None], window: float):
        """Compare texts (one at least) dated within `window` days of each other, or not dated."""
        self._vectors, self._names = _vectors(texts)
        moments = np.array([-inf if day is None else day for day in days], np.float64)
        order = np.argsort(moments, kind="stable")
        cosines = _cosines(self._vectors, order, moments[order], window)
        self._cosines = cosines
        self._mixed = _mixed(cosines)
        self._reach = self._mixed.dot(cosines).tocsr()
        squares = np.asarray(self._reach.multiply(self._mixed).sum(axis=1)).ravel()
        self._shrink = sparse.diags_array(1 / np.sqrt(squares))
        self._scores = self._of_pairs(_without_self(cosines))

    def of(self, at: int) -> dict[int, float]:
        """Return the other texts that have anything to do with this one, and their scores."""
        return _row(self._scores, at)

    def cosines(self, at: int) -> dict[int, float]:
        """Return the texts that are most like this one by their own words (step 2), itself too."""
        return _row(self._cosines, at)

    def matrix(self, places: Sequence[int]) -> NDArray[np.float64]:
        """Return the scores of some texts, each with each, whether or not they resemble."""
        some = np.asarray(places, np.int64)
        scores = self._reach[some].dot(self._mixed[some].T).toarray()
        shrink = self._shrink.diagonal()[some]
        return np.minimum(np.asarray(shrink[:, None] * scores * shrink, np.float64), 1.0)

    def _of_pairs(self, pairs: Matrix) -> Matrix:
        """Return the scores of the pairs that a matrix has values for."""
        parts = [
            self._reach[start : start + ROWS_AT_ONCE]
            .dot(self._mixed.T)
            .multiply(pairs[start : start + ROWS_AT_ONCE].astype(bool))
            for start in range(0, pairs.shape[0], ROWS_AT_ONCE)
        ]
        scores = sparse.vstack(parts, format="csr") if parts else pairs
        found = self._shrink.dot(scores).dot(self._shrink).tocsr()
        found.data = np.minimum(found.data, 1.0)
        return found

    def shared_words(self, one: int, other: int, most: int) -> list[str]:
        """Return the folded words that make two texts alike, the heaviest first."""
        first, second = _row(self._vectors, one), _row(self._vectors, other)
        shared = sorted((-weight * second[at], at) for at, weight in first.items() if at in second)
        return [self._names[at] for _, at in shared[:most]]


def _row(matrix: Matrix, at: int) -> dict[int, float]:
    """Return what a row of a sparse matrix holds, by column."""
    start, end = matrix.indptr[at : at + 2]
    places, values = matrix.indices[start:end], matrix.data[start:end]
    return dict(zip(places.tolist(), values.tolist(), strict=True))


def _vectors(texts: Sequence[TextWords]) -> tuple[Matrix, list[str]]:
    """Return a row of length 1 for each text, and the words that the columns stand for."""
    number = {
        word: at
        for at, word in enumerate(sorted(set(chain.from_iterable(text.counts for text in texts))))
    }
    sizes = [len(text.counts) for text in texts]
    columns = np.fromiter(
        (number[word] for text in texts for word in text.counts), np.int32, sum(sizes)
    )
    used = np.bincount(columns, minlength=len(number))
    weights = np.fromiter(
        (
            (TITLE_WEIGHT if word in text.title else 1.0) * (1 + log(count))
            for text in texts
            for word, count in text.counts.items()
        ),
        np.float32,
        sum(sizes),
    )
    weights *= (BASE + np.log((1 + len(texts)) / (1 + used)))[columns].astype(np.float32)
    ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    kept = [_heaviest(weights, int(ends[at]), int(ends[at + 1])) for at in range(len(texts))]
    chosen = np.concatenate(kept) if kept else np.zeros(0, np.int64)
    bounds = np.concatenate([[0], np.cumsum([len(rows) for rows in kept], dtype=np.int64)])
    shape = (len(texts), len(number))
    rows = sparse.csr_array((weights[chosen], columns[chosen], bounds), shape=shape)
    return _scaled(rows), list(number)


def _heaviest(weights: NDArray[np.float32], start: int, end: int) -> NDArray[np.int64]:
    """Return where the heaviest words of a text are, in their order."""
    places = np.arange(start, end)
    if end - start <= MOST_WORDS:
        return places
    order = np.argsort(-weights[start:end], kind="stable")[:MOST_WORDS]
    return np.sort(places[order])


def _scaled(rows: Matrix) -> Matrix:
    """Return the rows divided by their lengths."""
    squares = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
    lengths = np.sqrt(np.where(squares > 0, squares, 1.0))
    return sparse.diags_array(1 / lengths).dot(rows).tocsr().astype(np.float32)


def _cosines(
    vectors: Matrix, order: NDArray[np.int64], moments: NDArray[np.float64], window: float
) -> Matrix:
    """Return the symmetric cosines of each text with those it resembles most, 1 with itself.

    `moments` are the dates in the given order, `-inf` where there is none: such a text is
    compared with all others.
    """
    size = len(order)
    ranked = vectors[order]
    parts = []
    for start in range(0, size, ROWS_AT_ONCE):
        end = min(start + ROWS_AT_ONCE, size)
        near = _near(moments, start, end, window)
        product = ranked[start:end].dot(ranked[near].T).tocoo()
        row, column = product.coords[0] + start, near[product.coords[1]]
        with np.errstate(invalid="ignore"):  # two texts without a date are nan days apart
            apart = np.abs(moments[row] - moments[column])
        meets = (row != column) & ~(np.isfinite(apart) & (apart > window))
        parts.append(_best(row[meets], column[meets], product.data[meets], MOST_PAIRS))
    row, column, values = map(np.concatenate, zip(*parts, strict=True))
    found = sparse.csr_array((values, (order[row], order[column])), shape=(size, size))
    return (found.maximum(found.T) + _identity(size)).tocsr()


def _near(moments: NDArray[np.float64], start: int, end: int, window: float) -> NDArray[np.int64]:
    """Return the texts that may be within the window of one of a run of texts."""
    if np.isneginf(moments[start]):
        return np.arange(len(moments))
    undated = int(np.searchsorted(moments, -inf, side="right"))
    first = int(np.searchsorted(moments, moments[start] - window))
    last = int(np.searchsorted(moments, moments[end - 1] + window, side="right"))
    return np.concatenate([np.arange(undated), np.arange(first, last)])


def _best(
    rows: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float32], most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return the `most` highest values of each row; of equals those of earlier columns."""
    order = np.lexsort((columns, -values, rows))
    begins = np.searchsorted(rows[order], rows[order])
    kept = order[np.arange(len(order)) - begins < most]
    return rows[kept], columns[kept], values[kept]


def _mixed(cosines: Matrix) -> Matrix:
    """Return what each text's mixed vector is made of: itself, and its neighbours' shares.

    With S the cosines and M this, the products of mixed vectors are M S M'.
    """
    others = _without_self(cosines).tocoo()
    row, column = others.coords
    rows, columns, values = _best(row, column, others.data, COMPANY)
    company = sparse.csr_array((PULL * values, (rows, columns)), shape=cosines.shape)
    return (company + _identity(cosines.shape[0])).tocsr()


def _without_self(cosines: Matrix) -> Matrix:
    others = (cosines - _identity(cosines.shape[0])).tocsr()
    others.eliminate_zeros()
    return others


def _identity(size: int) -> Matrix:
    return sparse.eye_array(size, format="csr", dtype=np.float32)

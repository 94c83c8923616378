"""The scores: their bounds, what they are the cosine of, and the window."""

from __future__ import annotations

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.relating import likeness
from broadsheet.relating.likeness import BASE, PULL, Likeness, TextWords


def words(text: str, title: str = "") -> TextWords:
    """Return a text made of plain words."""
    return TextWords(frozenset(title.split()), Counter(f"{title} {text}".split()))


def scores(*texts: str, days: list[float | None] | None = None, window: float = 10.0) -> Likeness:
    """Return the likeness of texts."""
    return Likeness([words(text) for text in texts], days or [None] * len(texts), window)


def test_two_texts_score_as_the_formula_says() -> None:
    """Both vectors are mixed with the other's, times its cosine and PULL."""
    found = scores("kettle recall harbour", "kettle recall ferry").of(0)

    common, rare = (BASE + log(3 / (1 + n)) for n in (2, 1))
    cosine = 2 * common**2 / (2 * common**2 + rare**2)
    share = PULL * cosine
    product = (1 + share**2) * cosine + 2 * share
    square = 1 + share**2 + 2 * share * cosine
    assert found == {1: pytest.approx(product / square, rel=1e-5)}


def test_a_word_of_the_title_weighs_more() -> None:
    """Twice as much as in the body."""
    texts = [words("ferry dock", "kettle"), words("ferry quay", "kettle"), words("dock sand")]

    found = Likeness(texts, [None] * 3, 1.0)

    assert ["kettle", "ferry"] == found.shared_words(0, 1, 5)
    assert found.of(0)[1] > scores("kettle ferry dock", "kettle ferry quay", "dock sand").of(0)[1]


def test_texts_with_a_neighbour_in_common_are_alike() -> None:
    """Though they share no word themselves; without that neighbour they have nothing in common."""
    ends = ["kettle recall", "harbour blaze"]

    bridged = scores(*ends, "kettle recall harbour blaze").matrix([0, 1])

    assert 0.0 == scores(*ends).matrix([0, 1])[0, 1]
    assert bridged[0, 1] > 0.3


def test_texts_outside_the_window_do_not_meet() -> None:
    """Ten days apart they do; a text without a date meets all."""
    text = "kettle recall harbour"

    found = scores(text, text, text, text, days=[0.0, 10.0, 10.5, None])

    assert [{1, 3}, {0, 2, 3}, {1, 3}, {0, 1, 2}] == [set(found.of(at)) for at in range(4)]


def test_nothing_to_compare_is_no_error() -> None:
    """Texts without words have nothing in common with any."""
    assert {} == scores("", "", "kettle").of(0)


def test_runs_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many texts are compared at once, the scores are the same."""
    texts = [f"kettle w{n % 7} v{n % 3} u{n}" for n in range(40)]
    days = [float(n % 23) for n in range(40)]
    whole = scores(*texts, days=list(days))

    monkeypatch.setattr(likeness, "ROWS_AT_ONCE", 7)
    parts = scores(*texts, days=list(days))

    for at in range(40):
        assert whole.of(at) == pytest.approx(parts.of(at), rel=1e-5)


def test_only_the_heaviest_words_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long text is not alike by its frequent words."""
    monkeypatch.setattr(likeness, "MOST_WORDS", 1)

    found = scores("rare common", "other common", "common")

    assert {} == found.of(0)


vocabulary = st.lists(st.sampled_from("abcdefgh"), max_size=8).map(" ".join)


DATED_TEXTS = st.lists(
    st.tuples(vocabulary, st.sampled_from([None, 0.0, 5.0, 20.0])), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None)
@given(DATED_TEXTS)
def test_scores_are_symmetric_and_between_0_and_1(rows: list[tuple[str, float | None]]) -> None:
    """Whatever the texts and dates, and a pair is within the window."""
    found = scores(*(text for text, _ in rows), days=[day for _, day in rows])

    for at, (_, day) in enumerate(rows):
        for other, value in found.of(at).items():
            assert 0.0 < value <= 1.0 + 1e-5
            assert value == pytest.approx(found.of(other)[at], rel=1e-4)
            assert day is None or rows[other][1] is None or abs(day - rows[other][1]) <= 10
    matrix = found.matrix(range(len(rows)))
    assert np.allclose(matrix, matrix.T, atol=1e-5)
    assert np.allclose(np.diagonal(matrix), 1.0, atol=1e-5)

"""Stories of the example content, against a person's judgement: the measure, and the guard."""

from pathlib import Path

import pytest
from bench.scores import Score, mean_score, page_scores
from bench.stories import Trial, corpus_of

from broadsheet.model_rules import StoryRules

ROOT = Path(__file__).parent.parent.parent
LABELS = ROOT / "bench" / "data" / "example-stories.yaml"
REACHED = 0.92
"""B-cubed F1 of the shipped rule on the example content, rounded down (bench/results/)."""


def test_the_measure_is_b_cubed() -> None:
    """Two events of two pages, one page astray: each page's shares, worked out by hand."""
    truth = {"a": "x", "b": "x", "c": "y", "d": "y"}
    groups = {"a": 1, "b": 1, "c": 1, "d": 2}
    score = mean_score(page_scores(groups, truth).values())

    assert (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4 == pytest.approx(score.precision)
    assert (1 + 1 + 1 / 2 + 1 / 2) / 4 == pytest.approx(score.recall)
    assert pytest.approx(0.75) == Score(1.0, 0.6).f1


def test_the_rule_keeps_what_it_reached_on_the_example_content() -> None:
    """Constants or words that change must not make the examples' stories worse."""
    trial = Trial(corpus_of(sorted((ROOT / "content").rglob("*.md")), LABELS))
    truth = trial.corpus.truth
    score = mean_score(page_scores(trial.stories(StoryRules()), truth).values())

    assert len(truth) > 200
    assert score.f1 >= REACHED

"""How the front page orders stories, with a receipt for each.

    score = (heat points + breadth points) × freshness

* heat points: `heat_weight` × ln(1 + heat / 25). Heat is the editor's own figure; the logarithm
  keeps one hot story from burying the rest.
* breadth points: `breadth_weight` × ln(1 + outlets), counting independent outlets only: a
  syndicated copy adds none.
* freshness: ½ for every `half_life_hours` between the story's last news and the newest article of
  the whole site. The clock plays no part, so the same content gives the same page for ever.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from broadsheet.model import ReceiptLine, Story, StoryCard
from broadsheet.settings import RankingRules

SECONDS_PER_HOUR = 3600.0


class Ranked(NamedTuple):
    """A story's card with its score and the reasons for it."""

    card: StoryCard
    score: float
    receipt: tuple[ReceiptLine, ...]


def top_stories(cards: Sequence[StoryCard], newest: str, rules: RankingRules) -> tuple[Ranked, ...]:
    """Return the best stories of the window before `newest`, best first.

    `cards` are ordered newest first; a story without a date cannot be fresh and is passed over.
    """
    if not newest:
        return ()
    window = rules.window_days * 24.0
    earliest = _day_before(newest, window)
    ranked = [
        Ranked(card, *_score(card, age, rules))
        for card in cards
        if card.updated_at >= earliest
        and card.updated_at
        and (age := hours_between(card.updated_at, newest)) <= window
    ]
    ranked.sort(key=lambda row: (-row.score, row.card.published_at, row.card.id))
    return tuple(ranked[: rules.top_stories])


def standing_receipt(story: Story, rules: RankingRules) -> tuple[ReceiptLine, ...]:
    """Return the part of a story's rank that does not change as other news comes in."""
    return _points(story.heat, story.counts.independent, rules)


def hours_between(earlier: str, later: str) -> float:
    """Return the hours from one UTC text to another, never less than 0."""
    seconds = (_time(later) - _time(earlier)).total_seconds()
    return max(0.0, seconds / SECONDS_PER_HOUR)


def _day_before(newest: str, hours: float) -> str:
    """Return a date before which every UTC text is older than so many hours, or nothing."""
    try:
        return (_time(newest) - timedelta(hours=hours + 24.0)).date().isoformat()
    except OverflowError:
        return ""


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _points(heat: int, outlets: int, rules: RankingRules) -> tuple[ReceiptLine, ...]:
    heat_points = rules.heat_weight * math.log1p(max(0, heat) / 25)
    breadth_points = rules.breadth_weight * math.log1p(max(0, outlets))
    return (
        ReceiptLine("heat", str(heat), round(heat_points, 2)),
        ReceiptLine("breadth", str(outlets), round(breadth_points, 2)),
    )


def _score(
    card: StoryCard, age: float, rules: RankingRules
) -> tuple[float, tuple[ReceiptLine, ...]]:
    points = _points(card.heat, card.independent, rules)
    freshness = 0.5 ** (age / rules.half_life_hours)
    receipt = (*points, ReceiptLine("freshness", f"{age:.0f}", round(freshness, 3)))
    return round(sum(line.points for line in points) * freshness, 4), receipt

"""The front page's order, and the receipt for it."""

from __future__ import annotations

import pytest

from broadsheet.digest.ranking import hours_between, standing_receipt, top_stories
from broadsheet.model import Counts, Coverage, ReceiptLine, Story, StoryCard
from broadsheet.settings import RankingRules

NEWEST = "2026-03-10T12:00:00Z"


def card(card_id: str, at: str = NEWEST, heat: int = 50, outlets: int = 1) -> StoryCard:
    """Return a card of a story last heard of at a time."""
    return StoryCard(
        id=card_id, title=card_id, published_at=at, updated_at=at, heat=heat, independent=outlets
    )


def order(*cards: StoryCard, **rules: float) -> list[str]:
    """Return the ids of the top stories."""
    return [row.card.id for row in top_stories(cards, NEWEST, RankingRules(**rules))]  # type: ignore[arg-type]


def test_heat_lifts_a_story() -> None:
    """Of two equals the hotter stands first."""
    assert ["hot", "cool"] == order(card("cool", heat=10), card("hot", heat=90))


def test_breadth_lifts_a_story() -> None:
    """Of two equals the one with more independent outlets stands first."""
    assert ["wide", "narrow"] == order(card("narrow"), card("wide", outlets=9))


def test_age_sinks_a_story() -> None:
    """Of two equals the fresher stands first."""
    assert ["new", "old"] == order(card("old", "2026-03-09T12:00:00Z"), card("new"))


def test_freshness_halves_with_each_half_life() -> None:
    """The receipt's factor is a half after one half-life."""
    (row,) = top_stories([card("one", "2026-03-09T18:00:00Z")], NEWEST, RankingRules())

    assert 0.5 == row.receipt[2].points


def test_the_receipt_adds_up() -> None:
    """Score is the sum of heat and breadth points times freshness."""
    (row,) = top_stories([card("one", "2026-03-10T03:00:00Z", 80, 5)], NEWEST, RankingRules())
    heat, breadth, freshness = (line.points for line in row.receipt)

    assert row.score == pytest.approx((heat + breadth) * freshness, abs=0.01)


def test_what_is_older_than_the_window_is_left_out() -> None:
    """Stories of the week before last are not top stories, however hot."""
    assert ["new"] == order(card("old", "2026-02-20T12:00:00Z", 900), card("new", heat=1))


def test_a_story_without_date_is_passed_over() -> None:
    """What nobody dated cannot be fresh."""
    assert ["new"] == order(card("undated", ""), card("new"))


def test_equals_are_ordered_by_time_and_id() -> None:
    """A tie has one answer."""
    assert ["a", "b"] == order(card("b"), card("a"))


def test_time_never_runs_backwards() -> None:
    """A story dated after the newest article counts as fresh, not as fresher than that."""
    assert 0.0 == hours_between("2026-03-11T00:00:00Z", NEWEST)


def test_negative_heat_counts_as_none() -> None:
    """The marker -1 of a rival takes no points away."""
    (row,) = top_stories([card("one", heat=-1)], NEWEST, RankingRules())

    assert 0.0 == row.receipt[0].points


def test_weights_are_settings() -> None:
    """Without weight on breadth, heat alone decides."""
    cards = (card("wide", heat=10, outlets=50), card("hot", heat=90))

    assert ["hot", "wide"] == order(*cards, breadth_weight=0.0)


def test_there_are_no_more_than_wanted() -> None:
    """The settings say how many stories stand at the top."""
    assert 3 == len(order(*(card(f"c{n}") for n in range(9)), top_stories=3))


def test_the_receipt_says_what_each_line_is_of() -> None:
    """Heat of 25 is worth the logarithm of 2, as is one outlet; points are rounded for people."""
    rules = RankingRules(heat_weight=10.0, breadth_weight=1.0, half_life_hours=7.0)
    (row,) = top_stories([card("one", "2026-03-10T01:30:00Z", 25, 1)], NEWEST, rules)

    assert (
        ReceiptLine("heat", "25", 6.93),
        ReceiptLine("breadth", "1", 0.69),
        ReceiptLine("freshness", "10", 0.354),
    ) == row.receipt
    assert 2.6941 == row.score


def test_no_outlet_gives_no_breadth() -> None:
    """A story without a rival of its own stands on heat alone."""
    (row,) = top_stories([card("one", outlets=0)], NEWEST, RankingRules())

    assert ReceiptLine("breadth", "0", 0.0) == row.receipt[1]


def test_the_window_is_closed() -> None:
    """Exactly as old as the window is still in; a minute more is not."""
    cards = card("in", "2026-03-08T12:00:00Z"), card("out", "2026-03-08T11:59:00Z")

    assert ["in"] == order(*cards, window_days=2.0)


def test_the_standing_part_of_a_receipt_is_the_storys_own() -> None:
    """It has the lines that no other news changes, of the story's heat and independent outlets."""
    lead = Coverage("One")
    story = Story("one", "One", lead, "one", heat=80, counts=Counts(outlets=9, independent=5))
    (row,) = top_stories([card("one", heat=80, outlets=5)], NEWEST, RankingRules())

    assert row.receipt[:2] == standing_receipt(story, RankingRules())

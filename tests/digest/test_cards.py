"""What lists show of a story."""

from __future__ import annotations

from broadsheet.digest.cards import SPARK_STEPS, card_of
from broadsheet.digest.terms import TermPlaces
from broadsheet.model import Copy, Coverage, Outlet, Story, StoryCard
from broadsheet.settings import Settings


def page(when: str, *copies: str) -> Coverage:
    """Return a page about the story, and pages that repeat its text."""
    repeats = tuple(
        Copy(title="Again", url=f"https://wire.example/{each}", published_at=each, outlet=Outlet())
        for each in copies
    )
    return Coverage(title="Once", published_at=when, copies=repeats)


def card(*coverage: Coverage) -> StoryCard:
    """Return the card of a story of these pages."""
    story = Story(id="x", title="Once", lead=coverage[0], lead_article="x", coverage=coverage)
    return card_of(story, TermPlaces(Settings()), "")


def test_the_picture_spans_all_pages() -> None:
    """From the first to the last, copies included, however early or late the lead is."""
    shown = card(
        page("2026-03-03T00:00:00Z", "2026-03-05T00:00:00Z"), page(""), page("2026-03-01T00:00:00Z")
    )

    assert ("2026-03-01T00:00:00Z", "2026-03-05T00:00:00Z") == (shown.first_at, shown.last_at)
    assert (1, 1, 1) == (shown.hours[0], shown.hours[SPARK_STEPS // 2], shown.hours[-1])
    assert 3 == sum(shown.hours)


def test_few_pages_and_pages_of_one_moment_have_no_picture() -> None:
    """It would say nothing."""
    same = page("2026-03-03T00:00:00Z")

    for coverage in ((same, page("2026-03-01T00:00:00Z")), (same, same, same)):
        shown = card(*coverage)

        assert ((), "", "") == (shown.hours, shown.first_at, shown.last_at)

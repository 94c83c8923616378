"""What a story's page shows."""

from __future__ import annotations

from broadsheet.pages.plan import plan_pages
from broadsheet.pages.views import StoryView
from broadsheet.settings import Settings
from digest_samples import article, digest_of_articles, entry


def view_of(story_id: str, *articles: object) -> StoryView:
    """Return the view of a story's page in a site of these articles."""
    settings = Settings()
    plan = plan_pages(digest_of_articles(*articles, settings=settings), settings)  # type: ignore[arg-type]
    page = plan.pages[f"news/{story_id}/index.html"]
    view = page.make(*page.inputs)
    assert isinstance(view, StoryView)
    return view


def test_a_changed_headline_marks_the_words_that_differ() -> None:
    """Old and new stand side by side, each in runs of equal and differing words."""
    url = "https://harbour.example/trams"
    old = entry("Council may allow trams", url, published_at="2026-03-02T08:00:00Z")
    new = entry("Council will allow trams", url, published_at="2026-03-02T11:00:00Z")

    (change,) = view_of("bridge", article("bridge", related=(old, new))).changes

    assert (("Council", False), ("may", True), ("allow trams", False)) == change.before
    assert (("Council", False), ("will", True), ("allow trams", False)) == change.after


def test_the_leads_own_entry_is_not_repeated() -> None:
    """Coverage lists the others; the lead stands above."""
    related = (entry("Trams again", "https://harbour.example/trams"),)

    view = view_of("bridge", article("bridge", related=related))

    assert ["Trams again"] == [row.coverage.title for day in view.days for row in day.items]


def test_coverage_is_grouped_by_day_newest_first() -> None:
    """Each day once, from the newest; what has no date comes last."""
    days = ["2026-03-02T08:00:00Z", "2026-03-04T08:00:00Z", "", "2026-03-04T09:00:00Z"]
    related = tuple(
        entry(f"t{n}", f"https://o{n}.example/x", published_at=day) for n, day in enumerate(days)
    )

    view = view_of("bridge", article("bridge", related=related))

    assert ["2026-03-04", "2026-03-02", ""] == [day.day for day in view.days]


def test_the_timeline_has_a_dot_for_every_dated_page() -> None:
    """Dots lie within the picture, the lead is marked, undated pages are counted."""
    days = ["2026-03-02T08:00:00Z", "2026-03-04T08:00:00Z", ""]
    related = tuple(
        entry(f"t{n}", f"https://o{n}.example/x", published_at=day) for n, day in enumerate(days)
    )

    timeline = view_of("bridge", article("bridge", related=related)).timeline

    assert timeline is not None
    assert 3 == len(timeline.dots)
    assert 1 == sum(dot.is_lead for dot in timeline.dots)
    assert 1 == timeline.undated
    assert all(0 < dot.x < timeline.width and 0 < dot.y < timeline.height for dot in timeline.dots)


def test_a_story_of_one_page_has_no_timeline() -> None:
    """One dot says nothing."""
    assert view_of("bridge", article("bridge")).timeline is None


def test_what_is_mentioned_leads_to_our_own_story() -> None:
    """Where another story of ours holds the page, the mention links it."""
    aside = entry("Headline of leeks", "https://leeks.example/piece", on_topic=False)

    view = view_of("bridge", article("bridge", related=(aside,)), article("leeks", "Leeks"))

    (row,) = view.mentioned
    assert row.story is not None
    assert "/news/leeks/" == row.story.path

"""What a story's page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.pages.plan import plan_pages
from broadsheet.pages.story_views import StoryView
from broadsheet.settings import Settings
from digest_samples import article, digest_of_articles, entry
from living_site import LivingSite


def view_of(story_id: str, *articles: object) -> StoryView:
    """Return the view of a story's page in a site of these articles."""
    settings = Settings()
    plan = plan_pages(digest_of_articles(*articles, settings=settings), settings)  # type: ignore[arg-type]
    page = plan[f"news/{story_id}/index.html"]
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


def days_of(*moments: str, lead: str = "2026-03-02T09:00:00Z") -> tuple[str, str]:
    """Return the first and last day of a story with related pages of these times."""
    related = tuple(
        entry(f"t{n}", f"https://o{n}.example/x", published_at=at) for n, at in enumerate(moments)
    )
    view = view_of("bridge", article("bridge", related=related, published_at=lead))
    return view.first_day, view.last_day


def test_the_first_day_is_that_of_the_earliest_page() -> None:
    """Of all pages that the timeline shows, of ours or not; what has no date says nothing."""
    assert ("2026-02-28", "2026-03-04") == days_of(
        "2026-03-04T08:00:00Z", "2026-02-28T08:00:00Z", ""
    )
    assert ("2026-03-02", "2026-03-02") == days_of("2026-03-02T23:00:00Z")
    assert ("2025-12-31", "2026-03-02") == days_of("2025-12-31T08:00:00Z")
    assert ("2026-03-03", "2026-03-03") == days_of("2026-03-03T08:00:00Z", "", lead="")
    assert ("", "") == days_of("", lead="")


def test_a_copy_counts_for_the_first_day() -> None:
    """It is a dot of the timeline, so the count may not begin after it."""
    words = "The harbour council will at last allow trams on the old swing bridge this spring"
    copied = entry(words, "https://o1.example/x", published_at="2026-02-27T08:00:00Z")
    first = article("bridge", words, related=(copied,))
    view = view_of("bridge", first)

    assert view.timeline is not None
    assert view.timeline.first_at[:10] == view.first_day == "2026-02-27"


@pytest.mark.parametrize(
    ("ours", "earliest", "said"),
    [
        ("2026-11-10T08:00:00Z", "2026-11-10T06:00:00Z", "on 10 November."),
        ("2026-11-10T08:00:00Z", "2026-11-09T10:00:00Z", "since 9 November."),
        ("2026-01-01T08:00:00Z", "2025-12-31T10:00:00Z", "since 31 December 2025."),
    ],
)
def test_the_count_says_since_when(ours: str, earliest: str, said: str, tmp_path: Path) -> None:
    """From the first page on, of ours or not; with the year where it is another."""
    living = LivingSite(tmp_path, articles=1, theme=True)
    living.setting(search=False, share_cards=False, newsletters=False, offline=False)
    name = "2026-11-10-kettle"
    related = [{**living.fields(name)["related"][0], "publishedDateTime": earliest}]
    living.article(name, related=related, publishedDateTime=ours)
    living.rebuild()
    page = (living.trial.output / "news" / name / "index.html").read_text("utf-8")

    assert f"from <b>2 outlets</b> {said}" in page.replace("\u00a0", " ")


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

"""What only large, broken or long-named sites have: parts of a sitemap, top lists, refusals."""

from __future__ import annotations

import pytest

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.pages import plan_machines
from broadsheet.pages.page import Page
from broadsheet.pages.plan import MAX_PATH_BYTES, plan_pages
from broadsheet.pages.status_pages import MOST_FILES, MOST_OF_ONE_FILE, status_of, status_view
from broadsheet.pages.views import Link
from broadsheet.settings import Settings, SiteSettings
from digest_samples import article, digest_of_articles

PLAIN = SiteSettings(search=False, share_cards=False, newsletters=False, twins=False, api=False)
SETTINGS = Settings(site=PLAIN)


def pages_of(*articles: object, assets: tuple[Page, ...] = ()) -> dict[str, Page]:
    """Return the pages of a site of these articles, by output."""
    digest = digest_of_articles(*articles, settings=SETTINGS)  # type: ignore[arg-type]
    return dict(plan_pages(digest, SETTINGS, assets))


def dated(number: int, **more: object) -> object:
    """Return an article of its own story; a higher number is newer."""
    when = f"2026-03-{number:02}T09:00:00Z"
    return article(f"story{number:02}", f"Word{number} alone {number}", published_at=when, **more)


def view_of(page: Page) -> object:
    """Return what a page shows."""
    return page.make(*page.inputs)


def test_a_large_sitemap_is_an_index_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No part has more pages than sitemaps.org allows, and together they have all, each once."""
    articles = [dated(number) for number in range(1, 8)]
    whole = view_of(pages_of(*articles)["sitemap.xml"])
    monkeypatch.setattr(plan_machines, "SITEMAP_ENTRIES", 3)
    pages = pages_of(*articles)
    index = view_of(pages["sitemap.xml"])
    parts = [view_of(pages[part.path.lstrip("/")]) for part in index.parts]
    stories = parts[:-1]

    assert [3, 3, 1] == [len(part.entries) for part in stories]
    found = [entry for part in parts for entry in part.entries]
    assert len(found) == len(set(found))
    assert set(whole.entries) == set(found)
    assert [max(entry.updated_at for entry in part.entries) for part in stories] == [
        part.updated_at for part in index.parts[:-1]
    ]
    assert "" == index.parts[-1].updated_at


def test_a_path_that_no_disk_takes_stops_the_build() -> None:
    """It is named before anything is written; one byte less is no fault."""
    longest = "x" * MAX_PATH_BYTES

    def named(name: str) -> tuple[Page, ...]:
        return (Page(f"/{name}", "copy", Link, ("", ""), "the file of many letters"),)

    assert longest in pages_of(dated(1), assets=named(longest))
    with pytest.raises(SiteError) as caught:
        pages_of(dated(1), assets=named(f"{longest}x"))
    assert "the path of the file of many letters is longer than 240 bytes [too-long]" in str(
        caught.value
    )


def test_the_top_of_a_topic_is_its_hottest_news_of_a_week() -> None:
    """Three of the newest seven days, hottest first, and none of them is in the list again."""
    heats = {1: 99, 9: 10, 10: 40, 11: 20, 12: 30, 15: 5}
    articles = [dated(day, topics=("AI",), heat=heat) for day, heat in heats.items()]
    view = view_of(pages_of(*articles)["topics/ai/index.html"])
    listed = [card.id for day in view.days for card in day.cards]

    assert ["story10", "story12", "story11"] == [card.id for card in view.top]
    assert ["story15", "story09", "story01"] == listed


def test_three_stories_need_no_top() -> None:
    """A topic of no more stories than the top would have lists them by day alone."""
    articles = [dated(day, topics=("AI",)) for day in (1, 2, 3)]

    assert () == view_of(pages_of(*articles)["topics/ai/index.html"]).top


def test_spellings_of_one_topic_share_a_page() -> None:
    """A story that is under both is there once."""
    articles = (
        dated(1, topics=("Open Source", "open source")),
        dated(2, topics=("OPEN SOURCE",)),
    )
    pages = pages_of(*articles)

    assert ["topics/open-source/index.html"] == [
        output for output in pages if output.startswith("topics/open") and output.endswith(".html")
    ]
    assert 2 == view_of(pages["topics/open-source/index.html"]).count


def problem(path: str, line: int, severity: str = "error") -> Problem:
    """Return a problem of a file."""
    return Problem(Location(path, line), "bad-date", f"line {line}", "write a date", severity)


def test_the_status_page_shows_the_worst_of_many_files() -> None:
    """A file's first problems and a count of the others; the first files and a count, too."""
    errors = [problem("content/a.md", line) for line in range(1, MOST_OF_ONE_FILE + 3)]
    errors += [problem(f"content/b{number:03}.md", 1) for number in range(MOST_FILES)]
    warning = problem("content/w.md", 1, "warning")
    view = status_view(status_of(9, 2, [*errors, *errors, warning], ["content/a.md"]))
    first = view.broken[0]

    assert (9, 2, 1, 1) == (view.articles, view.held_back, view.warnings, view.standing_in)
    assert (MOST_FILES, 1) == (len(view.broken), view.more)
    assert ("content/a.md", True, 2) == (first.path, first.stands_in, first.more)
    assert [f"content/a.md:{line}" for line in range(1, MOST_OF_ONE_FILE + 1)] == [
        shown.place for shown in first.problems
    ]
    assert ("line 1", "write a date", "bad-date") == (
        first.problems[0].message,
        first.problems[0].hint,
        first.problems[0].code,
    )


def test_a_file_that_is_gone_is_on_the_status_page_too() -> None:
    """A stand-in without a problem to show, because the file cannot even be found."""
    view = status_view(status_of(1, 0, [], ["content/gone.md"]))

    assert [("content/gone.md", True, ())] == [
        (file.path, file.stands_in, file.problems) for file in view.broken
    ]

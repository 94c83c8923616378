"""What an edit makes anew: exactly the pages that show the difference, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from living_site import LivingSite, Step

KETTLE, FERRY, DRAFT = "2026-11-10-kettle", "2026-11-11-ferry", "2026-11-13-draft"
LAMPS, UNDATED = "2026-11-14-lamps", "undated-a-note-nobody-dated"
LONG = f"Some text. {'More words follow. ' * 40} At last a tpyo.\n"
"""A body longer than what lists quote of it."""


def story(name: str) -> set[str]:
    """Return the page of a story and its twin."""
    return {f"news/{name}/index.html", f"news/{name}/index.json"}


def edition(*days: str) -> set[str]:
    """Return the editions of days of November, with their twins."""
    return {f"edition/2026-11-{day}/index.{end}" for day in days for end in ("html", "json")}


def topic(slug: str) -> set[str]:
    """Return a topic's page, twin and feeds."""
    folder = f"topics/{slug}/"
    return {f"{folder}index.html", f"{folder}index.json", *feeds(folder)}


def source(slug: str) -> set[str]:
    """Return an outlet's page and feeds."""
    return {f"sources/{slug}-example/index.html", *feeds(f"sources/{slug}-example/")}


def feeds(folder: str = "") -> set[str]:
    """Return the feeds of a page."""
    return {f"{folder}{name}" for name in ("feed.xml", "rss.xml", "feed.json")}


def api(*topics: str) -> set[str]:
    """Return the lists of the old API that name an article: they depend on its file's bytes."""
    folders = ["api/news/", *(f"api/news/{name}/" for name in topics)]
    return {f"{folder}{page}index.json" for folder in folders for page in ("", "page/1/")}


HOME = {"index.html", *feeds()}
SITEMAPS = {"sitemap.xml", "news-sitemap.xml"}
WEEK = {"week/2026-W46/index.html"}
EDITION_FEEDS = feeds("edition/")
COUNTS = {"404.html", "topics/index.html"}
"""Pages that list the topics with their counts."""
TOPICS = ("ferries", "robots", "tools")
VOLUMES = {f"topics/{slug}/index.{end}" for slug in TOPICS for end in ("html", "json")}
"""Pages that show a topic's weeks up to the newest day."""


class Reach(NamedTuple):
    """An edit, what it makes anew, and what it removes."""

    what: str
    edit: Step
    made: set[str]
    removed: set[str] = set()


REACH = [
    Reach(
        "a typo deep in a body",
        lambda s: s.article(KETTLE, body=LONG.replace("tpyo", "typo")),
        {f"news/{KETTLE}/index.html", *api()},
    ),
    Reach(
        "a sentence more in a body",
        lambda s: s.article(KETTLE, body=f"{LONG}One more.\n"),
        {f"news/{KETTLE}/index.html", *api()},
    ),
    Reach("a field nobody shows", lambda s: s.article(KETTLE, secured="x"), api()),
    Reach("an unpublished article's body", lambda s: s.article(DRAFT, body="More.\n"), set()),
    Reach("saving without a change", lambda s: s.article(KETTLE), set()),
    Reach("a template nobody names", lambda s: s.write("templates/_x.html", "x"), set()),
    Reach(
        "the template of stories",
        lambda s: s.write("templates/story.html", "{{ page }} again\n"),
        {f"news/{name}/index.html" for name in (KETTLE, FERRY, LAMPS, UNDATED)},
    ),
    Reach(
        "the template of redirects",
        lambda s: s.write("templates/redirect.html", "{{ page }} moved\n"),
        {f"news/2026-11-12-{name}/index.html" for name in ("recall", "rival")},
    ),
    Reach(
        "a title",
        lambda s: s.article(FERRY, title="Night ferry finds a berth"),
        story(FERRY)
        | {f"news/{KETTLE}/index.html"}  # which it mentions, so each page names the other
        | story(LAMPS)  # which mentions it, so what holds that story is made too
        | edition("14")
        | source("juniper")
        | feeds("topics/tools/")
        | topic("robots")
        | topic("ferries")
        | source("basin")
        | edition("11")
        | WEEK
        | HOME
        | SITEMAPS
        | EDITION_FEEDS
        | api("robots"),
    ),
    Reach(
        "publishing",
        lambda s: s.article(DRAFT, published="true"),
        story(DRAFT)
        | topic("robots")
        | {"topics/tools/index.html", "topics/tools/index.json"}  # its child's count
        | source("hollow")
        | {"sources/index.html", "sources.opml"}
        | edition("12", "13", "14")  # the days beside it link to it
        | WEEK
        | {"archive/index.html", "archive/2026-11/index.html"}
        | HOME
        | {"latest/1/index.html"}
        | SITEMAPS
        | EDITION_FEEDS
        | COUNTS
        | api(),
    ),
    Reach(
        "deleting",
        lambda s: s.path("content/undated.md").unlink(),
        HOME | SITEMAPS | api(),
        story(UNDATED) | {"latest/1/index.html"},
    ),
    Reach(
        "describing an outlet",
        lambda s: s.site.write_settings(
            "providers.yaml",
            [{"domain": "amber.example", "name": "Amber Post", "description": "A paper."}],
        ),
        {"sources/amber-example/index.html"},
    ),
    Reach(
        "a free-standing page",
        lambda s: s.write("site/pages/about.md", "---\ntitle: About\n---\nUs.\n"),
        {"about/index.html", "sitemap.xml"},
    ),
    Reach(
        "a file that is copied",
        lambda s: s.write("site/static/root/CNAME", "small.example\n"),
        {"CNAME"},
    ),
    Reach("a lost file", lambda s: (s.trial.output / "feed.xml").unlink(), {"feed.xml"}),
    Reach(
        "an article falling due",
        lambda s: s.options(as_of="2026-11-26T00:00:00Z"),
        story("2026-11-25-later")
        | VOLUMES
        | source("inlet")
        | source("hollow")
        | {"sources/index.html", "sources.opml"}
        | edition("14", "25")
        | WEEK
        | {"week/2026-W48/index.html"}
        | {"archive/index.html", "archive/2026-11/index.html"}
        | HOME
        | {"latest/1/index.html"}
        | SITEMAPS
        | EDITION_FEEDS
        | COUNTS
        | api(),
    ),
]


@pytest.fixture
def living(tmp_path: Path) -> LivingSite:
    """Return a small site that has been built."""
    site = LivingSite(tmp_path)
    site.article(KETTLE, body=LONG)
    site.write("site/static/root/CNAME", "old.example\n")
    site.rebuild()
    return site


@pytest.mark.parametrize("row", REACH, ids=[row.what for row in REACH])
def test_an_edit_makes_exactly(row: Reach, living: LivingSite) -> None:
    """Only what shows the difference is made, and only what is gone is removed."""
    row.edit(living)
    report = living.trial.rebuild().report

    made, removed = set(report.rendered), set(report.removed)

    assert ([], []) == (sorted(made - row.made), sorted(row.made - made))
    assert row.removed == removed


def test_what_all_pages_share_makes_every_page(living: LivingSite) -> None:
    """The site's title is in the frame of every page but copied files."""
    living.setting(title="Another name")
    report = living.trial.rebuild().report
    copied = {output for output in living.trial.rebuild().tree if output.startswith("assets/")}

    assert report.pages - len(copied | {"CNAME"}) == len(report.rendered)


def test_nothing_is_made_twice(living: LivingSite) -> None:
    """A second build of the same site makes and writes nothing, whether files rest or not."""
    again = living.trial.rebuild().report
    living.rest()
    rested = living.trial.rebuild().report

    assert [({}, 0), ({}, 0)] == [(r.rendered, r.written) for r in (again, rested)]

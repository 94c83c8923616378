"""The page plan: which pages exist, and that no two want one file."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import SiteError
from broadsheet.pages.page import Page
from broadsheet.pages.plan import plan_pages
from broadsheet.pages.views import Link
from broadsheet.remembered import Recollection
from broadsheet.rendering.assets import AssetView
from broadsheet.settings import Settings, SiteSettings, StandingPage, TaxonomySetting, TopicSetting
from digest_samples import article, digest_of_articles, entry

PLAIN = SiteSettings(search=False, share_cards=False, newsletters=False, twins=False, api=False)


def outputs(settings: Settings, *articles: object, assets: tuple[Page, ...] = ()) -> set[str]:
    """Return the HTML files that a site of these articles has."""
    plan = plan_pages(digest_of_articles(*articles, settings=settings), settings, assets)  # type: ignore[arg-type]
    return {output for output in plan if output.endswith(".html")}


def test_a_story_brings_its_pages() -> None:
    """A story has a page, and so have its topic, outlets, day, week and month."""
    settings = Settings(site=PLAIN)

    found = outputs(settings, article("bridge", topics=("Transport",)))

    assert {
        "index.html",
        "news/bridge/index.html",
        "topics/index.html",
        "topics/transport/index.html",
        "sources/index.html",
        "sources/bridge-example/index.html",
        "edition/2026-03-02/index.html",
        "week/2026-W10/index.html",
        "archive/index.html",
        "archive/2026-03/index.html",
    } <= found


def test_editions_lead_to_those_before_and_after_them() -> None:
    """Days to days that were in the news, and weeks to weeks."""
    settings = Settings(site=PLAIN)
    days = ("2026-03-02", "2026-03-04", "2026-03-20")
    told = [article(f"of-{day}", published_at=f"{day}T09:00:00Z") for day in days]
    plan = plan_pages(digest_of_articles(*told, settings=settings), settings)
    links = {}
    for page in plan.values():
        if page.maker == "edition.html":
            view: Any = page.make(*page.inputs)
            ways = (view.older, view.newer)
            links[page.address] = tuple(way.path if way else "" for way in ways)

    assert {
        "/edition/2026-03-02/": ("", "/edition/2026-03-04/"),
        "/edition/2026-03-04/": ("/edition/2026-03-02/", "/edition/2026-03-20/"),
        "/edition/2026-03-20/": ("/edition/2026-03-04/", ""),
        "/week/2026-W10/": ("", "/week/2026-W12/"),
        "/week/2026-W12/": ("/week/2026-W10/", ""),
    } == links


def test_a_plan_that_was_refused_is_forgotten() -> None:
    """What changed meanwhile is in the next one, though nothing changed between the two."""
    settings, known = Settings(site=PLAIN), Recollection()

    def planned(title: str, maker: str, known: Recollection) -> dict[str, Page]:
        file = Page("/pagefind/x", maker, AssetView, (b"",), "a file")
        digest = digest_of_articles(article("bridge", title), settings=settings)
        return plan_pages(digest, settings, (file,), known=known)

    planned("A bridge", "redirect.html", known)
    known.turn()
    with pytest.raises(SiteError):
        planned("Another bridge", "copy", known)
    known.turn()

    assert planned("Another bridge", "redirect.html", Recollection()) == planned(
        "Another bridge", "redirect.html", known
    )


@pytest.mark.parametrize("weekly", [False, True])
def test_only_days_have_a_twin(weekly: bool) -> None:
    """Of editions: a week is days that have one each."""
    settings = Settings(site=msgspec.structs.replace(PLAIN, twins=True))
    plan = plan_pages(digest_of_articles(article("bridge"), settings=settings), settings)
    folder = "week/2026-W10" if weekly else "edition/2026-03-02"

    assert f"{folder}/index.html" in plan
    assert weekly is not (f"{folder}/index.json" in plan)


def test_further_taxonomies_have_pages_as_topics_have() -> None:
    """A line in the settings gives people an index and a page each."""
    people = TaxonomySetting("people", "People", "Person", "people")
    settings = Settings(site=SiteSettings(taxonomies=(people,)))

    found = outputs(settings, article("bridge", taxonomies=(("Ada King",),)))

    assert {"people/index.html", "people/ada-king/index.html"} <= found


def test_two_topics_that_would_share_a_file_do_not() -> None:
    """Names whose slugs are alike get folders of their own."""
    settings = Settings(site=PLAIN)

    found = outputs(settings, article("bridge", topics=("C++", "C#", "C", "Ć", "!!!", "???")))
    folders = {path.split("/")[1] for path in found if path.startswith("topics/")}

    assert 7 == len(folders)


def test_a_collision_names_both() -> None:
    """Two pages that want one file stop the build, and both are named."""
    page = StandingPage("topics", "Mine", "", "", "site/pages/topics.md")
    settings = Settings(pages=(page,))

    with pytest.raises(SiteError) as caught:
        outputs(settings, article("bridge"))

    assert "site/pages/topics.md" in str(caught.value)
    assert "the index of Topics" in str(caught.value)
    assert "same-output" == caught.value.problems[0].code


def test_paths_that_differ_in_case_only_collide() -> None:
    """Some file systems cannot tell them apart."""
    assets = tuple(
        Page(f"/{name}", "copy", Link, ("", ""), f"the file {name}") for name in ("CNAME", "cname")
    )

    with pytest.raises(SiteError):
        outputs(Settings(site=PLAIN), article("bridge"), assets=assets)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["build-manifest.json"], "Broadsheet's own build-manifest.json"),
        (["Build-Manifest.json"], "Broadsheet's own build-manifest.json"),
        (["pagefind/pagefind.js"], "Broadsheet's own pagefind"),
        (["topics"], "the file topics"),
        (["news"], "the file news"),
        (["feed.xml/x"], "the file feed.xml/x"),
        (["x", "x/y"], "the file x/y"),
    ],
)
def test_files_of_the_site_may_not_stand_in_the_way(names: list[str], said: str) -> None:
    """Not of what is made last, not where a folder of pages belongs, not below a page."""
    assets = tuple(Page(f"/{name}", "copy", Link, ("", ""), f"the file {name}") for name in names)

    with pytest.raises(SiteError, match="same-output") as caught:
        outputs(Settings(site=PLAIN), article("bridge"), assets=assets)
    assert said in str(caught.value)


def test_files_of_the_site_may_lie_beside_pages() -> None:
    """In folders of their own, and in those of pages; hashed files never collide."""
    names = [".well-known/a.html", "news/about.html", "pagefind.html", "assets/pagefind.html"]
    assets = tuple(Page(f"/{name}", "copy", Link, ("", ""), f"the file {name}") for name in names)

    assert {*names} <= outputs(Settings(site=PLAIN), article("bridge"), assets=assets)


def test_declared_topics_have_pages_without_stories() -> None:
    """A topic of the settings exists before its first story."""
    settings = Settings(
        site=PLAIN, topics=(TopicSetting("Rail", parent="Transport"), TopicSetting("Transport"))
    )

    assert {"topics/rail/index.html", "topics/transport/index.html"} <= outputs(settings)


@pytest.mark.parametrize("name", ["Week", "Page", "Edition", "2026-W10", "Latest"])
def test_a_topic_of_any_name_has_the_twin_that_its_page_names(name: str) -> None:
    """Also one that is called as a folder of our own."""
    settings = Settings(site=SiteSettings())
    plan = plan_pages(digest_of_articles(article("bridge", topics=(name,))), settings)

    assert {
        f"topics/{name.lower()}/index.html",
        f"topics/{name.lower()}/index.json",
    } <= plan.keys()


HOSTILE = st.text(max_size=40) | st.sampled_from(
    ["../../etc/passwd", "/absolute", "con", "NUL", "a/b", "..", ".", "index", "page", "feed.xml"]
)


@given(st.lists(HOSTILE.filter(str.strip), min_size=1, max_size=5), HOSTILE)
@settings(max_examples=150, deadline=None)
def test_no_path_comes_from_content(topics: list[str], outlet: str) -> None:
    """Whatever topics and outlets are called, outputs are plain relative paths of safe names."""
    settings = Settings(site=SiteSettings())
    related = (entry("x", "https://other.example/x"),)
    digest = digest_of_articles(
        article("bridge", topics=tuple(topics), author=outlet, related=related)
    )

    for output in plan_pages(digest, settings):
        parts = output.split("/")

        assert not {"", ".", ".."} & set(parts)
        assert output.isascii()
        assert output.isprintable()
        assert len(output) < 240

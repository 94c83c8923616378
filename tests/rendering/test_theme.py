"""The theme: states of missing things, and that its document leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from broadsheet import model
from broadsheet.model import Outlet, StoryCard
from broadsheet.pages import source_views, story_views, views
from broadsheet.pages.status_pages import BrokenFile, StatusProblem, StatusView
from broadsheet.pages.views import (
    DayGroup,
    FrontView,
    Head,
    Paging,
    RankedCard,
    RedirectView,
)
from broadsheet.rendering.formats import Formats
from broadsheet.rendering.vocabulary import FIXED_CALLS, filters_of
from machine_samples import bare_story_page
from template_samples import ENGLISH, FRAME, whole


def card(**changes: object) -> StoryCard:
    """Return a story for lists."""
    base = StoryCard(
        id="2022-02-22-x",
        title="A headline",
        published_at="2022-02-22T14:00:00Z",
        day="2022-02-22",
        outlet=Outlet("Hays Post", "hayspost.example"),
        outlets=3,
        pages=4,
        hours=(1, 0, 3),
    )
    return msgspec.structs.replace(base, **changes)


def front(*cards: StoryCard) -> FrontView:
    """Return a front page with these stories at the top, and again in the river."""
    return FrontView(
        head=Head(title="", path="/"),
        day="2022-02-22",
        recent=len(cards),
        outlets=1,
        stories=len(cards),
        top=tuple(RankedCard(item, 1.0, ()) for item in cards),
        river=(DayGroup("", cards),) if cards else (),
        paging=Paging(0),
        topics=(),
        editions=(),
    )


def test_the_theme_has_no_mistakes() -> None:
    """Every template of ours compiles, and names only templates that exist."""
    whole().check()


BARE = card(title="x", published_at="", day="", outlet=Outlet(), outlets=0, pages=1, hours=())


@pytest.mark.parametrize("items", [(), (BARE,), (card(), BARE, card(state="draft"))])
def test_a_front_page_shows_states_of_missing_things(items: tuple[StoryCard, ...]) -> None:
    """No story, no outlet, no date: each is said, none invented."""
    page = whole().render("front.html", front(*items))

    assert ("No news yet" in page) == (not items)
    assert ("Outlet unknown" in page) == (BARE in items)
    assert ("Undated" in page) == bool(items)
    assert ("Draft" in page) == any(item.state == "draft" for item in items)


def test_a_page_in_another_language_says_so() -> None:
    """Words, dates, `lang` and `dir` follow the settings; a foreign title is marked."""
    frame = msgspec.structs.replace(FRAME, language="ar", direction="rtl")
    page = whole(frame).render("front.html", front(card(language="en")))

    assert '<html lang="ar" dir="rtl">' in page
    assert '<a href="/sub/news/2022-02-22-x/" lang="en" dir="ltr">A headline</a>' in page


def test_what_is_said_of_faults_is_english_everywhere() -> None:
    """Problems are not translated: a voice that reads a site aloud must know it."""
    frame = msgspec.structs.replace(FRAME, language="ar", direction="rtl")
    fault = StatusProblem("content/a.md:3", "no date", "write it", "bad-date")
    view = StatusView(Head("Status", "/status/"), 1, 0, 0, 0, (BrokenFile("a", False, (fault,)),))
    page = whole(frame).render("status.html", view)

    assert '<li lang="en" dir="ltr"><code>content/a.md:3</code> no date [bad-date]' in page


def story(**changes: object) -> story_views.StoryView:
    """Return the page of a story of one article."""
    lead = model.Coverage("A headline", url="https://hayspost.example/x", key="x")
    view = bare_story_page(
        Head(title="A headline", path="/news/x/", kind="article"),
        model.Story(id="x", title="A headline", lead=lead, lead_article="x", coverage=(lead,)),
    )
    return msgspec.structs.replace(view, **changes)


def test_a_story_page_shows_states_of_missing_things() -> None:
    """A story of one page without outlet and date still says who could be asked, and how many."""
    page = whole().render("story.html", story(), "<p>Text.</p>")

    assert [True] * 6 == [
        words in page
        for words in (
            "Outlet unknown",
            "Undated",
            "Read the original",
            "One article so far.",
            '<div class="prose">\n<p>Text.</p>',
            'href="https://hayspost.example/x"',
        )
    ]


def test_neighbours_of_the_lead_do_not_hide_its_ring() -> None:
    """What SVG draws later lies above: the ring comes after all dots of the timeline."""
    at = "2022-02-22T14:00:00Z"
    dots = tuple(
        story_views.TimelineDot(x, 5.0, "x", "", at, "https://a.example/", is_lead=x == 10.0)
        for x in (5.0, 10.0, 15.0)
    )
    page = whole().render(
        "story.html", story(timeline=story_views.Timeline(100, 40, dots, (), 0, at, at))
    )

    assert page.index('<g class="first"><circle cx="10.0"') > page.index('<circle cx="15.0"')


def test_a_picture_of_ours_stands_in_all_its_sizes() -> None:
    """Its address gets the base path; its size keeps the page still."""
    sizes = (("/p/a-400.avif", 400), ("/p/a-800.avif", 800))
    source = story_views.PictureSource("image/avif", sizes)
    picture = story_views.Picture("/p/a.jpg", 800, 450, alt='"Hall 2"', sources=(source,))
    page = whole().render("story.html", story(picture=picture))

    assert 'srcset="/sub/p/a-400.avif 400w, /sub/p/a-800.avif 800w"' in page
    assert '<img src="/sub/p/a.jpg" alt="&#34;Hall 2&#34;" width="800" height="450"' in page
    assert "referrerpolicy" not in page


def test_a_hotlink_tells_the_publisher_nothing() -> None:
    """Where the settings ask for one, it is as written, and sends no referrer."""
    picture = story_views.Picture("https://img.example/a.jpg", 8, 4, is_remote=True)
    page = whole().render("story.html", story(picture=picture))

    assert '<img src="https://img.example/a.jpg"' in page
    assert 'referrerpolicy="no-referrer"' in page


def test_pages_need_no_inline_style_or_script() -> None:
    """The strict Content-Security-Policy allows neither."""
    page = whole().render("front.html", front(card(title="a" * 200)))

    assert [] == [mark for mark in (" style=", "<style", "onclick", "javascript:") if mark in page]
    assert page.count("<script") == page.count('<script type="application/ld+json">')


DOCUMENT = (Path(__file__).parents[2] / "docs" / "templates.md").read_text("utf-8")
UNDOCUMENTED = {"Article", "RelatedItem", "Parsed"}
"""What no view holds."""


def shown_types() -> list[type[msgspec.Struct]]:
    """Return every type that a view is or holds."""
    modules = (views, story_views, source_views, model)
    found = [value for module in modules for value in vars(module).values()]
    structs = {
        kind for kind in found if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    }
    ours = {kind for kind in structs if kind.__module__ in {module.__name__ for module in modules}}
    return sorted(
        (kind for kind in ours if kind.__name__ not in UNDOCUMENTED), key=lambda kind: kind.__name__
    )


@pytest.mark.parametrize("kind", shown_types())
def test_every_value_of_a_view_is_documented(kind: type[msgspec.Struct]) -> None:
    """Under the type's own heading, or, for a small part, in the row of what holds it."""
    _, _, section = DOCUMENT.partition(f"\n### {kind.__name__}\n")
    text = section.partition("\n##")[0] or DOCUMENT

    assert [] == [name for name in kind.__struct_fields__ if f"`{name}`" not in text]


def test_every_word_of_the_vocabulary_is_documented() -> None:
    """A filter or function that nobody knows of is of no use."""
    filters = [f"｜{name}" for name in filters_of(FRAME, ENGLISH, Formats("en", "UTC"))]
    functions = [f"{name}(" for name in (*FIXED_CALLS, "structured", "ngettext")]
    names = [*filters, *functions, "`weekdays`", "`paper`"]

    assert [] == [name for name in names if name not in DOCUMENT]


def test_a_moved_page_shows_readers_the_path_it_leads_to() -> None:
    """The host is no word for a reader: a site that was given none would show `localhost`."""
    view = RedirectView(Head(title="x", path="/news/b/"), "/news/a/", "/news/b/")

    html = whole().render("redirect.html", view)

    assert '<meta name="color-scheme" content="light dark">' in html, "no white flash by night"
    assert '<a href="/sub/news/b/">/sub/news/b/</a>' in html
    assert '<link rel="canonical" href="https://news.example/sub/news/b/">' in html


def day_titles(page: str) -> list[str]:
    """Return the headings of days on a page."""
    found = re.findall(r"<h3><time[^>]*>([^<]*)</time></h3>", page)
    return [title.replace("\u00a0", " ") for title in found]


def test_a_list_says_each_year_once() -> None:
    """A day of another year than the one above it says its own; the masthead says the first."""
    days = ("2022-02-21", "2021-12-31", "2021-03-04")
    view = front(card())
    groups = tuple(DayGroup(day, (card(),)) for day in days)
    page = whole().render("front.html", msgspec.structs.replace(view, river=groups))

    assert ["Monday 21 February", "Friday 31 December 2021", "Thursday 4 March"] == day_titles(page)


def test_a_story_says_years_that_are_not_its_leads() -> None:
    """Of its coverage, of what was mentioned beside it, and of the thread it belongs to."""
    leading, other = (
        model.Coverage("x", url=f"https://a.example/{year}", key=year, published_at=f"{year}-01-03")
        for year in ("2022", "2021")
    )
    items = tuple(story_views.CoverageView(page, "") for page in (leading, other))
    days = tuple(story_views.CoverageDay(i.coverage.published_at, (i,)) for i in items)
    thread = (card(published_at="2022-03-05"), card(published_at="2020-03-05"))
    view = story(lead=items[0], days=days, mentioned=items, earlier=thread)
    page = whole().render("story.html", view)

    assert ["Monday 3 January", "Sunday 3 January 2021"] == day_titles(page)
    assert [True] * 4 == [
        f">{day}</time>" in page.replace("\u00a0", " ")
        for day in ("3 Jan", "3 January 2021", "5 Mar", "5 March 2020")
    ]

"""JSON-LD: what search engines are told, and that it cannot leave its `<script>`."""

from __future__ import annotations

import json
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.checking.structured_data import structured_faults
from broadsheet.model import Body, Coverage
from broadsheet.pages.source_views import (
    SourceDay,
    SourceEntry,
    SourceLink,
    SourcesIndexView,
    SourceView,
)
from broadsheet.pages.story_views import StoryView
from broadsheet.pages.views import (
    ArchiveView,
    DayGroup,
    DayNumbers,
    EditionView,
    FrontView,
    Head,
    Link,
    ListView,
    MonthView,
    Paging,
    PlainView,
    RankedCard,
    StandingView,
    TermLink,
    TermsIndexView,
)
from broadsheet.rendering.structured_data import HEADLINE, MOST_ITEMS, json_ld
from machine_samples import HOSTILE, bare_story_page, card, frame, story

HOME = Link("Home", "/")


def story_view(**changes: Any) -> StoryView:
    head = Head(
        "Council lets robots vote",
        "/news/2022-02-01-council-1/",
        description="The vote was close.",
        kind="article",
        breadcrumbs=(HOME, Link("Robots", "/topics/robots/")),
        share_card="/share/news/x.png",
        published_at="2022-02-01T08:00:00Z",
        updated_at="2022-02-01T09:30:00Z",
        section="Robots",
    )
    return bare_story_page(head, story(1, **changes))


def graph_of(view: Any) -> dict[str, dict[str, Any]]:
    """Return the things of a page's graph, by type."""
    whole = json.loads(json_ld(view, frame()))
    assert "https://schema.org" == whole["@context"]
    return {thing["@type"]: thing for thing in whole["@graph"]}


def test_a_story_with_a_text_is_a_news_article() -> None:
    """It has the headline, dates, author, publisher and picture that Google asks for."""
    graph = graph_of(story_view(body=Body(b"x", 320, "The")))
    article = graph["NewsArticle"]

    assert "Council lets robots vote" == article["headline"]
    assert ("2022-02-01T08:00:00Z", "2022-02-01T09:30:00Z") == (
        article["datePublished"],
        article["dateModified"],
    )
    assert "The Albion Ledger" == article["author"]["name"]
    assert ["https://minds.example/sub/share/news/x.png"] == article["image"]
    assert graph["Organization"]["@id"] == article["publisher"]["@id"]
    assert "https://albionledger.example/1?a=1&b=2" == article["isBasedOn"]
    assert ["https://northwire.example/1"] == [page["url"] for page in article["citation"]]


def test_a_named_author_is_a_person() -> None:
    """An author whom the article names is credited; the outlet is not called a person."""
    article = graph_of(story_view(body=Body(b"x", 9, ""), author="Ada Byron"))["NewsArticle"]

    assert {"@type": "Person", "name": "Ada Byron"} == article["author"]


def test_a_long_headline_is_cut() -> None:
    """Google takes 110 characters."""
    article = graph_of(story_view(title="word " * 60, body=Body(b"x", 9, "")))["NewsArticle"]

    assert HEADLINE >= len(article["headline"])


def test_a_story_without_a_text_of_its_own_is_a_collection() -> None:
    """A page that only gathers others' articles does not call itself one."""
    graph = graph_of(story_view())

    assert "NewsArticle" not in graph
    items = graph["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [(1, "https://northwire.example/1"), (2, "https://albionledger.example/1?a=1&b=2")] == [
        (item["position"], item["url"]) for item in items
    ]


def test_breadcrumbs_lead_from_home_to_the_page() -> None:
    """Positions count from one, and the page itself is last."""
    steps = graph_of(story_view())["BreadcrumbList"]["itemListElement"]

    assert [
        (1, "https://minds.example/sub/"),
        (2, "https://minds.example/sub/topics/robots/"),
        (3, "https://minds.example/sub/news/2022-02-01-council-1/"),
    ] == [(step["position"], step["item"]) for step in steps]


def test_lists_name_their_stories_once_and_not_without_end() -> None:
    """A story twice in a list is one item; a long list is cut."""
    cards = tuple(card(1, id=f"x-{n}") for n in range(40))
    days = (DayGroup("2022-02-01", cards), DayGroup("2022-02-02", cards))
    view = ListView(Head("Latest", "/latest/3/"), "Latest", days, Paging(3))
    items = graph_of(view)["CollectionPage"]["mainEntity"]["itemListElement"]

    assert list(range(1, MOST_ITEMS + 1)) == [item["position"] for item in items]
    assert MOST_ITEMS == len({item["url"] for item in items})


def test_a_sources_page_is_about_an_organization() -> None:
    """The outlet is named with its own site, and the stories are ours."""
    entry = SourceEntry("T", "https://a.example/", "", "", Link("Story", "/news/s/"), is_lead=True)
    view = SourceView(
        head=Head("The Ledger", "/sources/ledger/"),
        source=SourceLink("The Ledger", "ledger.example", "/sources/ledger/", 1, 1),
        description="",
        other_names=(),
        overlaps=(),
        days=(SourceDay("", (entry, entry)),),
        paging=Paging(0),
    )
    page = graph_of(view)["CollectionPage"]

    assert {
        "@type": "Organization",
        "name": "The Ledger",
        "url": "https://ledger.example/",
    } == page["about"]
    assert ["https://minds.example/sub/news/s/"] == [
        item["url"] for item in page["mainEntity"]["itemListElement"]
    ]


def test_the_front_page_is_the_web_site() -> None:
    """It has the site's name, its search, and the stories in the order of the page, once."""
    top = RankedCard(card(3), 1.0, ())
    view = FrontView(
        head=Head("The digest", "/"),
        day="2022-02-03",
        recent=1,
        outlets=2,
        stories=2,
        top=(top,),
        river=(DayGroup("2022-02-03", (card(3), card(2))),),
        paging=Paging(0),
        topics=(),
        editions=(),
    )
    site = graph_of(view)["WebSite"]
    without = json.loads(json_ld(view, frame(search=False)))["@graph"][1]

    assert "Machine Minds" == site["name"]
    assert (
        "https://minds.example/sub/search/?q={search_term_string}"
        == (site["potentialAction"]["target"])
    )
    assert "potentialAction" not in without
    assert ["2022-02-03-council-3", "2022-02-02-council-2"] == [
        item["url"].split("/")[-2] for item in site["mainEntity"]["itemListElement"]
    ]


def test_topics_editions_and_indexes_are_collections() -> None:
    """Each lists what its page lists, under our own addresses."""
    edition = EditionView(
        head=Head("2 February", "/edition/2022-02-02/"),
        period="day",
        day="2022-02-02",
        last_day="",
        numbers=DayNumbers(2, 1, 4, 3),
        new=(card(2),),
        developing=(card(1),),
        newer=None,
        older=None,
    )
    terms = TermsIndexView(Head("", "/topics/"), "", (TermLink("Robots", "/topics/robots/", 2),))
    sources = SourcesIndexView(
        Head("Sources", "/sources/"), (SourceLink("", "a.example", "/sources/a/", 1, 1),)
    )
    listed = {
        view.head.path: [
            (item["name"], item["url"].removeprefix("https://minds.example/sub"))
            for item in graph_of(view)["CollectionPage"]["mainEntity"]["itemListElement"]
        ]
        for view in (edition, terms, sources)
    }

    assert {
        "/edition/2022-02-02/": [
            ("Council lets robots vote 2", "/news/2022-02-02-council-2/"),
            ("Council lets robots vote 1", "/news/2022-02-01-council-1/"),
        ],
        "/topics/": [("Robots", "/topics/robots/")],
        "/sources/": [("a.example", "/sources/a/")],
    } == listed
    assert "2022-02-02" == graph_of(edition)["CollectionPage"]["temporalCoverage"]
    assert "name" not in graph_of(terms)["CollectionPage"]


def test_everything_we_write_passes_the_checker() -> None:
    """The checker, which knows nothing of the maker, finds no fault in any kind of page."""
    month = MonthView(
        Head("", "/archive/2022-02/", breadcrumbs=(HOME,)), "2022-02", (), 0, 0, None, None
    )
    unknown = Coverage("x", url="https://a.example/")
    for view in (
        story_view(),
        story_view(body=Body(b"x", 9, "")),
        story_view(body=Body(b"x", 9, ""), lead=unknown, coverage=(unknown,)),
        month,
        ListView(Head("Latest", "/latest/3/"), "Latest", (), Paging(3)),
        ArchiveView(Head("Archive", "/archive/"), (month,), ()),
        StandingView(Head("About", "/about/", breadcrumbs=(HOME,)), "About", ""),
    ):
        assert [] == list(structured_faults(json_ld(view, frame())))


def test_standing_pages_are_web_pages_and_the_rest_says_nothing() -> None:
    """About is a page; search, and what is not to be indexed, have no structured data."""
    about = StandingView(Head("About", "/about/"), "About", "<p>x</p>")
    hidden = StandingView(Head("About", "/about/", noindex=True), "About", "")

    assert "WebPage" in graph_of(about)
    assert "" == json_ld(PlainView(Head("Search", "/search/")), frame())
    assert "" == json_ld(hidden, frame())


@pytest.mark.parametrize("hostile", [*HOSTILE, "<!--<script>", "\u2028</SCRIPT >"])
def test_no_text_leaves_the_script_element(hostile: str) -> None:
    """A browser's parser finds one script, whose text is the JSON with the title in it."""
    coverage = Coverage(title=hostile, url="https://a.example/")
    made = json_ld(story_view(title=hostile, coverage=(coverage,)), frame())
    page = f'<script type="application/ld+json">{made}</script><p>after</p>'
    tree = html5lib.parse(page, namespaceHTMLElements=False)

    assert ["after"] == [each.text for each in tree.iter("p")]
    scripts = list(tree.iter("script"))
    assert 1 == len(scripts)
    collection = json.loads(scripts[0].text)["@graph"][1]
    assert hostile == collection["mainEntity"]["itemListElement"][0]["name"]


@given(st.text(max_size=60))
def test_markup_characters_are_always_escaped(text: str) -> None:
    """Whatever the text, no character remains that HTML or old JavaScript could act on."""
    made = json_ld(
        story_view(title=text, coverage=(Coverage(text, url="https://a.example/"),)), frame()
    )

    assert not set("<>&\u2028\u2029") & set(made)
    items = json.loads(made)["@graph"][1]["mainEntity"]["itemListElement"]
    assert text == items[0]["name"]


def test_addresses_of_other_schemes_are_not_written() -> None:
    """Neither coverage nor publisher can bring a script address into the page."""
    coverage = Coverage("x", url="javascript:alert(1)")
    made = json_ld(
        story_view(coverage=(coverage,), lead=coverage), frame(publisher_url="javascript:x")
    )

    assert "javascript" not in made

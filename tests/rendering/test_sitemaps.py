"""Sitemaps and OPML, read back by ElementTree and held against their protocols."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from broadsheet.pages.index_views import (
    OpmlFeed,
    OpmlGroup,
    OpmlView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
    news_sitemap_view,
    sitemap_files,
    sources_opml_view,
    story_in_sitemap,
)
from broadsheet.pages.source_views import SourceLink
from broadsheet.rendering.sitemaps import NEWS_NAMES, SITEMAP_NAMES, news_sitemap, opml, sitemap
from machine_samples import HOSTILE, card, frame, neutral

S = f"{{{SITEMAP_NAMES}}}"
N = f"{{{NEWS_NAMES}}}"


def test_a_sitemap_gives_absolute_addresses_and_true_dates() -> None:
    """`loc` is absolute and `lastmod` is the content's; a page without a date has none."""
    view = SitemapView((SitemapEntry("/"), story_in_sitemap(card(1))))
    rows = ET.fromstring(sitemap(view, frame())).findall(f"{S}url")

    assert [
        ("https://minds.example/sub/", None),
        ("https://minds.example/sub/news/2022-02-01-council-1/", "2022-02-01T09:30:00Z"),
    ] == [(row.findtext(f"{S}loc"), row.findtext(f"{S}lastmod")) for row in rows]


def test_too_many_addresses_make_an_index_of_parts() -> None:
    """Above the protocol's limit the sitemap is an index; parts hold every address once."""
    entries = [SitemapEntry(f"/news/{n}/", f"2022-02-0{n}T00:00:00Z") for n in range(1, 6)]
    (address, index), *parts = sitemap_files(entries, at_most=2)

    assert "/sitemap.xml" == address
    assert isinstance(index, SitemapIndexView)
    root = ET.fromstring(sitemap(index, frame()))
    assert f"{S}sitemapindex" == root.tag
    assert [
        ("https://minds.example/sub/sitemaps/1.xml", "2022-02-02T00:00:00Z"),
        ("https://minds.example/sub/sitemaps/2.xml", "2022-02-04T00:00:00Z"),
        ("https://minds.example/sub/sitemaps/3.xml", "2022-02-05T00:00:00Z"),
    ] == [(row.findtext(f"{S}loc"), row.findtext(f"{S}lastmod")) for row in root]
    held = [entry for _, part in parts if isinstance(part, SitemapView) for entry in part.entries]
    assert entries == held


def test_exactly_the_limit_is_still_one_file() -> None:
    """The protocol allows 50,000 addresses in a file, that number included."""
    entries = [SitemapEntry("/")] * 50_000

    assert ["/sitemap.xml"] == [address for address, _ in sitemap_files(entries)]
    assert 3 == len(sitemap_files([*entries, SitemapEntry("/")]))


def test_the_news_sitemap_holds_the_two_days_before_the_newest_story() -> None:
    """The window ends at the newest story, both ends included, whatever today is."""
    cards = [
        card(1),
        card(8, published_at="2022-02-08T07:59:59Z"),
        card(9, published_at="2022-02-08T08:00:00Z"),
        card(10),
        card(11, published_at=""),
    ]
    rows = ET.fromstring(news_sitemap(news_sitemap_view(cards, "Machine Minds", "en"), frame()))

    assert ["2022-02-10T08:00:00Z", "2022-02-08T08:00:00Z"] == [
        row.findtext(f"{N}news/{N}publication_date") for row in rows
    ]


def test_the_news_sitemap_says_what_google_asks_for() -> None:
    """Publication name and language, date and title stand in the extension's own order."""
    view = news_sitemap_view(
        [card(1, title="A & B"), card(1, id="z", language="zh-TW")], "Machine Minds", "en"
    )
    rows = ET.fromstring(news_sitemap(view, frame())).findall(f"{S}url")
    news = rows[0].find(f"{N}news")

    assert news is not None
    assert ["publication", "publication_date", "title"] == [
        each.tag.removeprefix(N) for each in news
    ]
    assert "Machine Minds" == news.findtext(f"{N}publication/{N}name")
    assert ["en", "zh-tw"] == [row.findtext(f".//{N}language") for row in rows]
    assert "A & B" == news.findtext(f"{N}title")


def test_the_news_sitemap_ends_at_a_thousand() -> None:
    """Google reads no more than 1,000 entries."""
    cards = [card(1, id=f"x-{n}") for n in range(1_100)]

    assert 1_000 == len(news_sitemap_view(cards, "Machine Minds", "en").entries)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_titles_come_back_as_text(hostile: str) -> None:
    """No title can end an element or an attribute."""
    made = news_sitemap(news_sitemap_view([card(1, title=hostile)], "Machine Minds", "en"), frame())
    group = OpmlGroup(hostile, (OpmlFeed(hostile, "/feed.xml", "javascript:alert(1)"),))
    outline = ET.fromstring(opml(OpmlView("Feeds", (group,)), frame())).find("body/outline/outline")

    assert neutral(hostile) == ET.fromstring(made).findtext(f".//{N}title")
    assert outline is not None
    assert neutral(hostile) == outline.get("text")
    assert "htmlUrl" not in outline.attrib


def test_opml_lists_feeds_by_group() -> None:
    """OPML 2.0: a head with a title, outlines of type rss with text and xmlUrl."""
    topics = OpmlGroup("Topics", (OpmlFeed("Robots", "/topics/r/feed.xml", "/topics/r/"),))
    view = OpmlView("Feeds", (OpmlGroup("", (OpmlFeed("All", "/feed.xml", "/"),)), topics))
    root = ET.fromstring(opml(view, frame()))

    assert ("opml", "2.0", "Feeds") == (root.tag, root.get("version"), root.findtext("head/title"))
    assert [
        ("All", "rss", "https://minds.example/sub/feed.xml"),
        ("Topics", None, None),
    ] == [(each.get("text"), each.get("type"), each.get("xmlUrl"))
          for each in root.findall("body/outline")]  # fmt: skip
    assert "https://minds.example/sub/topics/r/" == root.findall("body/outline/outline")[0].get(
        "htmlUrl"
    )


def test_the_list_of_sources_leads_to_their_own_sites() -> None:
    """Each source is our feed about it, with the source's own site as its page."""
    sources = [
        SourceLink("The Albion Ledger", "albionledger.example", "/sources/albion/", 2, 1),
        SourceLink("Nobody's Press", "", "/sources/nobody/", 1, 0),
    ]
    made = ET.fromstring(opml(sources_opml_view("Minds", "Sources", sources), frame()))

    assert [
        ("https://minds.example/sub/sources/albion/feed.xml", "https://albionledger.example/"),
        (
            "https://minds.example/sub/sources/nobody/feed.xml",
            "https://minds.example/sub/sources/nobody/",
        ),
    ] == [(each.get("xmlUrl"), each.get("htmlUrl")) for each in made.findall("body/outline")]

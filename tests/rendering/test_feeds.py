"""Feeds, read back by readers that are not ours: ElementTree, feedparser, html5lib, json."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import feedparser
import html5lib
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.model import Coverage, Outlet
from broadsheet.pages.feed_views import (
    MAX_LINKS,
    FeedView,
    edition_entry,
    feed_of_entries,
    feed_view,
)
from broadsheet.rendering.feeds import _rfc_822, atom, json_feed, rss
from broadsheet.settings import FeedSettings
from living_site import LivingSite
from machine_samples import HOSTILE, card, frame, neutral, story

A = "{http://www.w3.org/2005/Atom}"
X = "{http://www.w3.org/1999/xhtml}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def view_of(*stories: Any, **settings: Any) -> FeedView:
    return feed_view(
        "All stories", "/", "/feed.xml", stories, FeedSettings(**settings), "What is new"
    )


def elements(root: ET.Element, path: str) -> list[ET.Element]:
    return root.findall(path)


def test_atom_has_what_rfc_4287_requires() -> None:
    """Feed and entries have one id, title and updated; an author; self and alternate links."""
    root = ET.fromstring(atom(view_of(story(1), story(2)), frame()))

    assert f"{A}feed" == root.tag
    for part in [root, *elements(root, f"{A}entry")]:
        assert [1, 1, 1] == [len(part.findall(A + name)) for name in ("id", "title", "updated")]
        assert RFC_3339.fullmatch(part.findtext(f"{A}updated", ""))
        assert UUID(part.findtext(f"{A}id", "").removeprefix("urn:uuid:"))
    assert "Minds Press" == root.findtext(f"{A}author/{A}name")
    links = {link.get("rel"): link.get("href") for link in elements(root, f"{A}link")}
    assert {
        "self": "https://minds.example/sub/feed.xml",
        "alternate": "https://minds.example/sub/",
    } == links
    assert 2 == len(elements(root, f"{A}entry/{A}link[@rel='alternate']"))


def test_rss_has_what_its_specification_requires() -> None:
    """A channel has title, link and description; an item a title, a link and a lasting guid."""
    root = ET.fromstring(rss(view_of(story(1)), frame()))
    item = root.find("channel/item")

    assert ("rss", "2.0") == (root.tag, root.get("version"))
    assert ["All stories", "https://minds.example/sub/", "What is new"] == [
        root.findtext(f"channel/{name}") for name in ("title", "link", "description")
    ]
    assert item is not None
    assert "https://minds.example/sub/news/2022-02-01-council-1/" == item.findtext("link")
    assert "Tue, 01 Feb 2022 08:00:00 +0000" == item.findtext("pubDate")
    guid = item.find("guid")
    assert guid is not None
    assert ("false", "urn:uuid:") == (guid.get("isPermaLink"), (guid.text or "")[:9])


def test_json_feed_has_the_fields_of_version_1_1() -> None:
    """Required fields are there, and nothing is there but what the format names."""
    feed = json.loads(json_feed(view_of(story(1), hub="https://hub.example/"), frame()))

    assert "https://jsonfeed.org/version/1.1" == feed["version"]
    assert "https://minds.example/sub/feed.xml" == feed["feed_url"]
    assert [{"type": "WebSub", "url": "https://hub.example/"}] == feed["hubs"]
    item = feed["items"][0]
    assert {
        "id",
        "url",
        "external_url",
        "title",
        "content_html",
        "summary",
        "date_published",
        "date_modified",
        "authors",
        "tags",
        "_broadsheet",
    } == set(item)
    assert "2022-02-01T09:30:00Z" == item["date_modified"]
    assert [{"name": "The Albion Ledger"}] == item["authors"]
    assert {"outlet": "The Albion Ledger"} == item["_broadsheet"]


def test_json_feed_tells_the_outlet_from_the_author() -> None:
    """A story that a person signed still says whose it is; readers mute outlets by that."""
    item = json.loads(json_feed(view_of(story(1, author="Ada King")), frame()))["items"][0]

    assert ([{"name": "Ada King"}], "The Albion Ledger") == (
        item["authors"],
        item["_broadsheet"]["outlet"],
    )


@pytest.mark.parametrize("make", [atom, rss])
def test_feedparser_finds_every_entry_and_no_fault(make: Any) -> None:
    """A widely used reader takes both XML formats without a complaint."""
    parsed = feedparser.parse(make(view_of(story(1), story(2), story(3)), frame()))

    assert not parsed.bozo
    assert ["2022-02-03", "2022-02-02", "2022-02-01"] == [
        entry.link.split("/")[-2][:10] for entry in parsed.entries
    ]
    assert all(
        "northwire.example" in entry.summary + str(entry.get("content")) for entry in parsed.entries
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_come_back_as_text(hostile: str) -> None:
    """Whatever stands in a title, an excerpt or an outlet, readers get those characters."""
    coverage = Coverage(title=hostile, url="javascript:alert(1)", outlet=Outlet(hostile))
    subject = story(1, title=hostile, excerpt=hostile, topics=(hostile,), coverage=(coverage,))
    view = view_of(subject)
    root = ET.fromstring(atom(view, frame()))
    entry = root.find(f"{A}entry")
    item = json.loads(json_feed(view, frame()))["items"][0]

    assert entry is not None
    assert neutral(hostile) == entry.findtext(f"{A}title")
    assert neutral(hostile) == entry.findtext(f"{A}summary")
    assert neutral(hostile) == entry.findtext(f"{A}content/{X}div/{X}p")
    assert f"{neutral(hostile)} ({neutral(hostile)})" == entry.findtext(f".//{X}li")
    assert hostile == item["title"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_html_in_feeds_holds_only_our_elements(hostile: str) -> None:
    """A browser that renders an entry's HTML meets paragraphs, lists and links: nothing else."""
    coverage = Coverage(title=hostile, url=f"https://a.example/{hostile}", outlet=Outlet(hostile))
    view = view_of(story(1, title=hostile, excerpt=hostile, coverage=(coverage,)))
    described = ET.fromstring(rss(view, frame())).findtext("channel/item/description", "")
    content = json.loads(json_feed(view, frame()))["items"][0]["content_html"]

    for markup in (described, content):
        tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
        found = [each for each in tree.iter() if isinstance(each.tag, str)]
        assert {"DOCUMENT_FRAGMENT", "div", "p", "ul", "li", "a"} >= {each.tag for each in found}
        assert {"href"} >= {name for each in found for name in each.attrib}
        assert neutral(hostile) == tree.findtext(".//p")


@pytest.mark.parametrize("hostile", HOSTILE[:2])
def test_a_title_that_looks_like_markup_is_shown_by_html_minded_rss_readers(hostile: str) -> None:
    """RSS titles that hold a tag are escaped once more, so that a reader cannot run them."""
    title = ET.fromstring(rss(view_of(story(1, title=hostile)), frame())).findtext(
        "channel/item/title", ""
    )

    assert hostile == html5lib.parseFragment(title).text
    assert "<" not in title


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gives_well_formed_feeds(title: str, excerpt: str) -> None:
    """XML and JSON stay well-formed, and titles come back, for every text there is."""
    view = view_of(story(1, title=title, excerpt=excerpt))

    for made in (atom(view, frame()), rss(view, frame())):
        assert 1 == sum(each.tag in (f"{A}entry", "item") for each in ET.fromstring(made).iter())
    assert title == json.loads(json_feed(view, frame()))["items"][0].get("title", "")
    entry_title = ET.fromstring(atom(view, frame())).findtext(f"{A}entry/{A}title", "")
    assert neutral(title) == entry_title


def test_ids_survive_a_new_host_a_new_lead_and_a_new_title() -> None:
    """Readers that saw a story are not shown it again when only its presentation changed."""
    lead = Coverage(title="Another lead", url="https://other.example/")
    before = atom(view_of(story(1)), frame())
    after = atom(
        view_of(story(1, title="Robots win", lead=lead)), frame(base_url="https://new.example/")
    )

    assert re.findall(rb"<id>(.*?)</id>", before) == re.findall(rb"<id>(.*?)</id>", after)


def test_ids_tell_stories_feeds_and_sites_apart() -> None:
    """No two things share an id: two stories, a feed and its entries, two sites."""
    here = view_of(story(1), story(2))
    there = view_of(story(1), identity="elsewhere")
    topic = feed_view("R", "/topics/robots/", "/topics/robots/feed.xml", (), FeedSettings())
    ids = [here.id, there.id, topic.id, *(entry.id for entry in here.entries + there.entries)]

    assert sorted(set(ids)) == sorted(ids)


@given(st.integers(-2_208_988_800, 7_289_654_399))
def test_a_date_of_rss_is_written_as_in_a_mail(seconds: int) -> None:
    """RSS 2.0 asks for dates of RFC 822, with years of four digits: here 1900 to 2200."""
    moment = datetime.fromtimestamp(seconds, UTC)

    assert format_datetime(moment) == _rfc_822(f"{moment:%Y-%m-%dT%H:%M:%SZ}")


def test_updated_is_the_time_of_the_content() -> None:
    """The feed's date is that of its newest coverage, whenever it was built."""
    going_on = story(3, updated_at="2022-02-09T00:00:00Z")
    root = ET.fromstring(atom(view_of(story(1), story(5), going_on), frame()))

    assert "2022-02-09T00:00:00Z" == root.findtext(f"{A}updated")


def test_stories_of_one_moment_have_a_fixed_order() -> None:
    """The order in which stories are given decides nothing."""
    stories = [story(1, id=f"x-{n}") for n in range(6)]

    assert view_of(*stories).entries == view_of(*stories[::-1]).entries


def test_an_entry_is_the_same_in_every_feed_and_stays_so() -> None:
    """Feeds that share a story do not take it from each other, nor mix up hosts."""
    view = view_of(story(1), story(2))
    first = [make(view, frame()) for make in (atom, rss, json_feed)]
    for make in (atom, rss, json_feed):
        make(view, frame(base_url="https://other.example/"))

    assert first == [make(view, frame()) for make in (atom, rss, json_feed)]


def test_stories_without_a_date_stay_out() -> None:
    """No date is invented for a story that has none."""
    view = view_of(story(1), story(2, published_at="", updated_at=""))

    assert ["/news/2022-02-01-council-1/"] == [entry.path for entry in view.entries]


def test_a_story_that_was_never_updated_has_the_date_of_its_publication() -> None:
    """One known date is enough, whichever it is."""
    view = view_of(story(1, updated_at=""), story(2, published_at=""))

    assert ["2022-02-02T09:30:00Z", "2022-02-01T08:00:00Z"] == [
        entry.updated_at for entry in view.entries
    ]


def test_a_feed_keeps_its_limit_and_its_newest() -> None:
    """A feed holds as many entries as the settings say, newest first."""
    view = view_of(*(story(number) for number in (3, 9, 1, 7)), entries=2)

    assert ["/news/2022-02-09-council-9/", "/news/2022-02-07-council-7/"] == [
        entry.path for entry in view.entries
    ]


def test_a_story_with_hundreds_of_pages_lists_some_and_counts_the_rest() -> None:
    """An entry's size is bounded; the last link says how many more there are."""
    many = tuple(Coverage(title=f"Page {n}", url=f"https://a.example/{n}") for n in range(300))
    content = json.loads(json_feed(view_of(story(1, coverage=many)), frame()))["items"][0]

    assert MAX_LINKS == content["content_html"].count("<li>")
    assert f"+{300 - MAX_LINKS}</a>" in content["content_html"]


def test_an_empty_feed_is_valid() -> None:
    """A site without news still has a feed that readers accept."""
    made = atom(view_of(), frame())

    assert not feedparser.parse(made).bozo
    assert RFC_3339.fullmatch(ET.fromstring(made).findtext(f"{A}updated", ""))
    assert datetime.fromisoformat(ET.fromstring(made).findtext(f"{A}updated", "")).year == 1970


def test_feeds_name_a_stylesheet_under_the_base_path() -> None:
    """A person who opens a feed gets words and a look, by CSS from the same host."""
    link = b'<?xml-stylesheet type="text/css" href="/sub/assets/feed.12345678.css"?>'

    assert link in atom(view_of(story(1)), frame())
    assert link in rss(view_of(story(1)), frame())


@pytest.mark.parametrize(("make", "name"), [(atom, f"{A}link"), (rss, f"channel/{A}link")])
def test_a_hub_is_announced_when_set(make: Any, name: str) -> None:
    """WebSub: the hub of the settings is a link of the feed, and an unsafe one is not."""
    links = [
        link.get("href")
        for hub in ("https://hub.example/", "javascript:alert(1)", "")
        for link in ET.fromstring(make(view_of(hub=hub), frame())).findall(name)
        if link.get("rel") == "hub"
    ]

    assert ["https://hub.example/"] == links


@pytest.mark.parametrize("make", [atom, rss])
def test_feeds_say_their_language(make: Any) -> None:
    """Readers and the stylesheet find it on the root."""
    root = ET.fromstring(make(view_of(), frame(language="de")))

    assert "de" == root.get("{http://www.w3.org/XML/1998/namespace}lang")


def test_what_is_not_known_is_left_out() -> None:
    """No empty author, category, copyright or language; an unsafe publisher is only a name."""
    bare = story(
        1, topics=(), author="", lead=Coverage("x"), excerpt="", coverage=(), published_at=""
    )
    site = frame(copyright="", publisher_url="javascript:alert(1)", publisher_name="")
    view = feed_view("All", "/", "/feed.xml", [bare], FeedSettings())
    names = {each.tag.removeprefix(A) for each in ET.fromstring(atom(view, site)).iter()}
    item = json.loads(json_feed(view, site))["items"][0]

    assert not {"subtitle", "rights", "uri", "category", "published", "summary"} & names
    assert {"id", "url", "title", "content_html", "date_modified"} == set(item)
    assert [{"name": "Machine Minds"}] == json.loads(json_feed(view, site))["authors"]
    assert "Tue, 01 Feb 2022 09:30:00 +0000" == ET.fromstring(rss(view, site)).findtext(
        "channel/item/pubDate"
    )


def test_an_entry_says_its_own_language() -> None:
    """A story in another language than the site's is marked as such."""
    view = view_of(story(1, language="fr"))
    content = ET.fromstring(atom(view, frame())).find(f".//{A}content")

    assert content is not None
    assert "fr" == content.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert "fr" == json.loads(json_feed(view, frame()))["items"][0]["language"]


def test_editions_make_entries_dated_by_their_news() -> None:
    """An edition's entry links to its stories and carries the newest of their times."""
    entry = edition_entry("2022-02-02", [card(1), card(2)], "broadsheet")
    undated = edition_entry("2022-02-02", [card(1, published_at="", updated_at="")], "b")

    assert entry is not None
    assert undated is None
    view = feed_of_entries("Editions", "/archive/", "/edition/feed.xml", [entry], FeedSettings())
    item = json.loads(json_feed(view, frame()))["items"][0]
    assert "2022-02-02T09:30:00Z" == item["date_modified"]
    assert "https://minds.example/sub/edition/2022-02-02/" == item["url"]
    assert "https://minds.example/sub/news/2022-02-01-council-1/" in item["content_html"]


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Wednesday 2 February 2022"), ("de", "Mittwoch, 2. Februar 2022")],
)
def test_editions_are_titled_by_their_day_as_readers_write_it(language: str, title: str) -> None:
    """In each format; a story beside editions keeps its own title."""
    entry = edition_entry("2022-02-02", [card(1)], "broadsheet")
    entries = [entry, *view_of(story(2)).entries] if entry else []
    view = feed_of_entries("Editions", "/archive/", "/edition/feed.xml", entries, FeedSettings())
    shown = msgspec.structs.replace(frame(), language=language)
    titles = {
        "atom": [each.text for each in ET.fromstring(atom(view, shown)).iter(f"{A}title")][1:],
        "rss": [each.text for each in ET.fromstring(rss(view, shown)).iterfind(".//item/title")],
        "json": [item["title"] for item in json.loads(json_feed(view, shown))["items"]],
    }

    assert {name: [story(2).title, title] for name in titles} == titles


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The Minds: Editions"), ("de", "The Minds: Ausgaben")]
)
def test_the_feed_of_editions_has_a_name_of_its_own(
    language: str, title: str, tmp_path: Path
) -> None:
    """In each format, in the site's language: a feed reader lists it beside the site's own feed."""
    living = LivingSite(tmp_path, articles=2, everything=True)
    living.setting(
        title="The Minds", language=language, search=False, share_cards=False, newsletters=False
    )
    living.rebuild()
    folder = living.trial.output / "edition"
    atom_feed, rss_feed = (ET.parse(folder / name) for name in ("feed.xml", "rss.xml"))
    names = {
        "atom": atom_feed.findtext(f"{A}title"),
        "rss": rss_feed.findtext("channel/title"),
        "said by rss": rss_feed.findtext("channel/description"),
        "json": json.loads((folder / "feed.json").read_text("utf-8"))["title"],
        "the site's": ET.parse(living.trial.output / "feed.xml").findtext(f"{A}title"),
    }

    assert {**dict.fromkeys(names, title), "the site's": "The Minds"} == names

"""The checker of feeds, on feeds written by hand: each fault by itself."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from broadsheet.checking.feed_files import atom_facts, json_feed_facts, rss_facts

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:x:1</id><title>T</title><updated>2022-02-01T09:30:00Z</updated>
<author><name>A</name></author><link rel="self" href="https://a.example/feed.xml"/>
<entry><id>urn:x:2</id><title>E</title><updated>2022-02-01T09:30:00+01:00</updated>
<link href="https://a.example/e/"/><content type="html">&lt;p&gt;x&lt;/p&gt;</content></entry>
</feed>"""
SECOND = """<entry><id>urn:x:2</id><title>F</title><updated>2022-02-01T09:30:00Z</updated>
<content>x</content></entry>"""
RSS = """<rss version="2.0"><channel><title>T</title><link>https://a.example/</link>
<description>D</description><item><title>E</title><guid>1</guid>
<pubDate>Tue, 01 Feb 2022 08:00:00 +0000</pubDate></item></channel></rss>"""
JSON: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "T",
    "items": [{"id": "1", "content_text": "x"}],
}


def faults_of(text: str) -> list[str]:
    root = etree.fromstring(text)
    facts = rss_facts(root) if root.tag == "rss" else atom_facts(root)
    return [message for _, message in facts.faults]


def test_sound_feeds_have_no_fault() -> None:
    """What the specifications allow is not held against a feed."""
    assert ([], [], ()) == (faults_of(ATOM), faults_of(RSS), json_feed_facts(JSON).faults)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<id>urn:x:1</id>", "", "the feed needs exactly one id"),
        ("<title>E</title>", "<title/>", "entry 1 needs exactly one title"),
        ("<title>E</title>", "<title>E</title><title>F</title>",
         "entry 1 needs exactly one title"),
        ("urn:x:2", "two", "entry 1: id is not an absolute IRI: 'two'"),
        ("<author><name>A</name></author>", "",
         "an entry has no author, and neither has the feed"),
        ("urn:x:2</id>", "urn:x:2</id><published>2022-02-30T00:00:00Z</published>",
         "entry 1: published is no RFC 3339 date: '2022-02-30T00:00:00Z'"),
        ("https://a.example/e/", "e/", "a link is not absolute: 'e/'"),
        ("</entry>", f"</entry>{SECOND}", "two entries share the id urn:x:2"),
        ('<content type="html">&lt;p&gt;x&lt;/p&gt;</content>', "", None),
        ("&lt;p&gt;", "&lt;p onclick=x&gt;", "entry 1: holds the handler onclick"),
        ("&lt;p&gt;", "&lt;a href=' javascript:x'&gt;",
         "entry 1: holds a script address in href"),
        ("&lt;p&gt;", "&lt;iframe&gt;", "entry 1: holds a <iframe>"),
    ],
)  # fmt: skip
def test_faults_of_atom(old: str, new: str, fault: str | None) -> None:
    """RFC 4287, section 4, and what a reader must never be given."""
    assert old in ATOM

    assert ([fault] if fault else []) == faults_of(ATOM.replace(old, new))


def test_an_entry_must_lead_somewhere_or_say_something() -> None:
    """RFC 4287, 4.1.2: without content there must be an alternate link."""
    bare = ATOM.replace('<link href="https://a.example/e/"/>', "")
    bare = bare.replace('<content type="html">&lt;p&gt;x&lt;/p&gt;</content>', "")

    assert ["entry 1 has neither content nor an alternate link"] == faults_of(bare)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<title>T</title>", "", "the channel has no title"),
        ("<title>E</title>", "", "item 1 has neither title nor description"),
        ("<guid>1</guid>", "", "item 1 has no guid"),
        ("</item>", "</item><item><title>F</title><guid>1</guid></item>",
         "two entries share the id 1"),
        ("channel>", "canal>", "the feed has no channel"),
        ("<title>E", "<title>&lt;img src=x onerror=x&gt;", "entry 1: holds the handler onerror"),
    ],
)  # fmt: skip
def test_faults_of_rss(old: str, new: str, fault: str) -> None:
    """The RSS 2.0 specification, and a title that a reader would run."""
    assert old in RSS

    assert [fault] == faults_of(RSS.replace(old, new))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"version": ""}, "the feed has no version"),
        ({"items": ["x"]}, "items is not a list of objects"),
        ({"items": [{"id": 1, "content_text": "x"}]}, "item 1 has no id"),
        ({"items": [{"id": "1"}]}, "item 1 has neither content_html nor content_text"),
        ({"home_page_url": "/"}, "a link is not absolute: '/'"),
    ],
)
def test_faults_of_json_feed(change: dict[str, Any], fault: str) -> None:
    """JSON Feed 1.1: version, title and items; an id and a content in each."""
    assert [fault] == [message for _, message in json_feed_facts(JSON | change).faults]

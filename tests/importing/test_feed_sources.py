"""RSS, Atom, JSON Feed and OPML to drafts."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from broadsheet.importing.drafts import Draft, Provider, Refused, Skip
from broadsheet.importing.feeds import FeedOptions, ListedFeed, drafts_of_feed, feeds_listed
from broadsheet.model import Image

PLACE = "https://www.harbourpost.example/feed.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Post</title><link>https://www.harbourpost.example/</link>
<language>en-GB</language>%s</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafenblatt</title>
<link href="https://hafenblatt.example/"/><id>urn:f</id>%s</feed>"""


def drafts(body: str, options: FeedOptions = FeedOptions()) -> list[Draft | Skip]:  # noqa: B008
    """Return what an RSS or JSON feed gives."""
    return list(drafts_of_feed(body.encode(), PLACE, options))


def one(body: str, options: FeedOptions = FeedOptions()) -> Draft:  # noqa: B008
    """Return the only draft of a feed."""
    (found,) = drafts(body, options)
    assert isinstance(found, Draft)
    return found


def item(inner: str) -> str:
    """Return an RSS feed with one item."""
    return RSS % f"<item>{inner}</item>"


def test_an_rss_entry_becomes_an_article() -> None:
    """Title, excerpt, date in UTC, address, outlet, picture, author, language and labels."""
    draft = one(
        item(
            "<title>Ferry &amp;amp; friends: &lt;i&gt;late&lt;/i&gt;</title>"
            "<link>https://www.harbourpost.example/a?id=7</link>"
            "<guid isPermaLink='false'>g-7</guid>"
            "<pubDate>Mon, 21 Feb 2022 09:00:00 -0500</pubDate>"
            "<description>&lt;p&gt;The ferry &lt;b&gt;waits&lt;/b&gt;.&lt;/p&gt;</description>"
            "<dc:creator>Ann Lee</dc:creator><category>Boats</category><category>Boats</category>"
            '<media:content url="https://img.example/a.jpg" medium="image" width="8" height="6"/>'
        )
    )

    assert (
        Draft(
            source="feed harbourpost.example/feed.xml g-7",
            title="Ferry & friends: late",
            excerpt="The ferry waits.",
            published_at="2022-02-21T14:00:00Z",
            web_url="https://www.harbourpost.example/a?id=7",
            original_url="https://www.harbourpost.example/a?id=7",
            author="Ann Lee",
            language="en-gb",
            provider=Provider("Harbour Post", "harbourpost.example"),
            images=(Image("https://img.example/a.jpg", 8, 6),),
            extra={"tags": ["Boats"]},
        )
        == draft
    )


def test_an_atom_entry_becomes_an_article() -> None:
    """Atom's two dates are told apart, and relative addresses are made whole."""
    (draft,) = drafts_of_feed(
        (
            ATOM % "<entry><id>urn:1</id><title>Fähre</title><link href='/x'/>"
            "<published>2022-02-21T14:00:00Z</published><updated>2022-02-22T14:00:00Z</updated>"
            "<summary>Kurz.</summary>"
            "<content type='html'>&lt;p&gt;Lang.&lt;/p&gt;</content></entry>"
        ).encode(),
        "https://hafenblatt.example/atom.xml",
        FeedOptions(full_text=True),
    )

    assert isinstance(draft, Draft)
    assert ("2022-02-21T14:00:00Z", "2022-02-22T14:00:00Z") == (
        draft.published_at,
        draft.updated_at,
    )
    assert "https://hafenblatt.example/x" == draft.web_url
    assert ("Kurz.", "Lang.", "de") == (draft.excerpt, draft.body, draft.language)


def test_a_json_feed_item_becomes_an_article() -> None:
    """JSON Feed 1.1: linked pages, authors of the item or the feed, tags, both dates."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Post",
        "home_page_url": "https://harbourpost.example/",
        "authors": [{"name": "The desk"}],
        "language": "en",
        "items": [
            {
                "id": 7,
                "url": "https://harbourpost.example/notes/7",
                "external_url": "https://elsewhere.example/story",
                "title": "Ferry late",
                "content_html": "<p>The ferry <em>waits</em>.</p>",
                "date_published": "2022-02-21T09:00:00-05:00",
                "date_modified": "2022-02-21T10:00:00-05:00",
                "image": "https://img.example/a.jpg",
                "tags": ["Boats", 3],
            },
            {"id": "8", "content_text": "a note without a title"},
            "no item",
        ],
    }
    draft, skipped = drafts(msgspec.json.encode(feed).decode())

    assert isinstance(draft, Draft)
    assert isinstance(skipped, Skip)
    assert "https://elsewhere.example/story" == draft.web_url
    assert "https://harbourpost.example/notes/7" == draft.original_url
    assert Provider(domain="elsewhere.example") == draft.provider
    assert ("2022-02-21T14:00:00Z", "2022-02-21T15:00:00Z") == (
        draft.published_at,
        draft.updated_at,
    )
    assert ("The desk", "en", {"tags": ["Boats"]}) == (draft.author, draft.language, draft.extra)
    assert ("The ferry waits.", "") == (draft.excerpt, draft.body)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (
            "<link>https://www.harbourpost.example/a</link>",
            Provider("Harbour Post", "harbourpost.example"),
        ),
        (
            "<link>https://sport.harbourpost.example/a</link>",
            Provider("Harbour Post", "sport.harbourpost.example"),
        ),
        ("<link>https://other.example/a</link>", Provider("", "other.example")),
        (
            (
                "<link>https://agg.example/1</link>"
                "<source url='https://www.coast.example/rss'>The Coast Paper</source>"
            ),
            Provider("The Coast Paper", "coast.example"),
        ),
    ],
)
def test_the_provider_is_who_published_the_page(inner: str, expected: Provider) -> None:
    """The feed's outlet for its own pages, an entry's source, else only the page's domain."""
    assert expected == one(item(f"<title>T</title>{inner}")).provider


def test_a_list_may_name_the_outlet() -> None:
    """The name that an OPML list gives a feed is the reader's own and goes first."""
    draft = one(
        item("<title>T</title><link>https://harbourpost.example/a</link>"),
        FeedOptions(name="The Post"),
    )

    assert "The Post" == draft.provider.name


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "https://a@evil.example/", "  ", "file:///x"],
)
def test_unsafe_addresses_are_left_out(url: str) -> None:
    """An address that must not be linked is no address."""
    draft = one(
        item(f"<title>T</title><link>{url}</link><media:thumbnail url='{url}'/><guid>1</guid>")
    )

    assert ("", "", ()) == (draft.web_url, draft.original_url, draft.images)


def test_markup_never_reaches_a_text() -> None:
    """Scripts vanish with their content, other markup leaves its words, entities stay spelt."""
    draft = one(
        item(
            "<title><![CDATA[A <script>alert(1)</script><b>bold</b> 1 < 2]]></title>"
            "<description><![CDATA[<style>x{}</style><p>One.</p><p>Two &amp;lt;b&amp;gt;.</p>"
            "<iframe src='//e'></iframe>]]></description>"
        ),
    )

    assert "A bold 1 < 2" == draft.title
    assert "One. Two &amp;lt;b&amp;gt;." == draft.excerpt


def test_full_text_is_markdown_without_html() -> None:
    """`--full-text` turns a feed's HTML into Markdown; pictures and scripts are left out."""
    draft = one(
        item(
            "<title>T</title><content:encoded><![CDATA[<h2>Head</h2><p>A <a href='https://x.example/'>"
            "link</a> and 2 * 3 * 4.</p><img src='https://t.example/pixel'><script>x</script>]]>"
            "</content:encoded>"
        ),
        FeedOptions(full_text=True),
    )

    assert "## Head\n\nA [link](https://x.example/) and 2 \\* 3 \\* 4." == draft.body


def test_an_excerpt_that_only_repeats_the_title_is_none() -> None:
    """Feeds that have nothing to say say the title again."""
    assert (
        "" == one(item("<title>Ferry late</title><description>Ferry late...</description>")).excerpt
    )


def test_a_film_is_known_by_its_media() -> None:
    """An enclosed film makes a video, the word video does not."""
    film = '<title>T</title><enclosure url="https://v.example/a.mp4" type="video/mp4" length="1"/>'

    assert "video" == one(item(film)).type
    assert "article" == one(item("<title>Video: a film</title>")).type


def test_an_entry_without_a_date_gets_none() -> None:
    """Nothing is dated by the moment of the import."""
    assert ("", "") == (
        one(item("<title>T</title>")).published_at,
        one(item("<title>T</title>")).updated_at,
    )


def test_entries_keep_their_key_whatever_else_changes() -> None:
    """The guid names an entry; without one its page does, whatever trails the address."""
    by_guid = {one(item(f"<title>{t}</title><guid>g</guid>")).source for t in ("A", "B")}
    by_page = {
        one(item(f"<title>{t}</title><link>https://a.example/x{t}</link>")).source
        for t in ("?utm_source=a", "#b")
    }

    assert (1, 1) == (len(by_guid), len(by_page))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"just text",
        b"{}",
        b'{"version": "2"}',
        b"{" * 100_000,
        b"<html><body>no feed</body></html>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    ],
)
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    """A page that is no feed gives a reason, not an empty import."""
    with pytest.raises(Refused):
        list(drafts_of_feed(data, PLACE))


def test_entities_are_not_expanded_into_files(tmp_path: Path) -> None:
    """An external entity reads no file."""
    (tmp_path / "secret").write_text("hunter2")
    entity = f'<!DOCTYPE rss [<!ENTITY f SYSTEM "file://{tmp_path}/secret">]><rss'
    feed = RSS.replace("<rss", entity)
    (found,) = drafts(feed % "<item><title>A&f;B</title></item>")

    assert isinstance(found, Draft)
    assert "hunter2" not in found.title
    assert found.title.startswith("A")


OPML = b"""<?xml version="1.0"?><opml version="2.0"><head/><body>
<outline text="News"><outline type="rss" text="Post" xmlUrl="https://a.example/feed"/>
<outline type="rss" text="x" title="Paper &amp; Co" xmlUrl="https://b.example/feed"/></outline>
<outline xmlUrl="https://a.example/feed" text="again"/><outline xmlUrl="javascript:x"/>
<outline text="no feed"/></body></opml>"""


def test_an_opml_list_gives_its_feeds_once() -> None:
    """Nested outlines count, doubles and unsafe addresses do not."""
    assert [
        ListedFeed("https://a.example/feed", "Post"),
        ListedFeed("https://b.example/feed", "Paper & Co"),
    ] == feeds_listed(OPML)


@pytest.mark.parametrize(
    "data",
    [
        b"<opml",
        b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><opml>&b;</opml>',
        b"\xff\xfe\x00",
        b'<opml><body><outline xmlUrl="feed.xml"/></body></opml>',
    ],
)
def test_a_broken_or_hostile_list_is_refused(data: bytes) -> None:
    """Entities have no place in a list of feeds; nor is one without any address passed over."""
    with pytest.raises(Refused):
        feeds_listed(data)


@pytest.mark.parametrize(
    ("summary", "content", "expected"),
    [
        ("The ferry sails aga", "The ferry sails again from Monday.", "The ferry sails…"),
        ("The ferry sails", "The ferry sails again from Monday.", "The ferry sails"),
        ("The ferry sails [&amp;#8230;]", "", "The ferry sails…"),
        ("It sails. The post Ferry appeared first on Harbour Post.", "", "It sails."),
        ("It sails. Continue reading Ferry sails again →", "", "It sails."),
        ("Read more about ferries in this book.", "", "Read more about ferries in this book."),
        ("", "The ferry sails again.", "The ferry sails again."),
        ("ferry " * 100, "", "ferry " * 52 + "ferry…"),
    ],
)
def test_an_excerpt_ends_with_a_word_and_without_appendages(
    summary: str, content: str, expected: str
) -> None:
    """A feed that cuts words shows by its own content where; what systems append is no excerpt."""
    made = one(
        item(
            f"<title>T</title><description>{summary}</description>"
            '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f"{content}</content:encoded>"
        )
    )

    assert expected == made.excerpt


@pytest.mark.parametrize(
    "feed",
    [
        b"<rss version='2.0'><item><title>B</title><guid><d</guid><",
        b"<feed version='1.0'><entry><title>B</title><title></content>",
    ],
)
def test_what_broken_markup_leaves_without_a_value_is_left_out(feed: bytes) -> None:
    """The parser gives such an element as nothing at all, not as an empty text."""
    found = list(drafts_of_feed(feed, PLACE))

    assert [("", "")] == [(each.web_url, each.excerpt) for each in found if hasattr(each, "title")]


def test_a_feed_of_bytes_that_are_no_text_is_refused() -> None:
    """JSON is UTF-8 (RFC 8259, section 8.1)."""
    with pytest.raises(Refused, match="the JSON cannot be read"):
        list(drafts_of_feed(b'{"version": "https://jsonfeed.org/version/1", "a": "\xe5 "}', PLACE))


def test_a_byte_order_mark_before_a_feed_is_passed_over() -> None:
    """As some servers put it before JSON."""
    feed = b'{"version": "https://jsonfeed.org/version/1", "items": [{"title": "B"}]}'

    assert list(drafts_of_feed(feed, PLACE)) == list(drafts_of_feed(b"\xef\xbb\xbf" + feed, PLACE))

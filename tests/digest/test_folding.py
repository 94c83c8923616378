"""Pages behind what articles and lists name: every field of each, and whose words count."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from broadsheet.digest.folding import Page, fold, page_key, stated_relevance
from broadsheet.digest.outlets import Outlets
from broadsheet.model import Article, Coverage, Headline, Image, Outlet
from broadsheet.settings import ProviderSetting
from digest_samples import article, entry

URL = "https://harbour.example/trams"
KEY = "harbour.example/trams"
SMALL, LARGE = Image("https://a.example/s.jpg", 1, 1), Image("https://a.example/l.jpg", 9, 9)
OUTLETS = Outlets([ProviderSetting("harbour.example", "Harbour Post")])


def pages(*articles: Article) -> list[Page]:
    """Return the distinct pages."""
    return fold(articles, OUTLETS)


def test_a_page_that_one_article_is_has_all_its_words() -> None:
    """Its first picture stands for it; without a quality it has none."""
    one = article(
        "bridge",
        "Bridge opens",
        excerpt="At last.",
        kind="video",
        quality=None,
        images=(SMALL, LARGE),
        language="en",
        aliases=("amp.example/x",),
    )

    assert [
        Page(
            Coverage(
                "Bridge opens",
                "At last.",
                "2026-03-02T09:00:00Z",
                "https://bridge.example/piece",
                "bridge.example/piece",
                "video",
                Outlet("Bridge", "bridge.example"),
                0,
                SMALL,
                "bridge",
                "en",
            ),
            ("bridge.example/piece", "amp.example/x"),
            (),
            (),
            0,
            ("Bridge opens",),
            (0,),
        )
    ] == pages(one)


def test_an_article_without_an_address_is_a_page_of_its_own() -> None:
    """Its key is no address's; the address that it once had is shown where there is one."""
    one = article("bridge", url="", original_url="https://old.example/bridge")
    [page] = pages(one)

    assert page_key(one) == page.coverage.key == "article:bridge"
    assert "https://old.example/bridge" == page.coverage.url


def test_a_page_that_one_list_names_has_the_words_of_its_entry() -> None:
    """With the reason why it is off topic, if it is; nobody asks that of an accepted one."""
    fields: dict[str, Any] = {
        "excerpt": "Trams again.",
        "kind": "video",
        "quality": 7,
        "image": LARGE,
        "reason": "shares trams",
        "aliases": ("amp.example/t",),
    }
    expected = Coverage(
        "Trams",
        "Trams again.",
        "2026-03-02T10:00:00Z",
        URL,
        KEY,
        "video",
        Outlet("Harbour Post", "harbour.example"),
        7,
        LARGE,
    )
    _, on = pages(article("bridge", related=(entry("Trams", URL, **fields),)))
    _, off = pages(article("bridge", related=(entry("Trams", URL, on_topic=False, **fields),)))

    assert Page(expected, (KEY, "amp.example/t"), (0,), (0,), -1, ("Trams",)) == on
    assert off == on._replace(
        coverage=msgspec.structs.replace(expected, reason="shares trams"), accepted_by=()
    )


def test_files_that_share_only_an_amp_address_are_one_page() -> None:
    """Though none of them says where the page itself is: then it has no address."""
    files = [
        article(name, url="", aliases=("amp.example/x",), outlet=Outlet()) for name in ("a", "b")
    ]
    [page] = pages(*files)

    assert ("", Outlet(), (0, 1)) == (page.coverage.url, page.coverage.outlet, page.twins)


def test_entries_without_an_address_are_not_one_page() -> None:
    """Each is what one list says, and no more."""
    bare = msgspec.structs.replace(entry("Trams", URL), url="", key="")
    found = pages(article("a", related=(bare, bare)), article("b", related=(bare,)))

    assert ["entry:a:0", "entry:a:1", "entry:b:0"] == sorted(
        page.coverage.key for page in found if page.own < 0
    )


def test_an_articles_own_words_count_before_a_lists() -> None:
    """What the article does not say is filled in from lists, the newest first."""
    named = entry(
        "Bridge to open", "https://bridge.example/piece", published_at="2026-03-01T08:00:00Z"
    )
    fuller = {"excerpt": "Soon.", "quality": 99, "image": LARGE, "reason": "x", "on_topic": False}
    lists = article("list", related=(msgspec.structs.replace(named, **fuller),))
    newer = msgspec.structs.replace(
        named, title="Bridge opens today", published_at="2026-03-02T08:00:00Z", excerpt="Today."
    )
    own = article("bridge", "Bridge opens", quality=3, language="en")
    page, *_ = (
        each for each in pages(lists, own, article("other", related=(newer,))) if each.own == 1
    )

    assert (
        Coverage(
            "Bridge opens",
            "Today.",
            "2026-03-02T09:00:00Z",
            "https://bridge.example/piece",
            "bridge.example/piece",
            "article",
            Outlet("Bridge", "bridge.example"),
            3,
            LARGE,
            "bridge",
            "en",
            (
                Headline("Bridge to open", "2026-03-01T08:00:00Z"),
                Headline("Bridge opens today", "2026-03-02T08:00:00Z"),
            ),
            reason="x",
        )
        == page.coverage
    )
    assert ((0, 2), (2,), (1,)) == (page.owners, page.accepted_by, page.twins)
    assert ("Bridge opens", "Bridge opens today", "Bridge to open") == page.titles
    assert ("bridge.example/piece",) == page.keys


def merged(*entries: object) -> Page:
    """Return the page that lists of several articles name."""
    named = [article(f"list{at}", related=(each,)) for at, each in enumerate(entries)]
    return next(page for page in pages(*named) if page.coverage.key == KEY)


def test_of_lists_the_newest_entry_gives_the_words() -> None:
    """The time is the earliest, the quality the best; an entry without a date comes last."""
    page = merged(
        entry("Undated", URL, published_at="", quality=9),
        entry("Old", URL, published_at="2026-03-01T08:00:00Z", quality=5),
        entry("New", URL, published_at="2026-03-03T08:00:00Z", quality=4, aliases=("z.example",)),
    )

    assert -1 == page.own
    assert ("New", "2026-03-01T08:00:00Z", 9) == (
        page.coverage.title,
        page.coverage.published_at,
        page.coverage.quality,
    )
    assert (("New", "Old", "Undated"), (KEY, "z.example")) == (page.titles, page.keys)
    assert (Headline("Undated"), Headline("Old", "2026-03-01T08:00:00Z")) == (
        page.coverage.headlines
    )
    assert ("", "", "", "") == (
        page.coverage.excerpt,
        page.coverage.article_id,
        page.coverage.language,
        page.coverage.reason,
    )


def test_equals_in_time_are_ordered_by_quality_and_title() -> None:
    """So that the answer does not depend on which list is read first."""
    rows = (entry("B", URL, quality=5), entry("A", URL, quality=5), entry("C", URL, quality=6))

    assert ("C", "A", "B") == merged(*rows).titles == merged(*reversed(rows)).titles


def test_a_longer_time_is_not_an_older_one() -> None:
    """Times are compared letter by letter from the left, as ISO 8601 means them to be."""
    page = merged(
        entry("Day", URL, published_at="2026-03-03"),
        entry("Before", URL, published_at="2026-03-02T23:00:00Z"),
    )

    assert ("Day", "Before") == page.titles


def test_nobody_says_when_or_by_whom() -> None:
    """Then nothing is made up."""
    bare = entry("Trams", URL, published_at="", outlet=Outlet())
    page = merged(bare, bare)

    assert ("", Outlet(), ()) == (
        page.coverage.published_at,
        page.coverage.outlet,
        page.coverage.headlines,
    )


def test_a_headline_is_listed_once_with_its_earliest_time() -> None:
    """One that differs in spaces alone is the same headline; equals in time go by the words."""
    page = merged(
        entry("Now", URL, published_at="2026-03-09T08:00:00Z"),
        entry("Then", URL, published_at="2026-03-03T08:00:00Z"),
        entry("Then", URL, published_at="2026-03-02T08:00:00Z"),
        entry("Now ", URL, published_at="2026-03-01T08:00:00Z"),
        entry("Also", URL, published_at="2026-03-02T08:00:00Z"),
    )

    assert (
        Headline("Also", "2026-03-02T08:00:00Z"),
        Headline("Then", "2026-03-02T08:00:00Z"),
    ) == page.coverage.headlines


def test_a_date_is_not_lost_to_an_entry_without_one() -> None:
    """A headline that one list dates keeps its date; the page is a video if its entry says so."""
    page = merged(
        entry("Now", URL, published_at="2026-03-09T08:00:00Z", kind="video"),
        entry("Then", URL, published_at="2026-03-03T08:00:00Z"),
        entry("Then", URL, published_at=""),
    )

    assert (Headline("Then", "2026-03-03T08:00:00Z"),) == page.coverage.headlines
    assert "video" == page.coverage.kind


def test_of_files_of_one_page_the_published_one_speaks() -> None:
    """Then the newest; all are twins."""
    draft = article("a", "Draft", published=False, published_at="2026-03-09T08:00:00Z")
    old = article("b", "Old", url=draft.url, published_at="2026-03-01T08:00:00Z")
    new = article("c", "New", url=draft.url, published_at="2026-03-02T08:00:00Z")
    [page] = pages(draft, old, new)

    assert (("New", "Old", "Draft"), 2, (0, 1, 2)) == (page.titles, page.own, page.twins)
    assert "2026-03-02T08:00:00Z" == page.coverage.published_at


def test_what_lists_state_counts_half_each_way() -> None:
    """The strongest of a list's words about a page, for entries on topic and other pages only."""
    two = "https://two.example/piece"
    one = article(
        "one",
        related=(
            entry("Unsaid", "https://unsaid.example/x"),
            msgspec.structs.replace(entry("Nowhere", two, stated=0.9), url="", key=""),
            entry("Two", two, stated=0.4),
            entry("Two, again", two, stated=0.8),
            entry("Two, no more", two, stated=0.6),
            entry("Off", "https://off.example/x", stated=0.9, on_topic=False),
            entry("Itself", "https://one.example/piece", stated=1.0),
        ),
    )
    back = article("two", related=(entry("One", "https://one.example/piece", stated=0.2),))
    found = pages(one, back)
    place = {page.coverage.key: at for at, page in enumerate(found)}
    pair = tuple(sorted((place["one.example/piece"], place["two.example/piece"])))

    assert {pair: 0.5} == stated_relevance(found, (one, back))
    assert {} == stated_relevance(pages(article("a")), (article("a"),))


def test_files_that_differ_in_name_alone_have_one_order() -> None:
    """Whichever is read first, the same one speaks for the page."""
    one = article("a", "Bridge opens")
    other = article("b", "Bridge opens", url=one.url)
    spoken = [pages(*files)[0].coverage.article_id for files in ((one, other), (other, one))]

    assert ["a", "a"] == spoken


@pytest.mark.parametrize(
    ("expected", "half"),
    [
        (Outlet("Ferry Times"), Outlet("Ferry Times")),
        (Outlet("ferry.example", "ferry.example"), Outlet("", "ferry.example")),
    ],
)
def test_half_an_outlet_is_one(expected: Outlet, half: Outlet) -> None:
    """A name without a domain, or a domain without a name, is more than nothing."""
    page = merged(
        entry("New", URL, published_at="2026-03-03T08:00:00Z", outlet=Outlet()),
        entry("Old", URL, outlet=half),
    )

    assert expected == page.coverage.outlet


def test_a_page_is_the_same_whatever_becomes_of_others() -> None:
    """Where two files are one page, a third is as it is alone, its keys in their order."""
    one = article("bridge", aliases=("amp.example/x",))
    file, same = article("file"), article("same", url="https://file.example/piece")

    assert pages(one) == [page for page in pages(one, file, same) if page.own == 0]


def test_what_every_entry_states_counts() -> None:
    """As it is when the lists were written by a program: no entry is left unsaid."""
    one = article("one", related=(entry("Two", "https://two.example/piece", stated=0.8),))
    files = one, article("two")

    assert {(0, 1): 0.4} == stated_relevance(pages(*files), files)

"""What publishers allow reaches every place where their words are shown."""

from __future__ import annotations

import pytest

from broadsheet.digest.assemble import assemble
from broadsheet.digest.cards import card_of
from broadsheet.digest.context import StoryContext
from broadsheet.digest.policies import Policies, own_article, withdrawn_keys
from broadsheet.digest.terms import TermPlaces
from broadsheet.model import Article, Body, Copy, Coverage, Image, Outlet, RelatedItem, Story
from broadsheet.settings import Policy, Settings, SiteSettings, Withdrawal
from broadsheet.weburl import identity

BASE = "https://minds.example/sub/"
LEDGER = "https://albionledger.example/robots-vote"
WIRE = "https://news.northwire.example/robots"
EXCERPT = "The council of Albion let robots vote, by a majority of one, after a night of debate."

OTHER = "Robots in Albion may vote from May, the council decided at dawn; two members left."


def article(**changes: object) -> Article:
    """Return an article of the Ledger whose list names the wire."""
    values: dict[str, object] = {
        "id": "2022-02-22-council-lets-robots-vote",
        "path": "content/2022-02-22-council-lets-robots-vote.md",
        "title": "Council lets robots vote",
        "excerpt": EXCERPT,
        "published_at": "2022-02-22T08:00:00Z",
        "url": LEDGER,
        "key": identity(LEDGER),
        "outlet": Outlet("The Albion Ledger", "albionledger.example"),
        "images": (Image("https://albionledger.example/vote.jpg", 800, 450),),
        "featured_content": "<iframe src='https://albionledger.example/v'></iframe>",
        "body": Body(b"d" * 16, 900, "The whole text begins here and goes on for long."),
        "related": (
            RelatedItem(
                title="Robots may vote, council of Albion decides",
                excerpt=OTHER,
                published_at="2022-02-22T09:00:00Z",
                url=WIRE,
                key=identity(WIRE),
                outlet=Outlet("Northwire", "northwire.example"),
            ),
        ),
    }
    return Article(**(values | changes))  # type: ignore[arg-type]


def story_with(*policies: Policy, withdrawn: tuple[str, ...] = (), **changes: object) -> Story:
    """Return the only story, made under these policies."""
    (story,) = stories_with(*policies, withdrawn=withdrawn, **changes)
    return story


def stories_with(
    *policies: Policy, withdrawn: tuple[str, ...] = (), **changes: object
) -> tuple[Story, ...]:
    """Return the stories made under these policies."""
    settings = Settings(
        site=SiteSettings(base_url=BASE),
        policies=policies,
        withdrawals=tuple(Withdrawal(url, "2022-03-01") for url in withdrawn),
    )
    return assemble([article(**changes)], frozenset(), StoryContext(settings, drafts=False))


def row_of(story: Story, domain: str) -> Coverage:
    """Return the coverage of one outlet."""
    return next(row for row in story.coverage if row.outlet.domain == domain)


def test_without_policies_everything_is_shown() -> None:
    """The other tests would pass on an empty story."""
    story = story_with()

    assert (story.excerpt, story.image is not None, story.body.words) == (EXCERPT, True, 900)
    assert row_of(story, "northwire.example").excerpt == OTHER


@pytest.mark.parametrize("length", [0, 1, 20, 60])
def test_excerpt_is_cut_to_what_is_allowed(length: int) -> None:
    """In the story, in its coverage and on its card; a limit is no leave to show the whole text."""
    story = story_with(Policy("albionledger.example", excerpt_characters=length))
    card = card_of(story, TermPlaces(Settings()), "")

    assert len(story.excerpt) <= length
    assert len(story.lead.excerpt) <= length
    assert len(card.excerpt) <= length
    assert story.body == Body()
    assert row_of(story, "northwire.example").excerpt == OTHER


def test_title_only_means_the_title_only() -> None:
    """No excerpt, no text, no picture, no player."""
    story = story_with(Policy("albionledger.example", title_only=True))
    card = card_of(story, TermPlaces(Settings()), "")

    assert story.title == "Council lets robots vote"
    assert (story.excerpt, story.body, story.image, story.featured_content) == (
        "",
        Body(),
        None,
        "",
    )
    assert (card.excerpt, story.lead.excerpt, story.lead.image) == ("", "", None)


def test_picture_is_not_shown_where_it_is_not_allowed() -> None:
    """Neither the story's nor its coverage's."""
    story = story_with(Policy("albionledger.example", image=False))

    assert (story.image, row_of(story, "albionledger.example").image) == (None, None)
    assert story.excerpt == EXCERPT


def test_links_say_what_the_publisher_asks() -> None:
    """`rel` reaches coverage; others have none."""
    story = story_with(Policy("northwire.example", rel="nofollow"))

    assert row_of(story, "northwire.example").rel == "nofollow"
    assert story.lead.rel == ""


def test_noindex_is_the_leads_wish() -> None:
    """A page led by such an outlet stays out of search engines, its card out of sitemaps."""
    own = story_with(Policy("albionledger.example", noindex=True))
    other = story_with(Policy("northwire.example", noindex=True))

    assert (own.noindex, other.noindex) == (True, False)
    assert card_of(own, TermPlaces(Settings()), "").noindex


@pytest.mark.parametrize(
    "domain", ["northwire.example", "NorthWire.example", "www.northwire.example"]
)
def test_withdrawn_outlet_leaves_every_story(domain: str) -> None:
    """Sub-domains count with their domain, in any spelling."""
    story = story_with(Policy(domain, withdrawn=True))

    assert [row.outlet.domain for row in story.coverage] == ["albionledger.example"]
    assert (story.counts.pages, story.counts.outlets) == (1, 1)


def test_withdrawn_outlet_is_gone_wherever_its_page_lies() -> None:
    """A portal that shows the outlet's article is no way round."""
    portal = "https://portal.example/northwire/robots"
    item = RelatedItem(
        "Council lets robots vote in Albion",
        EXCERPT,
        "2022-02-22T09:00:00Z",
        portal,
        identity(portal),
        outlet=Outlet("Northwire", "northwire.example"),
    )
    story = story_with(Policy("northwire.example", withdrawn=True), related=(item,))

    assert [row.url for row in story.coverage] == [LEDGER]


@pytest.mark.parametrize(
    "address",
    [WIRE, f"{WIRE}/?utm_source=mail#top", WIRE.replace("https", "http"), f"{WIRE}/amp/"],
)
def test_page_taken_down_is_gone_under_every_address(address: str) -> None:
    """Tracking parameters, schemes and AMP forms name the same page."""
    story = story_with(withdrawn=(address,))

    assert [row.url for row in story.coverage] == [LEDGER]
    assert identity(WIRE) not in story.keys


def test_article_taken_down_takes_its_story_along() -> None:
    """What only it named has no story of its own."""
    assert stories_with(withdrawn=(LEDGER,)) == ()


def test_article_without_an_address_is_named_by_ours() -> None:
    """Its page on our site is the only address it has."""
    ours = f"{BASE}news/2022-02-22-council-lets-robots-vote/"

    assert stories_with(withdrawn=(ours,), url="", key="") == ()
    assert len(stories_with(withdrawn=(f"{BASE}news/another/",), url="", key="")) == 1


def test_own_addresses_are_told_from_others() -> None:
    """Only below our base URL."""
    assert own_article(f"{BASE}news/a-b/", BASE) == "a-b"
    assert own_article("https://minds.example/news/a-b/", BASE) == ""
    assert withdrawn_keys(WIRE, BASE) == (identity(WIRE),)


def test_nearest_domain_decides() -> None:
    """A policy of a sub-domain comes before that of its domain."""
    policies = Policies(
        [Policy("example.org", title_only=True), Policy("blog.example.org", rel="nofollow")], ()
    )

    assert policies.of(Outlet("", "a.blog.example.org"), "").rel == "nofollow"
    assert policies.of(Outlet("", "www.example.org"), "").title_only
    assert policies.of(Outlet("", ""), "https://news.example.org/x").title_only
    assert policies.of(Outlet("", "notexample.org"), "") == Policy("")


def test_copies_follow_the_policy_of_their_own_outlet() -> None:
    """A copy's link has its publisher's `rel`; a withdrawn copy is not shown."""
    copies = (
        Copy(Outlet("A", "a.example"), "https://a.example/1", "T"),
        Copy(Outlet("B", "b.example"), "https://b.example/1", "T"),
    )
    policies = Policies([Policy("a.example", rel="ugc"), Policy("b.example", withdrawn=True)], ())
    shown = policies.applied(Coverage("T", url="https://c.example/1", copies=copies))

    assert [(copy.outlet.name, copy.rel) for copy in shown.copies] == [("A", "ugc")]


def test_list_of_articles_shows_no_more_than_stories() -> None:
    """The list API holds articles, not stories; the same limits hold."""
    policies = Policies([Policy("albionledger.example", title_only=True)], ())
    short = Policies([Policy("albionledger.example", excerpt_characters=20)], ())
    shown = policies.article(article(excerpt_as_written="raw &amp; long"))

    assert (shown.excerpt, shown.excerpt_as_written, shown.images) == ("", "", ())
    assert (shown.featured_content, shown.body) == ("", Body())
    assert len(short.article(article()).excerpt) <= 20
    assert Policies([], ()).article(article()) == article()

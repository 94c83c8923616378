"""What a story is made of: lead, coverage, copies, counts, and the editor's word."""

from __future__ import annotations

import pytest

from broadsheet.model import Outlet
from broadsheet.settings import (
    Policy,
    Settings,
    SiteSettings,
    StoryOverride,
    TopicSetting,
    Withdrawal,
)
from digest_samples import article, entry, stories_of

HARBOUR = "https://harbour.example/trams"


def test_an_article_and_its_coverage_are_one_story() -> None:
    """A related entry about the same event becomes coverage of the article's story."""
    (story,) = stories_of(article("bridge", related=(entry("Trams again", HARBOUR),)))

    assert [HARBOUR, "https://bridge.example/piece"] == [row.url for row in story.coverage]


def test_a_list_that_names_another_article_joins_both() -> None:
    """Two articles meet where one's list names the other's address, whatever its form."""
    url = "http://www.second.example/piece/?utm_source=x#top"
    (story,) = stories_of(
        article("first", related=(entry("Headline of second", url),)), article("second")
    )

    assert ("first", "second") == story.article_ids


def test_the_lead_has_the_highest_quality() -> None:
    """Of the published articles the best leads (contract D4.3)."""
    first = article("first", quality=64, related=(entry("x", "https://second.example/piece"),))

    (story,) = stories_of(first, article("second", quality=89))

    assert "second" == story.lead_article


def test_of_equal_quality_the_earlier_leads() -> None:
    """A tie goes to the earlier publication (contract D4.3)."""
    first = article(
        "first",
        published_at="2026-03-02T15:17:00Z",
        related=(entry("x", "https://second.example/piece"),),
    )

    (story,) = stories_of(first, article("second", published_at="2026-03-02T14:00:00Z"))

    assert "second" == story.lead_article


def test_a_rival_joins_but_never_leads() -> None:
    """`published: false` with `heat: -1` marks another newsroom's version of a lead."""
    rival = article("rival", quality=99, published=False, heat=-1)

    (story,) = stories_of(
        article("first", related=(entry("x", "https://rival.example/piece"),)), rival
    )

    assert "first" == story.lead_article
    assert ("first", "rival") == story.article_ids


def test_rivals_alone_are_not_published() -> None:
    """An unpublished article that belongs to no published story leaves no trace."""
    assert () == stories_of(article("rival", published=False, heat=-1))


def test_drafts_are_shown_only_on_request() -> None:
    """`published: false` without `heat: -1` is kept back, and marked where it is shown."""
    draft = article("draft", published=False)

    assert () == stories_of(draft)
    assert ["draft"] == [story.state for story in stories_of(draft, drafts=True)]


def test_the_address_survives_a_change_of_lead() -> None:
    """A story is named by its earliest article, whoever leads it."""
    early = article("early", published_at="2026-03-01T09:00:00Z", quality=10)
    late = article("late", quality=90, related=(entry("x", "https://early.example/piece"),))

    (before,) = stories_of(early, late)
    (after,) = stories_of(early, article("late", quality=5, related=late.related))

    assert ("early", "late") == (before.id, before.lead_article)
    assert ("early", "early") == (after.id, after.lead_article)


def test_one_page_under_two_headlines_is_folded_and_both_are_kept() -> None:
    """Duplicate addresses are one page; the earlier headline is history."""
    older = entry("Council may allow trams", HARBOUR, published_at="2026-03-02T08:00:00Z")
    newer = entry("Council allows trams", HARBOUR, published_at="2026-03-02T11:00:00Z")

    (story,) = stories_of(article("bridge", related=(older, newer)))
    row = next(row for row in story.coverage if row.url == HARBOUR)

    assert "Council allows trams" == row.title
    assert ["Council may allow trams"] == [headline.title for headline in row.headlines]
    assert "2026-03-02T08:00:00Z" == row.published_at
    assert 2 == story.counts.pages


def test_one_page_in_two_files_keeps_the_address_and_the_list_of_both() -> None:
    """A page told anew in a second file has the newer words, and nothing of the older is lost."""
    url = "https://bridge.example/piece"
    older = article("bridge", related=(entry("Trams again", HARBOUR),), topics=("Transport",))
    newer = article("bridge-again", url=url, published_at="2026-03-02T12:00:00Z", topics=("City",))

    (story,) = stories_of(older, newer)

    assert ("bridge", "bridge-again") == (story.id, story.lead_article)
    assert ("bridge", "bridge-again") == story.article_ids
    assert [url, HARBOUR] == [row.url for row in story.coverage]
    assert ("City", "Transport") == story.topics


def test_of_one_page_in_two_files_the_published_one_is_shown() -> None:
    """A rival that is the same page as a published article does not take it away."""
    url = "https://bridge.example/piece"
    rival = article(
        "bridge-again", url=url, published_at="2026-03-02T12:00:00Z", published=False, heat=-1
    )

    (story,) = stories_of(article("bridge"), rival)

    assert "bridge" == story.lead_article


def test_a_syndicated_copy_stands_under_the_original() -> None:
    """The same title at another outlet is a copy, counted apart."""
    title = "Council votes to let trams cross the harbour bridge again"

    (story,) = stories_of(article("bridge", title, related=(entry(title, HARBOUR),)))

    (row,) = story.coverage
    assert [HARBOUR] == [copy.url for copy in row.copies]
    assert (2, 2, 1, 1) == (
        story.counts.pages,
        story.counts.outlets,
        story.counts.independent,
        story.counts.copies,
    )


def test_what_is_about_something_else_is_mentioned_apart() -> None:
    """An entry that failed the gate is no coverage and does not count as a page."""
    other = entry("Recipe for leeks", "https://kitchen.example/leeks", on_topic=False, reason="no")

    (story,) = stories_of(article("bridge", related=(other,)))

    assert ["Recipe for leeks"] == [row.title for row in story.mentioned]
    assert (1, 1) == (story.counts.pages, story.counts.mentioned)


def test_missing_values_stay_missing() -> None:
    """No date, outlet or address is invented."""
    (story,) = stories_of(article("bare", published_at="", url="", outlet=Outlet()))

    assert ("", "", (), Outlet()) == (
        story.published_at,
        story.lead.url,
        story.days,
        story.lead.outlet,
    )
    assert 0 == story.counts.outlets


def test_names_of_outlets_are_joined_by_domain() -> None:
    """A provider's many names are one outlet (contract D6.3)."""
    first = entry("a", "https://post.example/1", outlet=Outlet("The Post", "www.post.example"))
    second = entry("b", "https://post.example/2", outlet=Outlet("Post", "post.example"))

    (story,) = stories_of(article("bridge", related=(first, second)))

    assert {"bridge.example", "post.example"} == {outlet.domain for outlet in story.outlets}


def test_an_article_without_topics_is_tagged_by_keyword() -> None:
    """A topic's keyword as whole words in the title, and the root topic (contract D6.2)."""
    settings = Settings(
        site=SiteSettings(root_topic="News"),
        topics=(TopicSetting("Transport", keywords=("tram", "trams")), TopicSetting("News")),
    )

    (tagged,) = stories_of(article("one", "Trams return"), settings=settings)
    (other,) = stories_of(article("two", "Tramps return"), settings=settings)

    assert ("Transport", "News") == tagged.topics
    assert ("News",) == other.topics


@pytest.mark.parametrize(
    ("heat", "expected"), [(486, 486), (None, 80), (-1, 80)], ids=["given", "absent", "marker"]
)
def test_heat_is_the_files_or_the_formulas(heat: int | None, expected: int) -> None:
    """Without heat of its own an article has its quality and ten for each entry (D4.2)."""
    related = tuple(entry(f"t{n}", f"https://o{n}.example/p") for n in range(3))

    (story,) = stories_of(article("bridge", heat=heat, quality=50, related=related))

    assert expected == story.heat


# ---------------------------------------------------------------- the editor's word


def test_an_editor_sets_title_and_lead() -> None:
    """`site/stories.yaml` may name the lead, also one that the site does not hold."""
    override = StoryOverride(story="bridge", title="Trams, again", lead=HARBOUR)

    (story,) = stories_of(
        article("bridge", related=(entry("Trams again", HARBOUR),)),
        settings=Settings(overrides=(override,)),
    )

    assert ("Trams, again", HARBOUR, "bridge") == (story.title, story.lead.url, story.id)


def test_an_editor_hides_a_story() -> None:
    """A hidden story is not published."""
    settings = Settings(overrides=(StoryOverride(story="bridge", hide=True),))

    assert () == stories_of(article("bridge"), settings=settings)


def test_an_editor_splits_a_page_off() -> None:
    """A page that an editor splits off leaves the story."""
    settings = Settings(overrides=(StoryOverride(story="bridge", split=(HARBOUR,)),))

    (story,) = stories_of(
        article("bridge", related=(entry("Trams again", HARBOUR),)), settings=settings
    )

    assert ["https://bridge.example/piece"] == [row.url for row in story.coverage]
    assert [HARBOUR] == [row.url for row in story.mentioned]


def test_an_editor_merges_stories() -> None:
    """Two stories become one, named by the earlier."""
    settings = Settings(overrides=(StoryOverride(story="two", merge=("one",)),))
    one = article("one", "Leeks", published_at="2026-03-01T09:00:00Z")

    (story,) = stories_of(one, article("two", "Trams"), settings=settings)

    assert ("one", "two") == story.article_ids


# ---------------------------------------------------------------- publishers' wishes


def test_a_withdrawn_page_is_gone_from_the_story() -> None:
    """What was taken down is no coverage, no copy and no mention."""
    settings = Settings(withdrawals=(Withdrawal(HARBOUR, "2026-03-05"),))

    (story,) = stories_of(
        article("bridge", related=(entry("Trams again", HARBOUR),)), settings=settings
    )

    assert ["https://bridge.example/piece"] == [row.url for row in story.coverage]
    assert () == story.mentioned


def test_a_publisher_limits_its_excerpts() -> None:
    """An excerpt is cut to what its publisher allows, and gone where only titles are allowed."""
    settings = Settings(
        policies=(
            Policy("harbour.example", excerpt_characters=12),
            Policy("bridge.example", title_only=True),
        )
    )
    related = (entry("Trams again", HARBOUR, excerpt="The council voted nine to four."),)

    (story,) = stories_of(
        article("bridge", excerpt="Nine to four.", related=related), settings=settings
    )

    assert {"": True, "The council…": True} == {row.excerpt: True for row in story.coverage}
    assert "" == story.excerpt

"""Stories: what is grouped, what is split, and what must hold for any pages and links."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.digest.copies import GroupPage, Link, text_links, text_marks
from broadsheet.digest.grouping import (
    UnionFind,
    average_linkage,
    connected,
    group_component,
)
from broadsheet.digest.similarity import PageText, gate
from broadsheet.model_rules import StoryRules

RULES = StoryRules()


def page(key: str, title: str, day: int = 1, *, local: bool = False) -> GroupPage:
    """Return a page published on a day of March."""
    return GroupPage(key, title, "", f"2024-03-{day:02}T09:00:00Z", local)


FERRY = (
    page("f1", "Council lets ferry riders skip palm scanner", local=True),
    page("f2", "Ferry riders may skip palm scanner, council says"),
    page("f3", "Palm scanner no longer needed on ferry, riders told", day=2),
)
DOLLS = (
    page("d1", "State sues toy maker over doll that listens", local=True),
    page("d2", "Toy maker sued by state: doll listens to children"),
    page("d3", "Doll that listens brings toy maker to court", day=2),
)


def test_an_article_with_its_own_coverage_is_one_story() -> None:
    """What the gate accepted of one list is the story, whatever its words."""
    pages = (FERRY[0], DOLLS[1], page("x", "Nothing alike"))

    assert group_component(pages, [(0, 1), (0, 2)], RULES) == ((0, 1, 2),)


def test_what_one_article_refused_stays_out_of_its_story() -> None:
    """A page linked only with the coverage, not with the article, is not the article's story."""
    stories = group_component(FERRY, [(0, 1), (1, 2)], RULES)

    assert stories == ((0, 1), (2,))


def test_what_one_article_refused_is_grouped_among_itself() -> None:
    """Two refused copies of one report are one group, so that they can be shown as one."""
    pages = (*FERRY[:2], *DOLLS[1:])

    assert group_component(pages, [(0, 1), (1, 2), (2, 3)], RULES) == ((0, 1), (2, 3))


def test_one_shared_page_does_not_glue_two_events() -> None:
    """Two articles that both name a round-up stay two stories."""
    roundup = page("r", "Week in court: ferry palm scanner, listening doll")
    pages = (*FERRY, *DOLLS, roundup)
    links = [(0, 1), (0, 2), (3, 4), (3, 5), (0, 6), (3, 6)]
    stories = [set(story) - {6} for story in group_component(pages, links, RULES)]

    assert {0, 1, 2} in stories
    assert {3, 4, 5} in stories


def test_two_articles_on_one_event_are_one_story() -> None:
    """The union of their lists is the coverage."""
    other = page("f4", "Ferry council drops palm scanner for riders", day=2, local=True)

    assert group_component((*FERRY, other), [(0, 1), (1, 3), (3, 2)], RULES) == ((0, 1, 2, 3),)


def test_the_same_words_beyond_the_window_are_another_story() -> None:
    """A sequel weeks later is not the event, though a chain of links leads to it."""
    later = page("f9", FERRY[0].title, day=28, local=True)
    stories = group_component((*FERRY, later), [(0, 1), (0, 2), (2, 3)], RULES)

    assert stories == ((0, 1, 2), (3,))


def test_pages_that_no_link_connects_are_apart() -> None:
    """Equal words without a link make no story: whoever calls decides on links."""
    assert group_component((FERRY[0], FERRY[1]), [], RULES) == ((0,), (1,))


def test_a_page_alone_is_a_story() -> None:
    """An article without coverage has its own page."""
    assert group_component((FERRY[0],), [], RULES) == ((0,),)


def test_no_pages_make_no_stories() -> None:
    """An empty site has none."""
    assert group_component((), [], RULES) == ()


def test_average_linkage_weighs_groups_by_their_size() -> None:
    """A page is added to a group for its mean likeness to all, not to its best friend."""
    likeness = [{1: 0.9, 2: 0.8}, {0: 0.9, 2: 0.1}, {0: 0.8, 1: 0.1}]

    assert average_linkage(likeness, 0.46) == [[0, 1], [2]]
    assert average_linkage(likeness, 0.45) == [[0, 1, 2]]


def test_union_find_gives_sorted_groups() -> None:
    """Groups are ordered by their first member, whatever the order of unions."""
    found = UnionFind(6)
    for one, other in [(5, 2), (4, 1), (2, 4)]:
        found.union(one, other)

    assert found.groups() == ((0,), (1, 2, 4, 5), (3,))


def test_a_chain_of_thousands_of_alike_pages_is_bounded() -> None:
    """On a one-topic site, no chain of near titles becomes one giant story."""
    rng = random.Random(1)
    words = [f"w{number}" for number in range(60)]
    pages = [
        page(f"p{at:04}", "palm scanner rules " + " ".join(rng.sample(words, 3)), at % 28 + 1)
        for at in range(2_000)
    ]
    stories = group_component(pages, [(at, at + 1) for at in range(1_999)], RULES)

    assert max(map(len, stories)) <= RULES.max_pages
    assert sorted(at for story in stories for at in story) == list(range(2_000))


def test_copies_without_end_are_cut_by_date() -> None:
    """Even pages that nothing tells apart make stories of bounded size."""
    pages = [page(f"p{at:03}", FERRY[0].title, at % 28 + 1) for at in range(500)]
    stories = group_component(pages, [(at, at + 1) for at in range(499)], RULES)

    assert max(map(len, stories)) <= RULES.max_pages


def test_sparse_random_links_make_no_giants() -> None:
    """Two thousand invented articles, half with six random entries each, stay apart."""
    rng = random.Random(7)
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "bdfgklmnprst"]
    pages = [
        GroupPage(
            f"p{at:04}",
            " ".join(rng.sample(words, 8)),
            " ".join(rng.sample(words, 25)),
            f"2024-{at % 12 + 1:02}-{at % 28 + 1:02}T00:00:00Z",
            is_local=True,
        )
        for at in range(2_000)
    ]
    listed = [(at, rng.sample(range(2_000), 6)) for at in range(2_000) if rng.random() < 0.55]
    links = [
        (at, entry)
        for at, entries in listed
        for entry, verdict in zip(
            entries, gate(text(pages[at]), [text(pages[e]) for e in entries], RULES), strict=True
        )
        if verdict.on_topic
    ]
    links += text_links([text_marks(page, RULES) for page in pages], RULES)
    candidates = connected(2_000, links)

    assert max(map(len, candidates)) <= 5
    assert len(connected(2_000, [(at, e) for at, entries in listed for e in entries])) < 1_000


def text(source: GroupPage) -> PageText:
    """Return what the gate sees of a page."""
    return PageText(source.title, source.excerpt, source.published_at)


titles = st.lists(
    st.sampled_from(
        ["ferry", "palm", "scanner", "doll", "toy", "court", "rider", "state", "ticket", "harbour"]
    ),
    min_size=0,
    max_size=6,
).map(" ".join)


@st.composite
def linked_pages(draw: st.DrawFn) -> tuple[list[GroupPage], list[Link]]:
    """Return a few pages and links between some of them."""
    size = draw(st.integers(1, 12))
    pages = [
        page(f"k{at}", draw(titles), draw(st.integers(1, 28)), local=draw(st.booleans()))
        for at in range(size)
    ]
    places = st.integers(0, size - 1)
    return pages, draw(st.lists(st.tuples(places, places), max_size=15))


@given(linked_pages())
def test_every_page_is_in_one_story_and_no_story_leaves_its_links(
    given_pages: tuple[list[GroupPage], list[Link]],
) -> None:
    """Stories are a partition, finer than what links connect."""
    pages, links = given_pages
    stories = group_component(pages, links, RULES)
    candidates = [set(group) for group in connected(len(pages), links)]

    assert sorted(at for story in stories for at in story) == list(range(len(pages)))
    assert all(any(set(story) <= group for group in candidates) for story in stories)
    assert list(stories) == sorted(tuple(sorted(story)) for story in stories)


@given(linked_pages(), st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_order(
    given_pages: tuple[list[GroupPage], list[Link]], rng: random.Random
) -> None:
    """Shuffled pages and turned links give the same stories."""
    pages, links = given_pages
    order = list(range(len(pages)))
    rng.shuffle(order)
    place = {at: rank for rank, at in enumerate(order)}
    turned = [(place[b], place[a]) for a, b in links]
    rng.shuffle(turned)
    shuffled = [pages[at] for at in order]
    expected = {frozenset(pages[at].key for at in s) for s in group_component(pages, links, RULES)}
    actual = {
        frozenset(shuffled[at].key for at in s) for s in group_component(shuffled, turned, RULES)
    }

    assert expected == actual


def test_a_tie_is_broken_by_key_not_by_order() -> None:
    """Where two pages claim a third alike, the same one gets it, whoever comes first."""
    pages = [page("a", "ferry palm"), page("b", "ferry harbour"), page("c", "harbour doll")]
    links = [(0, 1), (1, 2)]
    rules = StoryRules(cut=0.4)

    assert group_component(pages, links, rules) == ((0, 1), (2,))
    assert group_component(pages[::-1], links, rules) == ((0,), (1, 2))


@given(linked_pages(), st.sampled_from([2, 3, 5]))
def test_a_candidate_of_many_articles_keeps_within_its_bound(
    given_pages: tuple[list[GroupPage], list[Link]], most: int
) -> None:
    """Only one article's own list may make a story of more than `max_pages`."""
    pages, links = given_pages
    rules = StoryRules(max_pages=most)

    for story in group_component(pages, links, rules):
        assert len(story) <= most or sum(pages[at].is_local for at in story) == 1


@pytest.mark.parametrize("cut", [0.0, 0.3, 1.0])
def test_a_higher_cut_never_joins_more(cut: float) -> None:
    """The cut is a promise: stories of a stricter rule are parts of a laxer rule's."""
    links = [(at, at + 1) for at in range(5)]
    pages = (*FERRY, *DOLLS)
    lax = [set(story) for story in group_component(pages, links, StoryRules(cut=0.0))]

    for story in group_component(pages, links, StoryRules(cut=cut)):
        assert any(set(story) <= group for group in lax)


def test_what_lists_state_adds_to_the_likeness() -> None:
    """Two articles of other words are one story when their lists say so often enough."""
    pages = (FERRY[0], page("x", "Nothing alike here", local=True))
    links = [(0, 1)]
    heavy = StoryRules(relate_weight=0.2)

    assert ((0,), (1,)) == group_component(pages, links, heavy)
    assert ((0,), (1,)) == group_component(pages, links, heavy, {(1, 0): 0.6})
    assert ((0, 1),) == group_component(pages, links, heavy, {(1, 0): 0.7})
    assert ((0,), (1,)) == group_component(pages, links, RULES, {(1, 0): 1.0})


def test_what_lists_state_takes_no_likeness_away() -> None:
    """From the pages that they tell of, nor gives any to those that they are silent about."""
    pages = (*(msgspec.structs.replace(page, is_local=True) for page in FERRY), DOLLS[0])
    links = [(0, 1), (1, 2), (2, 3)]
    stated = {(0, 1): 0.01, (2, 3): 0.01}
    heavy = StoryRules(relate_weight=1.0)

    assert ((0, 1, 2), (3,)) == group_component(pages, links, heavy)
    assert ((0, 1, 2), (3,)) == group_component(pages, links, heavy, stated)


def test_what_one_article_refused_may_be_joined_by_what_lists_state() -> None:
    """Among itself, as everywhere: nothing alike, but said to be one event."""
    pages = (*FERRY[:2], page("x", "Nothing alike here"), page("y", "Quite another matter"))
    links = [(0, 1), (1, 2), (2, 3)]
    heavy = StoryRules(relate_weight=0.2)

    assert ((0, 1), (2,), (3,)) == group_component(pages, links, heavy)
    assert ((0, 1), (2, 3)) == group_component(pages, links, heavy, {(2, 3): 1.0})

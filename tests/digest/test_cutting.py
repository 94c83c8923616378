"""Candidates of too many pages: cut at their weakest links, and at last by date."""

from __future__ import annotations

import pytest

from broadsheet.digest.copies import GroupPage, Link
from broadsheet.digest.grouping import STRONGER, _cut_down, group_component
from broadsheet.model_rules import StoryRules

CHAIN = {(0, 1): 0.5, (1, 2): 0.9, (2, 3): 0.3, (3, 4): 0.9, (4, 5): 0.5}
"""Two threes that a weak link holds together; by 0.5, each hangs together just enough."""


def pieces(
    size: int, likeness: dict[Link, float], thresholds: tuple[float, ...], most: int
) -> list[list[int]]:
    """Return the pieces that the pages 0, 1, 2… are cut into."""
    return [list(piece) for piece in _cut_down(range(size), likeness, thresholds, most)]


@pytest.mark.parametrize(
    ("thresholds", "most", "expected"),
    [
        ((0.2, 0.5, 0.95), 6, [[0, 1, 2, 3, 4, 5]]),
        ((0.2, 0.5, 0.95), 5, [[0, 1, 2], [3, 4, 5]]),
        ((0.2, 0.5, 0.95), 3, [[0, 1, 2], [3, 4, 5]]),
        ((0.2, 0.5, 0.95), 2, [[0], [1], [2], [3], [4], [5]]),
        ((0.2, 0.5, 0.6), 2, [[0], [1, 2], [3, 4], [5]]),
        ((0.2,), 4, [[0, 1, 2, 3], [4, 5]]),
        ((), 4, [[0, 1, 2, 3], [4, 5]]),
        ((), 6, [[0, 1, 2, 3, 4, 5]]),
    ],
)
def test_the_weakest_links_are_cut_first(
    thresholds: tuple[float, ...], most: int, expected: list[list[int]]
) -> None:
    """Only where a piece is still too large is the next threshold asked; then the order is."""
    assert expected == pieces(6, CHAIN, thresholds, most)


def test_the_order_of_a_cut_by_date_is_that_of_the_pages_given() -> None:
    """Neighbours in time stay together, and each piece is in the order of its pages' names."""
    assert [[3, 5], [0, 4], [1]] == [list(piece) for piece in _cut_down([5, 3, 4, 0, 1], {}, (), 2)]


def test_pages_are_cut_by_their_words_and_days() -> None:
    """Equal reports: nothing tells them apart, so the first three days are one story."""
    days = (5, 1, 3, 2, 6, 4, 7)
    pages = [
        GroupPage(f"p{at}", "Ferry riders skip palm scanner", "", f"2024-03-{day:02}", True)
        for at, day in enumerate(days)
    ]
    links = [(at, at + 1) for at in range(6)]
    rules = StoryRules(max_pages=3, cut=0.01)

    assert ((0, 4, 5), (1, 2, 3), (6,)) == group_component(pages, links, rules)
    assert (tuple(range(7)),) == group_component(pages, links, StoryRules(max_pages=7, cut=0.01))


def test_two_events_that_a_weak_link_joins_are_cut_there() -> None:
    """Not by date, though the days of the two are mixed."""
    ferry, dolls = "Ferry riders skip palm scanner", "Doll that listens brings maker to court"
    titles = (ferry, dolls, ferry, dolls, ferry, dolls)
    pages = [
        GroupPage(f"p{at}", f"{title} today", "", f"2024-03-{at + 1:02}", True)
        for at, title in enumerate(titles)
    ]
    links = [(0, 2), (2, 4), (1, 3), (3, 5), (4, 5)]

    assert ((0, 2, 4), (1, 3, 5)) == group_component(pages, links, StoryRules(max_pages=3, cut=0.0))
    assert sorted(STRONGER) == list(STRONGER)


def test_what_one_article_refused_is_cut_at_its_weak_links_too() -> None:
    """Pages that only the coverage names, of two events: by words, not by days."""
    ferry, dolls = "Ferry riders skip palm scanner", "Doll that listens brings maker to court"
    titles = ("Council meets", "Council met", ferry, dolls, ferry, dolls, ferry, dolls)
    pages = [
        GroupPage(f"p{at}", f"{title} today", "", f"2024-03-{at + 1:02}", at == 0)
        for at, title in enumerate(titles)
    ]
    links = [(0, 1), (1, 2), (2, 4), (4, 6), (3, 5), (5, 7), (6, 7)]

    assert ((0, 1), (2, 4, 6), (3, 5, 7)) == group_component(
        pages, links, StoryRules(max_pages=3, cut=0.0)
    )


def words(*numbers: int) -> str:
    """Return a title of words that mean nothing."""
    return " ".join(f"w{number}" for number in numbers)


@pytest.mark.parametrize(
    ("expected", "titles"),
    [
        (((0,), (1, 2)), [words(*range(10)), words(9, *range(20, 29)), words(*range(26, 36))]),
        (((0, 1), (2,)), [words(*range(20)), words(*range(1, 21)), words(*range(4, 24))]),
    ],
    ids=["above a fifth", "above nine tenths"],
)
def test_links_are_cut_from_a_fifth_of_likeness_to_nine_tenths(
    expected: tuple[tuple[int, ...], ...], titles: list[str]
) -> None:
    """In steps small enough that of two weak, or two strong, links the stronger one holds."""
    days = 3, 1, 2
    pages = [
        GroupPage(f"p{at}", title, "", f"2024-03-{day:02}", True)
        for at, (title, day) in enumerate(zip(titles, days, strict=True))
    ]

    assert expected == group_component(pages, [(0, 1), (1, 2)], StoryRules(max_pages=2, cut=0.01))

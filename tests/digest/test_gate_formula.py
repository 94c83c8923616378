"""The relevance gate against the same formula written plainly, slowly and another way."""

from __future__ import annotations

from itertools import combinations
from math import log, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from broadsheet.digest.copies import GroupPage
from broadsheet.digest.grouping import group_component
from broadsheet.digest.similarity import PageText, day_of, gate
from broadsheet.digest.words import page_words
from broadsheet.model_rules import StoryRules

WORDS = ("ferry", "palm", "scanner", "rider", "ticket", "harbour", "council", "storm", "baker")
Vector = dict[str, float]

_titles = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
_pages = st.builds(PageText, _titles, _titles)


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors, 0 when one has no length."""
    length = sqrt(sum(x * x for x in one.values()) * sum(x * x for x in other.values()))
    return sum(one[word] * other.get(word, 0.0) for word in one) / length if length else 0.0


def unit_vectors(pages: list[PageText]) -> list[Vector]:
    """Return each page's TF-IDF vector of all its words: titles count twice, the base is 3."""
    words = [page_words(page.title, page.excerpt) for page in pages]
    vectors = []
    for page in words:
        vector: Vector = {}
        for weight, some in ((2.0, page.title), (1.0, page.rest)):
            for word in some:
                pages_with = sum(word in (*other.title, *other.rest) for other in words)
                vector[word] = weight * (3.0 + log((1 + len(words)) / (1 + pages_with)))
        length = sqrt(sum(x * x for x in vector.values())) or 1.0
        vectors.append({word: x / length for word, x in vector.items()})
    return vectors


def relevances(own: PageText, entries: list[PageText]) -> list[float]:
    """Return each entry's cosine with the article, drawn twice towards the other entries."""
    first, *others = unit_vectors([own, *entries])
    scores = [cosine(first, vector) for vector in others]
    for _ in range(2):
        pulls = [10.0 * score**3 for score in scores]
        scores = []
        for at, vector in enumerate(others):
            profile = dict(first)
            for other, pull in zip(others, pulls, strict=True):
                for word, weight in other.items() if other is not others[at] else ():
                    profile[word] = profile.get(word, 0.0) + pull * weight
            scores.append(cosine(profile, vector))
    return scores


@given(_pages, st.lists(_pages, min_size=1, max_size=6))
def test_the_gate_is_the_formula(own: PageText, entries: list[PageText]) -> None:
    """Every score, in every list, with the four digits that are kept."""
    found = [relevance.score for relevance in gate(own, tuple(entries), StoryRules())]

    assert pytest.approx(relevances(own, entries), abs=0.0002) == found
    assert [round(score, 4) for score in found] == found


def test_the_reason_writes_words_as_the_article_does() -> None:
    """In lower case, without quotation marks and a possessive; at most three of them."""
    own = PageText("Council's 'ferry' riders: no palm scanner in the council's harbour")
    other = PageText("Riders of ferry welcome council")
    [relevance] = gate(own, (other,), StoryRules())

    assert relevance.reason.startswith("shares ")
    assert {"council", "ferry", "riders"} == set(
        relevance.reason.removeprefix("shares ").split(", ")
    )


def test_the_reason_names_the_weightiest_words_first() -> None:
    """Those of both titles before those of the excerpts, then by the alphabet."""
    page = PageText("Storm ferry", "Harbour gates")
    [relevance] = gate(page, (page,), StoryRules())

    assert "shares ferry, storm, gates" == relevance.reason


def test_a_zone_is_heeded() -> None:
    """Nine in the morning two hours east of Greenwich is seven there; without a zone it is UTC."""
    east = day_of("2024-03-01T09:00:00+02:00")

    assert day_of("2024-03-01T07:00:00Z") == east == day_of("2024-03-01T07:00:00")


def test_the_window_of_a_story_is_closed() -> None:
    """Two articles in the same words are one story ten days apart, and two a day later."""
    title = "Ferry riders skip palm scanner"

    def stories(day: int) -> int:
        days = ("2024-03-01T09:00:00Z", f"2024-03-{day}T09:00:00Z")
        pages = [GroupPage(when, title, "", when, is_local=True) for when in days]
        return len(group_component(pages, [(0, 1)], StoryRules()))

    assert (1, 2) == (stories(11), stories(12))


def test_an_entry_may_be_accepted_for_its_likeness_to_the_others() -> None:
    """Without a word of the article, but with those of entries that are about its event."""
    own = PageText("Ferry riders skip palm scanner")
    near = PageText(
        "Ferry riders skip palm scanner after complaint", "Gates open with paper ticket"
    )
    far = PageText("Gates open with paper ticket after complaint")
    verdicts = gate(own, (near, near, far), StoryRules(gate=0.1))

    assert "like the other entries" == verdicts[2].reason
    assert verdicts[2].on_topic
    [alone] = gate(own, (far,), StoryRules(gate=0.1))
    assert (0.0, False, "no word in common") == (alone.score, alone.on_topic, alone.reason)


@pytest.mark.parametrize("keys", ["ab", "ba"])
@pytest.mark.parametrize("pair", [(0, 1), (1, 0)])
def test_what_lists_state_is_found_whatever_the_order(keys: str, pair: tuple[int, int]) -> None:
    """Of the pages, of the pair, and of the link."""
    titles = ("Ferry riders skip palm scanner", "Nothing alike here")
    pages = [
        GroupPage(key, title, "", "2024-03-01T09:00:00Z", is_local=True)
        for key, title in zip(keys, titles, strict=True)
    ]
    rules = StoryRules(relate_weight=0.2)

    for link in ((0, 1), (1, 0)):
        assert ((0, 1),) == group_component(pages, [link], rules, {pair: 1.0})
        assert ((0,), (1,)) == group_component(pages, [link], rules)


@given(st.tuples(_pages, _pages, _pages), st.permutations(WORDS))
def test_the_likeness_of_two_articles_is_the_formula_too(
    drawn: tuple[PageText, PageText, PageText], words: list[str]
) -> None:
    """They are one story while the cut is not above their cosine, a third page weighing in."""
    one, other, third = _with_the_closest_first(
        [
            PageText(" ".join((page.title, *words[:at])), page.excerpt)
            for at, page in enumerate(drawn)
        ]
    )
    vectors = unit_vectors([one, other, third])
    alike = cosine(vectors[0], vectors[1])
    assume(alike > max(cosine(vectors[0], vectors[2]), cosine(vectors[1], vectors[2])) + 0.01)
    pages = [
        GroupPage(f"p{at}", page.title, page.excerpt, "", is_local=True)
        for at, page in enumerate((one, other, third))
    ]

    def stories(cut: float) -> tuple[tuple[int, ...], ...]:
        return group_component(pages, [(0, 1), (1, 2)], StoryRules(cut=cut))

    assert (0, 1) == stories(alike - 0.001)[0][:2]
    assert ((0,), (1,), (2,)) == stories(alike + 0.001)


def _with_the_closest_first(pages: list[PageText]) -> list[PageText]:
    """Return three pages, the two with the greatest cosine at the beginning."""
    vectors = unit_vectors(pages)
    first, second = max(combinations(range(3), 2), key=lambda at: cosine(*(vectors[i] for i in at)))
    return [pages[first], pages[second], pages[3 - first - second]]


def test_the_window_of_the_gate_is_closed() -> None:
    """Ten days apart an entry is judged by its words; a minute more, and it is another event."""
    title = "Ferry riders skip palm scanner"
    times = ("2024-03-01T09:00:00Z", "2024-03-11T09:00:00Z", "2024-03-11T09:01:00Z")
    own, last, late = (PageText(title, "", when) for when in times)
    inside, outside = gate(own, (last, late), StoryRules())

    assert (True, False) == (inside.on_topic, outside.on_topic)
    assert "10 days apart" == outside.reason


def test_an_unknown_date_is_near_in_the_smallest_window() -> None:
    """It is held against no entry, however the site is set."""
    own = PageText("Ferry riders skip palm scanner", "", "2024-03-01T09:00:00Z")
    undated = PageText(own.title)
    [verdict] = gate(own, (undated,), StoryRules(window_days=0.01))

    assert verdict.on_topic


def test_the_reason_has_the_first_of_several_spellings() -> None:
    """That of the headline, though the text below it writes the word otherwise."""
    own = PageText("Ferries carry riders", "A ferry carries the rider; carrying is paid for.")
    [verdict] = gate(own, (PageText("Rider of a ferry"),), StoryRules())

    assert "shares ferries, riders" == verdict.reason

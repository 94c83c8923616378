"""Links that follow edits: what is kept of near titles gives what would be found anew."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.digest import copies, nearness
from broadsheet.digest.copies import (
    GroupPage,
    TextMarks,
    TextTies,
    article_links,
    article_ties,
    text_marks,
)
from broadsheet.model_rules import StoryRules

RULES = StoryRules()
COPY = "Council lets ferry riders skip palm scanners"
EXCERPT = "From spring on, riders who own a ticket for the year need not show a hand at any gate"


def page(key: str, title: str, excerpt: str = "", day: int | None = 1) -> GroupPage:
    """Return a page published on a day of March."""
    return GroupPage(key, title, excerpt, f"2024-03-{day:02}T09:00:00Z" if day else "")


NAMES = ("ferry", "palm", "scanner", "rider", "ticket", "harbour", "council", "fare", "sunday")
TITLES = st.lists(st.sampled_from(NAMES), max_size=7, unique=True)
NEAR = StoryRules(subject_pages=8, subject_share=0.6, min_title_words=2)


@given(
    st.lists(st.tuples(TITLES, st.integers(1, 12), st.sampled_from(["", "zebra"])), max_size=14),
    st.lists(st.tuples(st.integers(0, 13), TITLES), min_size=1, max_size=4),
    st.integers(0, 3),
)
def test_ties_that_follow_a_change_are_those_made_anew(
    pages: list[tuple[list[str], int, str]], edits: list[tuple[int, list[str]]], mentioned: int
) -> None:
    """Whatever titles change, one after the other, and however common their words are."""
    texts = [page(str(at), " ".join(t), e, day) for at, (t, day, e) in enumerate(pages)]
    marks = [text_marks(text, NEAR) for text in texts]
    cut = max(0, len(marks) - mentioned)
    named = [(0, mark) for mark in marks[cut:]] if cut else []
    ties = article_ties(marks[:cut], named, NEAR)
    for at, title in edits:
        if at < len(texts):
            texts[at] = msgspec.structs.replace(texts[at], title=" ".join(title))
            marks[at] = text_marks(texts[at], NEAR)
        named = [(0, mark) for mark in marks[cut:]] if cut else []
        followed = article_ties(marks[:cut], named, NEAR, ties)

        assert followed is ties
        assert article_links(marks[:cut], named, NEAR) == followed.links()


@pytest.mark.parametrize("days", [(2,), (11,), (2, 3)])
def test_ties_follow_where_only_the_earlier_title_changes(
    days: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later pages find it, though nothing about them or their words' frequency differs.

    So they do at the end of the window of ten days, and as many as are compared for a word.
    """
    monkeypatch.setattr(nearness, "MAX_COMPARED", 2)
    title = "Ferry palm scanner rider"
    pages = [page("x", "Baker wins prize", day=1)]
    pages += [page(f"y{day}", title, day=day) for day in days]
    pages += [page(key, f"{title} {key}", day=28) for key in ("harbour", "council", "sunday")]
    marks = [text_marks(one, RULES) for one in pages]
    ties = article_ties(marks, [], RULES)
    before = ties.links()
    marks[0] = text_marks(page("x", f"{title} ticket", day=1), RULES)
    found = {(0, at) for at in range(1, 1 + len(days))}

    assert found == {*article_ties(marks, [], RULES, ties).links()} - {*before}


@pytest.mark.parametrize("changed", range(3))
def test_copies_that_follow_a_change_are_chained_in_the_order_of_time(changed: int) -> None:
    """Wherever the article that became one of them stands among the others."""
    titles = ("Ferry strike ends", "Council votes on ferry fares", "Lost dog boards a ferry")
    pages = [page(t, t, EXCERPT, day) for t, day in zip(titles, (3, 1, 2), strict=True)]
    before = [msgspec.structs.replace(p, excerpt=f"{p.key}. {EXCERPT}") for p in pages]
    marks = [text_marks(p, RULES) for p in (*pages[:changed], before[changed])]
    marks += [text_marks(p, RULES) for p in pages[changed + 1 :]]
    ties = article_ties(marks, [], RULES)
    marks[changed] = text_marks(pages[changed], RULES)
    followed = article_ties(marks, [], RULES, ties)

    assert followed is ties
    assert ((0, 2), (1, 2)) == followed.links()


@given(
    st.lists(st.tuples(TITLES, st.integers(1, 12), st.integers(0, 2)), max_size=9),
    st.lists(
        st.tuples(st.integers(0, 9), TITLES, st.integers(1, 12), st.integers(0, 3)),
        min_size=1,
        max_size=4,
    ),
)
def test_ties_that_follow_pages_are_those_made_anew(
    pages: list[tuple[list[str], int, int]], edits: list[tuple[int, list[str], int, int]]
) -> None:
    """Whatever pages come, go, or get another day or other mentions, one after the other."""
    count = iter(range(1000))

    def made(title: list[str], day: int, mentions: int) -> list[TextMarks]:
        keys = [str(next(count)) for _ in range(mentions + 1)]
        texts = [" ".join(title[at:]) for at in range(mentions + 1)]
        return [
            text_marks(page(k, text, day=day), NEAR) for k, text in zip(keys, texts, strict=True)
        ]

    def ties(earlier: TextTies | None) -> TextTies:
        articles = [own[0] for own in rows]
        named = [(at, mark) for at, own in enumerate(rows) for mark in own[1:]]
        return article_ties(articles, named, NEAR, earlier)

    rows = [made(*each) for each in pages]
    known = ties(None)
    for at, title, day, mentions in edits:
        rows[at : at + bool(mentions)] = [made(title, day, mentions - 1)] if mentions else []
        if not mentions:
            del rows[at : at + 1]
        followed = ties(known)

        assert followed is known
        assert ties(None).links() == followed.links()


def test_ties_do_not_follow_many_other_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor other owners and rules: all is begun anew."""
    monkeypatch.setattr(copies, "MOST_FOLLOWED", 0)
    marks = [text_marks(page(key, COPY, day=day), RULES) for key, day in (("a", 1), ("b", 2))]
    ties = article_ties(marks, [], RULES)
    later = msgspec.structs.replace(marks[1], day=marks[0].day + 90 if marks[0].day else None)

    assert article_ties(marks[:1], [], RULES, ties) is not ties
    assert article_ties([marks[0], later], [], RULES, ties) is not ties
    assert article_ties(marks[:1], [(0, marks[1])], RULES, ties) is not ties
    assert article_ties(marks, [], StoryRules(near_title=0.9), ties) is not ties
    assert article_ties(list(marks), [], RULES, ties) is ties

"""Links that texts make: copies and near titles."""

from __future__ import annotations

import random

from broadsheet.digest.copies import (
    GroupPage,
    Link,
    TextMarks,
    article_links,
    mention_marks,
    text_links,
    text_marks,
)
from broadsheet.digest.similarity import PageText
from broadsheet.model_rules import StoryRules

RULES = StoryRules()


def links_of(*pages: GroupPage) -> tuple[Link, ...]:
    """Return the text links of these pages."""
    return text_links([text_marks(page, RULES) for page in pages], RULES)


def page(key: str, title: str, excerpt: str = "", day: int | None = 1) -> GroupPage:
    """Return a page published on a day of March."""
    return GroupPage(key, title, excerpt, f"2024-03-{day:02}T09:00:00Z" if day else "")


WORDS = ("ferry", "palm", "scanner", "rider", "ticket", "harbour")
COPY = "Council lets ferry riders skip palm scanners"


def test_equal_titles_are_copies_within_the_window() -> None:
    """Two outlets that print the same title in the same days print the same report."""
    assert links_of(page("a", COPY), page("b", COPY.upper(), day=3)) == ((0, 1),)


def test_equal_titles_weeks_apart_are_not_copies() -> None:
    """A monthly column keeps its title."""
    assert links_of(page("a", COPY), page("b", COPY, day=25)) == ()


def test_short_equal_titles_are_not_copies() -> None:
    """A standing head such as "Morning briefing" says nothing about an event."""
    assert links_of(page("a", "Morning briefing"), page("b", "Morning briefing")) == ()


def test_equal_excerpts_need_a_word_of_the_title_in_common() -> None:
    """An outlet's standing text under two reports makes no copies of them."""
    text = "Sign up for our letter and get the best of the harbour in your mail every single day."

    assert links_of(
        page("a", "Ferry riders may pay cash", text),
        page("b", "Ferry to sail on Sundays", text),
        page("c", "Baker wins prize", text),
    ) == ((0, 1),)


def test_near_titles_with_kindred_excerpts_are_linked() -> None:
    """Reports of one event meet though no list names both."""
    assert links_of(
        page("a", "Ferry riders can skip palm scanner", "A paper ticket is enough."),
        page("b", "Council lets ferry riders skip palm scanners", "Tickets made of paper return."),
    ) == ((0, 1),)


def test_near_titles_with_excerpts_about_something_else_are_not_linked() -> None:
    """A series' common head is no event."""
    assert (
        links_of(
            page("a", "Announcing harbour app update: tides", "See when the water is high."),
            page("b", "Announcing harbour app update: parking", "Find a free space near you."),
        )
        == ()
    )


def test_an_undated_page_is_linked_only_as_a_copy() -> None:
    """Without a date, near is not near enough."""
    assert links_of(
        page("a", COPY),
        page("b", "Council will let ferry riders skip palm scanners", day=None),
        page("c", COPY, day=None),
    ) == ((0, 2),)


def test_the_subject_of_a_site_makes_no_title_near() -> None:
    """Words in nearly every title of a large site do not count as shared."""
    words = [f"word{number}" for number in range(400)]
    pages = [
        page(
            f"p{at:03}",
            f"Palm scanner rules {words[3 * at]} {words[3 * at + 1]}",
            "same",
            at % 5 + 1,
        )
        for at in range(120)
    ]

    assert links_of(*pages) == ()
    assert links_of(*pages[:50]) != ()


def test_links_do_not_depend_on_order() -> None:
    """Shuffled pages give the same links."""
    rng = random.Random(3)
    pages = [
        page(
            f"p{at}",
            " ".join(rng.choices(WORDS, k=5)),
        )
        for at in range(40)
    ]
    shuffled = pages[:]
    rng.shuffle(shuffled)

    def named(some: list[GroupPage]) -> set[frozenset[str]]:
        return {frozenset((some[a].key, some[b].key)) for a, b in links_of(*some)}

    assert named(pages) == named(shuffled)


def test_thousands_of_near_titles_make_no_more_links_than_a_few_each() -> None:
    """A word on every page costs no more than its latest pages: each is linked with 64."""
    rules = StoryRules(subject_pages=10_000)
    pages = [page(f"p{at:04}", COPY, "paper ticket") for at in range(500)]
    links = text_links([text_marks(one, rules) for one in pages], rules)

    assert sum(min(at, 64) for at in range(500)) == len(links)
    assert 64 == max(later - earlier for earlier, later in links)


FERRY = page("f", "Ferry riders can skip palm scanner", "A paper ticket is enough.")
DOLLS = page("d", "State sues toy maker over doll that listens", "The attorney general acts.")
BAKER = page("b", "Baker wins the prize of the harbour", "Bread for all.")


def article_pairs(*mentions: tuple[int, str, str]) -> tuple[Link, ...]:
    """Return the links of three articles, given who mentions which title when."""
    marks = [text_marks(one, RULES) for one in (FERRY, DOLLS, BAKER)]
    named = [(at, mention_marks("m", PageText(title, "", when))) for at, title, when in mentions]
    return article_links(marks, named, RULES)


def test_a_mention_that_resembles_another_article_brings_the_two_together() -> None:
    """What is off topic in one list may be coverage of the story next to it."""
    mention = (2, "Toy maker sued by state over listening doll", "2024-03-02T08:00:00Z")

    assert article_pairs() == ()
    assert article_pairs(mention) == ((1, 2),)


def test_a_mention_that_resembles_its_own_article_links_nothing() -> None:
    """An article needs no link with itself."""
    mention = (1, "Toy maker sued by state over listening doll", "2024-03-02T08:00:00Z")

    assert article_pairs(mention) == ()


def test_a_mention_of_another_month_brings_nothing_together() -> None:
    """The window holds for mentions, too."""
    mention = (2, "Toy maker sued by state over listening doll", "2024-05-02T08:00:00Z")

    assert article_pairs(mention) == ()


def test_two_lists_that_mention_one_page_stay_apart() -> None:
    """Mentions resemble each other often; that says nothing about their articles."""
    title, when = "Harbour town bans flying drones at night", "2024-03-01T08:00:00Z"

    assert article_pairs((0, title, when), (1, title, when)) == ()


def test_a_title_is_near_by_its_share_of_words() -> None:
    """Three shared words are enough in short titles and too few in long ones."""
    short = page("a", "Palm scanner ferry riders"), page("b", "Palm scanner ferry tickets")
    long = (
        page("a", "Palm scanner ferry council harbour gates Monday complaints autumn storm"),
        page("b", "Palm scanner ferry baker prize bread winner oven flour village"),
    )

    assert links_of(*short) == ((0, 1),)
    assert links_of(*long) == ()


def test_marks_keep_the_key_and_the_day() -> None:
    """A mention has the words of its title alone: it can be near, and never a copy."""
    when = "2024-03-02T12:00:00Z"
    marks = text_marks(GroupPage("k", COPY, "", when), RULES)
    mention = mention_marks("m", PageText(COPY, "Some words of an excerpt.", when))

    assert ("k", marks.day, marks.title_words) == (marks.key, mention.day, mention.title_words)
    assert TextMarks("m", mention.day, b"", b"", mention.title_words, b"") == mention


def test_half_a_character_does_no_harm() -> None:
    """JSON can spell half of a surrogate pair; it is a letter like another, not an error."""
    broken = "Council lets ferry \ud83d riders skip palm scanners"

    assert links_of(page("a", broken), page("b", broken), page("c", "Baker wins prize")) == (
        (0, 1),
    )


def test_the_window_is_closed() -> None:
    """Ten days apart is within ten days, for copies and for near titles."""
    near = "Council will let ferry riders skip palm scanners"

    assert links_of(page("a", COPY), page("b", COPY, day=11)) == ((0, 1),)
    assert links_of(page("a", COPY), page("b", COPY, day=12)) == ()
    assert links_of(page("a", COPY), page("b", near, day=11)) == ((0, 1),)
    assert links_of(page("a", COPY), page("b", near, day=12)) == ()


def test_a_title_of_as_many_words_as_must_be_shared_can_be_near() -> None:
    """Three words in another order, under titles too short to be copies."""
    assert links_of(page("a", "Ferry storm harbour"), page("b", "Harbour ferry storm")) == ((0, 1),)


def test_pages_that_cannot_be_near_do_not_hide_others() -> None:
    """Undated pages and short titles come first in time, and the next ones are still compared."""
    near = "Council will let ferry riders skip palm scanners"
    pages = page("x", COPY.title(), day=None), page("y", "Ferry"), page("a", COPY), page("b", near)

    assert (2, 3) in links_of(*pages)


def test_copies_are_chained_in_time_whatever_their_order() -> None:
    """Each with the one before it: eight days and eight days are two links, sixteen are none."""
    pages = page("c", COPY, day=17), page("a", COPY, day=1), page("b", COPY, day=9)

    assert links_of(*pages) == ((0, 2), (1, 2))


def test_a_large_site_still_finds_near_titles() -> None:
    """Words that name an event count though those of the subject do not, from the first page on."""
    rules = StoryRules(subject_pages=12, subject_share=0.5)
    pages = [page(f"p{at:02}", f"Palm scanner rules day{at} week{at}", "same") for at in range(10)]
    pages += [
        page("q1", "Palm scanner rules council lets ferry riders", "same"),
        page("q2", "Palm scanner rules riders of ferry praise council", "same"),
    ]
    marks = [text_marks(one, rules) for one in pages]

    assert ((10, 11),) == text_links(marks, rules)
    assert len(text_links(marks[1:], rules)) > 1


def test_a_word_in_just_the_share_of_titles_is_the_subject() -> None:
    """In half of twelve titles where half is the limit; one title less, and it is a word again."""
    rules = StoryRules(subject_pages=12, subject_share=0.5, near_title=0.3)

    def pairs(common: int) -> tuple[Link, ...]:
        heads = ["ferry storm harbour" if at < common else f"x{at} y{at} z{at}" for at in range(12)]
        pages = [page(f"p{at:02}", f"{head} a{at} b{at}") for at, head in enumerate(heads)]
        return text_links([text_marks(one, rules) for one in pages], rules)

    assert pairs(7) == ()
    assert len(pairs(6)) == len(pairs(5)) + 5 > 5


def test_any_word_of_two_excerpts_may_be_the_one_they_share() -> None:
    """Whatever its code: each of many words alone makes two excerpts meet."""
    title = "Announcing harbour app update"
    apart = [
        word
        for word in (f"word{number}" for number in range(40))
        if links_of(page("a", f"{title}: tides", word), page("b", f"{title}: park", word)) == ()
    ]

    assert [] == apart


def test_a_mention_at_the_edge_of_the_articles_is_a_mention() -> None:
    """Also the first of all mentions brings nothing together with another mention."""
    title = "Harbour town bans flying drones at night"
    first = (1, title, "2024-03-03T08:00:00Z")
    second = (0, title, "2024-03-01T08:00:00Z")

    assert article_pairs(first, second) == ()
    assert article_pairs(second, first) == ()


def test_a_shared_excerpt_counts_to_the_end_of_the_window() -> None:
    """Ten days apart, not eleven, where the titles alone are not near."""
    text = "The council of the harbour town has met again to speak about the price of bread."

    def apart(day: int) -> tuple[Link, ...]:
        return links_of(
            page("a", "Ferry riders may pay cash", text), page("b", "Ferry to sail", text, day)
        )

    assert (((0, 1),), ()) == (apart(11), apart(12))


def test_the_first_word_of_the_subject_is_no_word_either() -> None:
    """Two words of their own and the subject are not three words in common."""
    rules = StoryRules(subject_pages=12, subject_share=0.5)
    titles = [f"Palm a{at} b{at}" for at in range(10)]
    pages = [
        page(f"p{at:02}", title) for at, title in enumerate([*titles, *["Council ferry palm"] * 2])
    ]

    assert text_links([text_marks(one, rules) for one in pages], rules) == ()


def test_titles_that_share_their_frequent_words_alone_do_not_crowd_out_a_near_one() -> None:
    """Of 18 words at least 5 must be shared: by the 4 most frequent ones nothing is looked up.

    So 70 titles with one of them leave the near one among the 64 that are compared for that word.
    """
    rules = StoryRules(subject_pages=10_000)
    pages = [page("a", "Ferry storm gates"), page("z", "Gates ferry storm", day=3)]
    for word in ("ferry", "storm", "gates"):
        for at in range(70):
            own = " ".join(f"{word}{at}x{number}" for number in range(14))
            pages.append(page(f"{word}{at}", f"{own} {word} harbour town council", day=2))

    assert ((0, 1),) == text_links([text_marks(one, rules) for one in pages], rules)


def test_a_page_out_of_the_window_hides_none_within() -> None:
    """Of two earlier pages with near titles the nearer in time is found, and the other is not."""
    title = "Ferry palm scanner rider"
    words = {1: "ticket", 20: "fare", 21: "sunday"}
    pages = [page(word, f"{title} {word}", day=day) for day, word in words.items()]

    assert ((1, 2),) == text_links([text_marks(one, RULES) for one in pages], RULES)

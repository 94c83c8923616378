"""Likeness of pages and the relevance gate."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.digest.similarity import (
    PageText,
    day_of,
    dot,
    gate,
    shared_vectors,
)
from broadsheet.digest.words import PageWords
from broadsheet.model_rules import StoryRules

RULES = StoryRules()

FERRY = PageText(
    "Harbour council lets ferry riders skip the palm scanner",
    "The harbour council said on Monday that riders may board with a paper ticket, after weeks of "
    "complaints about palm scanners at the ferry gates.",
    "2024-03-04T09:00:00Z",
)
SAME_EVENT = (
    PageText(
        "Ferry riders can opt out of palm scanning, council says",
        "A paper ticket is enough to board from Monday, the harbour council announced.",
        "2024-03-04T12:00:00Z",
    ),
    PageText(
        "Council backs down on palm scanners for ferries",
        "After complaints, riders of the harbour ferry may again show a paper ticket.",
        "2024-03-05T07:00:00Z",
    ),
)
OTHER_EVENTS = (
    PageText(
        "State sues toy maker over palm scanner",
        "The attorney general says the doll recorded the hands of children without consent.",
        "2024-03-03T10:00:00Z",
    ),
    PageText(
        "Advances in palm scanning",
        "Researchers describe a sensor that reads veins through gloves.",
        "2024-03-04T10:00:00Z",
    ),
)


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-45"])
def test_an_unreadable_date_is_no_date(text: str) -> None:
    """Nothing is invented for a date that is missing or wrong."""
    assert day_of(text) is None


def test_a_time_without_a_zone_is_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own zone must not decide what is near in time."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    read = day_of("2024-03-04T12:00:00")
    monkeypatch.undo()
    time.tzset()

    assert read == day_of("2024-03-04T12:00:00Z") == 19_786.5


def test_the_product_of_two_vectors_is_their_cosine() -> None:
    """Words of one page alone lengthen its vector: half the words shared is half a cosine."""
    one, other, _ = shared_vectors(
        [
            PageWords((), ("ferry", "palm")),
            PageWords((), ("ferry", "doll")),
            PageWords((), ("palm", "tide")),
        ],
        1e9,
    )
    copy, same = shared_vectors([PageWords(("ferry",), ("palm",))] * 2, 1.0)

    assert dot(one, other) == pytest.approx(0.5)
    assert dot(copy, same) == pytest.approx(1.0)


def test_products_are_summed_exactly() -> None:
    """Pythons before and since 3.12 add floats in two ways: a likeness may depend on neither."""
    words = "abcde"
    other = dict(zip(words, [1e100, 1e50, 1.0, -1e50, -1e100], strict=True))

    assert 1.0 == dot(dict.fromkeys(words, 1.0), other)


def test_the_gate_parts_the_event_from_its_subject() -> None:
    """Entries that share only the subject are off topic, others of the event are on topic."""
    verdicts = gate(FERRY, (*SAME_EVENT, *OTHER_EVENTS), RULES)

    assert [verdict.on_topic for verdict in verdicts] == [True, True, False, False]


def test_a_list_about_something_else_is_off_topic_as_a_whole() -> None:
    """However alike the entries are among themselves, the article decides."""
    bill = PageText("Senate bill would change how feeds are ranked", "A bill on algorithms.")
    verdicts = gate(bill, (*SAME_EVENT, *SAME_EVENT), RULES)

    assert not any(verdict.on_topic for verdict in verdicts)


def test_a_reworded_report_passes_thanks_to_the_other_entries() -> None:
    """An entry that shares little with the article is known by the reports it resembles."""
    reworded = PageText("Paper ticket is enough again: complaints make council back down")
    alone = gate(FERRY, (reworded,), RULES)[0].score
    among_others = gate(FERRY, (reworded, *SAME_EVENT), RULES)[0].score

    assert among_others > alone


def test_an_entry_far_in_time_is_off_topic() -> None:
    """The same words weeks later are another event, and the reason says so."""
    late = PageText(FERRY.title, FERRY.excerpt, "2024-05-04T09:00:00Z")
    verdict = gate(FERRY, (late,), RULES)[0]

    assert (verdict.on_topic, verdict.reason) == (False, "61 days apart")


def test_an_entry_without_a_date_is_judged_by_its_words() -> None:
    """A missing date is not held against an entry."""
    undated = PageText(SAME_EVENT[0].title, SAME_EVENT[0].excerpt)

    assert gate(FERRY, (undated,), RULES)[0].on_topic


def test_the_reason_names_words_as_the_article_writes_them() -> None:
    """Reasons are for people: they show words, not stems."""
    own = PageText("Ferries' riders skipping palm scanners")
    verdict = gate(own, (PageText("Skip palm scanner, ferry rider"),), RULES)[0]

    assert set(verdict.reason.removeprefix("shares ").split(", ")) < {
        "ferries",
        "riders",
        "skipping",
        "palm",
        "scanners",
    }


def test_an_entry_without_words_is_off_topic() -> None:
    """Where there is nothing to compare nothing is claimed."""
    verdict = gate(FERRY, (PageText(""),), RULES)[0]

    assert (
        verdict.score,
        verdict.on_topic,
        verdict.reason,
    ) == (0.0, False, "no word in common")


texts = st.builds(
    PageText,
    st.text(max_size=60) | st.sampled_from([page.title for page in (*SAME_EVENT, *OTHER_EVENTS)]),
    st.text(max_size=60),
    st.sampled_from(["", "2024-03-04T09:00:00Z", "2024-06-01T00:00:00Z", "soon"]),
)


@given(texts, st.lists(texts, max_size=6))
def test_any_text_gets_a_score_between_nothing_and_all(
    own: PageText, entries: list[PageText]
) -> None:
    """Hostile text makes no error, and only what reaches the gate is on topic."""
    verdicts = gate(own, entries, RULES)

    assert len(entries) == len(verdicts)
    assert all(0.0 <= verdict.score <= 1.0 for verdict in verdicts)
    assert all(verdict.score >= RULES.gate for verdict in verdicts if verdict.on_topic)


def test_a_relevance_that_the_list_states_is_believed() -> None:
    """From `relate_gate` on, whatever the words; without words in common the reason says whose."""
    other = msgspec.structs.replace(OTHER_EVENTS[1], title="Fog", excerpt="", stated=0.7)
    lower = msgspec.structs.replace(SAME_EVENT[0], stated=0.69)
    believed, refused = gate(FERRY, (other, lower), RULES)

    assert (0.7, True, "so its list says") == (
        believed.score,
        believed.on_topic,
        believed.reason,
    )
    assert (0.69, False) == (refused.score, refused.on_topic)


def test_a_stated_relevance_does_not_reach_beyond_the_window() -> None:
    """What is far in time is another event, whoever says otherwise."""
    late = msgspec.structs.replace(FERRY, published_at="2024-05-04T09:00:00Z", stated=1.0)
    verdict = gate(FERRY, (late,), RULES)[0]

    assert (False, "61 days apart") == (verdict.on_topic, verdict.reason)

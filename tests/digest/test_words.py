"""Words of a text, and the keys that copies share."""

from __future__ import annotations

from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.digest import words as words_module
from broadsheet.digest.words import excerpt_key, meaning, page_words, title_key, tokens


def test_case_accents_plurals_and_stop_words_are_folded() -> None:
    """Words that a reader takes for the same word are the same word."""
    expected = tokens("irs cafe company selfie plan oneill lawmaker")

    assert expected == tokens("The I.R.S. Cafés’ companies: selfies PLANNED by O’Neill's lawmakers")


def test_scripts_without_spaces_give_pairs_of_characters() -> None:
    """Two Chinese texts can share a part of what stands between two spaces."""
    shared = set(tokens("人工智能")) & set(tokens("中国人工智能公司"))

    assert {"人工", "工智", "智能"} == shared


@pytest.mark.parametrize("text", ["हिन्दी में समाचार", "Новости сегодня утром", "한국어 뉴스 속보"])
def test_other_scripts_keep_their_words_whole(text: str) -> None:
    """Vowel signs, Cyrillic and Hangul do not break a word."""
    assert len(text.split()) == len(tokens(text))


def test_copies_of_a_title_share_a_key() -> None:
    """A syndicated copy that only spells its title otherwise has the same key."""
    one = title_key("H.C.F. Will Let Riders Skip Palm Scanner Amid Blowback")

    assert one == title_key("HCF will let riders skip palm scanner amid blowback") != ""


def test_a_title_of_few_words_has_no_key() -> None:
    """Standing heads such as "Morning briefing" make no copies."""
    assert title_key("Morning briefing") == ""


def test_excerpts_cut_at_different_places_share_a_key() -> None:
    """Aggregators cut an excerpt where they like; its beginning tells."""
    whole = (
        "The harbour council said on Monday that riders may board with a paper ticket again, "
        "after weeks of complaints about palm scanners at the gates of the ferries."
    )

    assert excerpt_key(whole) == excerpt_key(whole[:120] + " ...") != ""


def test_an_excerpt_of_few_words_has_no_key() -> None:
    """A short excerpt is often an outlet's motto."""
    assert excerpt_key("All the news from the harbour.") == ""


def test_words_of_the_title_are_not_told_again() -> None:
    """A word counts once for a page, and where it weighs most."""
    words = page_words("Ferry riders and the ferry", "The ferry takes paper tickets, paper only")

    assert (("ferry", "rider"), ("tak", "paper", "ticket")) == words


@given(st.text(max_size=200))
def test_any_text_has_words_without_spaces_or_marks(text: str) -> None:
    """No word is empty, holds a space or a quotation mark: keys are told apart by spaces."""
    assert all(word and " " not in word and "'" not in word for word in tokens(text))


def test_words_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs for weeks reads more words than anybody has room for."""
    monkeypatch.setattr(words_module, "MOST_REMEMBERED", 3)
    text = " ".join(f"ferries{number}s" for number in range(10))
    expected = tuple(f"ferries{number}" for number in range(10))

    assert expected == tokens(text) == tokens(text)
    assert len(attrgetter("__self__")(meaning)) <= 3

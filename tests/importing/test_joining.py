"""Tokenised text: what is joined to what."""

from __future__ import annotations

import pytest

from broadsheet.importing.joining import NAMES, is_tokenised, joined
from broadsheet.importing.repairs import Ledger

CASES = {
    "riders ' trips": "riders' trips",
    "it ' s what they ' ve got": "it's what they've got",
    "they did n't and he could n’t": "they didn't and he couldn’t",
    "at five O ' Clock with D ' Arcy": "at five O'Clock with D'Arcy",
    "he called it ' a mess ' twice": "he called it 'a mess' twice",
    'she said , " yes , now . " Then': 'she said, "yes, now." Then',
    'she said : " yes " , and left': 'she said: "yes", and left',
    'an end without close " here': 'an end without close "here',
    '"already right," he said , too': '"already right," he said, too',
    "( see below ) for $ 5 and # 4": "(see below) for $5 and #4",
    "12 , 000 or 1 , 234 , 567 people": "12,000 or 1,234,567 people",
    "on March 3 , 2024 , at 9 : 30": "on March 3, 2024, at 9:30",
    "2 . 5 million and 7 . 25 %": "2.5 million and 7.25%",
    "it was 2020 . 5 people came": "it was 2020. 5 people came",
    "and then . . . nothing": "and then... nothing",
    "on example . com now": "on example.com now",
    "He told it . Me too": "He told it. Me too",
    "the U . S . and the U . K . agree": "the U.S. and the U.K. agree",
    "at 9 a . m . or 5 p . m . daily": "at 9 a.m. or 5 p.m. daily",
    "via LOGIN . GOV , then": "via Login.gov, then",
}


@pytest.mark.parametrize("text", CASES)
def test_joins(text: str) -> None:
    """Each detached mark goes to the word that it belongs to."""
    assert CASES[text] == joined(text, Ledger(), 1)


@pytest.mark.parametrize("name", NAMES.values())
def test_every_name_of_the_dictionary_is_joined(name: str) -> None:
    """A split name gets its spelling, also at the end of a sentence, and is listed once."""
    ledger = Ledger()
    split = " ".join(name.replace(".", " . ").split())

    assert f"the {name} way" == joined(f"the {split} way", ledger, 1)
    assert 1 == ledger.count("split-name")


@pytest.mark.parametrize("text", [text for text in CASES.values() if '"here' not in text])
def test_joining_is_idempotent(text: str) -> None:
    """Joined text has nothing left to join."""
    ledger = Ledger()

    assert text == joined(text, ledger, 1)
    assert () == ledger.all()


def test_a_sound_text_is_not_tokenised() -> None:
    """A few stray spaces before marks do not make a text tokenised."""
    sound = "One, two. Three, four: five; six! Seven? Eight, nine. Ten ."

    assert not is_tokenised(sound)
    assert is_tokenised("One , two . Three , four : five ; six !")

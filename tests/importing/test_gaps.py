"""Missing words: marked where grammar is broken, never filled, never in sound text."""

from __future__ import annotations

import pytest

from broadsheet.importing.gaps import marked
from broadsheet.importing.repairs import GAP, Ledger, Paragraph

LOST = "They chose a firm,, to do it. "

CASES = {
    "a service,, to help": f"a service, {GAP}, to help",
    "a service, , to help": f"a service, {GAP}, to help",
    "taken from’s servers": f"taken from {GAP}’s servers",
    "the’s servers": f"the {GAP}’s servers",
    "an account with in order to log on": f"an account with {GAP} in order to log on",
}

ONLY_BESIDE_A_SURE_SIGN = {
    "a contract with, will go on": f"a contract with {GAP}, will go on",
    "planning to use, which many have": f"planning to use {GAP}, which many have",
    "to ensure that meets the rules": f"to ensure that {GAP} meets the rules",
    "he said that uses too much": f"he said that {GAP} uses too much",
    "go through or use it": f"go through {GAP} or use it",
    "offered by third-party company, it said": f"offered by third-party company {GAP}, it said",
    "The towns also use to verify riders": f"The towns also use {GAP} to verify riders",
    "It is. This month, says it will": f"It is. This month, {GAP} says it will",
}


def text_of(text: str, ledger: Ledger | None = None) -> str:
    """Return the text after the marking of gaps."""
    return marked([Paragraph(text, 1)], ledger or Ledger())[0].text


@pytest.mark.parametrize("text", CASES)
def test_sure_signs_are_marked(text: str) -> None:
    """Grammar that no sound sentence has is marked in any text."""
    assert CASES[text] == text_of(text)


@pytest.mark.parametrize("text", ONLY_BESIDE_A_SURE_SIGN)
def test_likely_signs_are_marked_beside_a_sure_one(text: str) -> None:
    """Signs that sound sentences can show count only where a name was surely lost."""
    marked_text = text_of(LOST + text)

    assert marked_text.endswith(ONLY_BESIDE_A_SURE_SIGN[text])
    assert text == text_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "go through with or without it",
        "tools that they also use to verify riders",
        "used to verify riders",
        "the system we also use to count",
        "He said that was wrong",
    ],
)
def test_sound_phrases_are_never_marked(text: str) -> None:
    """Even beside lost names, what is whole stays as it is."""
    assert text_of(LOST + text).endswith(text)


def test_nothing_is_filled_in() -> None:
    """Marking adds nothing but gaps: without them the words are those of the text."""
    text = LOST + "It met. em. A system. looks new. It is from’s and with in order to."
    without = text_of(text).replace(GAP, " ")

    assert set(without.replace(",", " ").replace(".", " ").split()) <= set(
        text.replace(",", " ").replace(".", " ").replace("’", " ’").split()
    )


def test_a_scrap_and_a_broken_border_are_told_apart() -> None:
    """One small word as a sentence is a scrap; a sentence going on in lower case is broken."""
    ledger = Ledger()

    assert f"It grew. {GAP} Then a system {GAP} looks new." == text_of(
        "It grew. fee. Then a system. looks new.", ledger
    )
    assert (1, 1) == (ledger.count("orphan-fragment"), ledger.count("broken-join"))

"""Raw texts to drafts: golden files with the faults of pasted news, and single rules.

`texts/<name>.txt` is the text, `<name>.md` the article file that must come of it, and
`<name>.repairs` every repair. Set REWRITE_GOLDEN=1 to write the last two anew, then read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.importing import repairs
from broadsheet.importing.drafts import Draft, Refused
from broadsheet.importing.layout import file_bytes
from broadsheet.importing.rawtext import drafts_of_text

TEXTS = Path(__file__).parent / "texts"
NAMES = sorted(path.stem for path in TEXTS.glob("*.txt"))


def draft_of(text: str | bytes) -> Draft:
    """Return the draft of a text."""
    data = text.encode() if isinstance(text, str) else text
    draft = next(iter(drafts_of_text(data, "x.txt")))
    assert isinstance(draft, Draft)
    return draft


def listed(draft: Draft) -> str:
    """Return the repairs of a draft, one a line."""
    rows = (f"{each.line}\t{each.rule}\t{each.before}\t{each.after}" for each in draft.repairs)
    return "".join(f"{row}\n" for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_a_text_gives_exactly_this_article_and_these_repairs(name: str) -> None:
    """Every golden text is mended to the letter, and every repair is listed."""
    draft = draft_of((TEXTS / f"{name}.txt").read_bytes())
    found = {"md": file_bytes(draft), "repairs": listed(draft).encode()}
    for ending, data in found.items():
        path = TEXTS / f"{name}.{ending}"
        if os.environ.get("REWRITE_GOLDEN"):
            path.write_bytes(data)

        assert path.read_bytes() == data


def test_the_golden_texts_use_nearly_every_rule() -> None:
    """A rule that no golden text needs would be untested."""
    used = {
        row.split("\t")[1]
        for name in NAMES
        for row in (TEXTS / f"{name}.repairs").read_text("utf-8").splitlines()
    }

    assert {"decoded", "long-first-line", "repeated-paragraph"} == repairs.RULES.keys() - used


def test_mending_twice_changes_nothing_more() -> None:
    """The body of a mended text is sound: read again, it needs no repair but notices."""
    noticed = {"date-hint", "unclosed-quotation", "truncated"}
    for name in NAMES:
        draft = draft_of((TEXTS / f"{name}.txt").read_bytes())
        again = draft_of(f"{draft.title}\n\n{draft.body}")

        assert {each.rule for each in again.repairs} <= noticed


def test_a_text_without_date_gets_none() -> None:
    """A day of the week is a hint for the reader of the list, never a date."""
    draft = draft_of("A title\n\nThe council met on Monday, 12 of 20 members said.\n")

    assert ("", "", "") == (draft.published_at, draft.updated_at, draft.web_url)
    assert ["date-hint"] == [each.rule for each in draft.repairs]


def test_the_outlet_is_only_what_the_byline_says() -> None:
    """An outlet that the text does not name stays unknown, and a domain always does."""
    named = draft_of("A title\nBy Ann Lee, The Paper\n\nText is here.\n")
    unnamed = draft_of("A title\nBy Ann Lee, Staff Writer\n\nThe Paper has learned a lot.\n")

    assert ("The Paper", "") == (named.provider.name, named.provider.domain)
    assert ("", "Ann Lee") == (unnamed.provider.name, unnamed.author)


def test_latin_text_is_read_by_its_own_encoding() -> None:
    """A text that is not UTF-8 keeps its letters, and the repair names the encoding."""
    text = "Das Café am Fluß öffnet früh\n\n" + "Die Gäste kämen gern, heißt es über das Café. " * 9
    draft = draft_of(text.encode("cp1252"))

    assert "Das Café am Fluß öffnet früh" == draft.title
    assert "decoded" == draft.repairs[0].rule


def test_a_long_first_line_stays_in_the_body() -> None:
    """A paragraph for a first line gives a title without losing a word of the text."""
    paragraph = "The first sentence is short enough. " + "Then it goes on and on. " * 12
    draft = draft_of(paragraph.strip())

    assert "The first sentence is short enough." == draft.title
    assert paragraph.strip() == draft.body


def test_a_paragraph_given_twice_is_kept_once() -> None:
    """A sentence that repeats the one above it is a slip of copying, no caption."""
    draft = draft_of("A title\n\nIt rained all day.\n\nIt rained all day.\n\nThen it stopped.\n")

    assert "It rained all day.\n\nThen it stopped." == draft.body


def test_a_comma_after_a_preposition_is_left_in_a_sound_text() -> None:
    """Signs that also occur in sound sentences mark nothing where no name was surely lost."""
    text = "It is a place people come from, which matters. He went with, or so he said, no one."

    assert text == draft_of(f"A title\n\n{text}\n").body


def test_a_writer_who_uses_no_capitals_is_left_alone() -> None:
    """Lower case after full stops is a habit when most sentences have it."""
    text = " ".join(["we went home. it was late. nobody spoke."] * 9)

    assert text == draft_of(f"a title\n\n{text}\n").body


def test_abbreviations_do_not_end_sentences() -> None:
    """What follows `Inc.` or `approx.` in lower case is the same sentence."""
    text = "Lumen Inc. said so. It took approx. four days at no. nine, etc. and more."

    assert text == draft_of(f"A title\n\n{text}\n").body


def test_empty_text_is_refused() -> None:
    """Nothing but white space is no article."""
    with pytest.raises(Refused):
        draft_of(" \n\n\t\n")


@given(st.text(min_size=1).filter(lambda text: text.strip(" \n\t\r\x0b\x0c")))
def test_any_text_gives_an_article_or_a_reason(text: str) -> None:
    """Whatever is pasted, the importer answers with a titled draft or a refusal."""
    try:
        draft = draft_of(text.encode("utf-8", "replace"))
    except Refused:
        return

    assert draft.title

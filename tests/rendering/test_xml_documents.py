"""What may stand in XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.rendering.xml_documents import child, document, new_root, xml_text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain", "plain"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("old\r\nlines\rof text", "old\nlines\nof text"),
        ("nul\x00bell\x07", "nul\ufffdbell\ufffd"),
        ("half \ud800 a pair", "half \ufffd a pair"),
        ("no \ufffe\uffff characters", "no \ufffd\ufffd characters"),
        ("gnp\u202eexe", "gnp\ufffdexe"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\U0001f9c0 é ]]>", "\U0001f9c0 é ]]>"),
    ],
)
def test_forbidden_and_hidden_characters_are_replaced_visibly(text: str, kept: str) -> None:
    """XML 1.0 production [2], and what would make a text read otherwise than it is stored."""
    assert kept == xml_text(text)


@given(st.text(st.characters(), max_size=40))
def test_any_text_is_read_back_by_another_parser(text: str) -> None:
    """In an element and in an attribute, whatever the text."""
    root = new_root("a", {})
    child(root, "b", text, {"c": text})
    read = ET.fromstring(document(root)).find("b")

    assert read is not None
    assert (xml_text(text) or None, xml_text(text)) == (read.text, read.get("c"))


def test_the_stylesheet_stands_before_the_root() -> None:
    """Where there is one; its address cannot end the instruction early."""
    made = document(new_root("a", {}), "/assets/feed.css")

    with pytest.raises(ValueError, match="PI text"):
        document(new_root("a", {}), "/?><script/>")
    assert b"xml-stylesheet" not in document(new_root("a", {}))
    assert b'<?xml-stylesheet type="text/css" href="/assets/feed.css"?>\n<a/>' in made

"""XML that every reader accepts: a tree in, bytes out. Nothing is ever pasted into markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from lxml import etree

from broadsheet.text import shown

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_sub_element = etree.SubElement


def xml_text(text: str) -> str:
    """Return the text with every character that XML forbids, or that hides, as U+FFFD."""
    if text.isprintable():  # none of them is, to Python
        return text
    return _illegal().sub("\ufffd", shown(text)[0]).replace("\r\n", "\n").replace("\r", "\n")


@cache
def _illegal() -> re.Pattern[str]:
    """Match what production [2] of XML 1.0 (fifth edition) leaves out, lone surrogates with it."""
    return re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def new_root(name: str, namespaces: dict[str | None, str]) -> etree._Element:
    """Return the root of a document; `namespaces` by prefix, None for the one without."""
    return etree.Element(name, nsmap=namespaces)  # type: ignore[arg-type]


def child(
    parent: etree._Element, name: str, text: str = "", attributes: dict[str, str] | None = None
) -> etree._Element:
    """Return a new last child of an element; its text and attributes are made legal.

    `name` is qualified as `{namespace}name`; the root declares the prefixes.
    """
    made = _sub_element(parent, name)
    if text:
        made.text = xml_text(text)
    if attributes:
        for key, value in attributes.items():
            made.set(key, xml_text(value))
    return made


def document(root: etree._Element, stylesheet: str = "") -> bytes:
    """Return a whole document in UTF-8; `stylesheet` is the address of its CSS, or empty."""
    if stylesheet:
        link = etree.ProcessingInstruction(
            "xml-stylesheet", f'type="text/css" href="{xml_text(stylesheet)}"'
        )
        root.addprevious(link)
    made: bytes = etree.tostring(
        root.getroottree(), encoding="utf-8", xml_declaration=True, pretty_print=True
    )
    return made


def written_inside(root: etree._Element, name: str) -> bytes:
    """Return what a document holds between the tags of its one element called `name`.

    As lines of its own, so that `document_with` can set them between the same tags elsewhere.
    """
    text: bytes = etree.tostring(root, encoding="utf-8", pretty_print=True)
    closing = _line_of_end(text, name)
    opening = text.index(b">", text.index(f"<{name}".encode())) + 2
    return text[opening:closing]


def document_with(
    root: etree._Element, name: str, parts: Iterable[bytes], stylesheet: str = ""
) -> bytes:
    """Return a whole document with more lines at the end of its last element called `name`.

    The lines were made by `written_inside`: what is in many documents is written once.
    """
    text = document(root, stylesheet)
    closing = _line_of_end(text, name)
    return b"".join((text[:closing], *parts, text[closing:]))


def _line_of_end(text: bytes, name: str) -> int:
    """Return where the line begins that closes the last element of a name."""
    return text.rindex(b"\n", 0, text.rindex(f"</{name}>".encode())) + 1

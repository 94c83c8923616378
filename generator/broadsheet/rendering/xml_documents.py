"""XML that every reader accepts: a tree in, bytes out. Nothing is ever pasted into markup."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from broadsheet.text import shown

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What production [2] of XML 1.0 (fifth edition) leaves out, lone surrogates with it."""


def xml_text(text: str) -> str:
    """Return the text with every character that XML forbids, or that hides, as U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return _ILLEGAL.sub("\ufffd", shown(text)[0]).replace("\r\n", "\n").replace("\r", "\n")


def child(
    parent: ET.Element, name: str, text: str = "", attributes: dict[str, str] | None = None
) -> ET.Element:
    """Return a new last child of an element; its text and attributes are made legal."""
    made = ET.SubElement(parent, name)
    if text:
        made.text = xml_text(text)
    if attributes:
        for key, value in attributes.items():
            made.set(key, xml_text(value))
    return made


def document(root: ET.Element, stylesheet: str = "") -> bytes:
    """Return a whole document in UTF-8; `stylesheet` is the address of its CSS, or empty."""
    ET.indent(root, " ")
    body: bytes = ET.tostring(root, encoding="utf-8")
    declaration = b'<?xml version="1.0" encoding="utf-8"?>\n'
    if not stylesheet:
        return declaration + body + b"\n"
    link = ET.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{stylesheet}"')
    return declaration + ET.tostring(link, encoding="utf-8") + b"\n" + body + b"\n"

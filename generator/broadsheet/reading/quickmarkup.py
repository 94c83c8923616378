"""The quick renderer of Markdown, for bodies about which it cannot differ from the reference.

pulldown-cmark (Rust, by way of pyromark) follows the same specification many times faster, but
passes raw HTML on and judges odd addresses otherwise. `can_render` lets only plain constructs
pass: headings, paragraphs, emphasis, code, quotes, lists and links to plain addresses in texts of
Latin letters. `tests/reading/test_quickmarkup.py` compares the renderers on what it lets pass.
"""

from __future__ import annotations

import re

_ODD_CHARACTER = re.compile(
    r"[^ -;=->?@A-Z[\]^_`a-z{}\n\u00a1-\u024f\u2013\u2014\u2018-\u201e\u2026\u20ac]"
)
"""All but what has one meaning: raw HTML, entities, escapes, tables, strikethrough are not in."""

_ODD_SEQUENCES = ("[^", "]:", "][", "![", "    ")
"""Footnotes, references, pictures, deep indentation."""

_ENTITY = re.compile(r"&[#A-Za-z0-9]+;")
_LINK = re.compile(r"\]\(https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9/._=-]*)?(?:\?[A-Za-z0-9/._=&-]*)?\)")
_MARKER = r"(?:>|[*+-] |\d+[.)] ) *"
_ODD_LINE = re.compile(rf"\n *(?:(?:{_MARKER})?(?:>|[*+-]|\d+[.)]) *(?=\n)|(?:{_MARKER}){{3}})")
"""Empty quotes and entries of lists, and nesting of more than two on one line."""

_CODE = re.compile(r"(?<!`)(`+)(?!`)[^`\n]+\1(?!`)")
_FENCE = re.compile(r"```[a-z]*")
"""Code that ends on the line it began on, and the beginning or end of a block of it."""

_MOST_EMPHASES = 20_000
_MOST_LINES = 100_000
"""Beyond these a body is no article; headings and nested emphasis cost time after rendering."""


def can_render(text: str) -> bool:
    """Tell whether both renderers surely give the same HTML for `text`."""
    if _ODD_CHARACTER.search(text) or any(odd in text for odd in _ODD_SEQUENCES):
        return False
    if "&" in text and _ENTITY.search(text):
        return False
    if text.count("*") + text.count("_") > _MOST_EMPHASES or text.count("\n") > _MOST_LINES:
        return False
    if text.count("](") != len(_LINK.findall(text)):
        return False
    if "`" in text and any(_has_open_code(line) for line in text.split("\n")):
        return False
    return _ODD_LINE.search(f"\n{text}\n") is None


def _has_open_code(line: str) -> bool:
    """Tell whether code goes on beyond a line: in lists the renderers keep other spaces of it."""
    return "`" in line and not _FENCE.fullmatch(line) and "`" in _CODE.sub("", line)


def render(text: str) -> str:
    """Return the HTML of a text that `can_render` let pass."""
    from pyromark import html

    return html(text)

"""Foreign text to ours: HTML to plain text or Markdown, plain text to Markdown."""

from __future__ import annotations

import html
import re
import warnings

import nh3
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from markdownify import MarkdownConverter

from broadsheet.reading.markup import is_full_of_entities
from broadsheet.text import cut, one_line, shown

EXCERPT = 320
"""Characters of an excerpt that is made from a longer text."""

DEEPEST = 200
"""Elements inside elements; parsers of HTML take time that grows with the square of it."""

MOST_ATTRIBUTES = 2_000
"""Attributes of one tag; parsers of HTML take time that grows with the square of them, too."""

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")
_TAG_WITH_ATTRIBUTES = re.compile(r"<[a-zA-Z](?:[^\"'>]|\"[^\"]*\"|'[^']*')*+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PROGRAM = re.compile(r"(<(script|style)\b[^>]*+(?:>|\Z)).*?(?=</\2|\Z)", re.IGNORECASE | re.DOTALL)
_UNSEEN_BLOCK = re.compile(
    r"<(script|style|noscript|iframe)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_BLOCK = re.compile(r"</?(?:br|p|div|li|h[1-6]|td|th|tr|dd|dt|blockquote)\b", re.IGNORECASE)
_UNSEEN = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math"}
_PICTURES = {"img", "picture", "video", "audio"}
_ACTIVE = re.compile(r"[\\`*<\[\]|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|!(?=\[)")
_LINE_START = re.compile(r"^([^\S\n]*+)(?:([#>+=-])|(\d{1,9})([.)])(?=\s|$))", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_MARKUP = re.compile(r"<[a-zA-Z!/]|&#?\w+;")


class _Converter(MarkdownConverter):
    """Markdown whose texts are escaped no more than they need."""

    def escape(self, text: str, parent_tags: object) -> str:  # noqa: ARG002 -- markdownify's
        """Return a text that is not code as Markdown."""
        return markdown_of_plain(text)


def is_deep(markup: str, most: int = DEEPEST) -> bool:
    """Return whether HTML nests its elements so deeply that no parser should have it."""
    depth = 0
    for closing, name in _TAG.findall(markup):
        if name.lower() not in _VOID:
            depth = max(0, depth + (-1 if closing else 1))
            if depth > most:
                return True
    return False


def is_crowded(markup: str) -> bool:
    """Return whether HTML gives a tag so many attributes that no parser should have it."""
    if len(markup) < 2 * MOST_ATTRIBUTES:
        return False
    tags = _TAG_WITH_ATTRIBUTES.findall(_PROGRAM.sub(r"\1", markup))
    return any(
        len(tag) > 2 * MOST_ATTRIBUTES and len(_QUOTED.sub(" ", tag).split()) > MOST_ATTRIBUTES
        for tag in tags
    )


def plain_of(markup: str) -> str:
    """Return the text of an HTML fragment on one line, as a front matter spells it.

    The reader decodes entities once, so an ampersand that would begin one is spelt out.
    """
    if not _MARKUP.search(markup):
        return one_line(shown(markup)[0])
    text = _stripped(markup) if _is_hard(markup) else _text_of(markup)
    return _ENTITY.sub("&amp;", one_line(shown(text)[0]))


def _is_hard(markup: str) -> bool:
    return is_full_of_entities(markup) or is_deep(markup) or is_crowded(markup)


def _text_of(markup: str) -> str:
    """Return what a reader of the HTML would see, a space at the end of each block."""
    spaced = _BLOCK.sub(lambda found: f" {found[0]}", markup)
    return html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags=_UNSEEN))


def _stripped(markup: str) -> str:
    """Return HTML without its tags, for what is too hard to be parsed."""
    return html.unescape(_TAG.sub(" ", _UNSEEN_BLOCK.sub(" ", markup)))


def excerpt_of(markup: str) -> str:
    """Return a plain excerpt of at most `EXCERPT` characters, cut at a word."""
    return cut(plain_of(markup), EXCERPT)


def markdown_of_html(markup: str) -> str:
    """Return an HTML fragment as Markdown without raw HTML, scripts or pictures.

    One that nests too deeply, or crowds a tag with attributes, gives its text alone.
    """
    if _is_hard(markup):
        return markdown_of_plain(one_line(_stripped(markup)))
    sound = nh3.clean(markup, tags=nh3.ALLOWED_TAGS - _PICTURES, clean_content_tags=_UNSEEN)
    soup = soup_of(sound, "html.parser")
    made: str = _Converter(heading_style="ATX", bullets="-").convert_soup(soup)
    return tidy(made)


def soup_of(markup: str, parser: str) -> BeautifulSoup:
    """Return what a parser makes of markup, without a warning if that is an address alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(markup, parser)


def markdown_of_plain(text: str) -> str:
    """Return Markdown that shows the text letter by letter, whatever it contains."""
    escaped = _ACTIVE.sub(lambda found: "\\" + found[0], text)
    escaped = escaped.replace("\\[…\\]", "[…]")
    return _LINE_START.sub(_disarm, escaped)


def _disarm(found: re.Match[str]) -> str:
    """Return the start of a line so that it begins no heading, list or quotation."""
    space, mark, number, end = found.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{end}"


def tidy(markdown: str) -> str:
    """Return Markdown with plain line ends, no hidden controls and single blank lines."""
    text = shown(markdown.replace("\r\n", "\n").replace("\r", "\n"))[0]
    lines = (line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")

"""The examples of the CommonMark specification, as our reader of bodies shows them.

What differs on purpose is said here a second time, in rules of the test's own, and counted in
docs/specifications.md: anything else that differs is a fault.
"""

from __future__ import annotations

import re
from html import escape
from xml.etree.ElementTree import Element

import html5lib
import pytest
from markdown_it import MarkdownIt

from broadsheet.reading import markup, quickmarkup
from specifications import Example, commonmark_examples, held_by_document
from two_renderers import differences

RAW = "HTML in the text is shown as text"
HEADING = "headings begin at level 2 and have an anchor"
OUTSIDE = 'a link to elsewhere says `rel="nofollow noopener"`'
UNSAFE = "an address that is not plain `http`, `https`, `mailto` or a page of the site is no link"
PICTURE = (
    "a picture of the site loads late, without title; any other is its description, or a link to it"
)
OWN_PAGE = "a link to a page of the site goes up from the editor's own page (`../url`)"
LANGUAGE = "the language of a block of code is not kept"
DIFFERENCES = (RAW, HEADING, OUTSIDE, OWN_PAGE, UNSAFE, PICTURE, LANGUAGE)

_HEADING = re.compile(r"h[1-6]")
_OUTSIDE = re.compile(r"https?://(?![^/?#]*(?:%|\.\.))[^/?#]+", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^@\s]+@[^@\s]+", re.IGNORECASE)
_OWN = re.compile(r"/(?!/)[\w./~-]*(?:#[\w.~-]*)?", re.ASCII)
_OWN_PICTURE = re.compile(r"/[\w./-]+\.jpg", re.ASCII)
_AROUND_BLOCKS = re.compile(r"\s*(</?(?:h|p|ul|ol|li|blockquote|pre|hr)\b[^>]*>)\s*")


class _Shown:
    """A piece of HTML as text to compare; `differing` gathers what we show in another way."""

    def __init__(self, html: str, *, ours: bool) -> None:
        self.ours = ours
        self.differing: set[str] = set()
        root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
        self.text = _AROUND_BLOCKS.sub(r"\1", self._inside(root)).strip()

    def _inside(self, element: Element) -> str:
        children = (self._one(child) + escape(child.tail or "", quote=False) for child in element)
        return escape(element.text or "", quote=False) + "".join(children)

    def _one(self, element: Element) -> str:
        name, given = str(element.tag), dict(element.attrib)
        if not self.ours:
            dropped = self._as_we_would(name, given)
            if dropped:
                return self._inside(element) if name == "a" else given["alt"]
        if _HEADING.fullmatch(name):
            name = "h"
        written = "".join(f" {key}={given[key]!r}" for key in sorted(given))
        return f"<{name}{written}>{self._inside(element)}</{name}>"

    def _as_we_would(self, name: str, given: dict[str, str]) -> bool:
        """Change attributes of the specification to ours; tell whether we drop the tag."""
        if _HEADING.fullmatch(name):
            self.differing.add(HEADING)
        elif name == "img":
            self.differing.add(PICTURE)
            given["loading"] = "lazy"
            given.pop("title", None)
            return _OWN_PICTURE.fullmatch(given["src"]) is None
        elif name == "code" and given.pop("class", ""):
            self.differing.add(LANGUAGE)
        elif name == "a" and _OUTSIDE.match(given["href"]):
            self.differing.add(OUTSIDE)
            given["rel"] = "nofollow noopener"
        elif name == "a" and _OWN.fullmatch(given["href"]):
            self.differing.add(OWN_PAGE)
            given["href"] = f"..{given['href']}"
        elif name == "a" and not _MAIL.fullmatch(given["href"]):
            self.differing.add(UNSAFE)
            return True
        return False


def _html_in(example: Example) -> bool:
    """Tell whether CommonMark takes a part of the text for HTML, by the reference itself."""
    tokens = MarkdownIt("commonmark").parse(example.text)
    every = [part for token in tokens for part in (token, *(token.children or ()))]
    return any(token.type in {"html_block", "html_inline"} for token in every)


def _ours(example: Example) -> str:
    """Return our HTML without the anchors of headings, which are ours alone."""
    made = markup.to_html(example.text, own_links=True).html
    return re.sub(r'(<h[2-6]) id="h-[a-z0-9-]*">', r"\1>", made)


def test_every_example_is_shown_as_specified_but_for_what_we_list() -> None:
    """The HTML of each example that holds no HTML is the specification's, by the listed rules."""
    wrong = {}
    for example in commonmark_examples():
        if _html_in(example):
            continue
        expected, actual = _Shown(example.html, ours=False), _Shown(_ours(example), ours=True)
        if expected.text != actual.text:
            wrong[example.number] = (expected.text, actual.text)

    assert {} == wrong


def test_every_tag_of_the_examples_is_shown_as_text() -> None:
    """Where CommonMark passes HTML on, a reader sees each `<` of it as a character."""
    examples = [example for example in commonmark_examples() if _html_in(example)]
    seen = {example.number: markup.plain_text(_ours(example)).count("<") for example in examples}

    assert {example.number: example.text.count("<") for example in examples} == seen


def test_the_quick_renderer_differs_in_no_example() -> None:
    """Both renderers give one HTML, and the quick one takes more than a few examples."""
    examples = commonmark_examples()

    assert [] == [each.number for each in examples if differences(each.text)]
    assert sum(quickmarkup.can_render(each.text) for each in examples) > 200


def test_the_document_lists_what_differs(request: pytest.FixtureRequest) -> None:
    """docs/specifications.md says which examples differ in which way; they are all 652."""
    differing: dict[str, list[int]] = {name: [] for name in DIFFERENCES}
    examples = commonmark_examples()
    for example in examples:
        names = {RAW} if _html_in(example) else _Shown(example.html, ours=False).differing
        for name in names:
            differing[name].append(example.number)
    same = len(examples) - len({number for numbers in differing.values() for number in numbers})
    rows = [
        "| what differs | examples | which |",
        "|---|---|---|",
        f"| nothing | {same} | all others |",
        *(
            f"| {name} | {len(numbers)} | {', '.join(map(str, numbers))} |"
            for name, numbers in differing.items()
        ),
    ]

    assert rows == held_by_document("CommonMark", rows, request)
    assert 652 == len(examples)

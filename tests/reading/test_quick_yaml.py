"""The quick reader of YAML takes what is typical, and agrees with the reference on all of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.yamltext import Bounds, Plain, read_plain, read_tree


def same(quick: Any, reference: Any) -> bool:
    """Tell whether two trees are the same but for scalars that YAML 1.2 gives a type."""
    if isinstance(quick, dict):
        return (
            isinstance(reference, dict)
            and list(quick) == list(reference)
            and all(same(quick[name], reference[name]) for name in quick)
        )
    if isinstance(quick, list):
        return (
            isinstance(reference, list)
            and len(quick) == len(reference)
            and all(map(same, quick, reference))
        )
    if isinstance(quick, bool):
        return isinstance(reference, str) and reference.lower() == str(quick).lower()
    if isinstance(quick, int):
        base = 0 if str(reference)[:2] in ("0o", "0x") else 10
        return isinstance(reference, str) and int(reference, base) == quick
    if isinstance(quick, float):
        return isinstance(reference, str)
    return bool(quick == reference)


def names_in(tree: Any) -> int:
    """Return how many names the mappings of a tree hold."""
    if isinstance(tree, dict):
        return len(tree) + sum(names_in(value) for value in tree.values())
    return sum(names_in(value) for value in tree) if isinstance(tree, list) else 0


def disagreement(text: str) -> str:
    """Return how the quick reader fails to agree with the reference, or an empty text.

    To decline a text, or to count more names than it returns, is to agree.
    """
    plain = read_plain(text)
    if plain is None or plain.names != names_in(plain.tree):
        return ""
    source = read_tree(text)
    if source.faults:
        return f"the reference refuses it: {source.faults}"
    return "" if same(plain.tree, source.tree) else f"{plain.tree} is not {source.tree}"


TYPICAL = """title: "A \\"quoted\\" title: with colon"
excerpt: 'It''s here'
publishedDateTime: 2022-02-22T00:52:00Z
webUrl: https://example.org/a?b=c
quality: 64
heat: -1
published: false
provider:
  name: The Meridian
  domain: meridian.example
topics:
  - Computer Vision
  - AI
tags: [one, "two", three]

related:
  - title: "First"
    provider:
      name: Don't
    images:
      - url: "https://example.org/a.png"
        isCached: true
  - title: Second
"""


def test_the_quick_reader_takes_a_typical_front_matter() -> None:
    """Otherwise it would be of no use."""
    plain = read_plain(TYPICAL)

    assert isinstance(plain, Plain)
    assert plain.names == names_in(plain.tree) == 20
    assert disagreement(TYPICAL) == ""


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\n",
        "a: *x\n",
        "a: !x 1\n",
        "a: {b: 1}\n",
        "<<: {b: 1}\n",
        "? a\n: 1\n",
        "a:\t1\n",
        "%YAML 1.1\n",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: b\n  c\n",
        'a: "b\n  c"\n',
        "a: b # c\n",
        "# c\na: b\n",
        'a: "\\u202e"\n',
        "a: x\u2028y\n",
        'a: "x\x85y"\n',
        "a: 'x\ufeffy'\n",
        "true: 1\n",
        "null: 1\n",
        "- a\n",
        "a\n",
        "",
        "a: ~\n",
        "...\n",
        "1: a\n",
        "a: b: c\n",
        "a: [b: c]\n",
        "a: [b, [c]]\n",
    ],
)
def test_the_quick_reader_declines_what_it_might_misread(text: str) -> None:
    """Whatever is not a line of a name and a simple value goes to the reference."""
    assert read_plain(text) is None


@pytest.mark.parametrize(
    "text",
    ["a: 1\na: 2\n", "a: 1\nb: 2\na:\n", "a:\n  - b: 1\n    c: 2\n    b: 3\n", "a: 1\n'a': 2\n"],
)
def test_the_quick_reader_cannot_hide_a_name_given_twice(text: str) -> None:
    """It counts the names of the text, or declines it."""
    plain = read_plain(text)

    assert plain is None or plain.names > names_in(plain.tree)


def test_the_quick_reader_keeps_the_limits() -> None:
    """Where the limits could be passed, the reference decides."""
    assert read_plain(TYPICAL, Bounds(depth=10)) is None
    assert read_plain(TYPICAL, Bounds(values=60)) is None


CASES = [
    "a: x\n  - b\n",
    "a: x\n\n  - b\n",
    "a: -1\nb: - 1\n",
    "a: - - b\n",
    "- a: 1\n  b: 2\n- c\n",
    "- - a\n  - b\n-  - c\n",
    "a:\n- b\n- c\nd: 1\n",
    "a:\n  - b:\n  - c:\n    d: 1\n",
    "a: 'x' \nb: \"y\"  \nc: z  \n",
    'a: it\'s "so" [odd] {here}, & there * ! | > %\n',
    "a: x:y\nb: http://x.example:80/\nc: 12:30\n",
    "a: (b)\nb: /c\nc: $1\nd: €2\ne: “f”\n",
    'a: []\nb: [ ]\nc: [a]\nd: [a, b ]\ne: ["x", y z]\n',
    "a: null\nb: Null\nc: NULL\nd: nULL\ne: none\n",
    "a: True\nb: TRUE\nc: tRue\nd: yes\ne: On\n",
    "a: 0x1F\nb: 0o17\nc: 017\nd: 1_0\ne: 1e5\nf: 1.0\ng: 12345678901234567890123\nh: -0\n",
    "a: \u00a0x\u00a0\nb: \u3000y\n",
    "   a: 1\n   b: 2\n",
    "a:\n      b:\n        c: 1\n      d: 2\n",
    "a:\n    b: 1\n  c: 2\n",
    "a: 1\n b: 2\n",
    "  a: 1\nb: 2\n",
    'a: "\\n\\t\\/\\\\\\""\n',
    "a: ''\nb: \"\"\n",
    "_a: 1\nA_1: 2\n",
    "a: x\u0301\nb: \U0001f600\n",
    "a: -\n",
    "a: --- b\n",
    "a: ... b\n",
    "- \na: 1\n",
    "a: 1",
    "   \na: 1\n  \n",
    "a: [a,b]\nb: [a , b]\nc: [a  b]\n",
    "a: [null, true, 1]\n",
]


@pytest.mark.parametrize("text", CASES)
def test_the_quick_reader_agrees_on_cases(text: str) -> None:
    """Cases by hand, after the classes of the YAML test suite that its lines can spell."""
    assert disagreement(text) == ""


_name = st.sampled_from(["a", "b", "title", "webUrl", "true", "null", "_x", "a-b", "0"])
_scalar = st.one_of(
    st.sampled_from(
        [
            "",
            "x",
            "-1",
            "64",
            "0x1F",
            "012",
            "1.5",
            "true",
            "no",
            "null",
            "~",
            "-",
            "- x",
            "x: y",
            "x:y",
            "'a'",
            '"a"',
            '"a\\n"',
            "[a, b]",
            "[a",
            "{a: b}",
            "a #b",
            "#b",
            "&a",
            "*a",
            "!a",
            "it's",
            'say "x"',
            "x]",
            "(y)",
            "2022-02-30",
            "|",
            ">",
            "a\u00a0",
            "\u00a0",
            "é",
            "...",
        ]
    ),
    st.text(alphabet="ab 1-:#'\"[]{},&*!|>%@`\\é\u00a0.", max_size=8),
)
_line = st.builds(
    lambda indent, dashes, name, colon, value: " " * indent + "- " * dashes + name + colon + value,
    st.integers(0, 5),
    st.integers(0, 2),
    st.one_of(st.just(""), _name),
    st.sampled_from([": ", ":", "", ":  "]),
    _scalar,
)


@given(st.lists(_line, max_size=7).map(lambda lines: "\n".join(lines) + "\n"))
def test_the_quick_reader_agrees_on_invented_lines(text: str) -> None:
    """Lines of every near-YAML kind, in any order and indentation."""
    assert disagreement(text) == ""


_leaf = st.one_of(st.text(max_size=12), st.integers(-99, 999), st.booleans(), st.none())
_tree = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["title", "related", "provider", "x"]), _tree, max_size=4))
def test_the_quick_reader_agrees_on_written_front_matters(tree: dict[str, Any]) -> None:
    """What PyYAML writes, both readers read alike."""
    import yaml

    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=10_000)

    assert disagreement(text) == ""


@pytest.mark.skipif("BROADSHEET_ARTICLES" not in os.environ, reason="no folder of articles given")
def test_the_quick_reader_agrees_on_a_folder() -> None:
    """Run over any folder: BROADSHEET_ARTICLES=DIR pytest tests/reading/test_quick_yaml.py."""
    from broadsheet.reading.frontmatter import split
    from broadsheet.settings import Limits

    wrong = {}
    for path in sorted(Path(os.environ["BROADSHEET_ARTICLES"]).rglob("*.md")):
        front = split(path.read_bytes(), path.name, Limits()).front
        wrong[path.name] = disagreement(front)

    assert [] == [(name, said) for name, said in wrong.items() if said]

"""The two readers of YAML: what the reference promises, and that the quick one agrees with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.yamltext import DEFAULT_BOUNDS, Bounds, Fault, Plain, read_plain, read_tree


def codes(text: str, bounds: Bounds = DEFAULT_BOUNDS) -> list[tuple[int, str]]:
    """Return the line and code of every fault of a text."""
    return [(fault.line, fault.code) for fault in read_tree(text, 1, bounds).faults]


@pytest.mark.parametrize(
    "written",
    ["012", "no", "1:30", "1.50", "0x1F", "2022-02-30", "+5", "1e3", ".inf", "=", "1_000", "True"],
)
def test_a_plain_scalar_stays_as_written(written: str) -> None:
    """YAML decides no type: what stands in the file is what the schema gets to see."""
    source = read_tree(f"title: {written}\n")

    assert source.tree == {"title": written}


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_a_plain_nothing_is_no_value(written: str) -> None:
    """An empty value and the spellings of null are nothing."""
    source = read_tree(f"title: {written}\n")

    assert source.tree == {"title": None}


@pytest.mark.parametrize("written", ['""', "''", '"~"', "'null'"])
def test_a_quoted_scalar_is_a_text(written: str) -> None:
    """Quotes make a text of anything, also of nothing."""
    source = read_tree(f"title: {written}\n")

    assert source.tree == {"title": written[1:-1]}


def test_every_value_has_its_line() -> None:
    """Names and entries of lists have the line of the file on which they stand."""
    source = read_tree("a: 1\nb:\n  - x\n  - c: 2\n    d: 3\n", first_line=2)

    expected = {
        ("a",): 2,
        ("b",): 3,
        ("b", 0): 4,
        ("b", 1): 5,
        ("b", 1, "c"): 5,
        ("b", 1, "d"): 6,
    }
    assert source.lines == expected


def test_the_line_of_something_absent_is_that_of_what_should_hold_it() -> None:
    """A missing field is reported where its mapping begins, or on the first line."""
    source = read_tree("a:\n  - b: 1\n", first_line=2)

    assert source.line_of(("a", 0, "missing")) == 3
    assert source.line_of(("missing",)) == 2


def test_of_two_equal_names_the_first_counts() -> None:
    """The second is reported with the line of the first, and nothing in it is looked at."""
    source = read_tree("a: 1\nb: 2\na:\n  c: 3\n  c: 4\n")

    assert source.tree == {"a": "1", "b": "2"}
    assert [(f.line, f.code, f.hint) for f in source.faults] == [
        (3, "duplicate-field", "first given on line 1")
    ]


def test_equal_names_are_found_at_any_depth() -> None:
    """Also in an entry of a list, and with different quotes."""
    faults = codes("a:\n  - b: 1\n    'b': 2\n  - b: 1\n")

    assert faults == [(3, "duplicate-field")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x\n", [(1, "yaml-alias"), (2, "yaml-alias")]),
        ("a: {b: 1}\n<<: {c: 1}\n", [(2, "yaml-alias")]),
        ("a:\n  *x : 1\n", [(2, "yaml-alias")]),
        ("a: !!python/object:os.system [id]\n", [(1, "yaml-tag")]),
        ("a: !!str 1\nb: ! x\n", [(1, "yaml-tag"), (2, "yaml-tag")]),
        ("%TAG ! tag:example.org,2000:\n---\na: 1\n", [(1, "yaml-tag")]),
        ("a: 1\n...\n---\nb: 1\n", [(3, "bad-yaml")]),
        ("? [a]\n: b\n", [(1, "bad-yaml")]),
        ("? {a: b}\n: b\n", [(1, "bad-yaml")]),
    ],
)
def test_what_yaml_has_beyond_values_is_a_fault(text: str, expected: list[tuple[int, str]]) -> None:
    """Anchors, aliases, merge keys, tags, further documents and odd names are not read."""
    assert codes(text) == expected


def test_a_merge_key_in_quotes_is_a_name() -> None:
    """Only the plain `<<` would merge anything."""
    assert codes('"<<": 1\n') == []


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ('a: 1\nb: "x\nc: 2\n', 2, "quotation mark is never closed"),
        ("a: b: c\n", 1, "second ': '"),
        ("a: - b\n", 1, "a list begins on the line of its name"),
        ("a:\n\tb: 1\n", 2, "a tab is used for indentation"),
        ("a: 1\n\tb: 1\n", 2, "a tab"),
        ("a: @b\n", 1, "cannot begin with '@'"),
        ("a: `b`\n", 1, "cannot begin with '`'"),
        ("a: %b\n", 1, "cannot begin with '%'"),
        ('a: "\\q"\n', 1, "a backslash in double quotes"),
        ('a: "\\ud800"\n', 1, "an escape in double quotes names no character"),
        ("a: 1\nb\nc: 2\n", 2, "neither 'name: value' nor part of a list"),
        ("- a\nb: 1\n", 2, "a list is mixed with"),
        ("a: [1, 2\nb: 1\n", 1, "brackets is not closed"),
        ("a: {b: 1\nc: 2\n", 1, "braces is not closed"),
        ("a: ]\n", 1, "bracket stands alone"),
        ('a: "b" c\n', 1, "quotation marks inside"),
        ("  a: 1\nb: 2\n", 2, "indented less"),
        ("a: |\n    b\n  c\nd: 1\n", 3, "indentation"),
        ("a: |b\n", 1, "on the line of |"),
        ("a: *\n", 1, "'*'"),
        ("a: &\n", 1, "'&'"),
        ("a: !<b\n", 1, "'!'"),
    ],
)
def test_a_fault_names_its_line_in_plain_words(text: str, line: int, part: str) -> None:
    """A syntax error says what is wrong in the author's words, on the line to look at."""
    (fault,) = read_tree(text).faults

    assert (fault.code, fault.line) == ("bad-yaml", line)
    assert part in fault.message + fault.hint


@pytest.mark.parametrize("unseen", ["\x85", "\u2028", "\u2029"])
def test_lines_are_counted_as_an_editor_counts_them(unseen: str) -> None:
    """YAML 1.1 has three more ends of lines, which feeds leave in excerpts and nobody sees."""
    before = f'a: "x{unseen}y{unseen}z"\nb: c\n'

    assert read_tree(f"{before}b: d\n", 2).faults[0].line == 4
    assert read_tree(f"{before}d: e\n", 2).line_of(("d",)) == 4
    assert read_tree(f"{before}d: @e\n", 2).faults == (
        Fault(
            4,
            "bad-yaml",
            "a value cannot begin with '@'",
            "put the value between double quotes",
        ),
    )


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_and_overflows_nothing(opening: str) -> None:
    """A hundred thousand openings end at the limit."""
    text = opening * 100_000

    (fault,) = read_tree(text, 1, Bounds(depth=20)).faults

    assert fault.code in ("too-deep", "bad-yaml")


def test_depth_is_counted_exactly() -> None:
    """As deep as the limit is allowed, one deeper is not."""
    assert codes("a: [[1]]\n", Bounds(depth=3)) == []
    assert codes("a: [[[1]]]\n", Bounds(depth=3)) == [(1, "too-deep")]


def test_too_many_values_are_refused() -> None:
    """Values are counted while they are read, so a long list is not built first."""
    text = "a: [" + "1, " * 1000 + "]\n"

    assert codes(text, Bounds(values=500)) == [(1, "too-many-values")]


def test_a_character_that_yaml_forbids_is_named() -> None:
    """The line and the code point are given, though the parser knows neither."""
    source = read_tree("a: 1\nb: x\ufffey\n")

    assert [(f.line, f.code) for f in source.faults] == [(2, "control-character")]
    assert "U+FFFE" in source.faults[0].message


@given(st.text(max_size=300))
def test_no_text_makes_the_reference_raise(text: str) -> None:
    """Any text is read or refused."""
    source = read_tree(text)

    assert source.whole or source.faults


# ---------------------------------------------------------------- quick reader against reference


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
    """Run over any folder: BROADSHEET_ARTICLES=DIR pytest tests/reading/test_yamltext.py."""
    from broadsheet.reading.frontmatter import split
    from broadsheet.settings import Limits

    wrong = {}
    for path in sorted(Path(os.environ["BROADSHEET_ARTICLES"]).rglob("*.md")):
        front = split(path.read_bytes(), path.name, Limits()).front
        wrong[path.name] = disagreement(front)

    assert [] == [(name, said) for name, said in wrong.items() if said]


def test_a_message_hides_nothing_of_the_name_that_it_quotes() -> None:
    """A name may hold what turns a line of the terminal round, or begins a new one."""
    source = read_tree('"a\u202eb\\nc": 1\n"a\u202eb\\nc": 2\n')

    assert source.faults[0].message == "'a\ufffdb c' is given twice"

"""The two readers of YAML: what the reference promises, and that the quick one agrees with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.yamltext import DEFAULT_BOUNDS, Bounds, Fault, read_tree


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


def test_a_message_hides_nothing_of_the_name_that_it_quotes() -> None:
    """A name may hold what turns a line of the terminal round, or begins a new one."""
    source = read_tree('"a\u202eb\\nc": 1\n"a\u202eb\\nc": 2\n')

    assert source.faults[0].message == "'a\ufffdb c' is given twice"

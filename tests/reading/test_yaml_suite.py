"""The cases of the YAML test suite, as our reader of front matter reads them.

Whatever it refuses, or reads otherwise than the suite says, is in a class with a reason, and
listed in docs/specifications.md.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

import pytest
import yaml

from broadsheet.errors import CODES
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.yamltext import YamlText, read_plain, read_tree
from specifications import Case, held_by_document, yaml_cases

pytestmark = pytest.mark.skipif(
    not yaml.__with_libyaml__, reason="the lists hold for libyaml, which PyYAML lacks here"
)

AS_GIVEN = "read, with the value that the suite gives"
NO_VALUE = "read; the suite gives no value to compare"
OTHER_VALUE = "read as libyaml reads them, with another value than the suite's"
LENIENT = "read, though not valid: libyaml allows it"
REFUSED_RIGHTLY = "refused, and not valid"
BY_CHOICE = "refused on purpose: a tag, an anchor, an alias or a directive"
DOCUMENTS = "refused on purpose: several documents"
NAMES = "refused on purpose: the name of a field is a list or a mapping"
BEYOND = "refused, because libyaml, which reads YAML 1.1, does not read them"
OUTCOMES = (
    AS_GIVEN, NO_VALUE, OTHER_VALUE, LENIENT, REFUSED_RIGHTLY, BY_CHOICE, DOCUMENTS, NAMES, BEYOND
)  # fmt: skip


class _TextLoader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]
    """PyYAML's safe loader, every scalar left as text: types are for the schema to decide."""


_TextLoader.yaml_implicit_resolvers = {}
_TextLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)\Z"), None
)


def _accepted_by_pyyaml(text: str) -> bool:
    """Tell whether libyaml finds one document, or several, without a fault of syntax."""
    try:
        list(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return False
    return True


def _same(ours: object, given: object) -> bool:
    """Tell whether a tree of texts spells a value of JSON or of the quick reader."""
    if isinstance(given, dict):
        return (
            isinstance(ours, dict)
            and ours.keys() == given.keys()
            and all(_same(ours[name], value) for name, value in given.items())
        )
    if isinstance(given, list):
        return isinstance(ours, list) and len(ours) == len(given) and all(map(_same, ours, given))
    if given is None or isinstance(given, str):
        return ours == given
    if isinstance(given, bool):
        return isinstance(ours, str) and ours.lower() == str(given).lower()
    return isinstance(ours, str) and _number(ours) == given


def _number(text: str) -> float | None:
    """Return the number that a text is in YAML 1.2's core schema (section 10.3.2)."""
    try:
        return int(text, 0) if text.startswith(("0x", "0o")) else float(text)
    except ValueError:
        return None


def _outcome(case: Case, read: YamlText) -> str:
    """Return what became of a case."""
    if read.faults:
        return _refusal(case, read) if case.valid else REFUSED_RIGHTLY
    if not case.valid:
        return LENIENT
    if case.json is None:
        return NO_VALUE
    return AS_GIVEN if _same(read.tree, json.loads(case.json)) else OTHER_VALUE


def _refusal(case: Case, read: YamlText) -> str:
    """Return why a valid case is refused."""
    if not _accepted_by_pyyaml(case.text):
        return BEYOND
    said = " ".join(fault.message for fault in read.faults)
    if "second YAML document" in said:
        return DOCUMENTS
    if "name of a field" in said:
        return NAMES
    return BY_CHOICE if {"yaml-tag", "yaml-alias"} & {fault.code for fault in read.faults} else said


def test_where_we_and_pyyaml_read_a_case_we_read_the_same() -> None:
    """The tree is the safe loader's, names that are left out being empty texts."""
    wrong = {}
    compared = 0
    for case in yaml_cases():
        read = read_tree(case.text)
        if read.faults:
            continue
        expected = _with_text_names(yaml.load(case.text, Loader=_TextLoader))
        compared += 1
        if expected != read.tree:
            wrong[case.name] = (expected, read.tree)

    assert {} == wrong
    assert compared > 150


def _with_text_names(value: Any) -> Any:
    """Return a value of PyYAML with '' for each name that is left out."""
    if isinstance(value, dict):
        return {name or "": _with_text_names(inside) for name, inside in value.items()}
    return [_with_text_names(inside) for inside in value] if isinstance(value, list) else value


def test_the_quick_reader_reads_every_case_that_it_takes_as_the_reference() -> None:
    """What it takes has no fault, and the same tree, typed."""
    taken = {case.name: (read_plain(case.text), read_tree(case.text)) for case in yaml_cases()}
    both = {name: (plain, tree) for name, (plain, tree) in taken.items() if plain is not None}

    assert [] == [name for name, (_, tree) in both.items() if tree.faults]
    assert [] == [name for name, (plain, tree) in both.items() if not _same(tree.tree, plain.tree)]
    assert len(both) > 10


def test_whatever_is_refused_is_a_problem_with_a_line() -> None:
    """As a front matter, each case that is refused gives an error on one of the file's lines."""
    silent = []
    for case in yaml_cases():
        if not read_tree(case.text).faults or "\n---" in f"\n{case.text}":
            continue  # three hyphens end a front matter, and what is left is another case
        data = f"---\n{case.text.rstrip()}\n---\n".encode("utf-8", "surrogatepass")
        errors = [
            each for each in parse(data, "content/a.md", ParseRules()).problems if each.is_error
        ]
        lines = data.count(b"\n")
        good = [
            each
            for each in errors
            if each.code in CODES and 1 <= each.where.line <= lines and each.message
        ]
        if not errors or good != errors:
            silent.append((case.name, errors))

    assert [] == silent


def test_the_document_lists_what_becomes_of_the_cases(request: pytest.FixtureRequest) -> None:
    """docs/specifications.md says which cases are read, and which are refused for what reason."""
    outcomes: dict[str, list[str]] = defaultdict(list)
    cases = yaml_cases()
    for case in cases:
        outcomes[_outcome(case, read_tree(case.text))].append(case.name)
    rows = ["| outcome | cases | which |", "|---|---|---|"]
    for outcome in OUTCOMES:
        names = outcomes.pop(outcome)
        which = "all others" if outcome == AS_GIVEN else " ".join(names)
        rows.append(f"| {outcome} | {len(names)} | {which} |")

    assert {} == outcomes
    assert rows == held_by_document("YAML", rows, request)
    assert 402 == len(cases)

"""How many topics and people one article may name, and how many of its problems are told."""

from __future__ import annotations

import pytest

from broadsheet.reading.articles import ParseRules, parse
from broadsheet.reading.configuration import read_settings
from broadsheet.settings import Limits

RULES = ParseRules(limits=Limits(names=2, problems=3), taxonomy_fields=("people",))


@pytest.mark.parametrize("field", ["topics", "people"])
def test_names_beyond_the_limit_are_left_out(field: str) -> None:
    """With one warning that says how many there were, and which setting would let them in."""
    front = f"title: x\n{field}: [a, b, c, d]\n"
    parsed = parse(f"---\n{front}---\n".encode(), "content/a.md", RULES)
    [problem] = parsed.problems

    assert parsed.article is not None
    assert {("a", "b"), ()} == {parsed.article.topics, *parsed.article.taxonomies}
    assert ("too-many-values", 3, "warning") == (problem.code, problem.where.line, problem.severity)
    assert f"{field}: has 4 entries; those after the first 2 are left out" == problem.message
    assert "limits: names in site/site.yaml" in problem.hint


def test_as_many_names_as_the_limit_are_no_problem() -> None:
    """Two authors where two may be named."""
    parsed = parse(b"---\ntitle: x\nauthor: [a, b]\n---\n", "content/a.md", RULES)

    assert ("a, b", ()) == (parsed.article and parsed.article.author, parsed.problems)


def test_of_many_problems_the_errors_are_told_first() -> None:
    """Warnings give way; what is told is in the order of the lines."""
    front = "title: x\nampWebUrl: b\ncdnAmpWebUrl: c\nquality: d\nheat: e\nwebUrl: 'data:,'\n"
    told = parse(f"---\n{front}---\n".encode(), "content/a.md", RULES).problems
    every = parse(f"---\n{front}---\n".encode(), "content/a.md", ParseRules()).problems

    assert [(5, "error"), (6, "error"), (7, "error")] == [
        (problem.where.line, problem.severity) for problem in told
    ]
    assert 5 == len(every)


@pytest.mark.parametrize(("name", "value"), [("names", -1), ("problems", 0), ("names", 10_001)])
def test_the_settings_have_bounds(name: str, value: int) -> None:
    """No negative number of names, and never no problem at all."""
    text = f"limits:\n  {name}: {value}\n".encode()
    _, problems = read_settings({"site/site.yaml": text})

    assert [("bad-setting", 2)] == [(problem.code, problem.where.line) for problem in problems]

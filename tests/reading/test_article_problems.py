"""Whatever is wrong with an article is said, all of it, with its line."""

from __future__ import annotations

import pytest

from article_samples import PATH, problems, read
from broadsheet.reading import articles
from broadsheet.reading.articles import ParseRules
from broadsheet.settings import Limits
from broadsheet.text import HIDDEN


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("", [(2, "error", "missing-field")]),
        ("excerpt: x\n", [(2, "error", "missing-field")]),
        ("a: b\ntitle:\n", [(3, "error", "missing-field")]),
        ("title: ''\n", [(2, "error", "missing-field")]),
        ('title: "\\u200b"\n', [(2, "warning", "hidden-character"), (2, "error", "missing-field")]),
        ("title: [a]\n", [(2, "error", "wrong-type")]),
        ("title: {a: b}\n", [(2, "error", "wrong-type")]),
        ("- a\n", [(2, "error", "not-a-mapping")]),
        ("12\n", [(2, "error", "not-a-mapping")]),
        ("title: x\ntitle: y\n", [(3, "error", "duplicate-field")]),
        ("title: !x y\n", [(2, "error", "yaml-tag")]),
        ("title: &x y\nexcerpt: *x\n", [(2, "error", "yaml-alias"), (3, "error", "yaml-alias")]),
        ('title: "x\nexcerpt: y\n', [(2, "error", "bad-yaml")]),
        ("title: \x07\n", [(2, "error", "control-character")]),
        ('title: "a\\0b"\n', [(2, "warning", "hidden-character")]),
        ('title: "a\\u202eb"\n', [(2, "warning", "hidden-character")]),
        ("title: a\u202eb\n", [(2, "warning", "hidden-character")]),
    ],
)
def test_what_is_no_front_matter_gives_one_clear_problem(
    front: str, expected: list[tuple[int, str, str]]
) -> None:
    """With its line; and a title that only hides something is shown without it."""
    assert problems(front) == expected


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("excerpt", "[a]", "wrong-type"),
        ("publishedDateTime", "[a]", "wrong-type"),
        ("publishedDateTime", "2022-02-30", "bad-date"),
        ("publishedDateTime", "12", "bad-date"),
        ("updatedDateTime", "soon", "bad-date"),
        ("webUrl", "[a]", "wrong-type"),
        ("webUrl", "javascript:alert(1)", "bad-url"),
        ("webUrl", "12", "bad-url"),
        ("originalUrl", "ftp://example.org/", "bad-url"),
        ("type", "podcast", "bad-choice"),
        ("type", "[a]", "wrong-type"),
        ("quality", "high", "bad-number"),
        ("quality", "1.5", "bad-number"),
        ("quality", "[1]", "wrong-type"),
        ("quality", "99999999999999999999", "bad-number"),
        ("heat", "true", "bad-number"),
        ("published", "maybe", "wrong-type"),
        ("published", "[true]", "wrong-type"),
        ("provider", "CNN", "wrong-type"),
        ("provider", "[a]", "wrong-type"),
        ("author", "{a: b}", "wrong-type"),
        ("language", "English please", "bad-choice"),
        ("topics", "{a: b}", "wrong-type"),
        ("topics", "[[a]]", "wrong-type"),
        ("people", "{a: b}", "wrong-type"),
        ("images", "[[a]]", "wrong-type"),
        ("images", "[{url: https://example.org/a.png, width: wide}]", "bad-number"),
        ("related", "soon", "wrong-type"),
        ("featuredContent", "[a]", "wrong-type"),
    ],
)
def test_a_wrong_value_leaves_the_article_out(field: str, value: str, code: str) -> None:
    """With one problem, on the line of the field, that begins with its name."""
    parsed = read(f"title: x\n{field}: {value}\n")

    assert parsed.article is None
    assert [(p.where.line, p.code, p.severity) for p in parsed.problems] == [(3, code, "error")]
    assert parsed.problems[0].message.startswith(field)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("publishedDateTime", "2022-02-22 10:00", "zoneless-date"),
        ("publishedDateTime", "2022-02-22", "zoneless-date"),
        ("ampWebUrl", "javascript:alert(1)", "bad-url"),
        ("cdnAmpWebUrl", "x", "bad-url"),
        ("provider", "{domain: not a domain}", "bad-url"),
        ("images", "[{url: 'javascript:alert(1)'}]", "bad-url"),
        ("images", "[{width: 5}]", "missing-field"),
        ("images", "javascript:alert(1)", "bad-url"),
        ("related", "[x]", "wrong-type"),
        ("related", "[{excerpt: x}]", "missing-field"),
        ("related", "[{title: [x]}]", "wrong-type"),
        ("related", "[{title: y, webUrl: 'javascript:alert(1)'}]", "bad-url"),
        ("related", "[{title: y, publishedDateTime: soon}]", "bad-date"),
        ("related", "[{title: y, quality: high}]", "bad-number"),
        ("related", "[{title: y, relevance: 1.2}]", "bad-number"),
        ("related", "[{title: y, relevance: nan}]", "bad-number"),
        ("related", "[{title: y, relevance: [1]}]", "wrong-type"),
        ("related", "[{title: y, provider: CNN}]", "wrong-type"),
        ("related", "[{title: y, type: podcast}]", "bad-choice"),
        ("related", "[{title: y, images: [x]}]", "wrong-type"),
        ("extra", '"a\\u202eb"', "hidden-character"),
    ],
)
def test_a_lesser_fault_only_costs_the_part(field: str, value: str, code: str) -> None:
    """The article stays, with a warning."""
    parsed = read(f"title: x\n{field}: {value}\n")

    assert parsed.article is not None
    assert [(p.where.line, p.code, p.severity) for p in parsed.problems] == [(3, code, "warning")]


def test_a_bad_related_entry_costs_no_other() -> None:
    """Each is read for itself, and the line is the one of the field in it."""
    parsed = read(
        "title: x\nrelated:\n  - title: a\n    quality: high\n  - excerpt: b\n  - title: c\n"
    )

    assert parsed.article is not None
    assert [entry.title for entry in parsed.article.related] == ["a", "c"]
    assert [str(problem) for problem in parsed.problems] == [
        (
            f"{PATH}:5: warning: related[1].quality: 'high' is not a whole number [bad-number]\n"
            "    hint: write digits only, such as 64"
        ),
        (
            f"{PATH}:6: warning: related[2].title: is missing; the entry is left out "
            "[missing-field]\n"
            "    hint: add its title, or take the entry out"
        ),
    ]


def test_all_problems_of_a_file_are_told_at_once() -> None:
    """In the order of their lines."""
    expected = [
        (2, "error", "wrong-type"),
        (3, "error", "bad-date"),
        (4, "error", "duplicate-field"),
        (5, "error", "bad-number"),
        (6, "error", "bad-url"),
    ]

    front = "title: [a]\npublishedDateTime: x\ntitle: y\nquality: z\nwebUrl: 'data:,'\n"
    assert problems(front) == expected


def test_more_related_entries_than_the_limit_are_left_out() -> None:
    """With a warning that says how many there were."""
    rules = ParseRules(limits=Limits(related_entries=2))
    parsed = read("title: x\nrelated:\n" + "  - title: y\n" * 5, rules=rules)

    assert parsed.article is not None
    assert len(parsed.article.related) == 2
    (problem,) = parsed.problems
    assert (problem.code, problem.where.line) == ("too-many-related", 3)
    assert "has 5 entries" in problem.message


def test_long_texts_are_cut() -> None:
    """Titles and excerpts at the limits of the settings, names at our own."""
    rules = ParseRules(limits=Limits(title_characters=30, excerpt_characters=40))
    parsed = read(f"title: {'a ' * 40}\nexcerpt: {'b ' * 40}\nauthor: {'c' * 300}\n", rules=rules)

    assert parsed.article is not None
    assert len(parsed.article.title) <= 30
    assert len(parsed.article.excerpt) <= 40
    assert len(parsed.article.author) <= articles.MAX_NAME
    assert [problem.code for problem in parsed.problems] == ["too-long"] * 3


@pytest.mark.parametrize(
    ("front", "rules", "code"),
    [
        ("a: " + "[" * 50, Limits(), "too-deep"),
        ("a: [" + "x, " * 100 + "]", Limits(yaml_values=50), "too-many-values"),
    ],
)
def test_values_beyond_the_limits_are_refused(front: str, rules: Limits, code: str) -> None:
    """Nesting and number, as the settings say."""
    found = problems(f"title: x\n{front}\n", ParseRules(limits=rules))

    assert found == [(3, "error", code)]


@pytest.mark.parametrize(
    ("body", "line", "code"),
    [
        ("one\n\ntwo \x00 three\n", 6, "control-character"),
        ("one\u202e\n", 4, "hidden-character"),
        ("|\n" * 61_000, 4, "too-long"),
    ],
)
def test_a_body_with_faults_is_shown_without_them(body: str, line: int, code: str) -> None:
    """With a warning on the line of the first."""
    parsed = read("title: x\n", body)

    assert parsed.article is not None
    assert [(p.where.line, p.code, p.severity) for p in parsed.problems] == [
        (line, code, "warning")
    ]
    assert "\x00" not in parsed.body_html
    assert "\u202e" not in parsed.body_html


def test_a_problem_shows_the_line_it_is_about() -> None:
    """For whoever shows problems with their source."""
    (problem,) = read("title: x\n  \nquality: high\n").problems

    assert problem.excerpt == "quality: high"


@pytest.mark.parametrize(
    "front",
    [
        '"\\e[31mred": 1\n"\\e[31mred": 2\n',
        "a: !<%1b[31mred> x\n",
        'a: "\\e[31m"\n',
        '"\\e[31m": "\\e"\n',
        'webUrl: "\\e[31m"\n',
        'publishedDateTime: "\\e[31m"\n',
        'type: "\\e[31m"\n',
        'quality: "\\e[31m"\n',
        'published: "\\e[31m"\n',
        'provider: "\\e[31m"\n',
        'provider: {domain: "\\e[31m"}\n',
        'language: "\\e[31m"\n',
    ],
)
def test_no_message_can_steer_a_terminal(front: str) -> None:
    """What a file spells by escapes is told without control characters."""
    found = read(f"title: x\n{front}").problems

    assert found
    assert not any(HIDDEN.search(f"{problem}{problem.excerpt}") for problem in found)


def test_a_body_with_odd_but_harmless_spaces_is_no_problem() -> None:
    """A no-break space is no hidden character."""
    assert read("title: x\n", "a\u00a0b\n").problems == ()

"""Front matter becomes a typed article; whatever is wrong is said, all of it, with its line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import CODES
from broadsheet.model import Article, Image, Outlet, Parsed, RelatedItem
from broadsheet.reading import articles
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.settings import Limits
from broadsheet.text import HIDDEN

PATH = "content/2022-02-21-a-day.md"
RULES = ParseRules(time_zone="Europe/Berlin", taxonomy_fields=("people",))


def read(front: str, body: str = "", path: str = PATH, rules: ParseRules = RULES) -> Parsed:
    """Parse an article from its parts."""
    return parse(f"---\n{front}---\n{body}".encode(), path, rules)


def article(front: str, body: str = "", path: str = PATH) -> Article:
    """Return the article of a front matter about which nothing is wrong."""
    parsed = read(front, body, path)

    assert parsed.problems == ()
    assert parsed.article is not None
    return parsed.article


def problems(front: str, rules: ParseRules = RULES) -> list[tuple[int, str, str]]:
    """Return line, severity and code of all that is wrong with a front matter."""
    found = read(front, rules=rules).problems
    return [(problem.where.line, problem.severity, problem.code) for problem in found]


FULL = """\
category: news
title: "The whole: of it"
excerpt: "First line.\\n"
publishedDateTime: 2022-02-22T00:52:00Z
updatedDateTime: 2022-02-22T05:00:00+01:00
originalUrl: "https://meridian.example/a?utm_source=x"
webUrl: "https://www.meridian.example/a/"
ampWebUrl: "https://amp.meridian.example/b"
cdnAmpWebUrl: "https://meridian-example.cdn.ampproject.org/c/s/amp.meridian.example/b"
type: video
quality: 64
heat: -1
published: false
author:
  - A. Writer
  - B. Writer
language: pt_BR
featuredContent: "<iframe src=\\"https://video.example/1\\"></iframe>"
provider:
  name: The Meridian
  domain: www.Meridian.example
  images:
    - url: "https://logos.example/m.png"
      width: 50
      height: 50
topics:
  - AI
  - Computer Vision
people: [Ada, Grace]
images:
  - url: " https://meridian.example/p.jpg "
    width: 1200
    height: 630
    title: A picture
    attribution: A. Photographer
    isCached: true
related:
  - title: Another report
    excerpt: More of it.
    publishedDateTime: 2022-02-21T14:00:00Z
    webUrl: "https://northwire.example/b"
    ampWebUrl: "https://northwire.example/amp/b2"
    type: article
    provider:
      name: Northwire
      domain: northwire.example
    quality: 89
    images:
      - url: "https://northwire.example/b.jpg"
mood: 1.50
notes:
  deep:
    - 012
    - ~
secured: "SSqv25j3MyzK;wnMhldT7xp1U"
"""

EXPECTED = Article(
    id="2022-02-21-a-day",
    path=PATH,
    title="The whole: of it",
    excerpt="First line.\n",
    published_at="2022-02-22T00:52:00Z",
    updated_at="2022-02-22T04:00:00Z",
    collected_on="2022-02-21",
    url="https://www.meridian.example/a/",
    original_url="https://meridian.example/a?utm_source=x",
    amp_url="https://amp.meridian.example/b",
    cdn_amp_url="https://meridian-example.cdn.ampproject.org/c/s/amp.meridian.example/b",
    key="meridian.example/a",
    aliases=("meridian.example/b",),
    kind="video",
    quality=64,
    heat=-1,
    published=False,
    outlet=Outlet("The Meridian", "meridian.example"),
    outlet_images=(Image("https://logos.example/m.png", 50, 50),),
    author="A. Writer, B. Writer",
    language="pt-BR",
    topics=("AI", "Computer Vision"),
    taxonomies=(("Ada", "Grace"),),
    images=(
        Image("https://meridian.example/p.jpg", 1200, 630, "A picture", "A. Photographer", True),
    ),
    related=(
        RelatedItem(
            title="Another report",
            excerpt="More of it.",
            published_at="2022-02-21T14:00:00Z",
            url="https://northwire.example/b",
            key="northwire.example/b",
            aliases=("northwire.example/b2",),
            outlet=Outlet("Northwire", "northwire.example"),
            quality=89,
            image=Image("https://northwire.example/b.jpg"),
        ),
    ),
    featured_content='<iframe src="https://video.example/1"></iframe>',
    extra={"mood": "1.50", "notes": {"deep": ["012", ""]}},
)


def test_every_field_is_read() -> None:
    """The format's fields under our names, unknown ones as text, `secured` nowhere."""
    assert article(FULL) == EXPECTED


def test_only_a_title_is_needed() -> None:
    """What nobody said stays empty; nothing is invented."""
    expected = Article(id="2022-02-21-a-day", path=PATH, title="A day", collected_on="2022-02-21")

    assert article("title: A day\n", path=PATH) == msgspec_replace(expected)


def msgspec_replace(value: Article) -> Article:
    """Return the article with the empty row of its one further taxonomy."""
    import msgspec

    return msgspec.structs.replace(value, taxonomies=((),))


@pytest.mark.parametrize("written", ["012", "no", "1:30", "2022", "1e3", "0x1F", "True", "-x"])
def test_a_title_is_a_text_whatever_it_looks_like(written: str) -> None:
    """The schema decides, not YAML."""
    assert article(f"title: {written}\n").title == written


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"AT&amp;T &#8217; &lt;b&gt;"', "AT&T ’ <b>"),
        ('"AT&T &copy &nosuch;"', "AT&T &copy &nosuch;"),
        ('"a\\nb\\t c"', "a b c"),
        ('"two  spaces"', "two  spaces"),
        ('"&amp;lt;"', "&lt;"),
    ],
)
def test_entities_in_a_title_are_decoded_once(written: str, expected: str) -> None:
    """And its lines become one; other spaces stay as they are."""
    assert article(f"title: {written}\n").title == expected


def test_what_was_decoded_is_also_kept_as_written() -> None:
    """The old API copies titles and excerpts unchanged."""
    found = article('title: "A &amp; B"\nexcerpt: "don&#8217;t"\n')

    assert (found.title_as_written, found.excerpt_as_written) == ("A &amp; B", "don&#8217;t")
    assert article("title: A & B\n").title_as_written == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2022-02-21-a-day.md", "2022-02-21-a-day"),
        ("deep/er/2022-02-21-a-day.md", "2022-02-21-a-day"),
        ("2022-02-21-" + "a" * 150 + ".md", "2022-02-21-" + "a" * 150),
        ("2022-02-21-A Day!.md", "2022-02-21-a-day"),
        ("2022-02-21-..%2f..%2fetc.md", "2022-02-21-2f-2fetc"),
        ("2022-02-21.md", "2022-02-21-the-title"),
        ("2022-02-21-.md", "2022-02-21-the-title"),
        ("2022-02-30-a-day.md", "2022-02-22-the-title"),
        ("note.md", "2022-02-22-the-title"),
        ("index.md", "2022-02-22-the-title"),
        ("CON.md", "2022-02-22-the-title"),
    ],
)
def test_the_address_comes_from_the_name_or_from_date_and_title(name: str, expected: str) -> None:
    """The day of publication is the one of the site's zone: 23:30 UTC is tomorrow in Berlin."""
    front = "title: The title\npublishedDateTime: 2022-02-21T23:30:00Z\n"

    assert article(front, path=f"content/{name}").id == expected


def test_an_article_without_any_date_has_an_address_all_the_same() -> None:
    """It says so."""
    assert article("title: The title\n", path="content/note.md").id == "undated-the-title"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("true", True),
        ("yes", True),
        ("On", True),
        ('"true"', True),
        ("FALSE", False),
        ("no", False),
        ("off", False),
        ("~", None),
        ("", None),
    ],
)
def test_published_is_a_truth_value_or_nothing(written: str, expected: bool | None) -> None:
    """In all the spellings of both versions of YAML."""
    assert article(f"title: x\npublished: {written}\n").published is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("64", 64),
        ('"64"', 64),
        ("-1", -1),
        ("+5", 5),
        ("064", 64),
        ("0x40", 64),
        ("0o100", 64),
        ("~", None),
        ("", None),
    ],
)
def test_a_number_may_be_quoted(written: str, expected: int | None) -> None:
    """The numbers of YAML 1.2, with quotes or without."""
    assert article(f"title: x\nquality: {written}\n").quality == expected


def test_a_single_value_stands_for_a_list_of_one() -> None:
    """For topics, pictures and related entries."""
    found = article(
        "title: x\ntopics: AI\nimages: https://example.org/a.png\nrelated:\n  title: y\n"
    )

    assert found.topics == ("AI",)
    assert found.images == (Image("https://example.org/a.png"),)
    assert found.related == (RelatedItem("y"),)


def test_topics_are_named_once() -> None:
    """Empty ones are left out."""
    assert article("title: x\ntopics: [AI, AI, ' ', ~, \" B \"]\n").topics == ("AI", "B")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://www.meridian.example/news", "meridian.example"),
        ("blogs.meridian.example/a/b", "blogs.meridian.example"),
        (" MERIDIAN.example ", "meridian.example"),
        ("müller.example", "xn--mller-kva.example"),
    ],
)
def test_a_domain_is_cleaned(written: str, expected: str) -> None:
    """Addresses in its place give their host."""
    assert article(f'title: x\nprovider:\n  domain: "{written}"\n').outlet.domain == expected


def test_the_body_is_rendered_and_kept_apart() -> None:
    """The article carries its hash, its length and its first words."""
    parsed = read("title: x\n", "Some *words* here.\n")

    assert parsed.article is not None
    assert parsed.body_html == "<p>Some <em>words</em> here.</p>\n"
    assert (parsed.article.body.words, parsed.article.body.lead) == (3, "Some words here.")
    assert len(parsed.article.body.digest) == 16


def test_an_empty_body_is_none() -> None:
    """White space is no text."""
    parsed = read("title: x\n", " \n\n")

    assert parsed.article is not None
    assert (parsed.body_html, parsed.article.body.digest) == ("", b"")


# ---------------------------------------------------------------- problems


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


# ---------------------------------------------------------------- both readers, any bytes


def both_ways(data: bytes, path: str = PATH) -> tuple[Parsed, Parsed]:
    """Return the result with the quick readers and the one of the references alone."""
    quick = parse(data, path, RULES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(articles, "read_plain", lambda *_: None)
        reference = parse(data, path, RULES)
    return quick, reference


def test_the_quick_way_is_taken_for_a_typical_article(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the reference were asked, this would fail."""
    monkeypatch.setattr(articles, "read_tree", None)
    front = FULL.replace("mood: 1.50\n", "mood: good\n").replace("    - 012\n", "")

    found = article(front.replace("    - ~\n", "    - x\n"))

    assert found.quality == 64


_value = st.one_of(
    st.sampled_from(
        [
            "x",
            "64",
            "-1",
            "true",
            "no",
            "~",
            "",
            "1.5",
            "2022-02-21T14:00:00Z",
            "2022-02-21",
            "https://example.org/a",
            "video",
            "[a, b]",
            "[1, true]",
            "'it''s'",
            '"a &amp; b"',
            '"a\\nb"',
            "0x40",
            "012",
            "{a: b}",
            "é\xa0",
            "null",
            "x: y",
            '"',
            "www.a.example",
        ]
    ),
    st.text(alphabet="ab1:-#'\"&é ", max_size=6),
)
_field = st.sampled_from([*sorted(articles.FIELDS), "people", "unknown", "name", "domain", "url"])
_entry = st.builds("{}: {}\n".format, _field, _value)
_nested = st.builds(
    lambda name, rows: f"{name}:\n" + "".join(f"  {row}" for row in rows),
    st.sampled_from(["provider", "unknown", "images", "related", "title", "secured"]),
    st.lists(
        st.one_of(_entry, st.builds("- {}".format, _entry), st.builds("  {}".format, _entry)),
        max_size=4,
    ),
)


@given(st.lists(st.one_of(_entry, _nested), max_size=6).map("".join))
def test_both_ways_read_the_same_article(front: str) -> None:
    """The quick readers change nothing, neither in articles nor in problems."""
    quick, reference = both_ways(f"---\ntitle: x\n{front}---\n".encode())

    assert quick == reference


@given(
    st.dictionaries(_field, st.recursive(st.text(max_size=8), st.lists, max_leaves=4), max_size=5)
)
def test_both_ways_read_what_a_library_writes(fields: dict[str, Any]) -> None:
    """Front matters as PyYAML writes them."""
    front = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
    quick, reference = both_ways(f"---\n{front}---\n".encode())

    assert quick == reference


@pytest.mark.skipif("BROADSHEET_ARTICLES" not in os.environ, reason="no folder of articles given")
def test_both_ways_read_a_folder_alike() -> None:
    """Run over any folder: BROADSHEET_ARTICLES=DIR pytest tests/reading/test_articles.py."""
    for path in sorted(Path(os.environ["BROADSHEET_ARTICLES"]).rglob("*.md")):
        quick, reference = both_ways(path.read_bytes(), path.name)

        assert quick == reference


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


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_give_an_article_or_a_problem(data: bytes) -> None:
    """Nothing is raised, and nothing vanishes without a word."""
    for whole in (data, b"---\n" + data + b"\n---\n", b"---\ntitle: x\n---\n" + data):
        parsed = parse(whole, PATH, RULES)

        assert parsed.article is not None or any(p.is_error for p in parsed.problems)
        assert all(problem.code in CODES for problem in parsed.problems)
        assert not any(HIDDEN.search(str(problem)) for problem in parsed.problems)


@given(st.text(max_size=100), st.text(max_size=100))
def test_any_title_and_name_give_a_safe_address(title: str, name: str) -> None:
    """Letters, digits and hyphens, so that no path can leave its folder."""
    front = yaml.safe_dump({"title": title or "x"})
    parsed = parse(f"---\n{front}---\n".encode(), f"content/{name}.md", RULES)

    if parsed.article is not None:
        assert set(parsed.article.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert 0 < len(parsed.article.id) <= 180


def test_fields_gathered_under_extra_count_as_the_files_own() -> None:
    """As the importer writes them; a field beside the mapping comes before one in it."""
    front = "title: x\nextra:\n  mood: calm\n  tags: [a, b]\nmood: 1.50\n"

    assert article(front).extra == {"mood": "1.50", "tags": ["a", "b"]}

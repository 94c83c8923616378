"""A draft's file: its bytes, read by our own reader, and its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.importing.drafts import Draft, Provider
from broadsheet.importing.layout import MAX_NAME, file_bytes, name_of, title_slug
from broadsheet.model import Article, Image
from broadsheet.reading.articles import ParseRules, parse

FULL = Draft(
    source="x",
    title='A "quoted" title: with # and \u2019',
    excerpt="One.\n",
    published_at="2022-02-21T14:00:00Z",
    updated_at="2022-02-22T14:00:00Z",
    original_url="https://a.example/x?a=1&b=2",
    web_url="https://a.example/x",
    quality=0,
    heat=-1,
    published=False,
    author="Ann Lee",
    language="en-gb",
    provider=Provider("Yes", "a.example", (Image("https://a.example/l.jpg", 50, 50),)),
    topics=("No", "1.0", "AI"),
    images=(Image("https://a.example/i.jpg", 10, 0, is_cached=True),),
    related=(
        {"title": "R", "publishedDateTime": "2022-02-20T00:00:00Z", "webUrl": "https://b.example/"},
    ),
    extra={"tags": ["b", "a"], "flags": {"x": None, "n": 3}},
    body="Text.\n\n\n\nMore.  \n",
)

EXPECTED = """---
category: news
title: "A \\"quoted\\" title: with # and \u2019"
excerpt: "One.\\n"
publishedDateTime: 2022-02-21T14:00:00Z
updatedDateTime: 2022-02-22T14:00:00Z
originalUrl: "https://a.example/x?a=1&b=2"
webUrl: "https://a.example/x"
type: article
quality: 0
heat: -1
published: false
author: Ann Lee
language: en-gb

provider:
  name: 'Yes'
  domain: a.example
  images:
    - url: "https://a.example/l.jpg"
      width: 50
      height: 50

topics:
  - 'No'
  - '1.0'
  - AI

images:
  - url: "https://a.example/i.jpg"
    width: 10
    isCached: true

related:
  - title: "R"
    publishedDateTime: 2022-02-20T00:00:00Z
    webUrl: "https://b.example/"

extra:
  flags:
    n: 3
    x: null
  tags:
    - b
    - a
---

Text.

More.
"""


def read(draft: Draft) -> Article:
    """Return the article that our reader makes of a draft's file; it must find no fault."""
    parsed = parse(file_bytes(draft), f"content/{name_of(draft)}.md", ParseRules())
    assert not [problem for problem in parsed.problems if problem.is_error], parsed.problems
    assert parsed.article is not None
    return parsed.article


def test_the_file_has_the_order_and_the_quotes_of_the_format() -> None:
    """Keys, blank lines and quotes are those of the format's own files; nulls are left out."""
    assert (
        EXPECTED.replace("    n: 3\n    x: null\n", "    n: 3\n    x: null\n")
        == file_bytes(FULL).decode()
    )


def test_our_reader_reads_what_was_written() -> None:
    """Every field comes back as it was in the draft."""
    article = read(FULL)

    assert (FULL.title, FULL.published_at, FULL.updated_at) == (
        article.title,
        article.published_at,
        article.updated_at,
    )
    assert (0, -1, False) == (article.quality, article.heat, article.published)
    assert ("Yes", "a.example") == (article.outlet.name, article.outlet.domain)
    assert (FULL.topics, FULL.author) == (article.topics, article.author)
    assert ("https://b.example/",) == tuple(item.url for item in article.related)
    assert FULL.images == article.images


texts = st.text(min_size=1, max_size=60)


@given(texts.filter(str.strip), texts, st.lists(texts.filter(str.strip), max_size=3), texts)
def test_any_text_survives_the_round_trip(
    title: str, excerpt: str, topics: list[str], value: str
) -> None:
    """Whatever the texts hold, the file is one our reader takes without an error."""
    draft = Draft(
        source="x", title=title, excerpt=excerpt, topics=tuple(topics), extra={"note": value}
    )
    parsed = parse(file_bytes(draft), "content/x.md", ParseRules())
    errors = {problem.code for problem in parsed.problems if problem.is_error}

    assert errors <= {"missing-field"}


@given(st.text(min_size=1, max_size=300))
def test_names_are_safe(title: str) -> None:
    """A file name is lower-case ASCII of bounded length, whatever the title."""
    for day in ("", "2022-02-21T14:00:00Z"):
        name = name_of(Draft(source="x", title=title, published_at=day))

        assert name
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert len(name) <= MAX_NAME + 11


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("ID.me and the I.R.S.", "idme-and-the-irs"),
        ("Power Apps™ 2.0: what's new?", "power-apps-20-whats-new"),
        ("Café  --  au lait", "cafe-au-lait"),
        ("C++ and C#", "c-and-c"),
        ("Новости дня", "novosti-dnia"),
        ("word " * 60, ("word-" * 28 + "word")),
    ],
)
def test_slugs_follow_the_contract(title: str, slug: str) -> None:
    """Contract D1.3, and python-slugify where that would leave nothing."""
    assert slug == title_slug(title)


def test_a_given_name_is_kept_if_it_is_one() -> None:
    """The name that a source gives is taken only in the form of an article's name."""
    title = "Title"

    assert "2020-01-01-x-y" == name_of(Draft(source="x", title=title, name="2020-01-01-x-y"))
    for name in ("../x", "2020-01-01-X", "2020-01-01-x/../../y", "x", "2020-01-01-" + "a" * 300):
        assert "title" == name_of(Draft(source="x", title=title, name=name))


def test_reserved_names_are_avoided() -> None:
    """A waiting text called `CON` would be no file on Windows."""
    assert "con" != name_of(Draft(source="x", title="CON"))


def test_hidden_controls_are_shown_or_dropped() -> None:
    """No bidi override and no NUL reaches a file."""
    data = file_bytes(
        Draft(source="x", title="a\u202eb\x00c", body="d\u202ee", extra={"k\x00": "v\u2066"})
    ).decode()

    assert not set(data) & set("\u202e\x00\u2066")


def test_the_same_draft_gives_the_same_bytes(tmp_path: Path) -> None:
    """The order of extra's keys does not matter."""
    one = Draft(source="x", title="T", extra={"a": 1, "b": [2]})
    other = Draft(source="x", title="T", extra={"b": [2], "a": 1})

    assert file_bytes(one) == file_bytes(other)


def test_a_title_without_letters_still_names_a_file() -> None:
    """Each its own, dated or not."""
    names = [
        name_of(Draft(source="x", title=title, published_at=moment))
        for title in ("!!!", "???")
        for moment in ("2022-02-21T08:00:00Z", "")
    ]

    assert 4 == len(set(names))
    assert all(re.fullmatch(r"(2022-02-21-)?x[0-9a-f]{8}", name) for name in names)

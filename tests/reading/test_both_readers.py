"""Articles of any bytes, by the quick readers and by the references."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from article_samples import FULL, PATH, RULES, article
from broadsheet.errors import CODES
from broadsheet.model import Parsed
from broadsheet.reading import articles
from broadsheet.reading.articles import parse
from broadsheet.text import HIDDEN


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
    """Run over any folder: BROADSHEET_ARTICLES=DIR pytest tests/reading/test_both_readers.py."""
    for path in sorted(Path(os.environ["BROADSHEET_ARTICLES"]).rglob("*.md")):
        quick, reference = both_ways(path.read_bytes(), path.name)

        assert quick == reference


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

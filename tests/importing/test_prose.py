"""Foreign text to ours: plain, Markdown, and what is too deep for any parser."""

from __future__ import annotations

import html

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.importing.drafts import Refused
from broadsheet.importing.everyday import drafts_of_list
from broadsheet.importing.feeds import FeedOptions, drafts_of_feed
from broadsheet.importing.foreign_matter import split_front
from broadsheet.importing.prose import (
    EXCERPT,
    excerpt_of,
    is_crowded,
    is_deep,
    markdown_of_html,
    markdown_of_plain,
    plain_of,
)
from broadsheet.importing.webpages import MOST_ELEMENTS, drafts_of_page
from broadsheet.reading.markup import to_html

LETTERS = st.text(
    st.sampled_from("ab1 .,-+*_~`#>|[]()<>&;!:\\/\"'=\n"), min_size=1, max_size=40
).map(str.strip)


@given(LETTERS)
@settings(max_examples=400)
def test_plain_text_is_shown_letter_by_letter(text: str) -> None:
    """Rendered as Markdown, escaped text is the text: no list, link, emphasis or entity of it."""
    for line in filter(None, map(str.strip, text.split("\n"))):
        made = to_html(markdown_of_plain(line)).html
        shown = html.unescape(nh3.clean(made, tags=set()))

        assert " ".join(line.split()) == " ".join(shown.split())
        assert made.startswith("<p>")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("One<br>two", "One two"),
        ("<p>One</p><p>two</p>", "One two"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("in<b>side</b>", "inside"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("AT&amp;T", "AT&T"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("&amp;lt; stays spelt", "&amp;lt; stays spelt"),
        ("a<script>x</script><style>y</style>b", "ab"),
        ("a\u202eb\u200bc", "a\ufffdbc"),
    ],
)
def test_html_to_plain(markup: str, expected: str) -> None:
    """Blocks are parted, inline elements not; entities are decoded once."""
    assert expected == plain_of(markup)


def test_excerpts_are_cut_at_a_word() -> None:
    """A long text gives a bounded excerpt with an ellipsis."""
    excerpt = excerpt_of("<p>" + "word " * 500 + "</p>")

    assert len(excerpt) <= EXCERPT
    assert excerpt.endswith("word…")


@pytest.mark.parametrize("text", ["http://[", "https://a.example/b", "notes.html", "/etc/passwd"])
def test_a_text_like_an_address_or_a_file_is_a_text(text: str) -> None:
    """It is neither fetched nor opened, and nobody is warned of it."""
    assert text == plain_of(markdown_of_html(text)).replace("\\", "").strip("<>")


def test_html_to_markdown() -> None:
    """Headings, lists, links, code and tables have their Markdown; pictures and scripts none."""
    markup = (
        "<h2>Head</h2><p>A <a href='https://x.example/a_b'>link</a>, <em>so</em>.</p>"
        "<ol><li>one</li></ol><pre>a * b</pre><img src=x onerror=y><script>z</script><p>2 * 3_4</p>"
    )

    assert (
        "## Head\n\nA [link](https://x.example/a_b), *so*.\n\n1. one\n\n"
        "```\na * b\n```\n\n2 \\* 3_4" == markdown_of_html(markup)
    )


@pytest.mark.parametrize("tag", ["div", "b", "p", "ul><li", "blockquote", "table><tr><td"])
def test_deep_nesting_gives_text_alone(tag: str) -> None:
    """What would take a parser minutes is never given to one; its words are kept."""
    markup = f"<{tag}>" * 50_000 + "the words"

    assert is_deep(markup)
    assert ("the words", "the words") == (plain_of(markup), markdown_of_html(markup))
    with pytest.raises(Refused, match="nested"):
        list(drafts_of_page(f"<title>T</title>{markup}".encode(), "x"))


def test_many_elements_are_not_deep() -> None:
    """Long is not deep: only what is open at once counts."""
    assert not is_deep("<p>x</p><br><img>" * 10_000)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_feed_or_refused(data: bytes) -> None:
    """No bytes end an import with anything but a reason."""
    for begin in (b"", b"<rss version='2.0'><channel><item><title>T</title>", b'{"version": '):
        try:
            list(drafts_of_feed(begin + data, "x", FeedOptions(full_text=True)))
        except Refused:
            continue


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=40)
def test_any_text_is_a_page_or_refused(text: str) -> None:
    """Whatever the markup, there is a draft or a reason."""
    for begin in ("", "<title>T</title>", '<script type="application/ld+json">{"@type":"Article",'):
        try:
            list(drafts_of_page(f"{begin}{text}".encode("utf-8", "replace"), "x"))
        except Refused:
            continue


@given(st.text(max_size=200))
def test_any_text_is_front_matter_or_refused(text: str) -> None:
    """YAML, TOML and JSON that cannot be read are refused in words."""
    for begin in ("---\n", "+++\n", "{\n", "---json\n"):
        try:
            split_front(f"{begin}{text}".encode("utf-8", "replace"))
        except Refused:
            continue


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "title",
                "path",
                "webUrl",
                "provider",
                "images",
                "topics",
                "heat",
                "type",
                "categories",
            ]
        ),
        json_values,
    )
)
def test_any_json_is_a_list_or_refused(item: dict[str, object]) -> None:
    """Items of the Every Day API may hold anything in any field."""
    import msgspec

    try:
        data = msgspec.json.encode({"page": 1, "value": [item]})
        list(drafts_of_list("x", lambda _: data))
    except (Refused, msgspec.EncodeError, OverflowError):
        return


def test_a_crowded_tag_gives_text_alone() -> None:
    """Thousands of attributes take a parser minutes, too; long values and programs do not."""
    crowded = f"<p {' '.join(f'a{at}=1' for at in range(50_000))}>the words</p>"
    path = f'<p title="{"M 1 2 " * 50_000}">the words</p>'
    program = f"<script>for (i=0;i<n;i++) {{ {'x = y ; ' * 50_000} }}</script><p>the words</p>"

    assert [True, False, False] == [is_crowded(markup) for markup in (crowded, path, program)]
    assert ("the words", "the words") == (plain_of(crowded), markdown_of_html(crowded))
    with pytest.raises(Refused, match="attributes"):
        list(drafts_of_page(f"<title>T</title>{crowded}".encode(), "x"))


def test_a_page_of_too_many_elements_is_refused() -> None:
    """Finding the text among them would take long; the limit is said."""
    page = "<title>T</title>" + "<p>Words of a paragraph.</p>" * (MOST_ELEMENTS + 1)

    with pytest.raises(Refused, match="12,002 elements; more than 12,000"):
        list(drafts_of_page(page.encode(), "x"))

"""The quick Markdown renderer gives what the reference gives, wherever it is let loose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.reading import quickmarkup
from two_renderers import differences

ARTICLE = """The office said on Tuesday that **nothing** had changed in
[the report](https://example.org/report), and that it *would not* comment.

## What was said

> “It’s all there,” said the minister – in `page 12`.

- one
- two with _stress_

1. first
2. second

---

A last paragraph (with brackets), 100% plain; no more.
"""


def test_a_typical_article_is_let_pass() -> None:
    """Otherwise it would be of no use."""
    assert quickmarkup.can_render(ARTICLE)
    assert differences(ARTICLE) is None


@pytest.mark.parametrize(
    "text",
    [
        "a <b>",
        "a &amp; b",
        "a \\* b",
        "a\tb",
        "| a |",
        "~~a~~",
        "a[^1]",
        "[a]: https://example.org",
        "[a][b]",
        "![a](https://example.org/a.png)",
        "    code",
        "[a](javascript:b)",
        "[a](/b)",
        "[a](https://example.org/?b=&copy;)",
        "[a](https://example.org/?b=%zz)",
        "[a](https://example.org 'title')",
        "-\n- a",
        ">\n> a",
        "> >",
        "1. >\n> a",
        "> > > a",
        ">>> a",
        "- - - a",
        "خبر",
        "a\u202eb",
        "*a " * 20_001,
        "a\n" * 100_001,
    ],
)
def test_what_the_renderers_judge_differently_is_not_let_pass(text: str) -> None:
    """Each of these needs the reference, or would cost too much."""
    assert not quickmarkup.can_render(text)


_pieces = st.sampled_from(
    [
        "word",
        "*em*",
        "**strong**",
        "_em_",
        "__b__",
        "*",
        "**",
        "***",
        "_",
        "`code`",
        "``",
        "`",
        "[a](https://e.example/x)",
        "[a](https://e.example)",
        "[a](https://e.example/x?a=1&b=2)",
        "[a](https://e.example?copy=1&amp=2)",
        "&",
        "&copy",
        "&#",
        ";",
        "[",
        "]",
        "(",
        ")",
        "](",
        "!",
        "#",
        "# ",
        "## Head",
        "-",
        "- ",
        "+ ",
        "* ",
        "1. ",
        "2) ",
        "10. ",
        ">",
        "> ",
        "> > ",
        "---",
        "***",
        "===",
        "\n",
        "\n\n",
        "\n  ",
        "  \n",
        "   ",
        "```",
        "```py",
        ".",
        ",",
        "’",
        "é",
        "don't",
        '"q"',
        "12",
        "1.",
        "www.example.com",
        "https://e.example/",
        "a@b.example",
        ":",
        "\n- ",
        "\n1. ",
        "\n> ",
        "\n## ",
        "\n---\n",
        "\n\n\n",
        "–",
        "*a_b*",
        "a*b*c",
        "_a_b_",
        "**a*b**c*",
        "$",
        "{x}",
        "%",
        "^",
        "^a^",
        "H~2~O",
        ";",
        "\n   - ",
        "\n  1. ",
        "\xa0",
    ]
)


@given(st.lists(_pieces, max_size=24).map("".join))
def test_the_renderers_agree_on_pieces_in_any_order(text: str) -> None:
    """Markup next to markup, in ways nobody writes."""
    assert differences(text) is None


@given(st.lists(_pieces, max_size=24).map(" ".join))
def test_the_renderers_agree_on_pieces_with_spaces(text: str) -> None:
    """Markup as words of a sentence."""
    assert differences(text) is None


@given(st.text(alphabet="ab1 *_`#>-+.)([]!\n\"'’–é:/=^{}$%@?;,&#", max_size=40))
def test_the_renderers_agree_on_any_characters(text: str) -> None:
    """Characters that mean something, in any order."""
    assert differences(text) is None


def test_code_that_goes_on_beyond_a_line_is_for_the_reference() -> None:
    """Within a list, the two keep different spaces of it."""
    assert not quickmarkup.can_render("- word ``` \n word ```")
    assert quickmarkup.can_render("- word `code` word\n\n```py\ncode\n```\n")

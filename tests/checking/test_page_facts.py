"""What is read out of a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.checking.page_facts import page_facts


def uses_of(html: str) -> list[tuple[str, str]]:
    return [(each.use, each.address) for each in page_facts(html.encode()).references]


def test_every_way_to_name_an_address_is_known() -> None:
    """What is opened on a click, what is loaded, and what only names a page are told apart."""
    html = """<head><link rel="stylesheet" href="a.css"><link rel="icon" href="i.svg">
    <link rel="alternate" href="f.xml"><link rel="canonical" href="c"><link rel=hub href="h">
    <link rel="dns-prefetch" href="//d"><meta property="og:image" content="o.png">
    <meta http-equiv="refresh" content="0; URL='r'"><script src="s.js"></script></head>
    <a href=" l ">l</a><img src="p.png" srcset="p1.png 1x, p2.png 2x" alt="">
    <video src="v" poster="w"></video><form action="q"></form><iframe src="n"></iframe>
    <svg><use href="#u"/><use xlink:href="#x"/><image href="m.png"/></svg>"""

    assert [
        ("load", "a.css"), ("load", "i.svg"), ("link", "f.xml"), ("mention", "h"),
        ("connect", "//d"), ("mention", "o.png"), ("link", "r"), ("load", "s.js"), ("link", "l"),
        ("load", "p.png"), ("load", "p1.png"), ("load", "p2.png"), ("load", "v"), ("load", "w"),
        ("link", "q"), ("load", "n"), ("load", "#u"), ("load", "#x"), ("load", "m.png"),
    ] == uses_of(html)  # fmt: skip


def test_the_title_is_the_pages_own() -> None:
    """The title of an inline SVG is not taken for that of the page."""
    page = page_facts(b"<head><title> A \n B </title></head><svg><title>Chart</title></svg>")

    assert "A B" == page.title


def test_anchors_are_ids_and_old_names() -> None:
    """Both can be jumped to; an id given twice is told with the line of the second."""
    page = page_facts(b'<p id="a"></p><a name="b"></a>\n<p id="a"></p>')

    assert frozenset("ab") == page.ids
    assert (("a", 2),) == page.repeated_ids


def test_data_in_scripts_is_not_code() -> None:
    """JSON-LD and other data blocks are allowed by a strict policy, scripts are not."""
    page = page_facts(
        b'<script type="application/ld+json">{"a": 1}</script>'
        b'<script type="module">x</script><script src="a.js"></script>'
    )

    assert (('{"a": 1}', 1),) == page.structured
    assert (("an inline <script>", 1),) == page.inline


def test_pages_that_redirect_or_hide_are_known() -> None:
    """Both stay out of what search engines list."""
    moved = page_facts(b'<meta http-equiv="refresh" content="0;url=/x/">')
    hidden = page_facts(b'<meta name="robots" content="nofollow, NOINDEX">')

    assert ("/x/", False) == (moved.redirects_to, hidden.is_indexed)


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_reader(data: bytes) -> None:
    """Any file that calls itself HTML has facts."""
    assert page_facts(data).repeated_ids is not None

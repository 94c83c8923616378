"""Markdown becomes HTML that a page can show: complete, and harmless whatever it was."""

from __future__ import annotations

import json
import re
from importlib.metadata import distribution

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.reading import markup
from broadsheet.reading.markup import to_html
from hostile.outputs import html_faults


def rendered(text: str) -> str:
    """Return the HTML of a text without the line breaks between blocks."""
    return re.sub(r">\n+(?=<|$)", ">", to_html(text).html)


def test_common_constructs_are_rendered() -> None:
    """Emphasis, code, lists, quotes and rules as CommonMark says."""
    text = "a *b* **c** `d`\n\n- e\n- f\n\n> g\n\n***\n\n3. h\n"

    expected = (
        "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"
        "<ul><li>e</li><li>f</li></ul><blockquote><p>g</p></blockquote><hr>"
        '<ol start="3"><li>h</li></ol>'
    )
    assert rendered(text) == expected


def test_tables_keep_their_alignment_as_a_class() -> None:
    """A class, because the pages' policy allows no style attributes."""
    html = rendered("| a | b |\n|--:|:-:|\n| 1 | 2 |\n")

    assert '<td class="align-right">1</td><td class="align-center">2</td>' in html
    assert "style" not in html


def test_strikethrough_is_a_deletion() -> None:
    """GitHub's extension, as the element that means it."""
    assert rendered("~~a~~ b") == "<p><del>a</del> b</p>"


def test_footnotes_link_both_ways() -> None:
    """From the mark to the note and back, by anchors that both exist."""
    html = rendered("a[^x]\n\n[^x]: b\n")

    assert re.findall(r'id="([^"]+)"', html) == ["fnref1", "fn1"]
    assert re.findall(r'href="([^"]+)"', html) == ["#fn1", "#fnref1"]


def test_headings_begin_below_the_title_of_the_page() -> None:
    """The page has the only first-level heading, and no level is skipped."""
    html = rendered("# a\n\n### b\n\n###### c\n\n## d\n")

    assert re.findall(r"<h(\d)", html) == ["2", "3", "4", "3"]


def test_a_text_that_begins_with_a_low_heading_begins_at_level_two() -> None:
    """What counts is the order of levels, not their numbers."""
    assert re.findall(r"<h(\d)", rendered("### a\n\n#### b\n\n### c\n")) == ["2", "3", "2"]


def test_anchors_of_headings_are_their_own_and_unique() -> None:
    """The prefix keeps them apart from the anchors of the page."""
    html = rendered("# Main *Text*\n\n# main text\n\n# Main text 2\n\n# main\n")

    expected = ["h-main-text", "h-main-text-2", "h-main-text-2-2", "h-main"]
    assert re.findall(r'id="([^"]+)"', html) == expected


@pytest.mark.parametrize("target", ["#first-part", "#h-first-part"])
def test_a_link_to_a_heading_leads_there(target: str) -> None:
    """With the prefix or without it."""
    assert '<a href="#h-first-part">x</a>' in rendered(f"# First part\n\n[x]({target})\n")


def test_a_link_to_no_heading_is_only_its_words() -> None:
    """An anchor that does not exist is not linked."""
    assert rendered("[x](#nowhere)") == "<p>x</p>"


def test_links_to_other_sites_vouch_for_nothing() -> None:
    """They say so to search engines, and hand the page to nobody."""
    expected = '<p><a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">x</a></p>'

    assert rendered("[x](https://example.org/a?b=1&c=2)") == expected


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "https://good.example@evil.example/",
        "/about/",
        "about",
        "ftp://example.org/",
        "mailto:",
        "mailto:x",
        "&#106;avascript:alert(1)",
        "java&Tab;script:alert(1)",
        "\x01javascript:alert(1)",
    ],
)
def test_no_other_address_is_linked(address: str) -> None:
    """Whatever is not http(s), mail or a place in the text is shown without a link."""
    html = to_html(f"[x]({address}) [y](<{address}>)\n\n[z]\n\n[z]: <{address}>\n").html

    assert "<a" not in html
    assert "x" in html


def test_mail_addresses_are_linked() -> None:
    """By a link or in angle brackets."""
    html = rendered("[x](mailto:desk@example.org?subject=a) <desk@example.org>")

    assert re.findall(r'href="([^"]+)"', html) == [
        "mailto:desk@example.org?subject=a",
        "mailto:desk@example.org",
    ]


def test_an_editors_page_may_link_within_the_site() -> None:
    """An article may not: it does not know which pages there are.

    The link goes by the root of the site, which need not be that of its host.
    """
    text = "[x](/topics/ai/#more) [y](//evil.example/) [z](../method/) [w](..//evil.example/)"
    made = '<p><a href="../topics/ai/#more">x</a> y <a href="../method/">z</a> w</p>\n'

    assert to_html(text, own_links=True).html == made
    assert to_html(text).html == "<p>x y z w</p>\n"


def test_a_picture_elsewhere_becomes_a_link() -> None:
    """To show it would tell another host who reads the page."""
    expected = '<p><a href="https://example.org/a.png" rel="nofollow noopener">A cat</a></p>'

    assert rendered("![A cat](https://example.org/a.png)") == expected


def test_a_picture_without_words_is_called_by_its_host() -> None:
    """A link must have a name."""
    assert ">example.org</a>" in rendered("![](https://www.example.org/a.png)")


def test_a_picture_inside_a_link_gives_the_link_its_name() -> None:
    """A link cannot stand in a link."""
    html = rendered("[![A cat](https://example.org/a.png)](https://example.org/)")

    assert html == '<p><a href="https://example.org/" rel="nofollow noopener">A cat</a></p>'


def test_a_local_picture_is_shown() -> None:
    """From the site's own files, loaded when it comes into view."""
    expected = '<p><img src="/media/a.png" alt="A &quot;cat&quot;" loading="lazy"></p>'

    assert rendered('![A "cat"](/media/a.png)') == expected


@pytest.mark.parametrize(
    "address", ["/../a.png", "/a/../b.png", "//evil.example/a.png", "/a.php", "a.png", "/a.png?x"]
)
def test_no_other_picture_is_shown(address: str) -> None:
    """Only a file by its plain path from the root of the site."""
    assert rendered(f"![x]({address})") == "<p>x</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b onclick=alert(1)>x</b>",
        "a <img src=x onerror=alert(1)> b",
        "<!-- comment -->",
        "<svg/onload=alert(1)>",
        "<style>*{}</style>",
        "<iframe src=https://evil.example></iframe>",
    ],
)
def test_raw_html_is_shown_as_text(text: str) -> None:
    """What an author typed in angle brackets, readers read in angle brackets."""
    html = to_html(text).html
    shown = "".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext())

    assert shown.strip() == text
    assert re.findall(r"<(\w+)", html) == ["p"]


@pytest.mark.parametrize(
    "leaked",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<img src="https://evil.example/a.png">',
        '<img src=x onerror="alert(1)">',
        '<p style="background:url(https://evil.example)">x</p>',
        '<h2 id="location">x</h2>',
        '<a href="//evil.example">x</a>',
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<form action=https://evil.example><input name=attributes></form>",
        '<base href="https://evil.example">',
        '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    ],
)
@pytest.mark.parametrize("special", [True, False])
def test_the_sanitizer_holds_alone(leaked: str, special: bool) -> None:
    """If a renderer ever let raw HTML through, nothing of it would run or load."""
    html = markup._cleaner(special=special).clean(leaked)

    unsafe = r"script|on\w+=|style|evil|src|<(svg|math|form|input|base|meta)|id="
    assert re.search(unsafe, html) is None


@pytest.mark.parametrize(
    "leaked",
    [
        "<script>window.x=1</script>",
        "<img/src=x onerror=window.x=1>",
        "<IMG SRC=x ONERROR=window.x=1>",
        "<a\thref=javascript:window.x=1>x</a>",
        "<A HREF='javascript:window.x=1'>x</A>",
        "<p onclick=window.x=1>x</p>",
        "<svg/onload=window.x=1>",
        "<iframe src=https://evil.example></iframe>",
        "<p style='background:url(https://evil.example)'>x</p>",
        "<base href=https://evil.example>",
    ],
)
@pytest.mark.parametrize("around", ["{}<p>kept</p>", "<h1>a</h1>{}<p>kept</p>"])
def test_a_body_passes_the_sanitizer(
    monkeypatch: pytest.MonkeyPatch, leaked: str, around: str
) -> None:
    """What a renderer leaks is taken out on the way to the page, with anchors and without."""
    monkeypatch.setattr(markup, "render", lambda text, nesting: around.format(leaked))
    html = to_html("a *b*").html

    assert "<p>kept</p>" in html
    assert [] == list(html_faults(f"<!doctype html><title>x</title>{html}"))


def test_words_are_counted_and_the_first_ones_kept() -> None:
    """Markup is not counted, and a footnote neither."""
    made = to_html("# One\n\n*two* three[^a]\n\n- four\n- five\n\n[^a]: not these\n")

    assert (made.words, made.lead) == (5, "One two three four five")


def test_the_lead_ends_at_a_word() -> None:
    """Sixty words, and a sign that more follow."""
    made = to_html("word " * 100)

    assert made.lead == "word " * 59 + "word…"
    assert made.words == 100


def test_a_text_without_markup_is_a_paragraph() -> None:
    """The shortest way gives what the long one gives."""
    assert to_html("Just “words”, & no more.").html == to_html("Just “words”, &amp; no more.").html


@pytest.mark.parametrize("mark", ["~~a ", "[a](", "&lt;", "|\n", "[^a] "])
def test_too_much_markup_is_shown_as_it_was_written(mark: str) -> None:
    """Beyond the limit there is no parsing, only paragraphs."""
    made = to_html(mark * 61_000)

    assert made.plain
    assert re.findall(r"<(\w+)", made.html) == ["p"]


@pytest.mark.parametrize(
    "text",
    [
        ">" * 500_000,
        "> " * 200_000,
        "- " * 200_000,
        "[" * 300_000,
        "*a" * 200_000,
        "# a\n" * 20_000,
    ],
)
def test_pathological_texts_are_finished(text: str) -> None:
    """Repetition that makes parsers slow gives a result, nested no deeper than browsers go."""
    made = to_html(text)

    depth = max(
        (len(run) for run in re.findall(r"(?:<blockquote>\s*|<[uo]l>\s*<li>\s*)+", made.html)),
        default=0,
    )
    assert depth < 2_000


@given(st.text(max_size=200))
def test_no_text_makes_unsafe_html(text: str) -> None:
    """Any text gives HTML that a browser reads as it was meant, with known tags only."""
    html = to_html(text).html

    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert tags - {"DOCUMENT_FRAGMENT"} <= set(markup._TAGS)


def test_hidden_characters_spelled_by_entities_are_shown() -> None:
    """An entity is decoded by the renderer, so what it spells is looked at after it."""
    html = rendered("a &#x202e;b &rlm;c &#12;d &#x9b;e &shy;f [g](https://h.example '&#x202e;')\n")

    link = '<a href="https://h.example" rel="nofollow noopener" title="�">g</a>'
    assert html == f"<p>a �b �c �d �e f {link}</p>"


def test_the_sanitizer_is_new_enough() -> None:
    """Releases of ammonia, which nh3 wraps, before 4.2.3 let styles through (RUSTSEC-2021-0157)."""
    bills = [
        file for file in distribution("nh3").files or () if file.name.endswith(".cyclonedx.json")
    ]
    if not bills:
        pytest.skip("this build of nh3 does not say what it was made of")
    parts = json.loads(bills[0].read_text())["components"]
    version = next(part["version"] for part in parts if part["name"] == "ammonia")

    assert tuple(map(int, version.split("."))) >= (4, 2, 3)

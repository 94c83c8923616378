"""Saved web pages to drafts: what is believed, in which order."""

from __future__ import annotations

import msgspec
import pytest

from broadsheet.importing.drafts import Draft, Provider, Refused
from broadsheet.importing.webpages import drafts_of_page
from broadsheet.model import Image

TEXT = "".join(
    f"<p>Paragraph {n} tells in some detail how the ferry came in late that day, and why.</p>"
    for n in range(6)
)

CLAIMS = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Harbour Post Online"},
        {
            "@type": ["NewsArticle"],
            "headline": "Ferry &amp; friends late",
            "datePublished": "2022-02-21T09:00:00-05:00",
            "dateModified": "2022-02-21T10:00:00-05:00",
            "author": [{"@type": "Person", "name": "Ann Lee"}, {"name": "Bo Quist"}],
            "publisher": {"@type": "Organization", "name": "Harbour Post"},
            "description": "The ferry <b>waits</b>.",
            "image": {"url": "/a.jpg", "width": 1200, "height": "630px"},
            "inLanguage": "en-GB",
            "keywords": "ferries, boats, ferries",
        },
    ],
}

META = """<meta property="og:title" content="OG title">
<meta property="og:site_name" content="OG site">
<meta property="og:description" content="OG words">
<meta property="og:image" content="https://i.example/og.png">
<meta property="og:image:width" content="600"><meta property="article:published_time"
content="2021-01-01T00:00:00Z"><meta name="author" content="OG author">"""


def page(head: str = "", body: str = "", url: str = "https://www.harbourpost.example/x") -> Draft:
    """Return the draft of a page with this head."""
    html = (
        f"<!doctype html><html lang='en'><head>{head}</head><body><article>{body}{TEXT}</article>"
    )
    (draft,) = drafts_of_page(html.encode(), "saved/x.html", url=url)
    assert isinstance(draft, Draft)
    return draft


def claims(value: object) -> str:
    """Return a JSON-LD script."""
    text = msgspec.json.encode(value).decode().replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def test_json_ld_goes_before_open_graph() -> None:
    """Every field that JSON-LD gives is taken from there."""
    draft = page(
        META + claims(CLAIMS) + "<link rel=canonical href='/a'><link rel=amphtml href='/amp/a'>"
    )

    assert "Ferry & friends late" == draft.title
    assert "The ferry waits." == draft.excerpt
    assert ("2022-02-21T14:00:00Z", "2022-02-21T15:00:00Z") == (
        draft.published_at,
        draft.updated_at,
    )
    assert "Ann Lee, Bo Quist" == draft.author
    assert Provider("Harbour Post", "harbourpost.example") == draft.provider
    assert (Image("https://www.harbourpost.example/a.jpg", 1200, 630),) == draft.images
    assert "https://www.harbourpost.example/a" == draft.web_url
    assert "https://www.harbourpost.example/amp/a" == draft.amp_url
    assert ({"tags": ["ferries", "boats"]}, "en") == (draft.extra, draft.language)


def test_open_graph_goes_before_the_page() -> None:
    """Without JSON-LD the page's Open Graph is believed."""
    draft = page(META + "<title>Page title</title>", "<h1>Heading</h1>")

    assert ("OG title", "OG words", "OG author") == (draft.title, draft.excerpt, draft.author)
    assert "2021-01-01T00:00:00Z" == draft.published_at
    assert Provider("OG site", "harbourpost.example") == draft.provider
    assert (Image("https://i.example/og.png", 600, 0),) == draft.images


def test_the_page_itself_comes_last() -> None:
    """Heading, marked times and the address are what remains."""
    draft = page(
        "<title>Page title</title>",
        "<h1>Heading</h1><time pubdate datetime='2022-02-21T14:00:00Z'>yesterday</time>",
    )

    assert ("Heading", "2022-02-21T14:00:00Z") == (draft.title, draft.published_at)
    assert Provider("", "harbourpost.example") == draft.provider


def test_no_date_is_guessed_from_the_text() -> None:
    """A year in the footer or the address is no date of publication."""
    draft = page(
        "<title>T</title>",
        "<p>On 21 February 2022 it rained. © 2019</p>",
        url="https://a.example/2022/02/21/x",
    )

    assert ("", "") == (draft.published_at, draft.updated_at)


def test_the_body_is_markdown_without_the_title() -> None:
    """The main text is found, its heading dropped, links kept."""
    draft = page("<title>Ferry late</title>", "<h1>Ferry late</h1>")

    assert draft.body.startswith("Paragraph 0 tells")
    assert draft.body.endswith("that day, and why.")
    assert 6 == draft.body.count("Paragraph")


def test_a_saved_page_tells_its_own_address() -> None:
    """By its canonical link or the browser's note; without either it has none."""
    note = "<!-- saved from url=(0030)https://paper.example/note -->"
    canonical = "<link rel='canonical' href='https://paper.example/canon'>"

    def saved(extra: str) -> Draft:
        html = f"<!doctype html>{extra}<title>T</title>{TEXT}"
        (draft,) = drafts_of_page(html.encode(), "x.html")
        assert isinstance(draft, Draft)
        return draft

    assert "https://paper.example/note" == saved(note).web_url
    assert "https://paper.example/canon" == saved(note + canonical).web_url
    assert ("", "page x.html") == (saved("").web_url, saved("").source)


@pytest.mark.parametrize("kind", ["VideoObject", "https://schema.org/VideoObject"])
def test_a_film_page_is_a_video(kind: str) -> None:
    """A page about a VideoObject is a video; an article with a film in it is not."""
    film = {"@type": kind, "name": "A film"}

    assert "video" == page(claims(film)).type
    assert "article" == page(claims([film, {"@type": "NewsArticle", "headline": "T"}])).type


def test_other_encodings_are_read() -> None:
    """The page's own charset is honoured."""
    html = f"<html><head><meta charset='windows-1252'><title>Café</title></head>{TEXT}"
    (draft,) = drafts_of_page(html.encode("cp1252"), "x.html")

    assert isinstance(draft, Draft)
    assert "Café" == draft.title


@pytest.mark.parametrize(
    "head",
    [
        "<script type='application/ld+json'>{broken</script><title>T</title>",
        "<script type='application/ld+json'>" + "[" * 5000 + "</script><title>T</title>",
        claims({"@type": "Article", "author": 3, "image": [], "publisher": [[]], "url": 5})
        + "<title>T</title>",
        claims({"@type": "Article", "headline": "T", "mainEntityOfPage": {"@id": "javascript:x"}}),
        "<link rel=canonical href='https://[broken'><title>T</title>",
    ],
)
def test_nonsense_claims_cost_only_themselves(head: str) -> None:
    """Broken or mistyped metadata falls back to what else the page says."""
    assert ("T", "https://www.harbourpost.example/x") == (page(head).title, page(head).web_url)


def test_scripts_never_reach_the_article() -> None:
    """Script and style of a page are in none of its fields."""
    draft = page(
        "<title>T</title>"
        + claims({"@type": "Article", "headline": "<script>alert(1)</script>Hi"}),
        "<script>alert(2)</script><style>b{}</style><p onclick='alert(3)'>Text here.</p>",
    )

    assert "Hi" == draft.title
    assert "alert" not in draft.body


def test_a_page_without_title_is_refused() -> None:
    """There is no article without a title."""
    with pytest.raises(Refused, match="no title"):
        list(drafts_of_page(b"<html><body></body></html>", "x.html"))

"""Addresses of other people's pages: which may be linked, and which are the same page."""

from __future__ import annotations

import pytest

from broadsheet.weburl import MAX_URL, host_of, identity, safe_url

LONG = "https://a.example/" + "x" * MAX_URL


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (" HTTPS://Post.Example/A?b=C#d ", "https://post.example/A?b=C#d"),
        ("https://a.example/?a=1&amp;amp;b=2", "https://a.example/?a=1&b=2"),
        ("https://a.example/café", "https://a.example/caf%C3%A9"),
        ("https://bücher.example/ü?ü", "https://xn--bcher-kva.example/%C3%BC?%C3%BC"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://a.example:65535/", "https://a.example:65535/"),
        (
            "https://a.example/x" + "y" * (MAX_URL - 19),
            "https://a.example/x" + "y" * (MAX_URL - 19),
        ),
    ],
)
def test_an_address_is_mended_not_changed(given: str, expected: str) -> None:
    """Case of scheme and host, spaces, entities and letters that addresses cannot hold."""
    assert expected == safe_url(given)
    assert expected == safe_url(expected)


@pytest.mark.parametrize(
    "given",
    [
        LONG,
        "",
        "ftp://a.example/",
        "javascript:alert(1)",
        "//a.example/",
        "https://",
        "https://user@a.example/",
        "https://a.example:0/",
        "https://a.example:65536/",
        "https://a.example:99999/",
        "https://a..example/",
        "https://-a.example/",
        "https://a.example\\@b.example/",
        "https://a.example/\u202egnp.exe",
        "https://a.example/a b",
        "https://a.example/\x00",
        "https://ü..example/",
        "https://" + "ü" * 80 + ".example/",
        "https://" + "x" * 62 + "\u0131/",
        "http\u017f://a.example/",
        "müll",
    ],
)
def test_what_must_not_be_linked_is_no_address(given: str) -> None:
    """Other schemes, user names, no host, no port, hidden characters, and what is too long."""
    assert safe_url(given) is None


def test_the_host_is_without_www() -> None:
    """What is no safe address has none."""
    assert "a.example" == host_of("https://www.A.example:80/x")
    assert "" == host_of("mailto:a@b.example")


@pytest.mark.parametrize(
    "other",
    [
        "http://post.example/a%20b/?x=1&y=%C3%A9",
        "https://www.post.example:443/a%20b?y=%C3%A9&x=1",
        "https://m.post.example/a%20b/?utm_source=z&x=1&y=%C3%A9#top",
        "https://amp.post.example/amp/a%20b?x=1&amp;y=%C3%A9",
        "https://post.example/a%20b.amp?x=1&y=%C3%A9",
        "https://post.example/a%20b/amp/?x=1&y=%C3%A9",
        "https://post-example.cdn.ampproject.org/c/s/post.example/a%20b?x=1&y=%C3%A9",
        "https://post.example/%61%20b%3Fx=1&y=%C3%A9",
        "https://post.example/a%20b%3Fx=1?y=%C3%A9",
    ],
)
def test_addresses_of_one_page_share_an_identity(other: str) -> None:
    """Scheme, host prefix, port, order, tracking, AMP, and a question mark that was encoded."""
    assert "post.example/a b?x=1&y=%C3%A9" == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://post.example/a", "https://post.example/b"),
        ("https://post.example/a?id=1", "https://post.example/a?id=2"),
        ("https://post.example/a", "https://post.example/A"),
        ("https://post.example/a", "https://news.post.example/a"),
        ("https://post.example:8080/a", "https://post.example/a"),
        ("https://post.example/a%2Fb%25", "https://post.example/a/b"),
        ("https://m.example/a", "https://example/a"),
    ],
)
def test_other_pages_have_another_identity(one: str, other: str) -> None:
    """Path, case of the path, meaningful query, subdomain, port."""
    assert identity(one) != identity(other)

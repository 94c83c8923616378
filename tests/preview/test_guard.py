"""Who may ask the preview, the headers it sends, and which page lies at an address."""

from __future__ import annotations

import pytest

from broadsheet.preview.guard import Guard
from broadsheet.preview.headers import content_type, headers_for, with_preview
from broadsheet.preview.showcase import moved_to, output_at


@pytest.mark.parametrize(
    ("bound", "asked", "is_answered"),
    [
        ("127.0.0.1", "localhost:8000", True),
        ("127.0.0.1", "192.168.0.7:8000", False),
        ("desk.example", "desk.example:8000", True),
        ("desk.example", "localhost:8000", True),
        ("desk.example", "evil.example:8000", False),
        ("0.0.0.0", "192.168.0.7:8000", True),
        ("0.0.0.0", "[fe80::1]:8000", True),
        ("0.0.0.0", "evil.example:8000", False),
        ("::", "10.0.0.1", True),
        ("::1", "[::1]:8000", True),
    ],
)
def test_names_that_are_answered(bound: str, asked: str, is_answered: bool) -> None:
    """Loopback's, the one it was given, and any address if it listens on all of them."""
    refusal = Guard(bound).refusal("GET", {"host": asked})

    assert is_answered == (refusal is None)


def test_its_own_origin_may_ask() -> None:
    """The page that listens says where it is from."""
    headers = {"host": "localhost:8000", "origin": "http://localhost:8000"}

    assert Guard("127.0.0.1").refusal("GET", headers) is None


def test_the_sites_headers_are_sent_but_those_that_harm_here() -> None:
    """Policy and referrer yes; caches, CORS and transport no; other addresses' rules no."""
    text = (
        "/*\n  Referrer-Policy: no-referrer\n  Strict-Transport-Security: max-age=9\n"
        "/api/*\n  Access-Control-Allow-Origin: *\n  Permissions-Policy: camera=()\n"
        "/other\n  X-Robots-Tag: noindex\n"
    )

    assert {"referrer-policy": "no-referrer"} == headers_for("/", text)
    assert {"referrer-policy": "no-referrer", "permissions-policy": "camera=()"} == headers_for(
        "/api/news/", text
    )


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("script-src 'self'; img-src *", "script-src 'self'; img-src *"),
        ("script-src 'none'", "script-src 'self'"),
        (
            "default-src 'none'",
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'",
        ),
        ("script-src 'sha256-x'; upgrade-insecure-requests", "script-src 'sha256-x' 'self'"),
    ],
)
def test_a_policy_is_widened_by_this_server_alone(policy: str, expected: str) -> None:
    """For the script, the stream and the stylesheet of the preview; nothing inline is let in."""
    assert expected == with_preview(policy)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("assets/style.0123456789.css", "text/css; charset=utf-8"),
        ("assets/picture.webp", "image/webp"),
        ("assets/font.woff2", "font/woff2"),
        ("CNAME", "text/plain; charset=utf-8"),
        ("what.is-this", "application/octet-stream"),
    ],
)
def test_media_types_do_not_depend_on_the_machine(output: str, expected: str) -> None:
    """They follow from the name's ending."""
    assert expected == content_type(output)


PAGES = {"index.html": 1, "news/a/index.html": 1, "feed.xml": 1, "404.html": 1}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", "index.html"),
        ("/index.html", "index.html"),
        ("/news/a/", "news/a/index.html"),
        ("/feed.xml", "feed.xml"),
        ("/feed.xml/", None),
        ("/news/a", None),
        ("//feed.xml", None),
        ("/./feed.xml", None),
        ("/news/../feed.xml", None),
        ("feed.xml", None),
        ("", None),
        ("/FEED.XML", None),
        ("/feed.xml\x00", None),
    ],
)
def test_an_address_is_a_key(address: str, expected: str | None) -> None:
    """Nothing is resolved, joined or folded."""
    assert expected == output_at(address, PAGES)


def test_only_folders_with_a_page_get_their_slash() -> None:
    """And never an address that begins with two, which would lead to another host."""
    assert "/news/a/" == moved_to("/news/a", PAGES)
    assert moved_to("/news", PAGES) is None
    assert moved_to("//news/a", PAGES) is None
    assert moved_to("/feed.xml", PAGES) is None

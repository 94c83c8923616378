"""What holds of slugs, addresses and articles whatever the text, found out by trying many."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slugify import slugify

from broadsheet.text import MAX_SLUG_BYTES, WINDOWS_NAMES, short_hash, slug_of
from broadsheet.weburl import identity, safe_url
from hostile.expected import EXPECTED
from hostile.hostile_site import CASES
from hostile.promises import BrokenPromise, check_article, promise

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["..", "/", "CON", "con.txt", "index", "C++", "C#", "\u202e", "ﷺ", "-", "a" * 500, "é" * 99]
)
_parts = st.sampled_from(
    [
        "http://", "https://", "HTTPS://", "javascript:", "//", "a.example", "аррӏе.example",
        "[::1]", ":80", ":99999", "@", "\\", "/", "..", "?", "#", "&amp;", "&#106;", "%00", "%2e",
        "\t", "\n", "\x00", "\u202e", "\u2028", "<", '"', "'", "`", " ", "ß", "ſ", "。", "％", "／",
        "＃", "amp",
    ]
)  # fmt: skip
_urls = st.lists(_parts | st.text(max_size=5), max_size=12).map("".join)
_lines = st.sampled_from(
    [
        "---", "title: A", "title: [", "excerpt: 'x", "- a", "  b: c", "? x", ": y", "<<: *a",
        "&a b", "*a", "!!t x", "x: |", "x: >-", "\ttab", "# c", "...", "%YAML 1.1", "{", "]",
        "published: true", "webUrl: https://a.example/x", "related:", "  - title: R", "topics: [x]",
        "images: https://a.example/i.png", "<script>", "[a](javascript:1)", "![a](/b.png)", "[^1]",
        "[^1]: n", "> q", "```", "|a|b|", "|-|-|", "*e **s* t**", "&#x202e;", "\x00", "\u2028", "",
    ]
)  # fmt: skip
_articles = st.lists(_lines | st.text(max_size=12), max_size=20).map(
    lambda rows: "\n".join(["---", "title: A", *rows]).encode("utf-8", "surrogatepass")
)


@settings(deadline=None)
@given(_texts)
def test_a_slug_is_the_name_of_a_folder_on_every_system(text: str) -> None:
    """Lower-case letters and digits, short, never empty and never a device's."""
    slug = slug_of(text)

    assert SLUG.fullmatch(slug)
    assert len(slug.encode()) <= MAX_SLUG_BYTES
    assert slug not in WINDOWS_NAMES
    assert slug != "index"


@settings(deadline=None)
@given(st.from_regex(r"[A-Za-z0-9]{1,9}([ -][A-Za-z0-9]{1,9}){0,7}", fullmatch=True))
def test_the_slug_of_a_plain_name_is_its_words_in_lower_case(text: str) -> None:
    """Whether or not what transcribes other names is asked."""
    transcribed = slugify(text)

    assert slug_of(text).removeprefix(transcribed) in ("", f"-{short_hash(text, 4)}")


@settings(deadline=None)
@given(_texts)
def test_a_slug_of_a_slug_is_itself(text: str) -> None:
    """So that a name may be made safe twice."""
    assert slug_of(slug_of(text)) == slug_of(text)


@settings(deadline=None)
@given(_urls)
def test_a_safe_address_leads_to_a_host_and_nowhere_else(text: str) -> None:
    """By http or https, without a user, a control, a quote or markup in it."""
    url = safe_url(text)
    if url is None:
        return
    parts = urlsplit(url)

    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert parts.username is None
    assert url.isascii()
    assert not re.search(r"[\x00-\x20\x7f\"<>\\`{}|^]", url)


@settings(deadline=None)
@given(_urls)
def test_a_safe_address_is_safe_as_it_is(text: str) -> None:
    """Cleaning it again changes nothing."""
    url = safe_url(text)

    assert url is None or safe_url(url) == url


@settings(deadline=None)
@given(_urls)
def test_an_identity_is_the_same_for_the_clean_address(text: str) -> None:
    """Whoever compares addresses may clean them first, or not, if they are clean."""
    url = safe_url(text)

    assert url is None or identity(safe_url(url) or "") == identity(url)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | _articles)
def test_no_bytes_break_a_promise(data: bytes) -> None:
    """Reading never raises, and what it gives is safe: `promises.check_article` says how."""
    check_article(data)


@pytest.mark.parametrize("name", EXPECTED)
def test_no_hostile_article_breaks_a_promise(name: str) -> None:
    """Each by itself, as the fuzzer sees it."""
    check_article((CASES / name).read_bytes())


def test_promises_can_be_broken() -> None:
    """The check is one."""
    with pytest.raises(BrokenPromise, match="a dog has five legs"):
        promise(False, "a dog has five legs", 4)

"""Articles already in our format: every field finds its place, and odd values are left out."""

from __future__ import annotations

from typing import Any

import pytest

from broadsheet.importing.drafts import Provider, Refused
from broadsheet.importing.ownformat import draft_of_fields, looks_ours
from broadsheet.model import Image

LOGO = {"url": "https://post.example/logo.png", "width": "64", "height": 64, "isCached": "true"}
PHOTO = {"url": "https://post.example/a.jpg", "title": "A boat", "attribution": "Ann Lee"}


def draft(**fields: Any) -> Any:
    """Return the draft of an article with these fields."""
    return draft_of_fields({"title": "A ferry", **fields}, "Words.", "a.md", "a")


def test_pictures_keep_their_sizes_and_words() -> None:
    """Sizes that YAML left as texts are numbers; what has no safe address is no picture."""
    made = draft(
        images=[PHOTO, {"url": "javascript:alert(1)"}, "https://post.example/b.jpg", {}],
        provider={"name": "The Post", "domain": "post.example", "images": [LOGO]},
    )

    assert (Image(PHOTO["url"], title="A boat", attribution="Ann Lee"),) == made.images
    assert (
        Provider("The Post", "post.example", (Image(LOGO["url"], 64, 64, is_cached=True),))
        == made.provider
    )


def test_related_entries_are_written_as_ours() -> None:
    """Fields in our order and spelling; of a picture what is said, and `isCached` even if false."""
    entry = {
        "relevance": "0.5",
        "quality": "70",
        "title": "Rival",
        "webUrl": "https://rival.example/a",
        "publishedDateTime": "2026-11-10 09:00:00+01:00",
        "unknown": 1,
        "images": [{"url": "https://rival.example/a.jpg", "isCached": False}, LOGO],
    }
    made = draft(related=[entry, "no entry", {"title": "Bare", "relevance": 7, "quality": True}])

    assert (
        {
            "title": "Rival",
            "publishedDateTime": "2026-11-10T08:00:00Z",
            "webUrl": "https://rival.example/a",
            "quality": 70,
            "relevance": 0.5,
            "images": [
                {"url": "https://rival.example/a.jpg", "isCached": False},
                {"url": LOGO["url"], "width": 64, "height": 64, "isCached": True},
            ],
        },
        {"title": "Bare"},
    ) == made.related
    assert ["title", "publishedDateTime", "webUrl", "quality", "relevance", "images"] == list(
        made.related[0]
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (7, 7),
        ("7", 7),
        (" -7 ", -7),
        (True, None),
        ("7.5", None),
        ("٣", None),
        ("1" * 10, None),
        (None, None),
        ([7], None),
    ],
)
def test_numbers_are_whole_and_short(given: object, expected: int | None) -> None:
    """True is no number, nor is what Python alone takes for one."""
    assert expected == draft(heat=given).heat


@pytest.mark.parametrize(
    ("given", "expected"),
    [(True, True), (False, False), ("TRUE", True), (" false", False), ("yes", None), (None, None)],
)
def test_a_flag_is_true_false_or_unsaid(given: object, expected: bool | None) -> None:
    """What is neither says nothing."""
    assert expected is draft(published=given).published


def test_what_has_no_place_is_kept() -> None:
    """Unknown fields go where `extra` is, and win over what was there; `secured` is read past."""
    made = draft(extra={"desk": "night", "ours": 1}, ours=2, secured=True, provider="Post")

    assert {"desk": "night", "ours": 2} == made.extra
    assert Provider() == made.provider


@pytest.mark.parametrize("title", ["", "  ", None, ["A"], 5])
def test_an_article_needs_a_title(title: object) -> None:
    """Without one it is refused, with the reason."""
    with pytest.raises(Refused, match="it has no title"):
        draft(title=title)


def test_two_of_our_names_make_an_article_ours() -> None:
    """One may be chance."""
    assert not looks_ours({"title": "a", "webUrl": "b"})
    assert looks_ours({"provider": "a", "webUrl": "b"})

"""The Every Day list API to drafts, page by page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from broadsheet.importing.drafts import Draft, Provider, Refused, Skip
from broadsheet.importing.everyday import (
    draft_of_item,
    drafts_of_list,
    looks_everyday,
    page_address,
)
from broadsheet.model import Image

KEYS = re.findall(
    r"\w+",
    "path title excerpt sourceUrl webUrl originalUrl featuredContent highlight heat tags images "
    "content type ampWebUrl cdnAmpWebUrl publishedDateTime updatedDateTime provider locale "
    "categories topics",
)


def item(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return an item with the API's 21 keys."""
    given = {
        "path": f"_news/2024-04-11-item-{number}.md",
        "title": f"Item {number}",
        "excerpt": "Kept to the letter,  even two spaces...\n",
        "webUrl": f"https://paper.example/{number}",
        "originalUrl": f"https://paper.example/{number}",
        "heat": 73,
        "images": [{"url": "https://i.example/a.png", "width": 6, "height": 2, "isCached": True}],
        "content": "",
        "type": "article",
        "publishedDateTime": "2024-04-11T08:00:16Z",
        "provider": {
            "name": "Paper",
            "domain": "paper.example",
            "images": [{"url": "https://i.example/l.jpg", "width": 50, "isCached": False}],
            "publishers": None,
            "authors": None,
        },
        "locale": "en-us",
        "categories": ["news"],
        "topics": ["Apps", "AI"],
    }
    return {**dict.fromkeys(KEYS), **given, **changes}


def page(*numbers: int, following: object = None, number: int = 1) -> bytes:
    """Return a page of the API."""
    value = {"page": number, "value": [item(n) for n in numbers], "nextPage": following}
    return msgspec.json.encode(value)


def test_an_item_keeps_every_field_to_the_letter() -> None:
    """Nulls are left out, being listed means published, and unknown quality stays unknown."""
    assert Draft(
        source="everyday _news/2024-04-11-item-1.md",
        name="2024-04-11-item-1",
        title="Item 1",
        excerpt="Kept to the letter,  even two spaces...\n",
        published_at="2024-04-11T08:00:16Z",
        original_url="https://paper.example/1",
        web_url="https://paper.example/1",
        heat=73,
        published=True,
        language="en-us",
        provider=Provider("Paper", "paper.example", (Image("https://i.example/l.jpg", 50),)),
        topics=("Apps", "AI"),
        images=(Image("https://i.example/a.png", 6, 2, is_cached=True),),
    ) == draft_of_item(item())


def test_what_has_no_place_goes_to_extra() -> None:
    """Fields that our format lacks are kept, not dropped."""
    changes = {"highlight": "h", "tags": ["x"], "sourceUrl": "https://s.example/", "newKey": 3}
    provider = {"name": "P", "authors": ["A"]}
    draft = draft_of_item(item(categories=["news", "video"], provider=provider, **changes))

    assert isinstance(draft, Draft)
    assert {
        "highlight": "h",
        "tags": ["x"],
        "sourceUrl": "https://s.example/",
        "categories": ["video"],
        "authors": ["A"],
        "newKey": 3,
    } == draft.extra


@pytest.mark.parametrize(
    "changes",
    [
        {"images": "x", "provider": [1], "topics": {"a": 1}, "heat": "hot", "categories": 5},
        {"images": [3, {"url": "javascript:x"}], "publishedDateTime": "soon", "heat": True},
        {"webUrl": 5, "originalUrl": "data:x", "excerpt": [], "locale": 1, "path": None},
    ],
)
def test_wrong_types_cost_only_their_field(changes: dict[str, Any]) -> None:
    """A hostile or broken item gives an article without the broken parts."""
    draft = draft_of_item(item(**changes))

    assert isinstance(draft, Draft)
    assert "Item 1" == draft.title


def test_an_item_without_title_is_skipped() -> None:
    """Only a title is required, but it is."""
    assert isinstance(draft_of_item(item(title=None)), Skip)


def test_pages_are_followed_to_the_last() -> None:
    """`nextPage` leads through `page/<n>/`, as number or as the older theme's text."""
    base = "https://old.example/api/news/"
    pages = {
        f"{base}index.json": page(1, 2, following=2),
        f"{base}page/2/index.json": page(3, following="3"),
        f"{base}page/3/index.json": page(4),
    }
    found = [draft.title for draft in drafts_of_list(f"{base}index.json", pages.__getitem__)]

    assert ["Item 1", "Item 2", "Item 3", "Item 4"] == found


def test_pages_of_a_folder_are_followed(tmp_path: Path) -> None:
    """A copy on disk is read like the site; its stale `page2/` tree is not."""
    (tmp_path / "page" / "2").mkdir(parents=True)
    (tmp_path / "page2").mkdir()
    (tmp_path / "index.json").write_bytes(page(1, following=2))
    (tmp_path / "page" / "2" / "index.json").write_bytes(page(2))
    (tmp_path / "page2" / "index.json").write_bytes(page(9))
    found = drafts_of_list(str(tmp_path / "index.json"), lambda path: Path(path).read_bytes())

    assert ["Item 1", "Item 2"] == [draft.title for draft in found]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("https://a.example/api/news/index.json", "https://a.example/api/news/page/3/index.json"),
        ("https://a.example/api/news/", "https://a.example/api/news/page/3/index.json"),
        (
            "https://a.example/api/news/page/2/index.json",
            "https://a.example/api/news/page/3/index.json",
        ),
        ("api/news/page/2/index.json", "api/news/page/3/index.json"),
    ],
)
def test_the_address_of_a_page(start: str, expected: str) -> None:
    """It depends on the list's own address alone, so no page can lead elsewhere."""
    assert expected == page_address(start, 3)


def test_endless_lists_end() -> None:
    """A server that always names another page is left after a limit."""
    with pytest.raises(Refused, match="more than"):
        list(drafts_of_list("https://a.example/", _Endless().load))


class _Endless:
    """A list whose every page names another."""

    def __init__(self) -> None:
        self._number = 1

    def load(self, _: str) -> bytes:
        """Return an empty page that is followed by the next."""
        self._number += 1
        return page(following=self._number)


def test_a_page_that_names_itself_ends_the_list() -> None:
    """A loop of one page is no loop."""
    start = "https://a.example/page/2/index.json"

    assert 1 == len(list(drafts_of_list(start, lambda _: page(1, following=2, number=2))))


@pytest.mark.parametrize("data", [b"", b"[1]", b"{}", b'{"page":1,"value":[{}]}', b"[" * 9999])
def test_other_json_is_refused(data: bytes) -> None:
    """What is no page of the API is said to be none."""
    with pytest.raises(Refused):
        list(drafts_of_list("x", lambda _: data))


def test_a_bare_list_of_items_is_read() -> None:
    """A file with the items alone is an import too."""
    assert looks_everyday([item()])
    assert not looks_everyday([])
    assert 1 == len(list(drafts_of_list("x", lambda _: msgspec.json.encode([item()]))))

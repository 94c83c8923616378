"""The old list API, against the contract of the clients that still read it."""

from __future__ import annotations

import json
from typing import Any

from broadsheet.model import Article, Image, Outlet
from broadsheet.pages.api_views import (
    api_item,
    api_list,
    api_order,
    api_page_count,
    api_topics,
    topic_id,
)
from broadsheet.rendering.api import api
from broadsheet.settings import TopicSetting
from machine_samples import HOSTILE, frame

KEYS = [
    *("path", "title", "excerpt", "sourceUrl", "webUrl", "originalUrl", "featuredContent"),
    *("highlight", "heat", "tags", "images", "content", "type", "ampWebUrl", "cdnAmpWebUrl"),
    *("publishedDateTime", "updatedDateTime", "provider", "locale", "categories", "topics"),
]
PLAYER = (
    '<iframe width="800" height="500" frameborder="0" src="https://video.example/embed/x-1" '
    'allow="autoplay; encrypted-media" allowfullscreen></iframe>'
)


def article(number: int = 1, **changes: Any) -> Article:
    values: dict[str, Any] = {
        "id": f"2022-02-22-item-{number}",
        "path": f"content/2022-02-22-item-{number}.md",
        "title": f"Item {number}",
        "published": True,
        "published_at": "2022-02-22T08:00:00Z",
    }
    return Article(**(values | changes))


def item(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(api(api_list([article(**changes)], 1, 1, "en"), frame()))[
        "value"
    ][0]
    return made


def test_an_item_has_the_21_keys_in_their_order() -> None:
    """Contract D3.6: always the same keys, missing values as null."""
    bare = item()

    assert KEYS == list(bare)
    assert {
        "sourceUrl", "webUrl", "originalUrl", "featuredContent", "highlight", "heat", "tags",
        "images", "ampWebUrl", "cdnAmpWebUrl", "updatedDateTime",
    } == {name for name, value in bare.items() if value is None}  # fmt: skip
    assert ("", "en-us", ["news"]) == (bare["content"], bare["locale"], bare["categories"])


def test_a_full_item_says_what_the_front_matter_says() -> None:
    """Contract D3.7 and D3.9: texts and addresses unchanged, pictures and outlet in full."""
    logo = Image("https://a.example/logo.jpg", 50, 50)
    picture = Image("https://a.example/p.png", 697, 272, is_cached=True)
    full = item(
        title="What’s new\n",
        excerpt="Two  spaces ...\n",
        url="https://a.example/x",
        original_url="https://a.example/x",
        amp_url="https://a.example/amp",
        cdn_amp_url="https://cdn.example/amp",
        heat=73,
        kind="video",
        featured_content=PLAYER,
        outlet=Outlet("A", "a.example"),
        outlet_images=(logo,),
        images=(picture,),
        topics=("Power Apps", "Portals"),
    )

    assert {
        "path": "_news/2022-02-22-item-1.md",
        "title": "What’s new\n",
        "excerpt": "Two  spaces ...\n",
        "sourceUrl": None,
        "webUrl": "https://a.example/x",
        "originalUrl": "https://a.example/x",
        "featuredContent": PLAYER,
        "highlight": None,
        "heat": 73,
        "tags": None,
        "images": [
            {
                "url": "https://a.example/p.png",
                "width": 697,
                "height": 272,
                "title": None,
                "attribution": None,
                "isCached": True,
            }
        ],
        "content": "",
        "type": "video",
        "ampWebUrl": "https://a.example/amp",
        "cdnAmpWebUrl": "https://cdn.example/amp",
        "publishedDateTime": "2022-02-22T08:00:00Z",
        "updatedDateTime": None,
        "provider": {
            "name": "A",
            "domain": "a.example",
            "images": [
                {
                    "url": "https://a.example/logo.jpg",
                    "width": 50,
                    "height": 50,
                    "title": None,
                    "attribution": None,
                    "isCached": False,
                }
            ],
            "publishers": None,
            "authors": None,
        },
        "locale": "en-us",
        "categories": ["news"],
        "topics": ["Power Apps", "Portals"],
    } == full
    assert ["name", "domain", "images", "publishers", "authors"] == list(full["provider"])
    assert ["url", "width", "height", "title", "attribution", "isCached"] == list(full["images"][0])


def test_the_envelope_has_its_order_and_ends_with_null() -> None:
    """Contract D3.2: page, value, nextPage; null on the last page."""
    first = json.loads(api(api_list([article()], 1, 2, "en"), frame()))
    last = json.loads(api(api_list([article()], 2, 2, "en"), frame()))

    assert ["page", "value", "nextPage"] == list(first)
    assert (1, 2) == (first["page"], first["nextPage"])
    assert (2, None) == (last["page"], last["nextPage"])


def test_25_items_fill_a_page() -> None:
    """Contract D3.3, with the counts of the old site: 428 items are 18 pages."""
    assert [1, 1, 1, 2, 18] == [api_page_count(count) for count in (0, 1, 25, 26, 428)]


def test_membership_and_order_are_the_contracts() -> None:
    """D3.4 and D3.5: what is not marked unpublished, newest first, ties in a fixed order."""
    articles = [
        article(1, published_at="2022-01-01T00:00:00Z"),
        article(2, published=False, heat=-1),
        article(5, published_at=""),
        article(4),
        article(3, published=None),
    ]

    assert [3, 4, 1, 5] == [int(each.id[-1]) for each in api_order(articles)]
    assert api_order(articles) == api_order(articles[::-1])


def test_addresses_and_players_that_could_run_something_are_null() -> None:
    """A client that puts these fields into its page must not run what they hold."""
    hostile = item(
        url="javascript:alert(1)",
        original_url="data:text/html,x",
        amp_url="//evil.example",
        images=(Image("javascript:alert(1)"),),
        featured_content=PLAYER.replace("allow=", 'onload="alert(1)" allow='),
    )

    assert [None] * 5 == [
        hostile[name]
        for name in ("webUrl", "originalUrl", "ampWebUrl", "images", "featuredContent")
    ]
    for player in (
        "<script>alert(1)</script>",
        PLAYER.replace("https:", "javascript:"),
        PLAYER + "<img src=x onerror=alert(1)>",
        PLAYER.replace(">", " srcdoc=x>", 1),
    ):
        assert api_item(article(featured_content=player)).featured_content is None


def test_hostile_texts_come_back_and_the_bytes_hold_no_markup() -> None:
    """Texts are unchanged for JSON readers; served as HTML by mistake, the file has no tag."""
    for hostile in HOSTILE:
        made = api(api_list([article(title=hostile, topics=(hostile,))], 1, 1, "en"), frame())
        assert hostile == json.loads(made)["value"][0]["title"]
        assert b"<" not in made


def test_the_index_of_topics_keeps_its_form() -> None:
    """Contract D3.12: names and services of each topic; lists only where there is one."""
    topics = (
        TopicSetting("Power Apps", id="power-apps"),
        TopicSetting("Common Data Service", parent="Power Apps", short_name="CDS", slug="cds"),
    )
    made = json.loads(api(api_topics(topics, ["power-apps"], frame().base_url), frame()))

    assert {
        "value": [
            {
                "name": "Power Apps",
                "shortname": "Power Apps",
                "id": "power-apps",
                "services": [
                    {
                        "name": "news",
                        "endpoint": "https://minds.example/sub/api/news/power-apps/",
                    }
                ],
            },
            {
                "name": "Common Data Service",
                "shortname": "CDS",
                "id": "cds",
                "parent": "Power Apps",
                "services": [],
            },
        ]
    } == made
    assert ["name", "shortname", "id", "parent", "services"] == list(made["value"][1])


def test_a_topics_id_is_a_safe_name() -> None:
    """Ids become folders: nothing in them may lead out of the API's own."""
    assert "etc-passwd" == topic_id(TopicSetting("x", id="../../etc/passwd"))

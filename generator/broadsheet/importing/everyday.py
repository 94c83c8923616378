"""The JSON that the "Every Day" sites published (`api/news/index.json`, paged) to drafts.

An item has 21 keys, missing values are null, and `quality`, `published` and `related` are not in
it; being listed means published. Texts are kept as they are, to the letter, so that importing and
publishing again gives the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urljoin

import msgspec

from broadsheet.importing.drafts import Draft, Provider, Reading, Refused, Skip
from broadsheet.importing.moments import moment_of
from broadsheet.importing.prose import markdown_of_html
from broadsheet.model import Image
from broadsheet.weburl import safe_url

MOST_PAGES = 2_000

Load = Callable[[str], bytes]
"""Returns what an address or a path holds; raises `Refused`."""

_PLACED = frozenset(
    [
        "path",
        "title",
        "excerpt",
        "webUrl",
        "originalUrl",
        "featuredContent",
        "heat",
        "images",
        "content",
        "type",
        "ampWebUrl",
        "cdnAmpWebUrl",
        "publishedDateTime",
        "updatedDateTime",
        "provider",
        "locale",
        "topics",
        "categories",
    ]
)


def looks_everyday(value: object) -> bool:
    """Return whether a JSON value is a page of the list API, or a bare list of its items."""
    items = value.get("value") if isinstance(value, dict) else value
    return (
        isinstance(items, list)
        and all(isinstance(item, dict) for item in items)
        and ("page" in value if isinstance(value, dict) else bool(items))
        and all("title" in item for item in items[:3])
    )


def drafts_of_list(start: str, load: Load) -> Iterator[Reading]:
    """Yield the drafts of a list and of every page that follows it.

    `start` is the address or path of `index.json` or of one of its pages. Pages are those that
    `nextPage` names, under `page/<n>/`; an older tree (`page1/`, `page2/`) is never read. Raises
    `Refused`, from the first page on.
    """
    place = start
    for _ in range(MOST_PAGES):
        try:
            page = _decoded(load(place))
        except Refused as refusal:
            raise Refused(f"{place}: {refusal}") from None
        if not looks_everyday(page):
            raise Refused(f"{place} is no list of the Every Day API")
        for item in page["value"] if isinstance(page, dict) else page:
            yield draft_of_item(item)
        number = page.get("nextPage") if isinstance(page, dict) else None
        if number is None or not str(number).isdecimal() or len(str(number)) > 6:
            return
        following = page_address(start, int(number))
        if following == place:
            return
        place = following
    raise Refused(f"more than {MOST_PAGES} pages")


def page_address(start: str, number: int) -> str:
    """Return where page `number` of the list lies that begins at `start`."""
    if start.startswith(("http://", "https://")):
        folder = urljoin(start, ".")
        parts = folder.rstrip("/").split("/")
        if len(parts) > 2 and parts[-2] == "page":
            folder = "/".join(parts[:-2]) + "/"
        return urljoin(folder, f"page/{number}/index.json")
    home = Path(start).parent
    if home.parent.name == "page":
        home = home.parent.parent
    return str(home / "page" / str(number) / "index.json")


def _decoded(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refused(f"the JSON cannot be read: {error}") from None


def draft_of_item(item: dict[str, Any]) -> Reading:
    """Return the draft of one item, its nulls left out and its unknown keys in `extra`."""
    title = _text(item, "title")
    path = _text(item, "path")
    if not title.strip():
        return Skip(path or "an item", "it has no title")
    url = safe_url(_text(item, "webUrl")) or ""
    return Draft(
        source=f"everyday {path or url or title}",
        name=PurePosixPath(path).stem,
        title=title,
        excerpt=_text(item, "excerpt"),
        published_at=moment_of(item.get("publishedDateTime")),
        updated_at=moment_of(item.get("updatedDateTime")),
        original_url=safe_url(_text(item, "originalUrl")) or "",
        web_url=url,
        amp_url=safe_url(_text(item, "ampWebUrl")) or "",
        cdn_amp_url=safe_url(_text(item, "cdnAmpWebUrl")) or "",
        type="video" if item.get("type") == "video" else "article",
        heat=_number(item.get("heat")),
        published=True,
        language=_text(item, "locale").lower(),
        provider=_provider(item.get("provider")),
        topics=tuple(topic for topic in _list(item.get("topics")) if isinstance(topic, str)),
        images=_images(item.get("images"), cached=True),
        featured_content=_text(item, "featuredContent"),
        extra=_extra(item),
        body=markdown_of_html(_text(item, "content")),
    )


def _extra(item: dict[str, Any]) -> dict[str, Any]:
    """Return what the item says and our format has no place for."""
    kept = {key: value for key, value in item.items() if key not in _PLACED and value is not None}
    categories = [name for name in _list(item.get("categories")) if name != "news"]
    if categories:
        kept["categories"] = categories
    provider = item.get("provider")
    for key in ("publishers", "authors"):
        if isinstance(provider, dict) and provider.get(key):
            kept[key] = provider[key]
    return kept


def _provider(value: object) -> Provider:
    if not isinstance(value, dict):
        return Provider()
    return Provider(
        _text(value, "name"), _text(value, "domain"), _images(value.get("images"), cached=False)
    )


def _images(value: object, *, cached: bool) -> tuple[Image, ...]:
    """Return the pictures of an item; `cached` tells whether their flag means anything."""
    found = []
    for image in _list(value):
        url = safe_url(_text(image, "url")) if isinstance(image, dict) else None
        if url is None:
            continue
        flag = image.get("isCached")
        found.append(
            Image(
                url,
                _number(image.get("width")) or 0,
                _number(image.get("height")) or 0,
                _text(image, "title"),
                _text(image, "attribution"),
                flag if cached and isinstance(flag, bool) else None,
            )
        )
    return tuple(found)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []

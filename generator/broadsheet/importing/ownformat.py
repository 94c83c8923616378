"""Articles that are already in our format (a folder of seeds, an `_news` collection) to drafts."""

from __future__ import annotations

from typing import Any

from broadsheet.importing.drafts import Draft, Provider, Refused
from broadsheet.importing.moments import moment_of
from broadsheet.model import Image
from broadsheet.weburl import safe_url

_SIGNS = frozenset({"publishedDateTime", "webUrl", "originalUrl", "provider"})
_PLACED = frozenset(
    [
        "category",
        "title",
        "excerpt",
        "publishedDateTime",
        "updatedDateTime",
        "originalUrl",
        "webUrl",
        "ampWebUrl",
        "cdnAmpWebUrl",
        "type",
        "quality",
        "heat",
        "published",
        "author",
        "language",
        "provider",
        "topics",
        "images",
        "related",
        "featuredContent",
        "extra",
        "secured",
    ]
)
_RELATED = [
    "title",
    "excerpt",
    "publishedDateTime",
    "webUrl",
    "ampWebUrl",
    "cdnAmpWebUrl",
    "type",
    "provider",
    "quality",
    "relevance",
    "images",
]


def looks_ours(fields: dict[str, Any]) -> bool:
    """Return whether front matter is spelt as ours: at least two of its own names."""
    return len(_SIGNS & fields.keys()) >= 2


def draft_of_fields(fields: dict[str, Any], body: str, source: str, name: str) -> Draft:
    """Return the draft of an article in our format; `secured` is read past. Raises `Refused`."""
    title = _text(fields, "title")
    if not title.strip():
        raise Refused("it has no title")
    related = fields.get("related")
    extra = fields.get("extra")
    kept = {key: value for key, value in fields.items() if key not in _PLACED}
    return Draft(
        source=f"article {source}",
        name=name,
        title=title,
        excerpt=_text(fields, "excerpt"),
        published_at=moment_of(fields.get("publishedDateTime")),
        updated_at=moment_of(fields.get("updatedDateTime")),
        original_url=_address(fields, "originalUrl"),
        web_url=_address(fields, "webUrl"),
        amp_url=_address(fields, "ampWebUrl"),
        cdn_amp_url=_address(fields, "cdnAmpWebUrl"),
        type=_text(fields, "type") or "article",
        quality=_number(fields.get("quality")),
        heat=_number(fields.get("heat")),
        published=_flag(fields.get("published")),
        author=_text(fields, "author"),
        language=_text(fields, "language"),
        provider=_provider(fields.get("provider")),
        topics=tuple(name for name in _list(fields.get("topics")) if isinstance(name, str)),
        images=_images(fields.get("images")),
        related=tuple(_related(entry) for entry in _list(related) if isinstance(entry, dict)),
        featured_content=_text(fields, "featuredContent"),
        extra={**(extra if isinstance(extra, dict) else {}), **kept},
        body=body,
    )


def _related(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a related entry with its fields in our order and spelt as we write them."""
    made: dict[str, Any] = {}
    for key in _RELATED:
        value = entry.get(key)
        if key in ("webUrl", "ampWebUrl", "cdnAmpWebUrl"):
            value = _address(entry, key)
        elif key == "publishedDateTime":
            value = moment_of(value)
        elif key == "quality":
            value = _number(value)
        elif key == "relevance":
            value = _share(value)
        elif key == "images":
            value = [_image_entry(image) for image in _images(value)]
        if value not in (None, "", [], {}):
            made[key] = value
    return made


def _image_entry(image: Image) -> dict[str, Any]:
    fields = {"url": image.url, "width": image.width, "height": image.height}
    if image.is_cached is not None:
        fields["isCached"] = image.is_cached
    return {key: value for key, value in fields.items() if value not in ("", 0) or value is False}


def _provider(value: object) -> Provider:
    if not isinstance(value, dict):
        return Provider()
    return Provider(_text(value, "name"), _text(value, "domain"), _images(value.get("images")))


def _images(value: object) -> tuple[Image, ...]:
    found = []
    for image in _list(value):
        url = _address(image, "url") if isinstance(image, dict) else ""
        if url:
            found.append(
                Image(
                    url,
                    _number(image.get("width")) or 0,
                    _number(image.get("height")) or 0,
                    _text(image, "title"),
                    _text(image, "attribution"),
                    _flag(image.get("isCached")),
                )
            )
    return tuple(found)


def _address(holder: dict[str, Any], name: str) -> str:
    return safe_url(_text(holder, name)) or ""


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    """Return a whole number, also one that YAML left as a text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    text = value.strip() if isinstance(value, str) else ""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _share(value: object) -> float | None:
    """Return a number from 0 to 1, also one that YAML left as a text."""
    try:
        share = float(str(value))
    except ValueError:
        return None
    return share if 0.0 <= share <= 1.0 else None


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower())


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []

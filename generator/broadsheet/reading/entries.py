"""The parts that an article and its related entries have in common: outlet, pictures, addresses.

Of a related entry a bad part is left out with a warning; of the article itself it is an error.
"""

from __future__ import annotations

from broadsheet.model import Image, Kind, Outlet, RelatedItem
from broadsheet.reading.fields import Fields
from broadsheet.settings import Limits
from broadsheet.weburl import identity

MAX_NAME = 200
"""Characters of the name of an outlet, an author or a topic."""

_ADDRESS_EXAMPLE = "write '- url: https://…' below it"
_PROVIDER_EXAMPLE = "write its name and domain on lines of their own below it"
_RELATED_EXAMPLE = "write '- title: …' below it"


def kind(fields: Fields) -> Kind:
    """Return whether it is an article or a video."""
    return "video" if fields.choice("type", ("article", "video")) == "video" else "article"


def outlet(fields: Fields) -> tuple[Outlet, tuple[Image, ...]]:
    """Return the outlet and the pictures that come with it."""
    provider = fields.mapping("provider", _PROVIDER_EXAMPLE)
    if provider is None:
        return Outlet(), ()
    found = Outlet(provider.text("name", MAX_NAME).strip(), provider.domain("domain"))
    return found, images(provider)


def images(fields: Fields) -> tuple[Image, ...]:
    """Return the pictures of a mapping; one without a usable address is left out."""
    listed = fields.values.get("images")
    if not listed:
        return ()
    if isinstance(listed, str):
        fields = Fields({"images": {"url": listed}}, fields.findings, fields.path, fields.severity)
    found = (_image(entry) for entry in fields.mappings("images", _ADDRESS_EXAMPLE))
    return tuple(image for image in found if image is not None)


def _image(entry: Fields) -> Image | None:
    """Return one picture, or None when it has no address."""
    url = entry.address("url", "warning")
    if not url and not entry.values.get("url"):
        hint = "add its url, or take the entry out"
        entry.note("", "missing-field", "the picture has no address", hint, "warning")
    image = Image(
        url=url,
        width=entry.whole("width", 0) or 0,
        height=entry.whole("height", 0) or 0,
        title=entry.text("title", MAX_NAME),
        attribution=entry.text("attribution", MAX_NAME),
        is_cached=entry.truth("isCached"),
    )
    return image if url else None


def related(fields: Fields, limits: Limits, zone: str) -> tuple[RelatedItem, ...]:
    """Return the related entries, at most `limits.related_entries`; those without title are out."""
    listed = fields.values.get("related")
    if not listed:
        return ()
    found: list[RelatedItem] = []
    for place, entry in enumerate(fields.mappings("related", _RELATED_EXAMPLE, "warning")):
        if place == limits.related_entries:
            message = f"has {len(listed)} entries; those after the first {place} are left out"
            hint = "shorten it, or raise limits: related_entries in site/site.yaml"
            fields.note("related", "too-many-related", message, hint, "warning")
            break
        item = _related_item(entry, limits, zone)
        if item is not None:
            found.append(item)
    return tuple(found)


def _related_item(entry: Fields, limits: Limits, zone: str) -> RelatedItem | None:
    """Return one related entry, or None when it has no title."""
    title = entry.text("title", limits.title_characters)
    url = entry.address("webUrl")
    key = identity(url) if url else ""
    pictures = images(entry)
    item = RelatedItem(
        title=title,
        excerpt=entry.text("excerpt", limits.excerpt_characters, lines=True),
        published_at=entry.moment("publishedDateTime", zone),
        url=url,
        key=key,
        aliases=aliases(key, (entry.address("ampWebUrl"), entry.address("cdnAmpWebUrl"))),
        kind=kind(entry),
        outlet=outlet(entry)[0],
        quality=entry.whole("quality") or 0,
        image=pictures[0] if pictures else None,
        stated=entry.share("relevance"),
    )
    if title.strip():
        return item
    if type(entry.values.get("title")) in (str, type(None)):
        hint = "add its title, or take the entry out"
        entry.note("title", "missing-field", "is missing; the entry is left out", hint)
    return None


def aliases(key: str, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Return the identities of further addresses of a page whose own identity is `key`."""
    others = dict.fromkeys(identity(address) for address in addresses if address)
    others.pop(key, None)
    return tuple(others)

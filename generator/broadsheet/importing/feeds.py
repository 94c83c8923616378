"""RSS, Atom and JSON Feed to drafts, and OPML to the feeds it lists.

RSS and Atom in all their versions are read by feedparser; JSON Feed (versions 1 and 1.1,
jsonfeed.org) and OPML 2.0 by their specifications.
"""

from __future__ import annotations

import calendar
import io
import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

import feedparser
import msgspec
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from tld import get_fld

from broadsheet.importing.drafts import Draft, Provider, Reading, Refused, Skip
from broadsheet.importing.moments import moment_of
from broadsheet.importing.prose import (
    EXCERPT,
    excerpt_of,
    markdown_of_html,
    markdown_of_plain,
    plain_of,
)
from broadsheet.model import Image
from broadsheet.text import cut
from broadsheet.weburl import host_of, identity, safe_url

_APPENDED = re.compile(
    r"\s*(?:The post .{1,300} (?:appeared first|first appeared) on .{1,200}\.?"
    r"|(?:Continue reading|Read more|Read the rest)\b.{0,300}(?:→|»|…|\.\.\.)"
    r"|(?:Continue reading|Read more|Read the full (?:story|article))\W*)$"
)
"""What publishing systems put behind a summary: a word about itself, or a link without target."""

_MOST_APPENDED = 700
"""Characters at the end of a summary that are searched for it."""

_CUT_MARK = re.compile(r"\s*\[\s*(?:…|\.\.\.)\s*\]$")
"""How publishing systems say that they cut a summary off."""


class FeedOptions(msgspec.Struct, frozen=True):
    """How entries become drafts: `name` of the outlet where a list of feeds gives one."""

    name: str = ""
    full_text: bool = False


DEFAULTS = FeedOptions()


class ListedFeed(msgspec.Struct, frozen=True):
    """A feed that an OPML list names, by its address."""

    url: str
    name: str = ""


def feeds_listed(data: bytes) -> list[ListedFeed]:
    """Return the feeds of an OPML list, each once, in its order. Raises `Refused`."""
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise Refused(f"the OPML list cannot be read: {error}") from None
    found: dict[str, ListedFeed] = {}
    for outline in root.iter("outline"):
        url = safe_url(outline.get("xmlUrl", ""))
        if url is not None:
            name = plain_of(outline.get("title") or outline.get("text") or "")
            found.setdefault(url, ListedFeed(url, name))
    if not found:
        raise Refused("the OPML list names no feed by an http(s) address")
    return list(found.values())


def drafts_of_feed(data: bytes, url: str, options: FeedOptions = DEFAULTS) -> Iterator[Reading]:
    """Yield a draft for each entry of a feed, as it comes. Raises `Refused` when it is no feed.

    `url` is where the feed was found (or a file's name); relative addresses are taken from there.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.lstrip()[:1] == b"{":
        yield from _json_drafts(data, url, options)
        return
    parsed = feedparser.parse(io.BytesIO(data), response_headers={"content-location": url})
    if not parsed.get("version"):
        raise Refused("this is no feed that can be read")
    for entry in parsed.entries:
        yield _draft(entry, parsed.feed, url, options)


def _draft(entry: Any, feed: Any, url: str, options: FeedOptions) -> Reading:
    """Return the draft of one RSS or Atom entry."""
    link = safe_url(_text(entry, "feedburner_origlink") or _text(entry, "link")) or ""
    title = plain_of(_text(entry, "title"))
    if not title:
        return Skip(link or url, "an entry without a title")
    content = _content(entry)
    summary = _text(entry, "summary")
    published = entry.get("published_parsed") or entry.get("created_parsed")
    updated = dict.get(entry, "updated_parsed")  # its own `get` answers with the other date
    return _finished(
        Draft(
            source=_key(url, _text(entry, "id"), link, title),
            title=title,
            excerpt=_excerpt(summary, content),
            published_at=_utc(published or updated),
            updated_at=_utc(updated) if published and updated != published else "",
            web_url=link,
            original_url=safe_url(_text(entry, "link")) or link,
            type="video" if _is_video(entry) else "article",
            author=plain_of(_author(entry)),
            language=_text(feed, "language").lower(),
            provider=_provider(entry.get("source"), link, feed, options),
            images=_images(entry),
            extra=_tags(plain_of(_text(tag, "term")) for tag in entry.get("tags", ())),
            body=markdown_of_html(content) if options.full_text else "",
        )
    )


def _author(entry: Any) -> str:
    """Return who wrote an entry: the name, where one was told from an address."""
    return _text(entry.get("author_detail") or {}, "name") or _text(entry, "author")


def _excerpt(summary: str, content: str) -> str:
    """Return the excerpt of an entry: its summary without what feeds put behind it, else content.

    A summary that the feed cut off in the middle of a word, as its own content shows, is cut at
    the word before.
    """
    plain = plain_of(summary)
    given = plain[:-_MOST_APPENDED] + _APPENDED.sub("", plain[-_MOST_APPENDED:])
    given = _CUT_MARK.sub("…", given.strip())
    if not given:
        return excerpt_of(content)
    begun, whole = given.rstrip("… ."), plain_of(content) if content else ""
    if whole.startswith(begun) and whole[len(begun) :][:1].isalnum():
        return cut(whole[: len(begun) + 1], min(len(begun), EXCERPT))
    return cut(given, EXCERPT)


def _finished(draft: Draft) -> Draft:
    """Return the draft without an excerpt that only repeats its title."""
    if draft.excerpt.rstrip(".… ") == draft.title.rstrip(".… "):
        return msgspec.structs.replace(draft, excerpt="")
    return draft


def _key(feed: str, guid: str, link: str, title: str) -> str:
    """Return what names an entry for ever: the feed's own id for it, else its page, else title."""
    return f"feed {identity(feed)} {guid or (identity(link) if link else title)}"


def _content(entry: Any) -> str:
    """Return the longest content an entry carries, as HTML."""
    return max((_text(part, "value") for part in entry.get("content", ())), key=len, default="")


def _utc(parsed: time.struct_time | None) -> str:
    """Return feedparser's time (in UTC) as a text."""
    if parsed is None:
        return ""
    try:
        seconds = calendar.timegm(parsed)
        return moment_of(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)))
    except (ValueError, OverflowError, OSError):
        return ""


def _provider(source: Any, link: str, feed: Any, options: FeedOptions) -> Provider:
    """Return who published an entry: its `source`, or the feed's outlet if the page is theirs.

    An entry that leads to another host comes from somebody the feed does not name.
    """
    domain = host_of(link)
    if source:
        named = plain_of(_text(source, "title"))
        home = host_of(safe_url(_text(source, "href") or _text(source, "link")) or "")
        if named:
            return Provider(named, home or domain)
    home = host_of(safe_url(_text(feed, "link")) or "")
    if home and domain and not _same_house(home, domain):
        return Provider(domain=domain)
    return Provider(options.name or plain_of(_text(feed, "title")), domain or home)


def _same_house(one: str, other: str) -> bool:
    """Return whether two hosts lie under one registered domain (the public suffix list)."""
    return _registered(one) == _registered(other)


def _registered(host: str) -> str:
    """Return the registered domain of a host; its last two labels under an unknown suffix."""
    known = get_fld(f"https://{host}", fail_silently=True)
    return str(known or ".".join(host.split(".")[-2:]))


def _images(entry: Any) -> tuple[Image, ...]:
    """Return the first usable picture of an entry."""
    media = [
        item
        for item in entry.get("media_content", ())
        if item.get("medium") == "image" or str(item.get("type", "")).startswith("image/")
    ]
    enclosed = [
        {"url": _text(item, "href")}
        for item in entry.get("enclosures", ())
        if str(item.get("type", "")).startswith("image/")
    ]
    for item in [*media, *entry.get("media_thumbnail", ()), *enclosed]:
        url = safe_url(_text(item, "url"))
        if url is not None:
            return (Image(url, _pixels(item.get("width")), _pixels(item.get("height"))),)
    return ()


def _pixels(value: object) -> int:
    """Return a size in pixels, 0 when it is none."""
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _is_video(entry: Any) -> bool:
    """Return whether an entry is a film: by its media, never by its words."""
    media = [*entry.get("media_content", ()), *entry.get("enclosures", ())]
    return "yt_videoid" in entry or any(
        item.get("medium") == "video" or str(item.get("type", "")).startswith("video/")
        for item in media
    )


def _tags(terms: Iterator[str] | Sequence[str]) -> dict[str, Any]:
    """Return the feed's own labels: they are not our topics, so they go to `extra`."""
    tags = list(dict.fromkeys(term for term in terms if term))
    return {"tags": tags} if tags else {}


def _json_drafts(data: bytes, url: str, options: FeedOptions) -> Iterator[Reading]:
    """Yield the drafts of a JSON Feed."""
    try:
        feed = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"the JSON cannot be read: {error}") from None
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith(
        "https://jsonfeed.org/version/"
    ):
        raise Refused("this JSON is no JSON Feed")
    items = feed.get("items")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield _json_draft(item, feed, url, options)


def _json_draft(
    item: dict[str, Any], feed: dict[str, Any], url: str, options: FeedOptions
) -> Reading:
    """Return the draft of one JSON Feed item."""
    own = safe_url(_text(item, "url")) or ""
    link = safe_url(_text(item, "external_url")) or own
    title = plain_of(_text(item, "title"))
    if not title:
        return Skip(link or url, "an entry without a title")
    content = _text(item, "content_html")
    plain = _text(item, "content_text")
    picture = safe_url(_text(item, "image") or _text(item, "banner_image"))
    published = moment_of(item.get("date_published"))
    updated = moment_of(item.get("date_modified"))
    source = {"title": _text(feed, "title"), "link": _text(feed, "home_page_url")}
    return _finished(
        Draft(
            source=_key(url, str(item.get("id") or ""), link, title),
            title=title,
            excerpt=_excerpt(_text(item, "summary"), content or plain),
            published_at=published or updated,
            updated_at=updated if published and updated != published else "",
            web_url=link,
            original_url=own or link,
            author=_json_author(item, feed),
            language=(_text(item, "language") or _text(feed, "language")).lower(),
            provider=_provider(None, link, source, options),
            images=(Image(picture),) if picture else (),
            extra=_tags([tag for tag in _list(item, "tags") if isinstance(tag, str)]),
            body=(markdown_of_html(content) or markdown_of_plain(plain))
            if options.full_text
            else "",
        )
    )


def _json_author(item: dict[str, Any], feed: dict[str, Any]) -> str:
    """Return the names of the authors of an item, or of its feed (versions 1.1 and 1)."""
    for holder in (item, feed):
        people = [*_list(holder, "authors"), holder.get("author")]
        names = [_text(person, "name") for person in people if isinstance(person, dict)]
        if any(names):
            return ", ".join(dict.fromkeys(plain_of(name) for name in names if name))
    return ""


def _text(holder: Any, name: str) -> str:
    """Return a text of a feed; feedparser and JSON may have None or a number in its place."""
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []

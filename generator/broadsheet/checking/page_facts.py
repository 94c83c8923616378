"""A page's HTML, to what the checks ask of it. One reading of each file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec
from lxml import etree

Use = Literal["link", "load", "mention", "connect"]
"""What a browser does with an address: opens it on a click, loads it with the page, nothing
(a search engine may look), or connects to its host in advance."""

_ADDRESSES: dict[str, tuple[tuple[str, Use], ...]] = {
    "a": (("href", "link"),),
    "area": (("href", "link"),),
    "audio": (("src", "load"),),
    "embed": (("src", "load"),),
    "form": (("action", "link"),),
    "frame": (("src", "load"),),
    "iframe": (("src", "load"),),
    "image": (("href", "load"),),
    "img": (("src", "load"),),
    "input": (("src", "load"),),
    "object": (("data", "load"),),
    "script": (("src", "load"),),
    "source": (("src", "load"),),
    "track": (("src", "load"),),
    "use": (("href", "load"),),
    "video": (("src", "load"), ("poster", "load")),
}
_LINK_USES: dict[str, Use] = {
    "alternate": "link",
    "next": "link",
    "prev": "link",
    "author": "link",
    "license": "link",
    "help": "link",
    "search": "link",
    "hub": "mention",
    "me": "mention",
    "dns-prefetch": "connect",
    "preconnect": "connect",
}
_PICTURE_NAMES = frozenset(["og:image", "og:image:url", "twitter:image"])
_REFRESH = re.compile(r"^\s*\d+\s*[;,]\s*url\s*=\s*['\"]?(?P<target>[^'\"]*)", re.IGNORECASE)
_DATA_SCRIPTS = frozenset(
    ["application/ld+json", "application/json", "importmap", "speculationrules"]
)
_WITH_ID = etree.XPath("//*[@id]")
_WITH_CODE = etree.XPath("//script | //style | //*[@style or @*[starts-with(name(), 'on')]]")
_SVG_HREF = "{http://www.w3.org/1999/xlink}href"


class Reference(msgspec.Struct, frozen=True, gc=False):
    """An address in a page, as written."""

    address: str
    use: Use
    line: int


class PageFacts(msgspec.Struct, frozen=True):
    """What a page says of itself, and what it needs. Lines count from 1; 0 is unknown."""

    title: str
    description: str
    language: str
    canonical: str
    is_indexed: bool
    redirects_to: str
    ids: frozenset[str]
    repeated_ids: tuple[tuple[str, int], ...]
    references: tuple[Reference, ...]
    without_alt: tuple[tuple[str, int], ...]
    inline: tuple[tuple[str, int], ...]
    structured: tuple[tuple[str, int], ...]


def page_facts(data: bytes) -> PageFacts:
    """Return the facts of an HTML page; an empty or hopeless file gives empty facts."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=False, no_network=True)
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        root = etree.Element("html")
    metas = _metas(root)
    named = _elements(_WITH_ID, root)
    anchors = [name for each in root.iter("a") if (name := each.get("name"))]
    return PageFacts(
        title=_title(root),
        description=metas.get("description", ""),
        language=root.get("lang") or "",
        canonical=_canonical(root),
        is_indexed="noindex" not in metas.get("robots", "").lower(),
        redirects_to=_refresh(metas.get("refresh", "")),
        ids=frozenset([*(each.get("id") or "" for each in named), *anchors]),
        repeated_ids=tuple(_repeated(named)),
        references=tuple(_references(root)),
        without_alt=tuple(
            (each.get("src") or "", line_of(each))
            for each in root.iter("img")
            if each.get("alt") is None
        ),
        inline=tuple(_inline(root)),
        structured=tuple(
            (each.text or "", line_of(each))
            for each in root.iter("script")
            if _kind(each) == "application/ld+json"
        ),
    )


def _elements(query: etree.XPath, root: etree._Element) -> list[etree._Element]:
    """Return the elements that a query finds."""
    found: list[etree._Element] = query(root)  # type: ignore[assignment]
    return found


def line_of(element: etree._Element) -> int:
    """Return the line on which an element begins, or 0."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _kind(element: etree._Element) -> str:
    return (element.get("type") or "").strip().lower()


def _repeated(named: list[etree._Element]) -> Iterator[tuple[str, int]]:
    """Yield every id, with its line, that an element before it has."""
    seen: set[str] = set()
    for each in named:
        name = each.get("id") or ""
        if name in seen:
            yield name, line_of(each)
        seen.add(name)


def _title(root: etree._Element) -> str:
    """Return the text of the head's title; an SVG's title is not the page's."""
    found = root.find("head/title")
    return " ".join((found.text or "").split()) if found is not None else ""


def _metas(root: etree._Element) -> dict[str, str]:
    """Return what `<meta>` says, by name; the first of each wins."""
    metas: dict[str, str] = {}
    for each in root.iter("meta"):
        name = each.get("name") or each.get("property") or each.get("http-equiv") or ""
        metas.setdefault(name.lower(), each.get("content") or "")
    return metas


def _refresh(content: str) -> str:
    found = _REFRESH.match(content)
    return found["target"].strip() if found else ""


def _canonical(root: etree._Element) -> str:
    for each in root.iter("link"):
        if "canonical" in _rels(each):
            return (each.get("href") or "").strip()
    return ""


def _rels(element: etree._Element) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _references(root: etree._Element) -> Iterator[Reference]:
    """Yield every address of a page with its use."""
    for each in root.iter("link", "meta", *_ADDRESSES):
        tag = str(each.tag)
        line = line_of(each)
        for name, use in _ADDRESSES.get(tag, ()):
            value = each.get(name)
            if value is None and tag in ("use", "image"):
                value = each.get(_SVG_HREF) or each.get("xlink:href")
            if value is not None:
                yield Reference(value.strip(), use, line)
        if tag in ("img", "source") and each.get("srcset"):
            for candidate in (each.get("srcset") or "").split(","):
                if words := candidate.split():
                    yield Reference(words[0], "load", line)
        elif (
            tag == "link"
            and "canonical" not in _rels(each)
            and (address := each.get("href")) is not None
        ):
            yield Reference(address.strip(), _link_use(each), line)
        elif tag == "meta":
            yield from _meta_references(each, line)


def _link_use(element: etree._Element) -> Use:
    """Return what a browser does with a `<link>`; what it does not name is loaded."""
    return next((_LINK_USES[rel] for rel in _rels(element) if rel in _LINK_USES), "load")


def _meta_references(element: etree._Element, line: int) -> Iterator[Reference]:
    name = (element.get("property") or element.get("name") or "").lower()
    content = (element.get("content") or "").strip()
    if name in _PICTURE_NAMES and content:
        yield Reference(content, "mention", line)
    if (element.get("http-equiv") or "").lower() == "refresh" and (target := _refresh(content)):
        yield Reference(target, "link", line)


def _inline(root: etree._Element) -> Iterator[tuple[str, int]]:
    """Yield what a policy without `unsafe-inline` refuses to run or to apply."""
    for each in _elements(_WITH_CODE, root):
        tag = str(each.tag)
        if tag == "script" and each.get("src") is None and _kind(each) not in _DATA_SCRIPTS:
            yield "an inline <script>", line_of(each)
        elif tag == "style":
            yield "a <style> element", line_of(each)
        for name in map(str, each.attrib):
            if name.lower().startswith("on"):
                yield f"the handler {name} on <{tag}>", line_of(each)
            elif name == "style":
                yield f"a style attribute on <{tag}>", line_of(each)

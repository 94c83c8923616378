"""A saved or fetched web page to a draft: what the page says of itself, then its text.

JSON-LD (schema.org Article and VideoObject) is believed first, then Open Graph and its `article:`
properties (ogp.me), then the page's own elements; only the body is found by trafilatura. Dates
that are not given as such are not guessed from the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from bs4 import BeautifulSoup
from bs4.dammit import UnicodeDammit
from lxml.etree import LxmlError

from broadsheet.importing.drafts import Draft, Provider, Reading, Refused, Repair
from broadsheet.importing.moments import moment_of
from broadsheet.importing.prose import excerpt_of, is_crowded, is_deep, plain_of, soup_of, tidy
from broadsheet.model import Image
from broadsheet.text import name_key
from broadsheet.weburl import host_of, identity, joined, safe_url

_ARTICLES = re.compile(r"(?:Article|Posting|Report|Review|LiveBlog\w*)$")
_LONGEST_TYPE = 200
"""Characters; names of schema.org are far shorter, and a pattern is looked for at their ends."""

_FILMS = frozenset({"VideoObject", "Movie", "Clip"})
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://\S+?) -->")
_SIZES = re.compile(r"\d{1,5}")
_MAX_NODES = 5_000

DEEPEST_PAGE = 1_000
"""Elements inside elements of a page, those without an end tag counted too."""

MOST_ELEMENTS = 12_000
"""Elements of a page: finding the text among as many takes some seconds."""

_ELEMENT = re.compile(r"<[a-zA-Z]")

Given = dict[str, Any]
"""A JSON-LD object."""


def drafts_of_page(data: bytes, place: str, *, url: str = "") -> Iterator[Reading]:
    """Yield the one draft of a page. Raises `Refused` when it has no title.

    `place` names the page for ever; `url` is where it was fetched from, empty for a saved file,
    which tells its address itself or has none.
    """
    markup = UnicodeDammit(data, is_html=True).unicode_markup
    if not markup:
        raise Refused("its characters cannot be read")
    if is_deep(markup, DEEPEST_PAGE):
        raise Refused(f"its elements are nested more than {DEEPEST_PAGE} deep")
    elements = sum(1 for _ in _ELEMENT.finditer(markup))
    if elements > MOST_ELEMENTS:
        raise Refused(f"it has {elements:,} elements; more than {MOST_ELEMENTS:,} are not read")
    if is_crowded(markup):
        raise Refused("one of its tags has thousands of attributes")
    try:
        page = _Page(soup_of(markup, "lxml"), url or _saved_from(markup))
        yield _draft(page, _body(markup, page.url), place, data)
    except (RecursionError, LxmlError, AssertionError) as error:
        raise Refused(f"this HTML cannot be read ({type(error).__name__})") from None


class _Page:
    """What a page says of itself."""

    def __init__(self, soup: BeautifulSoup, url: str) -> None:
        self._soup = soup
        self._base = url
        self.claims = _claims(soup)
        self.url = url
        self.url = self.address() or url

    def address(self) -> str:
        """Return the page's own address: canonical, by JSON-LD, by Open Graph, or where it was."""
        main = self.claims.get("mainEntityOfPage")
        named = [
            self._link("canonical"),
            _first(main, "@id") if isinstance(main, dict) else main,
            self.claims.get("url"),
            self.meta("og:url"),
        ]
        for address in named:
            checked = self._safe(address)
            if checked:
                return checked
        return safe_url(self._base) or ""

    def amp(self) -> str:
        """Return the address of the page's AMP twin."""
        return self._safe(self._link("amphtml"))

    def meta(self, *names: str) -> str:
        """Return the first `<meta>` of these names that says something, as plain text."""
        for name in names:
            for key in ("property", "name", "itemprop"):
                for element in self._soup.find_all("meta", attrs={key: name}, limit=3):
                    text = plain_of(str(element.get("content") or ""))
                    if text:
                        return text
        return ""

    def title(self) -> str:
        """Return the headline."""
        given = plain_of(_first(self.claims, "headline", "name")) or self.meta(
            "og:title", "twitter:title"
        )
        return given or self._text_of("h1") or self._text_of("title")

    def author(self) -> str:
        """Return the names of the authors; an address is no name."""
        names = [plain_of(name) for name in _names(self.claims.get("author"))]
        if not any(names):
            names = [
                self.meta("author"),
                self.meta("article:author"),
                self._text_of("[rel=author]"),
            ]
            names = [name for name in names if name and "://" not in name][:1]
        return ", ".join(dict.fromkeys(name for name in names if name))

    def moment(self, claim: str, *names: str) -> str:
        """Return a time that the page gives under these names."""
        given = moment_of(self.claims.get(claim)) or moment_of(self.meta(*names, claim))
        if given:
            return given
        element = self._soup.select_one(f"time[itemprop={claim}][datetime]")
        if element is None and claim == "datePublished":
            element = self._soup.select_one("time[pubdate][datetime]")
        return moment_of(str(element["datetime"])) if element is not None else ""

    def provider(self) -> Provider:
        """Return who publishes the page."""
        publisher = self.claims.get("publisher")
        name = next(iter(_names(publisher)), "") or self.meta("og:site_name", "application-name")
        return Provider(plain_of(name), host_of(self.url))

    def image(self) -> tuple[Image, ...]:
        """Return the picture that stands for the page."""
        claimed = self.claims.get("image") or self.claims.get("thumbnailUrl")
        first = claimed[0] if isinstance(claimed, list) and claimed else claimed
        if isinstance(first, dict):
            url = self._safe(first.get("url") or first.get("contentUrl"))
            if url:
                width, height = _pixels(first.get("width")), _pixels(first.get("height"))
                return (Image(url, width, height),)
        pictured = self._safe(self.meta("og:image:secure_url", "og:image", "og:image:url"))
        if pictured:
            width, height = (
                _pixels(self.meta("og:image:width")),
                _pixels(self.meta("og:image:height")),
            )
            return (Image(pictured, width, height),)
        url = self._safe(first)
        return (Image(url),) if url else ()

    def language(self) -> str:
        """Return the language tag that the page gives itself."""
        root = self._soup.find("html")
        tag = str(root.get("lang") or "") if root is not None else ""
        given = tag or _first(self.claims, "inLanguage") or self.meta("og:locale")
        return given.replace("_", "-").lower() if re.fullmatch(r"[\w-]{2,20}", given) else ""

    def is_film(self) -> bool:
        """Return whether the page is about one film."""
        return bool(_types(self.claims) & _FILMS) or self.meta("og:type").startswith("video")

    def _link(self, relation: str) -> str:
        element = self._soup.find("link", rel=relation)
        return str(element.get("href") or "") if element is not None else ""

    def _safe(self, address: object) -> str:
        """Return an absolute safe address, or an empty text."""
        if not isinstance(address, str) or not address.strip():
            return ""
        return joined(self._base, address) or ""

    def _text_of(self, selector: str) -> str:
        element = self._soup.select_one(selector)
        return plain_of(element.get_text(" ")) if element is not None else ""


def _draft(page: _Page, body: str, place: str, data: bytes) -> Draft:
    """Return the draft of a page."""
    title = page.title()
    if not title:
        raise Refused("the page has no title")
    summary = _first(page.claims, "description") or page.meta(
        "og:description", "description", "twitter:description"
    )
    published = page.moment("datePublished", "article:published_time", "date", "dc.date")
    updated = page.moment("dateModified", "article:modified_time", "og:updated_time")
    body = _without_heading(body, title)
    notes = () if body else (Repair("no-body", "", "no text was found on the page"),)
    return Draft(
        source=f"page {identity(page.url) if page.url else place}",
        title=title,
        excerpt=excerpt_of(summary),
        published_at=published,
        updated_at=updated if updated != published else "",
        web_url=page.url,
        original_url=page.url,
        amp_url=page.amp(),
        type="video" if page.is_film() else "article",
        author=page.author(),
        language=page.language(),
        provider=page.provider(),
        images=page.image(),
        extra={"tags": tags} if (tags := _tags(page.claims.get("keywords"))) else {},
        body=body,
        repairs=notes,
        original=data,
    )


def _body(markup: str, url: str) -> str:
    """Return the page's main text as Markdown."""
    import trafilatura  # half a second, and most imports have no page

    found = trafilatura.extract(
        markup,
        url=url or None,
        output_format="markdown",
        include_comments=False,
        include_links=True,
        include_tables=True,
        include_images=False,
        with_metadata=False,
    )
    return tidy(found or "")


def _without_heading(body: str, title: str) -> str:
    """Return the text without a first heading that only repeats the title."""
    first, _, rest = body.partition("\n")
    heading = first.lstrip("# ").strip("* ")
    return rest.strip("\n") if name_key(heading) == name_key(title) else body


def _claims(soup: BeautifulSoup) -> Given:
    """Return the JSON-LD object that is about the page's article or film, or an empty one."""
    films: list[Given] = []
    for script in soup.find_all("script", attrs={"type": "application/ld+json"}, limit=20):
        try:
            data = msgspec.json.decode(script.get_text().strip().encode("utf-8", "replace"))
        except (msgspec.DecodeError, RecursionError):
            continue
        for node in _nodes(data):
            types = _types(node)
            if any(_ARTICLES.search(name) for name in types):
                return node
            if types & _FILMS:
                films.append(node)
    return films[0] if films else {}


def _nodes(data: Any) -> Iterator[Given]:
    """Yield every object of a JSON-LD document, outer ones first, up to a limit."""
    waiting = [data]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield value
            waiting.extend(inner for inner in value.values() if isinstance(inner, dict | list))


def _types(node: Given) -> set[str]:
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return {
        name.rpartition("/")[2]
        for name in names
        if isinstance(name, str) and len(name) <= _LONGEST_TYPE
    }


def _first(holder: Given, *names: str) -> str:
    """Return the first of these values that is a text."""
    for name in names:
        value = holder.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _names(value: object) -> Iterator[str]:
    """Yield the names of people or organisations, however JSON-LD nests them."""
    if isinstance(value, str):
        if "://" not in value:
            yield value
    elif isinstance(value, dict):
        yield from _names(value.get("name"))
    elif isinstance(value, list):
        for entry in value[:20]:
            yield from _names(entry)


def _tags(keywords: object) -> list[str]:
    """Return the page's keywords: a list, or one text parted by commas."""
    given: Iterable[object] = keywords.split(",") if isinstance(keywords, str) else ()
    if isinstance(keywords, list):
        given = keywords
    tags = [plain_of(word) for word in given if isinstance(word, str)]
    return list(dict.fromkeys(tag for tag in tags if tag))[:30]


def _pixels(value: object) -> int:
    """Return a size in pixels, 0 when it is none (`"1200px"` counts)."""
    found = _SIZES.match(str(value or ""))
    return int(found[0]) if found else 0


def _saved_from(markup: str) -> str:
    """Return the address that browsers note in a page they save."""
    found = _SAVED_FROM.search(markup[:5000])
    return found[1] if found else ""

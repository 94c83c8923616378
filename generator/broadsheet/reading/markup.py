"""Markdown -> safe HTML. CommonMark with tables, strikethrough, footnotes and heading anchors.

Three walls, each of which must hold alone: raw HTML is text (`html=False`), links and pictures
pass an allow-list, and a sanitizer reads the result as a browser does and keeps a short list of
tags. See docs/articles.md, "The body".
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from broadsheet.reading import quickmarkup
from broadsheet.text import cut, one_line, shown, slug_of
from broadsheet.weburl import MAX_URL, host_of, safe_url

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from nh3 import Cleaner

MAX_MARKS = 60_000
"""Lines and characters of markup in one body.

Beyond it the body is shown as plain text, because Markdown parsers take a time of some 20 µs for
each on one core, and a body of nothing else would take minutes.
"""

MARKS = "lines and marks, or ampersands and no-break spaces"
"""What is counted, in words."""

LEAD_WORDS = 60

_MARK = re.compile(r"[\n\[\]*_`~<>&\\|!]")
_NOTE_MARK = re.compile(r"<sup[^>]*>.*?</sup>|<section\b.*", re.DOTALL)
_ANY_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_LINKS = re.compile(r"<(a|img) ([^>]*)>|</a>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_PLAIN_LINK = re.compile(
    r'href="https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,12}(?:/[A-Za-z0-9/._=-]{0,500})?"'
)
_ID = re.compile(r'\bid="([^"]+)"')
_OWN_ID = re.compile(r"h-[a-z0-9-]{1,100}|fn(?:ref)?\d{1,6}(?::\d{1,6})?")
_ALIGN = re.compile(r' style="text-align: ?(left|right|center)"')
_MAIL = re.compile(r"(?i:mailto):[A-Za-z0-9.!#$&'*+/=?^_`{|}~%-]+@[A-Za-z0-9.-]+(?:\?[^\s\"<>]*)?")
_OWN_PAGE = re.compile(r"(?:\.\.)?/(?!/)[A-Za-z0-9._~/-]*(?:#[A-Za-z0-9._~-]*)?")
_LOCAL_PICTURE = re.compile(
    r"/(?!/)[A-Za-z0-9._~/-]+\.(?:png|jpe?g|gif|webp|avif|svg)", re.IGNORECASE
)

_TAGS = frozenset(
    [
        "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img",
        "li", "ol", "p", "pre", "section", "strong", "sup", "table", "tbody", "td", "th", "thead",
        "tr", "ul",
    ]
)  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}
_ALIGNMENTS = {"align-left", "align-right", "align-center"}
_CLASSES = {
    "td": _ALIGNMENTS,
    "th": _ALIGNMENTS,
    "a": {"footnote-backref"},
    "hr": {"footnotes-sep"},
    "li": {"footnote-item"},
    "ol": {"footnotes-list"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
}


class Dropped(NamedTuple):
    """The address of a link or picture that is not shown, only its words."""

    address: str
    is_picture: bool


class Markup(msgspec.Struct, frozen=True, gc=False):
    """A body as safe HTML, its number of words, and its first words as plain text.

    `plain` says that it had too much markup and is shown as it was written; `dropped` are the
    links and pictures that may not be shown.
    """

    html: str
    words: int = 0
    lead: str = ""
    plain: bool = False
    dropped: tuple[Dropped, ...] = ()


def to_html(text: str, nesting: int = 20, *, own_links: bool = False) -> Markup:
    """Return the Markdown `text` as HTML that runs nothing and asks no other host for anything.

    The text's headings begin at level 2; `nesting` bounds how deep blocks and spans may go. With
    `own_links` it may link to pages of this site (`/about/` or `../about/`), as an editor's text
    may; its own page lies one folder below the site's root.
    """
    if not text or text.isspace():
        return Markup("")
    if _MARK.search(text) is None:
        return _measured(f"<p>{html.escape(text.strip(), quote=False)}</p>\n")
    plain = _is_crowded(text)
    if plain:
        return _measured(_as_written(text), plain=True)
    dropped: list[Dropped] = []
    made = safe(render(text, nesting), own_links=own_links, dropped=dropped)
    if "&" in text:  # an entity may have spelled what the text itself may not hold
        made = shown(made)[0]
    return _measured(made, dropped=tuple(dropped))


def _is_crowded(text: str) -> bool:
    """Return whether no renderer, or not the sanitizer, would be done with the text in time."""
    if len(text) <= MAX_MARKS:
        return False
    if is_full_of_entities(text):
        return True
    return len(_MARK.findall(text)) > MAX_MARKS and not quickmarkup.can_render(text)


def is_full_of_entities(text: str) -> bool:
    """Return whether the sanitizer would not be done with a text, or HTML, in time.

    It spells `&` and the no-break space as entities, and moves the rest for each.
    """
    return text.count("&") + text.count("\xa0") > MAX_MARKS


def render(text: str, nesting: int) -> str:
    """Return the renderer's HTML: by the quick one where it cannot differ from the reference."""
    if quickmarkup.can_render(text):
        return quickmarkup.render(text)
    return render_reference(text, nesting)


def render_reference(text: str, nesting: int) -> str:
    """Return the HTML of the reference renderer, raw HTML shown as text."""
    return str(_reference(nesting).render(text))


@lru_cache(maxsize=4)
def _reference(nesting: int) -> MarkdownIt:
    """Return the reference renderer; it keeps no state between two texts."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    # The preset turns raw HTML on; it has to be switched off by name.
    options = {"html": False, "linkify": False, "typographer": False, "maxNesting": nesting}
    renderer = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    return renderer.use(footnote_plugin, inline=False)


def safe(rendered: str, *, own_links: bool = False, dropped: list[Dropped] | None = None) -> str:
    """Return a renderer's HTML with our headings, links and pictures, through the sanitizer.

    Links and pictures that may not be shown are added to `dropped`.
    """
    rendered = rendered.replace("<s>", "<del>").replace("</s>", "</del>")
    if "<h" in rendered:
        rendered = _with_headings(rendered)
    if "<a " in rendered or "<img " in rendered:
        found = dropped if dropped is not None else []
        rendered = _with_links(rendered, found, own_links=own_links)
    if "<table" in rendered:
        rendered = _ALIGN.sub(r' class="align-\1"', rendered)
    return _cleaner(special=' id="' in rendered or "<img " in rendered).clean(rendered)


@lru_cache(maxsize=2)
def _cleaner(*, special: bool) -> Cleaner:
    """Return the sanitizer: for HTML with anchors or pictures (`special`), or quicker, without."""
    import nh3

    attributes = {name: set(allowed) for name, allowed in _ATTRIBUTES.items()}
    if special:
        attributes |= {name: {"id"} for name in ("h2", "h3", "h4", "h5", "h6", "li")}
        attributes["a"].add("id")
        attributes["img"] = {"src", "alt", "title", "loading"}
    return nh3.Cleaner(
        tags=_TAGS if special else _TAGS - {"img"},
        attributes=attributes,
        attribute_filter=_kept_attribute if special else None,
        allowed_classes=_CLASSES,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
        url_relative=_kept_relative,
    )


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute, or None to drop it."""
    if name == "id":
        return value if _OWN_ID.fullmatch(value) else None
    if name == "src" and (tag != "img" or not _LOCAL_PICTURE.fullmatch(value)):
        return None
    return value


def _kept_relative(url: str) -> str | None:
    """Return an address within the page or the site, or None to drop it."""
    return url if url.startswith("#") or _OWN_PAGE.fullmatch(url) else None


# ---------------------------------------------------------------- headings


def _with_headings(rendered: str) -> str:
    """Return the HTML with headings from level 2, none skipped, each with an anchor of its own.

    Anchors begin with `h-`: no text of an article can take the place of a page's own anchor.
    """
    taken: dict[str, int] = {}
    levels: list[int] = []

    def heading(found: re.Match[str]) -> str:
        level = int(found[1])
        while levels and levels[-1] >= level:
            levels.pop()
        levels.append(level)
        words = html.unescape(_ANY_TAG.sub("", found[2]))
        name = anchor = f"h-{slug_of(one_line(words))}"
        while anchor in taken:  # starts where the last heading of this name stopped
            taken[name] += 1
            anchor = f"{name}-{taken[name]}"
        taken[anchor] = 1
        rank = min(len(levels) + 1, 6)
        return f'<h{rank} id="{anchor}">{found[2]}</h{rank}>'

    return _HEADING.sub(heading, rendered)


# ---------------------------------------------------------------- links and pictures


def _with_links(rendered: str, dropped: list[Dropped], *, own_links: bool) -> str:
    """Return the HTML with only such links and pictures as may be shown; add others to `dropped`.

    A picture of another host becomes a link to it: to show it would tell that host who reads.
    """
    anchors = frozenset(_ID.findall(rendered))
    pieces: list[str] = []
    end, open_link = 0, ""
    for found in _LINKS.finditer(rendered):
        pieces.append(rendered[end : found.start()])
        end = found.end()
        if found[1] is None:
            pieces.append("</a>" if open_link else "")
            open_link = ""
            continue
        if found[1] == "a" and _PLAIN_LINK.fullmatch(found[2]):
            open_link = f'<a {found[2]} rel="nofollow noopener">'
            pieces.append(open_link)
            continue
        given = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(found[2])}
        address = given.get("href" if found[1] == "a" else "src", "")
        if found[1] == "a":
            open_link = shown_as = _opened(given, anchors, own_links=own_links)
        else:
            shown_as = _picture(given, linked=bool(open_link))
        pieces.append(shown_as)
        if not (shown_as.startswith("<") or open_link):
            dropped.append(Dropped(address, found[1] == "img"))
    return "".join([*pieces, rendered[end:]])


def _opened(given: dict[str, str], anchors: frozenset[str], *, own_links: bool) -> str:
    """Return the opening tag of a link, or an empty text if its address must not be linked."""
    address = given.pop("href", "")
    if address.startswith("#"):
        name = address[1:]
        target = next((anchor for anchor in (name, f"h-{name}") if anchor in anchors), "")
        return _tag("a", {"href": f"#{target}", **given}) if target else ""
    if own_links and _OWN_PAGE.fullmatch(address):
        # The root may be a folder of its host: from the page, it is one step up.
        up = "" if address.startswith("..") else ".."
        return _tag("a", {"href": f"{up}{address}", **given})
    if len(address) <= MAX_URL and _MAIL.fullmatch(address):
        return _tag("a", {"href": address, **given})
    url = safe_url(address)
    return _tag("a", {"href": url, "rel": "nofollow noopener", **given}) if url else ""


def _picture(given: dict[str, str], *, linked: bool) -> str:
    """Return what stands for a picture: itself, a link to it, or its description."""
    address, words = given.get("src", ""), given.get("alt", "").strip()
    if _LOCAL_PICTURE.fullmatch(address) and ".." not in address:
        return _tag("img", {"src": address, "alt": words, "loading": "lazy"})
    url = safe_url(address)
    text = html.escape(words or (host_of(url) if url else ""), quote=False)
    if url is None or linked:
        return text
    return f"{_tag('a', {'href': url, 'rel': 'nofollow noopener'})}{text}</a>"


def _tag(name: str, attributes: dict[str, str]) -> str:
    """Return an opening tag."""
    inside = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
    return f"<{name}{inside}>"


# ---------------------------------------------------------------- words


def _as_written(text: str) -> str:
    """Return a text as paragraphs without any markup."""
    parts = (part.strip() for part in re.split(r"\n[ \t]*\n", text))
    return "".join(f"<p>{html.escape(part, quote=False)}</p>\n" for part in parts if part)


def _measured(safe_html: str, *, plain: bool = False, dropped: tuple[Dropped, ...] = ()) -> Markup:
    """Return the HTML with its words counted and its first words cut out."""
    words = plain_text(safe_html).split()
    lead = " ".join(words[: LEAD_WORDS + 1])
    if len(words) > LEAD_WORDS:
        lead = cut(f"{lead} ", len(lead))
    return Markup(safe_html, len(words), cut(lead, LEAD_WORDS * 12), plain, dropped)


def plain_text(safe_html: str) -> str:
    """Return the text of safe HTML, without the marks and texts of footnotes."""
    if "<sup" in safe_html or "<section" in safe_html:
        safe_html = _NOTE_MARK.sub("", safe_html)
    if "<br>" in safe_html:
        safe_html = safe_html.replace("<br>", " ")
    return html.unescape(_ANY_TAG.sub("", safe_html))

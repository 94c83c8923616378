"""Pages: each by itself, where its addresses lead, and all of them compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from broadsheet.checking.findings import Finding
from broadsheet.checking.page_facts import PageFacts, Reference
from broadsheet.checking.published import Published
from broadsheet.checking.structured_data import structured_faults

_CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)|@import\s+['\"]([^'\"]+)['\"]")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FRAGMENT_DIRECTIVE = ":~:"
NOT_FOUND = "404.html"
MAILS = "newsletter/"
"""Newsletters are mails in the form of pages: their links count, and the rules of pages do not."""


def page_findings(file: str, page: PageFacts) -> Iterator[Finding]:
    """Yield what is wrong with a page by itself."""
    if file.startswith(MAILS):
        return
    if not page.title:
        yield Finding(file, 0, "missing-title", "no title")
    if not page.language:
        yield Finding(file, 0, "missing-language", "no lang on <html>")
    if not page.description and is_listed(file, page):
        yield Finding(file, 0, "missing-description", "no description")
    for name, line in page.repeated_ids:
        yield Finding(file, line, "duplicate-id", f"the id {name!r} is given again")
    for source, line in page.without_alt:
        yield Finding(file, line, "missing-alt", f"no alt on the picture {source[:120]!r}")
    for what, line in page.inline:
        yield Finding(file, line, "inline-code", what)
    for text, line in page.structured:
        for fault in structured_faults(text):
            yield Finding(file, line, "bad-structured-data", fault)


def is_listed(file: str, page: PageFacts) -> bool:
    """Return whether search engines may list a page, so that its title must be its own."""
    is_page = file != NOT_FOUND and not file.startswith(MAILS)
    return is_page and page.is_indexed and not page.redirects_to


def link_findings(
    site: Published, file: str, page: PageFacts, ids: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """Yield the addresses of a page that lead nowhere; `ids` are those of every page, by file."""
    for reference in page.references:
        yield from _reference_findings(site, file, reference, ids)


def _reference_findings(
    site: Published, file: str, reference: Reference, ids: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """Yield what is wrong with one address."""
    address, use, line = reference.address, reference.use, reference.line
    place = site.place(address, file)
    said = f"{address[:200]}"
    if place.answer == "elsewhere":
        if use in ("load", "connect"):
            yield Finding(file, line, "third-party", said)
    elif place.answer == "unsafe":
        code = "inline-code" if use == "load" else "unsafe-link"
        yield Finding(file, line, code, said)
    elif place.answer == "outside":
        yield Finding(file, line, "outside-base", said)
    elif place.answer == "missing":
        yield Finding(file, line, "broken-link" if use == "link" else "missing-file", said)
    elif place.answer == "redirect" and use == "link":
        yield Finding(file, line, "redirected-link", said, "warning")
    elif _is_broken_anchor(place.file, place.fragment, ids):
        yield Finding(file, line, "broken-anchor", said)


def _is_broken_anchor(file: str, fragment: str, ids: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a page lacks the place an address names; `#top` is always there (HTML)."""
    name = fragment.split(_FRAGMENT_DIRECTIVE)[0]
    return bool(name) and name.lower() != "top" and file in ids and name not in ids[file]


def comparison_findings(site: Published, pages: Mapping[str, PageFacts]) -> Iterator[Finding]:
    """Yield titles and canonical addresses that several pages share, or that are wrong."""
    listed = {file: page for file, page in pages.items() if is_listed(file, page)}
    titles = ((page.title, file) for file, page in listed.items() if page.title)
    yield from _shared("duplicate-title", titles)
    canonicals = ((page.canonical, file) for file, page in listed.items() if page.canonical)
    yield from _shared("duplicate-canonical", canonicals)
    for file, page in pages.items():
        if page.canonical and site.place(page.canonical, file).answer != "file":
            yield Finding(file, 0, "bad-canonical", f"{page.canonical} is no page of this site")
        elif page.canonical and not page.canonical.startswith(("http://", "https://")):
            yield Finding(file, 0, "bad-canonical", f"{page.canonical} is not absolute")


def _shared(code: str, values: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Yield a finding for each value that several files have."""
    files: dict[str, list[str]] = defaultdict(list)
    for value, file in values:
        files[value].append(file)
    for value, sharing in files.items():
        if len(sharing) > 1:
            first, *others = sorted(sharing)
            shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
            yield Finding(first, 0, code, f"{value[:120]!r} is also that of {shown}")


def stylesheet_findings(site: Published, file: str) -> Iterator[Finding]:
    """Yield what a stylesheet loads from elsewhere, or that does not exist."""
    text = _CSS_COMMENT.sub("", site.read(file).decode("utf-8", "replace"))
    for found in _CSS_ADDRESS.finditer(text):
        address = found[1] or found[2]
        if address.startswith(("#", "data:")):
            continue
        line = text.count("\n", 0, found.start()) + 1
        yield from _reference_findings(site, file, Reference(address, "load", line), {})

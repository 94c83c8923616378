"""Looks at every file of a built site for anything that could run, lead astray or break a reader.

It knows nothing of how the site was made: HTML is read by html5lib as browsers do, everything else
by an ordinary parser of its format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from defusedxml.ElementTree import fromstring

SITE = "https://hostile.example"
HTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"

OWN_SCRIPT = re.compile(r"/(?:assets/[a-z]+\.[0-9a-f]{10}\.js|pagefind/[a-z-]+\.js)")
OWN_TYPES = ("application/ld+json",)
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "cite", "background")
FORBIDDEN = frozenset(
    ["applet", "base", "embed", "frame", "frameset", "iframe", "math", "object", "portal", "style"]
)
SAFE_SCHEMES = frozenset(["", "http", "https", "mailto"])
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
REDIRECT = re.compile(r"/[A-Za-z0-9._~%/-]* /[A-Za-z0-9._~%/-]* 301!")
HEADER = re.compile(r"/[a-z./*-]+|  [A-Z][A-Za-z-]+: [ -~]+")
WORKER = re.compile(
    r'const BASE = "(?:/[a-z0-9-]+)*";\nconst VERSION = "[0-9a-f]{12}";\n'
    r'const KEPT = \["/[A-Za-z0-9./-]*"(?:, "/[A-Za-z0-9./-]*")*\];\n\n// '
)
"""The first lines of the service worker, all of it that differs between sites."""
CASES_SAY = re.compile(r"canary|evil\.example|polluted", re.IGNORECASE)
"""Words of the hostile articles, which no program and no style sheet of ours says."""
ENDS_SCRIPT = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)
LINKING = ("link", "id", "loc", "guid", "uri")
PNG = b"\x89PNG\r\n\x1a\n"
BINARY = (".ico", ".woff2", ".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment", ".pagefind")


def faults_of(folder: Path) -> list[str]:
    """Return what is wrong with the files of a site, each fault with its path."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            found += [f"{name}: {fault}" for fault in _faults(name, path.read_bytes())]
    return found


def _faults(name: str, data: bytes) -> Iterator[str]:
    if not re.fullmatch(r"[A-Za-z0-9._/-]+", name) or ".." in name:
        yield "a path that no page of ours has"
    if name.endswith(".png"):
        yield from () if data.startswith(PNG) else ("not a PNG",)
        return
    if name.endswith(BINARY):
        return
    text = data.decode("utf-8")
    if CONTROLS.search(text) and not name.startswith("pagefind/"):
        yield f"a hidden character: {CONTROLS.findall(text)[:3]}"
    if name.endswith(".html"):
        yield from html_faults(text, mail=name.startswith("newsletter/"))
    elif name.endswith((".xml", ".opml", ".svg")):
        yield from xml_faults(text)
    elif name.endswith((".json", ".webmanifest")):
        json.loads(text)
    elif name.endswith((".js", ".css")):
        yield from code_faults(name, text)
    elif name in ("_redirects", "_headers"):
        form = REDIRECT if name == "_redirects" else HEADER
        yield from (f"the line {line!r}" for line in text.splitlines() if not form.fullmatch(line))


def code_faults(name: str, text: str) -> Iterator[str]:
    """Yield what a script or style sheet has of an article; the service worker lists addresses."""
    yield from (f"words of an article: {found!r}" for found in CASES_SAY.findall(text))
    if not name.startswith("pagefind/"):
        yield from (f"markup: {found!r}" for found in ENDS_SCRIPT.findall(text))
    if name == "service-worker.js" and not WORKER.match(text):
        yield f"not what ours begins with: {text[:200]!r}"


def html_faults(text: str, mail: bool = False) -> Iterator[str]:
    """Yield what a page has that none of ours may have; `mail` allows styles on elements."""
    for element in html5lib.parse(text).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.removeprefix(HTML)
        if tag in FORBIDDEN and not (mail and tag == "style"):
            yield f"an element <{tag}>"
        if tag == "script":
            yield from _script_faults(element)
        leads = element.get("content", "") if element.get("http-equiv") else ""
        if tag == "meta" and leads and not re.fullmatch(r"0; ?url=/[a-z0-9/-]*", leads):
            yield f"a refresh to {leads!r}"
        for name, value in element.attrib.items():
            yield from _attribute_faults(tag, str(name), value, mail)


def _script_faults(element: Element) -> Iterator[str]:
    """Yield what is wrong with a script: it is one of our files, or data that is valid."""
    source = element.get("src")
    if source is not None:
        if not OWN_SCRIPT.fullmatch(source) or (element.text or "").strip():
            yield f"a script that is not ours: {source!r}"
    elif element.get("type") in OWN_TYPES:
        json.loads(element.text or "")
        if re.search(r"[<>&\u2028\u2029]", element.text or ""):
            yield "markup within data"
    else:
        yield f"a script within the page: {(element.text or '')[:60]!r}"


def _attribute_faults(tag: str, name: str, value: str, mail: bool) -> Iterator[str]:
    plain = name.rsplit("}", 1)[-1].lower()
    if plain.startswith("on") or plain == "srcdoc" or (plain == "style" and not mail):
        yield f"an attribute {name}={value!r}"
    if not re.fullmatch(r"[a-z][a-zA-Z0-9:-]*", plain):
        yield f"a broken attribute {name!r}"
    if plain in ADDRESSES:
        yield from _address_faults(tag, value)
    if plain == "srcset":
        for part in value.split(","):
            yield from _address_faults(tag, part.split()[0])


def _address_faults(tag: str, value: str) -> Iterator[str]:
    """Yield what is wrong with an address, read as browsers do: controls within it do not count."""
    address = re.sub(r"[\x00-\x20]", "", value)
    if address != value:
        yield f"an address with spaces or controls: {value!r}"
    parts = urlsplit(address)
    if parts.scheme.lower() not in SAFE_SCHEMES or parts.username:
        yield f"<{tag}> leads to {value!r}"
    if tag.rsplit("}", 1)[-1] not in ("a", "link") and (parts.netloc or parts.scheme):
        yield f"<{tag}> asks another host: {value!r}"


def xml_faults(text: str) -> Iterator[str]:
    """Yield what is wrong with a feed, sitemap or drawing: text and addresses only."""
    root = fromstring(text.encode(), forbid_dtd=True)
    for element in root.iter():
        tag = element.tag.rsplit("}", 1)[-1]
        if tag in ("script", "foreignObject", "iframe"):
            yield f"an element <{tag}>"
        for name, value in element.attrib.items():
            yield from _attribute_faults("a", name, value, mail=False)
        if tag in ("description", "content", "summary", "encoded") and element.text:
            # readers of RSS take these as HTML
            yield from _read_as_html(element)
        scheme = urlsplit((element.text or "").strip()).scheme
        if tag in LINKING and scheme not in ("", "http", "https", "urn", "tag"):
            yield f"<{tag}> is {element.text!r}"


def _read_as_html(element: Element) -> Iterator[str]:
    """Yield what a reader would find that takes the text of an element as HTML, as RSS does."""
    if element.tag.startswith(ATOM) and element.get("type", "text") == "text":
        return  # RFC 4287, section 3.1.1: text, in which nothing is markup
    for part in html5lib.parseFragment(element.text or "").iter():
        tag = str(part.tag).removeprefix(HTML)
        if tag in FORBIDDEN or tag in ("script", "svg", "form", "input", "button", "meta", "link"):
            yield f"<{tag}> within the text of a feed"
        for name, value in part.attrib.items():
            yield from _attribute_faults("a", str(name), value, mail=False)

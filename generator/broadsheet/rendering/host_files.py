"""Plain-text files for hosts and crawlers: `_redirects`, `_headers`, robots.txt, llms.txt.

Each is made of lines, so a line break in a value would be a new rule: addresses are
percent-encoded, hosts must look like hosts, and texts are put on one line.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from broadsheet import addresses
from broadsheet.pages.host_views import HeadersView, RedirectsView
from broadsheet.pages.index_views import LlmsView, RobotsView
from broadsheet.pages.views import Frame, Link
from broadsheet.settings import OWN_TEXTS
from broadsheet.text import one_line, shown

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_MARKDOWN = re.compile(r"([\\`*_\[\]()<>#|~!])")


def redirects(view: RedirectsView, frame: Frame) -> bytes:
    """Return `_redirects` as Netlify and Cloudflare Pages read it.

    What is special there (`*`, `:name`, spaces, `#`) is percent-encoded: every line leads from one
    address to one other. The `!` makes Netlify redirect although a page lies there, which leads on
    by itself at hosts that do not read this file, or not the `!`.
    """
    lines = [
        f"{_on_host(each.source, frame)} {_on_host(each.target, frame)} 301!"
        for each in view.redirects
    ]
    return _file(lines)


def content_security_policy(view: HeadersView) -> str:
    """Return the policy of every page: everything from here, nothing inline, no frames.

    The search page runs WebAssembly, which needs `wasm-unsafe-eval`. It stands in the one policy
    of all pages, because hosts join the values of several matching rules, and two policies would
    both hold. It lets scripts compile WebAssembly that may run anyway; it lets in no script.

    Texts cannot become markup or scripts (Trusted Types); the default policy is in `page.js`.
    """
    hosts = [f"https://{host}" for host in view.image_hosts if _HOST.fullmatch(host)]
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *(["'wasm-unsafe-eval'"] if view.search else [])],
        "style-src": ["'self'"],
        "img-src": ["'self'", *hosts],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def headers(view: HeadersView, frame: Frame) -> bytes:
    """Return `_headers` as Netlify and Cloudflare Pages read it.

    No header is set by two rules that match one address: hosts differ in which they then send.
    """
    everywhere = {
        "Content-Security-Policy": content_security_policy(view),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        ),
    }
    if view.noindex:
        everywhere["X-Robots-Tag"] = "noindex"
    if view.usage:
        everywhere["Content-Usage"] = view.usage
    rules = {
        "/*": everywhere,
        f"{addresses.ASSETS}*": {"Cache-Control": "public, max-age=31536000, immutable"},
        "/service-worker.js": {"Cache-Control": "no-cache"},
        "/api/*": {"Access-Control-Allow-Origin": "*"},
        "/schema/*": {"Access-Control-Allow-Origin": "*"},
    }
    lines: list[str] = []
    for path, values in rules.items():
        lines.append(frame.base_path.rstrip("/") + path)
        lines += [f"  {name}: {value}" for name, value in values.items()]
    return _file(lines)


def robots(view: RobotsView, frame: Frame) -> bytes:
    """Return robots.txt (RFC 9309): everything may be read.

    A site that is not to be indexed says so in `X-Robots-Tag` and on its pages; were reading it
    forbidden, no crawler would see that. Crawlers look for this file at the root of a host only.
    """
    lines = ["User-agent: *", "Allow: /"]
    if view.usage:
        lines.append(f"Content-Usage: {view.usage}")
    if view.sitemaps:
        lines.append("")
    lines += [f"Sitemap: {addresses.absolute(frame.base_url, path)}" for path in view.sitemaps]
    return _file(lines)


def llms(view: LlmsView, frame: Frame) -> bytes:
    """Return llms.txt (llmstxt.org): what the site is, where its parts are, what may be used."""
    lines = [f"# {_markdown(frame.title)}"]
    if summary := frame.description or frame.tagline:
        lines += ["", f"> {_markdown(summary)}"]
    for heading, links in (
        ("Latest news", view.lists),
        ("Topics", view.topics),
        ("Data", view.data),
    ):
        if links:
            lines += ["", f"## {frame.word(heading)}", "", *(_item(link, frame) for link in links)]
    if view.preferences:
        lines += ["", "## Use of texts by AI systems", ""]
        lines += [
            f"- {'This site' if each.domain == OWN_TEXTS else _markdown(each.domain)}: {each.usage}"
            for each in view.preferences
        ]
    return _file(lines)


def _item(link: Link, frame: Frame) -> str:
    """Return a link as a Markdown list item."""
    address = addresses.absolute(frame.base_url, quote(link.path, safe="/-._~"))
    return f"- [{_markdown(frame.word(link.title))}]({address})"


def _markdown(text: str) -> str:
    """Return a text on one line with Markdown's marks made plain."""
    return _MARKDOWN.sub(r"\\\1", shown(one_line(text))[0])


def _on_host(path: str, frame: Frame) -> str:
    """Return an address of ours as the host sees it, percent-encoded."""
    return quote(f"{frame.base_path.rstrip('/')}{path}", safe="/-._~")


def _file(lines: list[str]) -> bytes:
    """Return lines as the bytes of a file."""
    return "".join(f"{line}\n" for line in lines).encode()

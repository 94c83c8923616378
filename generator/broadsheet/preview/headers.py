"""The site's own `_headers`, as far as the preview sends them, and file types.

Pages are tried under the policy that they will be published with. Left out is what concerns
caches, other sites and transport: those would harm a preview on this machine.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from mimetypes import MimeTypes

SENT = frozenset(
    {
        "content-security-policy",
        "referrer-policy",
        "permissions-policy",
        "cross-origin-opener-policy",
        "x-robots-tag",
    }
)
NEEDED = ("script-src", "connect-src", "style-src")
"""What the preview's own script, stream and stylesheet need of a policy: this very server."""

_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".webmanifest": "application/manifest+json",
    ".opml": "text/x-opml",
    ".xml": "application/xml",
    ".json": "application/json",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".md": "text/plain",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
"""Those of nearly all outputs. Python's own table takes 20 ms to load, before the first page."""


def content_type(output: str) -> str:
    """Return the media type of an output, the same on every machine."""
    name = output.rsplit("/", 1)[-1]
    ending = name[name.rfind(".") :] if "." in name[1:] else ""
    if not ending:
        return "text/plain; charset=utf-8"
    kind = _TYPES.get(ending.lower()) or _known().guess_type(f"x{ending}")[0]
    if kind is None:
        return "application/octet-stream"
    is_text = kind.startswith("text/") or kind.endswith(("xml", "json", "javascript"))
    return f"{kind}; charset=utf-8" if is_text else kind


@cache
def _known() -> MimeTypes:
    return MimeTypes(filenames=())


def headers_for(address: str, text: str) -> dict[str, str]:
    """Return what `_headers` (its text, Netlify's form) says of an address, ready to be sent."""
    found: dict[str, str] = {}
    applies = False
    for line in text.splitlines():
        if not line.startswith((" ", "\t")):
            applies = fnmatchcase(address, line.strip())
            continue
        name, colon, value = line.strip().partition(":")
        if applies and colon and name.lower() in SENT:
            found[name.lower()] = value.strip()
    policy = found.get("content-security-policy")
    if policy:
        found["content-security-policy"] = with_preview(policy)
    return found


def with_preview(policy: str) -> str:
    """Return a policy that also lets the preview's own script, stream and stylesheet work."""
    rules: dict[str, list[str]] = {}
    for part in policy.split(";"):
        words = part.split()
        if words and words[0].lower() != "upgrade-insecure-requests":
            rules.setdefault(words[0].lower(), words[1:])
    for name in NEEDED:
        sources = rules.get(name, rules.get("default-src"))
        if sources is not None and not {"'self'", "*"} & set(sources):
            rules[name] = [*(word for word in sources if word != "'none'"), "'self'"]
    return "; ".join(" ".join((name, *words)) for name, words in rules.items())

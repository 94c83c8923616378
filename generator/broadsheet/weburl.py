"""Addresses of other people's pages: which may be linked, and which are the same page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin

MAX_URL = 2048
"""Characters. Longer addresses are refused by some browsers and every sitemap (sitemaps.org)."""

REMEMBERED = 256
"""Addresses: an article names its own several times, and lists of one day name the same pages."""

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(
    rf"(?ai:https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*)(?::(?P<port>[0-9]{{1,5}}))?"
    r"(?:[/?#][A-Za-z0-9/._~!$'()*+,;=:@%?#&\[\]-]*)?"
)
"""Both cases are spelled out: to ignore case takes thrice as long, and takes `ı` for an `i`."""

_ENTITY = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_BAD = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\<>\"`{}|^]")
_NEEDS_FOLDING = re.compile(r"[?#%&]|amp|:\d", re.IGNORECASE)

TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|oly_\w+|vero_\w+|at_\w+|ns_\w+|mc_[ce]id|"
    r"(?:fb|g|gb|dc|wb|ms|y|tw|tt|li_fat_|ys|s_k)cl(?:s?rc|id)|gclsrc|igshid|igsh|_hsenc|_hsmi|"
    r"mkt_tok|trk|trkcampaign|cmpid?|cmp|icid|ncid|ocid|mcid|smid|smtyp|sref|sr_share|"
    r"ref|ref_src|ref_url|referrer|oref|source|partner|campaign|campaign_id|emc|"
    r"guccounter|guce_referrer(?:_sig)?|xtor|wt\.mc_id|wt_mc|soc_src|soc_trk|share|spm|"
    r"__twitter_impression|amp|amp_js_v|amp_gsa|usqp|outputtype|taid|feature|"
    r"gaa_at|gaa_n|gaa_ts|gaa_sig|mod|reflink)",
    re.IGNORECASE,
)
"""Names of query parameters that say where a reader came from, not which page it is."""

_AMP_CACHE = re.compile(
    r"(?:[a-z0-9-]+\.cdn\.ampproject\.org/(?:[acvir](?:/s)?|v(?:/s)?)/|"
    r"(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?|[a-z0-9-]+\.bing-amp\.com/c/(?:s/)?)",
    re.IGNORECASE,
)
_AMP_PATH = (
    (re.compile(r"/(?:google-)?amp/(?=.)", re.IGNORECASE), "/"),
    (re.compile(r"\.amp(?=\.html?$)|\.amp$", re.IGNORECASE), ""),
    (re.compile(r"/amp(?:\.html?)?$", re.IGNORECASE), ""),
)
_HOST_PREFIX = re.compile(r"^(?:www\d?|amp|m|mobile)\.(?=[^.]+\.[^.])")
_AMP_HINT = re.compile(r"amp", re.IGNORECASE)


@lru_cache(REMEMBERED)
def safe_url(text: str) -> str | None:
    """Return a clean http(s) address, or None when it must not be linked.

    Refused: other schemes, user names (`https://bank.example@evil.example/`), control characters,
    back-slashes, hosts that are no host. Spaces around it and doubled `&amp;` are mended.
    """
    url = _ENTITY.sub("&", text.strip()) if "&" in text else text.strip()
    if len(url) > MAX_URL:
        return None
    if not url.isascii():
        url = _ascii(url)
    plain = _PLAIN.fullmatch(url)
    if plain is None:
        if _BAD.search(url) or not url.lower().startswith(("http://", "https://")):
            return None
        url = quote(url, safe="/._~!$'()*+,;=:@%?#&[]-")
        plain = _PLAIN.fullmatch(url)
        if plain is None:
            return None
    port = plain["port"]
    if port and not 0 < int(port) < 65536:
        return None
    end = plain.end("host")
    return f"{url[:end].lower()}{url[end:]}"


def joined(base: str, address: str) -> str | None:
    """Return a clean address that may be given relative to another, or None."""
    try:
        return safe_url(urljoin(base, address.strip()))
    except ValueError:  # a bracket that is never closed
        return None


def _ascii(url: str) -> str:
    """Return the address with its host in Punycode and its path percent-encoded."""
    if _BAD.search(url) or "://" not in url:
        return url
    scheme, rest = url.split("://", 1)
    cut = min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))
    host, tail = rest[:cut], rest[cut:]
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return url
    return f"{scheme}://{host}{quote(tail, safe='/._~!$()*+,;=:@%?#&[]-')}"


def host_of(url: str) -> str:
    """Return the host of a safe address without `www.`, or an empty text."""
    found = _PLAIN.match(url)
    host = found["host"].lower() if found else ""
    return host.removeprefix("www.")


@lru_cache(REMEMBERED)
def identity(url: str) -> str:
    """Return what every address of one page shares: host, path and meaningful query.

    Folded: scheme, `www.`, `m.` and `amp.` hosts, default ports, trailing slashes, fragments,
    tracking parameters, percent-encoding, AMP paths and the caches of AMP pages. The result is a
    key to compare by, not an address to open.
    """
    rest = url.strip().partition("://")[2] or url.strip()
    if not _NEEDS_FOLDING.search(rest):
        host, _, path = rest.partition("/")
        host = _HOST_PREFIX.sub("", host.lower())
        path = path.rstrip("/")
        return f"{host}/{path}" if path else host
    return _folded(_ENTITY.sub("&", rest))


def _folded(rest: str) -> str:
    """Return the identity of an address (without scheme) that has more than a host and a path."""
    cached = _AMP_CACHE.match(rest)
    if cached:
        rest = rest[cached.end() :]
    rest = rest.split("#", 1)[0]
    address, _, query = rest.partition("?")
    host, _, path = address.partition("/")
    host = _HOST_PREFIX.sub("", host.lower().removesuffix(":80").removesuffix(":443"))
    path = "/" + path
    if "%" in path:
        path = _fold_percent(path)
        path, _, stray = path.partition("?")
        query = f"{stray}&{query}" if stray else query
    path = path.rstrip("/")
    if _AMP_HINT.search(path):
        for pattern, replacement in _AMP_PATH:
            path = pattern.sub(replacement, path)
    path = path.rstrip("/")
    kept = _meaningful(query) if query else ""
    return f"{host}{path}?{kept}" if kept else f"{host}{path}"


def _fold_percent(path: str) -> str:
    """Return the path with every percent-encoded character that needs none written plainly."""
    return unquote(path, errors="replace") if path.isascii() else path


def _meaningful(query: str) -> str:
    """Return the parameters that can name a page, sorted."""
    pairs = parse_qsl(query.replace("amp;", ""), keep_blank_values=True, max_num_fields=None)
    kept = sorted((name, value) for name, value in pairs if name and not TRACKING.fullmatch(name))
    return urlencode(kept)

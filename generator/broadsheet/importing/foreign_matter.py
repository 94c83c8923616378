"""Front matter and settings as other systems write them: YAML, TOML or JSON, to plain values.

Every YAML scalar stays a text, as in our own reader, so that a title `no` or a version `1.10` is
kept as it was written, and aliases count as nothing (`broadsheet.yamltext`). What a file may cost
is bounded before a parser sees it, and what it gave is held to the bounds of our own articles.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, tzinfo
from typing import Any

import msgspec

from broadsheet.importing.drafts import Refused, SourceKind
from broadsheet.importing.moments import zone_named
from broadsheet.importing.prose import plain_of
from broadsheet.reading.articles import is_language
from broadsheet.reading.entries import MAX_NAME
from broadsheet.reading.settingrules import is_zone, root_address
from broadsheet.text import cut, one_line, shown
from broadsheet.yamltext import DEFAULT_BOUNDS, read_tree

MAX_FRONT = 2_000_000
"""Characters of front matter, as of our own articles (`Limits.front_matter_bytes`)."""

MAX_TOML = 200_000
"""Characters of front matter in TOML, whose parser is the slowest of the three."""

MAX_DEPTH = DEFAULT_BOUNDS.depth - 1
"""Levels of values; what has no place of its own lies one level deeper in our articles."""

MAX_WHOLE_NUMBER = 2**64
"""What is greater is no number of an article, and may be too long to be written down."""

_OPENING = re.compile(r"---[ \t]*(json|toml|yaml|yml|js|javascript)?[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_CLOSING = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"its (?:[A-Z]+ )?front matter")
_TOO_DEEP = f"its front matter is nested too deeply; {MAX_DEPTH} levels are allowed"
_TOML_TOKEN = re.compile(
    r"""
    (?P<long>"{3}(?:[^"\\]|\\.|"(?!""))*"{3,5}|'{3}(?:[^']|'(?!''))*'{3,5})
    |(?P<broken>"{3}|'{3})
    |(?P<name>[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[ \t]+)
    |(?P<dot>\.)
    |(?P<unclosed>["'])
    |(?P<other>\#[^\n]*|.)""",
    re.DOTALL | re.VERBOSE,
)
"""What TOML 1.0 is made of, as far as it takes to tell dots between names from those in texts."""


class OldSite(msgspec.Struct, frozen=True):
    """What a site says of itself in its settings."""

    kind: SourceKind = "article"
    title: str = ""
    address: str = ""
    zone: str = ""
    language: str = ""

    @property
    def time_zone(self) -> tzinfo:
        """The zone of dates without one."""
        return zone_named(self.zone) if self.zone else UTC


def split_front(data: bytes) -> tuple[dict[str, Any], str]:
    """Return the fields and the body of a file; no fields if it has no front matter.

    Raises `Refused` when the front matter is begun but cannot be read.
    """
    text = _decoded(data)
    opening = _OPENING.match(text)
    if opening:
        front, body = _cut(text, opening.end(), _CLOSING)
        return _fields(front, opening[1] or "yaml"), body
    if text.startswith("+++\n"):
        front, body = _cut(text, 4, _TOML_CLOSING)
        return _fields(front, "toml"), body
    if text.startswith("{"):
        return _json_front(text)
    return {}, text


def text_mapping(data: bytes, name: str) -> dict[str, Any]:
    """Return the values of a settings file by its ending. Raises `Refused`."""
    ending = name.rpartition(".")[2].lower()
    try:
        return _fields(_decoded(data), "yaml" if ending == "yml" else ending, 1)
    except Refused as refusal:
        raise Refused(_FRONT_MATTER.sub("it", str(refusal))) from None


def site_of_values(kind: SourceKind, values: dict[str, Any]) -> tuple[OldSite, list[str]]:
    """Return what a site's settings say, and a remark on everything that ours could not say.

    Every article would take such a value over, and be left out because of it.
    """
    remarks: list[str] = []

    def checked(said: str, valid: str, what: str) -> str:
        if said and not valid:
            remarks.append(f"'{cut(one_line(shown(said)[0]), 60)}' is not {what}; it is left out")
        return valid

    title = _said(values, "title")
    nameable = len(title) <= MAX_NAME and not shown(title)[1]
    address = _said(values, "url", "baseURL", "baseurl")
    if kind == "jekyll":
        address = f"{address.rstrip('/')}/{_said(values, 'baseurl').strip('/')}".rstrip("/")
    if address.startswith("/") and not address.startswith("//"):
        address = ""
    zone = _said(values, "timezone", "timeZone")
    language = _said(values, "lang", "languageCode", "locale").replace("_", "-").lower()
    site = OldSite(
        kind,
        checked(title, plain_of(title) if nameable else "", "a name that can be shown"),
        checked(address, root_address(address), "the address of a site's root"),
        checked(zone, zone if is_zone(zone) else "", "a time zone"),
        checked(language, language if is_language(language) else "", "the tag of a language"),
    )
    return site, remarks


def _said(values: dict[str, Any], *names: str) -> str:
    """Return the first of these values that is a text or a number, as a text."""
    given = (values.get(name) for name in names)
    texts = (str(value).strip() for value in given if isinstance(value, str | int))
    return next((text for text in texts if text), "")


def _cut(text: str, start: int, closing: re.Pattern[str]) -> tuple[str, str]:
    """Return what lies before and after the closing line."""
    found = closing.search(text, start)
    if found is None:
        raise Refused("its front matter has no closing line")
    if found.start() - start > MAX_FRONT:
        raise Refused("its front matter is too large")
    return text[start : found.start()], text[found.end() :].lstrip("\n")


def _json_front(text: str) -> tuple[dict[str, Any], str]:
    """Return JSON front matter: it ends with the brace that closes the first one (Hugo)."""
    scanner = json.JSONDecoder(parse_int=str, parse_float=str)
    try:
        _, end = scanner.raw_decode(text[:MAX_FRONT])
    except RecursionError:
        raise Refused(_TOO_DEEP) from None
    except json.JSONDecodeError as error:
        larger = f", or is larger than {MAX_FRONT:,} characters" if len(text) > MAX_FRONT else ""
        reason = f"its JSON front matter cannot be read{larger}: {one_line(error.msg)}"
        raise Refused(f"{reason} (line {error.lineno})") from None
    return _fields(text[:end], "json"), text[end:].lstrip("\n")


def _fields(front: str, language: str, first_line: int = 2) -> dict[str, Any]:
    """Return the fields of front matter, or of a file, in one of the three languages."""
    if len(front) > MAX_FRONT:
        raise Refused("its front matter is too large")
    try:
        if language == "toml":
            value: Any = _toml_tree(front, first_line)
        elif language == "json":
            value = msgspec.json.decode(front.encode())
        elif language in ("yaml", "yml"):
            value = _yaml_tree(front, first_line)
        else:
            raise Refused("its front matter is a program, which is never run")
    except RecursionError:
        raise Refused(_TOO_DEEP) from None
    except (ValueError, msgspec.DecodeError) as error:
        raise Refused(f"its front matter cannot be read: {one_line(str(error))[:200]}") from None
    if not isinstance(value, dict):
        raise Refused("its front matter is no list of names and values")
    return {str(key): entry for key, entry in _bounded(value).items()}


def _toml_tree(front: str, first_line: int) -> dict[str, Any]:
    """Return the values of a TOML text that is small and whose names have few parts.

    The standard parser takes time that grows with the square of the parts of a name.
    """
    if len(front) > MAX_TOML:
        raise Refused(f"its TOML front matter is larger than {MAX_TOML:,} characters")
    parts = 0
    for token in _TOML_TOKEN.finditer(front):
        if token.lastgroup in ("broken", "unclosed"):
            break
        between_names = token.lastgroup in ("name", "dot")
        parts = parts + (token.lastgroup == "dot") if between_names else 0
        if parts >= MAX_DEPTH:
            line = front.count("\n", 0, token.start()) + first_line
            reason = f"a name in its front matter has more than {MAX_DEPTH} parts"
            raise Refused(f"{reason} (line {line}); write it with fewer dots")
    return tomllib.loads(front)


def _bounded(value: dict[Any, Any]) -> dict[Any, Any]:
    """Return values that our own reader would take back: not too deep, not too many."""
    level: list[Any] = [value]
    count = depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise Refused(_TOO_DEEP)
        below: list[Any] = []
        for each in level:
            inner = each.values() if isinstance(each, dict) else each
            for entry in inner:
                if isinstance(entry, dict | list):
                    below.append(entry)
                elif isinstance(entry, int) and abs(entry) >= MAX_WHOLE_NUMBER:
                    raise Refused("its front matter holds a number that is too large")
            count += len(inner)
            if count > DEFAULT_BOUNDS.values:
                raise Refused(f"its front matter holds more than {DEFAULT_BOUNDS.values:,} values")
        level = below
    return value


def _yaml_tree(front: str, first_line: int) -> Any:
    """Return the values of a YAML text, all scalars as texts; of two equal names the first."""
    source = read_tree(front, first_line)
    if not source.whole:
        fault = source.faults[-1]
        raise Refused(f"its front matter cannot be read: {fault.message} (line {fault.line})")
    return {} if source.tree is None else source.tree


def _decoded(data: bytes) -> str:
    """Return the bytes as UTF-8 text with plain line ends."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("it is not UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")

"""Front matter as other systems write it: YAML, TOML or JSON, to plain values and a body.

Every YAML scalar stays a text, as in our own reader, so that a title `no` or a version `1.10` is
kept as it was written, and aliases count as nothing (`broadsheet.yamltext`).
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

import msgspec

from broadsheet.importing.drafts import Refused
from broadsheet.text import one_line
from broadsheet.yamltext import read_tree

MAX_FRONT = 2_000_000

_OPENING = re.compile(r"---[ \t]*(json|toml|yaml|yml|js|javascript)?[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_CLOSING = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)


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
    """Return the values of a settings file by its ending; an unreadable one says nothing."""
    ending = name.rpartition(".")[2].lower()
    try:
        return _fields(_decoded(data), "yaml" if ending == "yml" else ending)
    except Refused:
        return {}


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
    end = text.find("\n}")
    while end >= 0:
        try:
            return _fields(text[: end + 2], "json"), text[end + 2 :].lstrip("\n")
        except Refused:
            end = text.find("\n}", end + 2)
            if end > MAX_FRONT:
                break
    raise Refused("its JSON front matter cannot be read")


def _fields(front: str, language: str) -> dict[str, Any]:
    """Return the fields of front matter in one of the three languages."""
    try:
        if language == "toml":
            value: Any = tomllib.loads(front)
        elif language == "json":
            value = msgspec.json.decode(front.encode())
        elif language in ("yaml", "yml"):
            value = _yaml_tree(front)
        else:
            raise Refused("its front matter is a program, which is never run")
    except RecursionError:
        raise Refused("its front matter is nested too deeply") from None
    except (tomllib.TOMLDecodeError, msgspec.DecodeError) as error:
        raise Refused(f"its front matter cannot be read: {one_line(str(error))[:200]}") from None
    if not isinstance(value, dict):
        raise Refused("its front matter is no list of names and values")
    return {str(key): entry for key, entry in value.items()}


def _yaml_tree(front: str) -> Any:
    """Return the values of a YAML text, all scalars as texts; of two equal names the first."""
    source = read_tree(front, 2)
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

"""The bytes of a file -> its front matter and its body, as text, with the lines they begin on."""

from __future__ import annotations

import re
from typing import NoReturn

import msgspec

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.settings import Limits

_FENCE = re.compile(r"\n---[ \t]*(?=\n|$)")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


class Document(msgspec.Struct, frozen=True, gc=False):
    """A file cut in two. The front matter begins on line 2; the body on `body_line`."""

    front: str
    body: str
    body_line: int


def split(data: bytes, path: str, limits: Limits) -> Document:
    """Return the front matter and the body; raises SiteError with the one thing that is wrong.

    A byte order mark is dropped, and CR LF or CR become LF: neither changes a line number.
    """
    if len(data) > limits.file_bytes:
        _refuse_size(path, 0, "the file", len(data), limits.file_bytes, "file_bytes")
    text = decoded(data, path)
    if not text.strip():
        hint = "begin with a line of ---, then 'title: …', then another line of ---"
        raise _error(path, 1, "empty-file", "the file is empty", hint)
    opening = _FENCE.match(f"\n{text[:200]}")
    if opening is None:
        _refuse_beginning(text, path)
    start = opening.end() - 1
    closing = _FENCE.search(text, start)
    if closing is None:
        message = "the front matter has no closing line of three hyphens"
        raise _error(path, 1, "unterminated-front-matter", message, "put --- under the last field")
    front = text[start + 1 : closing.start() + 1]
    body = text[closing.end() + 1 :]
    document = Document(front, body, front.count("\n") + 3)
    if len(data) > min(limits.front_matter_bytes, limits.body_bytes):
        _check_sizes(document, path, limits)
    return document


def control_character(text: str, path: str, first_line: int = 2) -> Problem | None:
    """Return the problem of the first control character of a text of YAML, if it has one.

    YAML allows none (YAML 1.2.2, section 5.1), and a reader could not see it.
    """
    control = _CONTROLS.search(text)
    if control is None:
        return None
    line = first_line + text.count("\n", 0, control.start())
    message = f"the control character U+{ord(control[0]):04X} stands here"
    return Problem(Location(path, line), "control-character", message, "take it out")


def _check_sizes(document: Document, path: str, limits: Limits) -> None:
    """Raise SiteError if a part is larger than the limits allow."""
    size = len(document.front.encode())
    if size > limits.front_matter_bytes:
        limit = limits.front_matter_bytes
        _refuse_size(path, 2, "the front matter", size, limit, "front_matter_bytes")
    size = len(document.body.encode())
    if size > limits.body_bytes:
        line, limit = document.body_line, limits.body_bytes
        _refuse_size(path, line, "the body", size, limit, "body_bytes")


def decoded(data: bytes, path: str) -> str:
    """Return the bytes as text with LF at the ends of lines; raises SiteError if not UTF-8."""
    if data.startswith(_WIDE):
        raise _error(path, 1, "not-utf8", "the file is UTF-16, not UTF-8", "save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = 1 + before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
        message = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
        hint = "save the file as UTF-8; it may be Latin-1 or Windows-1252"
        raise _error(path, line, "not-utf8", message, hint) from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _refuse_beginning(text: str, path: str) -> NoReturn:
    """Raise the error of a file that does not begin with a line of three hyphens."""
    message = "the file does not begin with a line of three hyphens"
    hint = "put --- on a line of its own before the first field, and after the last"
    if _FENCE.match("\n" + text.lstrip()):
        hint = "take the empty lines and spaces before the first --- out"
    elif text.startswith(("+++", "{")):
        hint = "TOML and JSON front matter is read by 'broadsheet import'"
    raise _error(path, 1, "no-front-matter", message, hint)


def _refuse_size(path: str, line: int, what: str, size: int, limit: int, setting: str) -> NoReturn:
    """Raise the error of something that is larger than the settings allow."""
    message = f"{what} has {size} bytes, more than {limit}"
    hint = f"shorten it, or raise limits: {setting} in site/site.yaml"
    raise _error(path, line, "file-too-large", message, hint)


def _error(path: str, line: int, code: str, message: str, hint: str) -> SiteError:
    return SiteError(Problem(Location(path, line), code, message, hint))

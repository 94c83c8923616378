"""Typed fields out of a tree of values, noting every one that is not what it should be.

The tree comes from either reader of `broadsheet.yamltext`: a number may be `64` or `"64"`, a truth
value `True` or `"yes"`. A text may only be a text; where the quick reader took one for a number,
that is noted like any other fault, and the file is read again by the reference.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from broadsheet.errors import Severity
from broadsheet.reading import dates
from broadsheet.text import HIDDEN, cut, one_line, shown
from broadsheet.weburl import host_of, safe_url
from broadsheet.yamltext import Path

MAX_NUMBER = 1_000_000_000
"""Counts, sizes and scores stay below this; a longer number is a slip or an attack."""

HIDDEN_HINT = "take it out; readers see � in its place, or nothing"

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]")
_WHOLE = re.compile(r"[-+]?[0-9]{1,20}|0o[0-7]{1,20}|0x[0-9a-fA-F]{1,20}")
_SHARE = re.compile(r"\+?(?:0|0?\.[0-9]{1,20}|0\.|1|1\.0{0,20})")
_DOMAIN = re.compile(
    r"(?!www\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
_TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "y"), True),
    **dict.fromkeys(("false", "no", "off", "n"), False),
}


_EXAMPLES = {
    "a text": "write one text after the name, between quotes if it looks like something else",
    "an address": "write one address, such as https://news.example.org/a",
    "a domain": "write it as news.example.org",
    "a whole number": "write digits only, such as 64",
    "true or false": "write true or false",
    "a list of texts": "write each on a line of its own below it, as '- AI'",
}
"""What to write where something else was found."""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """Something wrong with the value at `path`, in the words of a `Problem`."""

    path: Path
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"


class Findings(list[Finding]):
    """What was found wrong in one file, and how many names were seen in its mappings."""

    names = 0


class Fields:
    """One mapping of the tree, read field by field.

    `severity` is what a bad value counts as: in an article an error, in a related entry only a
    warning, and then the value is left out.
    """

    __slots__ = ("findings", "path", "severity", "values")

    def __init__(
        self,
        values: Mapping[str, Any],
        findings: Findings,
        path: Path = (),
        severity: Severity = "error",
    ) -> None:
        self.values = values
        self.findings = findings
        self.path = path
        self.severity = severity
        findings.names += len(values)

    def note(
        self,
        name: str | int,
        code: str,
        message: str,
        hint: str = "",
        severity: Severity | None = None,
    ) -> None:
        """Note what is wrong with the field `name`; `""` means the mapping itself."""
        path = self.path if name == "" else (*self.path, name)
        text = f"{spelled(path)}: {message}" if path else message
        # What a value spells by escapes must not steer the terminal it is reported on.
        text = one_line(shown(text)[0])
        self.findings.append(Finding(path, code, text, hint, severity or self.severity))

    def text(self, name: str, limit: int, *, lines: bool = False) -> str:
        """Return a text without hidden characters, its HTML entities decoded once.

        Lines are folded into one unless `lines`; beyond `limit` characters it is cut, and said.
        """
        value = self.values.get(name)
        if value is None:
            return ""
        if type(value) is not str:
            self._wrong(name, "a text", value)
            return ""
        return self.clean(name, value, limit, lines=lines)

    def clean(self, name: str | int, value: str, limit: int, *, lines: bool = False) -> str:
        """Return `value` as `text` does; `name` says where it stands."""
        if "&" in value:
            value = decoded(value)
        if not value.isprintable():
            said = hidden_in(value)
            if said:
                self.note(name, "hidden-character", said, HIDDEN_HINT, "warning")
                value = shown(value)[0]
            if not lines and _BREAKS.search(value):
                value = one_line(value)
        if len(value) > limit:
            message = f"has {len(value)} characters; it was cut at {limit}"
            self.note(name, "too-long", message, "shorten it", "warning")
            value = cut(value, limit)
        return value

    def whole(self, name: str, least: int = -MAX_NUMBER) -> int | None:
        """Return a whole number from `least` to a thousand million, or None if there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if type(value) is str and _WHOLE.fullmatch(value.strip()):
            value = int(value, 0 if value.strip()[:2] in ("0o", "0x") else 10)
        if type(value) is not int:
            if isinstance(value, (list, dict)):
                self._wrong(name, "a whole number", value)
            else:
                hint = "write digits only, such as 64"
                self.note(name, "bad-number", f"'{str(value)[:40]}' is not a whole number", hint)
            return None
        if not least <= value <= MAX_NUMBER:
            message = f"{str(value)[:40]} is not between {least} and {MAX_NUMBER}"
            self.note(name, "bad-number", message, "give a smaller number")
            return None
        return value

    def share(self, name: str) -> float | None:
        """Return a number from 0 to 1, or None if there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, (list, dict)):
            self._wrong(name, "a number from 0 to 1", value)
            return None
        text = str(value).strip()
        if _SHARE.fullmatch(text):
            return float(text)
        message = f"'{text[:40]}' is not a number from 0 to 1"
        self.note(name, "bad-number", message, "write a number such as 0.83")
        return None

    def truth(self, name: str) -> bool | None:
        """Return a truth value, or None if there is none."""
        value = self.values.get(name)
        if type(value) is bool:
            return value
        if value is None or value == "":
            return None
        known = _TRUTHS.get(value.strip().lower()) if type(value) is str else None
        if known is None:
            self._wrong(name, "true or false", value)
        return known

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """Return one of the `allowed` texts; the first of them if there is none."""
        value = self.values.get(name)
        if value in allowed:
            return str(value)
        if value is None or value == "":
            return allowed[0]
        if type(value) is not str:
            self._wrong(name, "a text", value)
        elif value.strip().lower() in allowed:
            return value.strip().lower()
        else:
            expected = " or ".join(allowed)
            text = one_line(shown(value)[0])[:40]
            self.note(name, "bad-choice", f"'{text}' is not one of the values", f"write {expected}")
        return allowed[0]

    def moment(self, name: str, zone: str) -> str:
        """Return a time as a UTC text, or an empty text if there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return ""
        if type(value) is not str:
            self._wrong(name, "a date", value, dates.HINT)
            return ""
        try:
            moment = dates.read_moment(value, zone)
        except ValueError as error:
            reason = one_line(shown(str(error))[0])
            self.note(name, "bad-date", reason, dates.HINT)
            return ""
        if moment.zoneless:
            message = f"has no time zone; {zone} was taken"
            self.note(name, "zoneless-date", message, "end it with Z or +01:00", "warning")
        return moment.text

    def address(self, name: str, severity: Severity | None = None) -> str:
        """Return a safe http(s) address, or an empty text if there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return ""
        if type(value) is not str:
            self._wrong(name, "an address", value)
            return ""
        url = safe_url(value)
        if url is None:
            message = f"'{cut(one_line(shown(value)[0]), 80)}' is not an address that can be linked"
            hint = "give an http:// or https:// address without user name, spaces or quotes"
            self.note(name, "bad-url", message, hint, severity)
        return url or ""

    def domain(self, name: str) -> str:
        """Return a domain in lower case without `www.`, or an empty text if there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return ""
        if type(value) is not str:
            self._wrong(name, "a domain", value)
            return ""
        if _DOMAIN.fullmatch(value):
            return value
        plain = value.strip().lower()
        host = host_of(safe_url(plain if "://" in plain else f"https://{plain}") or "")
        if not _DOMAIN.fullmatch(host):
            message = f"'{cut(one_line(shown(value)[0]), 80)}' is not a domain"
            self.note(name, "bad-url", message, "write it as news.example.org", "warning")
            return ""
        return host

    def texts(self, name: str, limit: int, most: int) -> tuple[str, ...]:
        """Return at most so many texts of a list, or of one text; empty ones are left out."""
        value = self.values.get(name)
        if value is None:
            return ()
        if type(value) is str:
            value = [value]
        if type(value) is not list:
            self._wrong(name, "a list of texts", value)
            return ()
        if len(value) > most:
            message = f"has {len(value)} entries; those after the first {most} are left out"
            hint = "shorten the list, or raise limits: names in site/site.yaml"
            self.note(name, "too-many-values", message, hint, "warning")
        inner = Fields({}, self.findings, (*self.path, name), self.severity)
        found = []
        for place, item in enumerate(value[:most]):
            if type(item) is str:
                found.append(inner.clean(place, item, limit).strip())
            elif item is not None:
                inner._wrong(place, "a text", item)
        return tuple(dict.fromkeys(text for text in found if text))

    def mapping(self, name: str, example: str) -> Fields | None:
        """Return the fields of a mapping, or None if there is none."""
        value = self.values.get(name)
        if value is None:
            return None
        if type(value) is not dict:
            self._wrong(name, "a mapping of names to values", value, example)
            return None
        return Fields(value, self.findings, (*self.path, name), self.severity)

    def mappings(
        self, name: str, example: str, severity: Severity | None = None
    ) -> Iterator[Fields]:
        """Yield the fields of each mapping of a list; a single mapping is a list of one.

        What is wrong with an entry, and in it, counts as `severity`; a value that is no list at
        all counts as everything else of this mapping.
        """
        value = self.values.get(name)
        if type(value) is dict:
            yield Fields(value, self.findings, (*self.path, name), severity or self.severity)
        elif type(value) is list:
            inner = Fields({}, self.findings, (*self.path, name), severity or self.severity)
            for place, item in enumerate(value):
                if type(item) is dict:
                    yield Fields(item, self.findings, (*inner.path, place), inner.severity)
                elif item is not None:
                    inner._wrong(place, "a mapping of names to values", item, example)
        elif value is not None:
            self._wrong(name, "a list", value, example)

    def _wrong(self, name: str | int, wanted: str, value: object, hint: str = "") -> None:
        message = f"should be {wanted}, but is {kind_of(value)}"
        self.note(name, "wrong-type", message, hint or _EXAMPLES.get(wanted, ""))


def decoded(text: str) -> str:
    """Return the text with its HTML entities decoded once; a lone `&` stays."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def hidden_in(text: str) -> str:
    """Return what to say about the hidden characters of a text, nothing if it has none."""
    found = HIDDEN.findall(text)
    if not found:
        return ""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"holds the hidden character U+{ord(found[0]):04X}{more}"


def kind_of(value: object) -> str:
    """Return the words for a kind of value."""
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return "empty" if value is None else f"the text '{cut(one_line(shown(str(value))[0]), 40)}'"


def spelled(path: Path) -> str:
    """Return a path as people read it, lists counted from 1: `related[3].webUrl`."""
    if path and isinstance(path[0], int):
        rest = spelled(path[1:])
        return f"entry {path[0] + 1}: {rest}" if rest else f"entry {path[0] + 1}"
    parts = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path]
    return one_line(shown("".join(parts).removeprefix("."))[0])[:120]

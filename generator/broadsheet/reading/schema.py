"""A tree of texts -> a typed struct, with everything that is wrong with it and its line."""

from __future__ import annotations

import math
import re
import types
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from broadsheet.errors import Location, Problem, Severity, did_you_mean
from broadsheet.reading.fields import HIDDEN_HINT, hidden_in, kind_of, spelled
from broadsheet.text import one_line, shown
from broadsheet.yamltext import Path, YamlText

StructT = TypeVar("StructT", bound=msgspec.Struct)

_TRUTHS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_WANTED = {int: "a whole number", float: "a number", bool: "true or false"}
_BOUND = re.compile(r"(<=?|>=?) ([-0-9.]+)")
_SIGNS = {"<": "below", "<=": "of at most", ">": "above", ">=": "of at least"}
_EXAMPLES = {
    "'name: value' lines": "write each on a line of its own below it, indented",
    "a list": "write each entry on a line of its own below it, beginning with '- '",
    "a text": "write one text after the name",
    "a whole number": "write digits only, such as 25",
    "a number": "write it as 12 or 0.5",
    "true or false": "write true or false",
}
"""What to write where something else was found."""


class Reader:
    """Reads one file of settings; adds what is wrong to `problems`."""

    def __init__(self, path: str, source: YamlText, problems: list[Problem]) -> None:
        self.path = path
        self.source = source
        self.problems = problems
        for fault in source.faults:
            where = Location(path, fault.line)
            problems.append(Problem(where, fault.code, fault.message, fault.hint))

    def note(
        self, where: Path, code: str, message: str, hint: str = "", severity: Severity = "error"
    ) -> None:
        """Note what is wrong with the value at `where`."""
        place = Location(self.path, self.source.line_of(where))
        text = f"{spelled(where)}: {message}" if where else message
        text = one_line(shown(text)[0])  # no value may steer the terminal it is reported on
        self.problems.append(Problem(place, code, text, hint, severity))

    def struct(self, kind: type[StructT], value: Any, where: Path = ()) -> StructT | None:
        """Return `value` as a struct of `kind`, bad fields as their defaults.

        None when it is no mapping, or when a field without a default is missing or bad.
        """
        if not isinstance(value, dict):
            self._wrong(where, "'name: value' lines", value)
            return None
        fields = {field.name: field for field in msgspec.structs.fields(kind)}
        hints = get_type_hints(kind, include_extras=True)
        self._unknown(value, fields, where)
        found = {}
        complete = True
        for name, field in fields.items():
            given = value.get(name)
            if given is not None:
                read = self.value(hints[name], given, (*where, name))
                if read is not msgspec.UNSET:
                    found[name] = read
            if field.required and found.get(name) in (None, ""):
                complete = False
                if given in (None, ""):
                    hint = f"add a line '{name}: …'"
                    self.note((*where, name), "missing-field", "is missing", hint)
        return kind(**found) if complete else None

    def _unknown(self, value: dict[str, Any], fields: dict[str, Any], where: Path) -> None:
        for name in value.keys() - fields.keys():
            hint = did_you_mean(name, fields) or f"known here: {', '.join(fields)}"
            self.note((*where, name), "unknown-setting", "is not a setting", hint)

    def structs(
        self, kind: type[StructT], value: Any, where: Path = ()
    ) -> tuple[StructT | None, ...]:
        """Return a list of mappings as structs of `kind`, None in the place of a broken one."""
        if value is None:
            return ()
        if not isinstance(value, list):
            self._wrong(where, "a list", value)
            return ()
        return tuple(self.struct(kind, item, (*where, place)) for place, item in enumerate(value))

    def value(self, kind: Any, value: Any, where: Path) -> Any:
        """Return `value` as `kind`, or UNSET when it cannot be that."""
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            read = self.struct(kind, value, where)
            return msgspec.UNSET if read is None else read
        if get_origin(kind) is tuple:
            return self._row(get_args(kind)[0], value, where)
        if kind is str:
            return self._text(value, where)
        return self._scalar(kind, value, where)

    def _row(self, kind: Any, value: Any, where: Path) -> Any:
        """Return a list, or the one text that stands for a list of itself."""
        if isinstance(value, str) and kind is str:
            value = [value]
        if not isinstance(value, list):
            return self._wrong(where, "a list", value)
        read = [self.value(kind, item, (*where, place)) for place, item in enumerate(value)]
        return tuple(item for item in read if item is not msgspec.UNSET)

    def _text(self, value: Any, where: Path) -> Any:
        if not isinstance(value, str):
            return self._wrong(where, "a text", value)
        said = hidden_in(value)
        if said:
            self.note(where, "hidden-character", said, HIDDEN_HINT, "warning")
        return shown(value)[0].strip()

    def _scalar(self, kind: Any, value: Any, where: Path) -> Any:
        """Return a number or truth value."""
        if isinstance(value, str):
            try:
                plain = value.strip().lower()
                read = msgspec.convert(_TRUTHS.get(plain, plain), kind, strict=False)
            except msgspec.ValidationError as error:
                return self._wrong(where, _wanted(kind, error), value)
            if not isinstance(read, float):
                return read
            if math.isfinite(read):
                return read + 0.0  # -0.0 equals 0.0, but is not shown alike: it is 0.0, too
        return self._wrong(where, _wanted(kind), value)

    def _wrong(self, where: Path, wanted: str, value: Any) -> msgspec.UnsetType:
        """Note a value of another kind than `wanted`."""
        message = f"should be {wanted}, but is {kind_of(value)}"
        self.note(where, "bad-setting", message, _EXAMPLES.get(wanted, "see docs/settings.md"))
        return msgspec.UNSET


def _wanted(kind: Any, error: msgspec.ValidationError | None = None) -> str:
    """Return the words for a kind of number or truth value, with the bound that was broken."""
    found = _BOUND.search(str(error or ""))
    words = _WANTED[_plain_kind(kind)]
    return f"{words} {_SIGNS[found[1]]} {found[2]}" if found else words


def _plain_kind(kind: Any) -> Any:
    """Return the type without its constraints and without None."""
    if get_origin(kind) is Annotated:
        return _plain_kind(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return next(_plain_kind(part) for part in get_args(kind) if part is not type(None))
    return kind

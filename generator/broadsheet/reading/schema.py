"""A tree of texts -> a typed struct, with everything that is wrong with it and its line."""

from __future__ import annotations

import math
import types
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from broadsheet.errors import Location, Problem, Severity, did_you_mean
from broadsheet.reading.fields import kind_of, spelled
from broadsheet.text import cut, one_line, shown
from broadsheet.yamltext import Path, YamlText

StructT = TypeVar("StructT", bound=msgspec.Struct)

_TRUTHS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_WANTED = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}


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
        self.problems.append(Problem(place, code, text, hint, severity))

    def struct(self, kind: type[StructT], value: Any, where: Path = ()) -> StructT | None:
        """Return `value` as a struct of `kind`, bad fields as their defaults.

        None when it is no mapping, or when a field without a default is missing or bad.
        """
        if not isinstance(value, dict):
            self.note(
                where, "bad-setting", f"should be 'name: value' lines, but is {kind_of(value)}"
            )
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
                    self.note((*where, name), "missing-field", "is missing", "add it")
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
            hint = "begin each entry with '- '"
            self.note(where, "bad-setting", f"should be a list, but is {kind_of(value)}", hint)
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
            self.note(where, "bad-setting", f"should be a list, but is {kind_of(value)}")
            return msgspec.UNSET
        read = [self.value(kind, item, (*where, place)) for place, item in enumerate(value)]
        return tuple(item for item in read if item is not msgspec.UNSET)

    def _text(self, value: Any, where: Path) -> Any:
        if not isinstance(value, str):
            self.note(where, "bad-setting", f"should be a text, but is {kind_of(value)}")
            return msgspec.UNSET
        text, hidden = shown(value)
        if hidden:
            message = f"holds {hidden} hidden character{'s' if hidden > 1 else ''}"
            self.note(where, "hidden-character", message, "type the text anew", "warning")
        return text.strip()

    def _scalar(self, kind: Any, value: Any, where: Path) -> Any:
        """Return a number or truth value."""
        if isinstance(value, str):
            try:
                plain = value.strip().lower()
                read = msgspec.convert(_TRUTHS.get(plain, plain), kind, strict=False)
            except msgspec.ValidationError as error:
                self.note(where, "bad-setting", _reason(kind, value, error))
                return msgspec.UNSET
            if not isinstance(read, float) or math.isfinite(read):
                return read
        self.note(where, "bad-setting", f"should be {_wanted(kind)}, but is {kind_of(value)}")
        return msgspec.UNSET


def _wanted(kind: Any) -> str:
    """Return the words for a kind of number or truth value."""
    return _WANTED.get(_plain_kind(kind), "a text")


def _plain_kind(kind: Any) -> Any:
    """Return the type without its constraints and without None."""
    if get_origin(kind) is Annotated:
        return _plain_kind(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return next(_plain_kind(part) for part in get_args(kind) if part is not type(None))
    return kind


def _reason(kind: Any, value: str, error: msgspec.ValidationError) -> str:
    """Return why a text is not a value of `kind`, in our words where it is not of that type."""
    text = cut(one_line(shown(value)[0]), 40)
    bound = str(error).removeprefix("Expected ")
    if _wanted(kind) != "a text" and not any(sign in bound for sign in ("<", ">")):
        return f"should be {_wanted(kind)}, but is '{text}'"
    return f"should be {bound.replace('`', '')}, but is '{text}'"

"""YAML text -> plain values with lines. Every scalar stays text: the schema decides types.

Two readers give the same tree. `read_tree` is the reference: PyYAML's events (libyaml where it is
built in), put together here without recursion, so that nesting cannot overflow a stack, with the
line of every value. `read_plain` is the quick one, a YAML 1.2 parser in Rust that knows no lines;
it declines every text about which the two could differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
import yaml

from broadsheet.text import one_line, shown
from broadsheet.yamlrows import Rows

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"
"""A value as the reference reads it: text, nothing, a list, or a mapping from text."""

Path: TypeAlias = tuple[str | int, ...]
"""Where a value is: names of fields and places in lists, from the outside in."""

NULLS = frozenset(["", "~", "null", "Null", "NULL"])
"""Plain scalars that are no value (YAML 1.2.2, section 10.3.2)."""


class Bounds(msgspec.Struct, frozen=True, gc=False):
    """How deep values may be nested, and how many there may be."""

    depth: int = 20
    values: int = 50_000


DEFAULT_BOUNDS = Bounds()


class Fault(msgspec.Struct, frozen=True, gc=False):
    """Something wrong with the text as YAML, on a line of the file; `code` is a problem code."""

    line: int
    code: str
    message: str
    hint: str = ""


class YamlText(msgspec.Struct, frozen=True):
    """What a text holds: the tree, the line of each value by its path, and what is wrong.

    `whole` is false when reading had to stop before the end; then there is no tree.
    """

    tree: Tree
    lines: Mapping[Path, int]
    first_line: int = 1
    faults: tuple[Fault, ...] = ()
    whole: bool = True

    def line_of(self, path: Path) -> int:
        """Return the line of the value at `path`, or of the nearest known value around it."""
        for length in range(len(path), 0, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                return line
        return self.first_line


def read_tree(text: str, first_line: int = 1, bounds: Bounds = DEFAULT_BOUNDS) -> YamlText:
    """Return the one document of `text` with the line of every value. Never raises.

    `first_line` is the line of the file on which the text begins. Of two values with one name
    the first is kept. Aliases count as no value, tags are dropped; both are faults.
    """
    rows = Rows(text, first_line)
    builder = _Builder(rows, bounds)
    try:
        for event in _events(text):
            builder.take(event)
    except _StopError as stop:
        return YamlText(None, {}, first_line, (*builder.faults, stop.fault), whole=False)
    except yaml.YAMLError as error:
        fault = _syntax_fault(error, text, first_line, rows)
        return YamlText(None, {}, first_line, (*builder.faults, fault), whole=False)
    return YamlText(builder.root, builder.lines, first_line, tuple(builder.faults))


def _events(text: str) -> Iterator[Any]:
    """Yield PyYAML's events, from libyaml when it is there."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    yield from yaml.parse(text, Loader=loader)


class _StopError(Exception):
    """Ends the reading of a text that goes beyond a limit or cannot be a tree."""

    def __init__(self, line: int, code: str, message: str, hint: str) -> None:
        self.fault = Fault(line, code, message, hint)
        super().__init__(message)


class _Frame:
    """A list or mapping that is being filled; `path` is None when nobody will look at it."""

    __slots__ = ("ignored", "name", "path", "values")

    def __init__(self, values: Any, path: Path | None) -> None:
        self.values = values
        self.path = path
        self.name: str | None = None
        self.ignored = False

    def wants_name(self) -> bool:
        return self.name is None and type(self.values) is dict


class _Builder:
    """Puts a tree together from events."""

    def __init__(self, rows: Rows, bounds: Bounds) -> None:
        self.rows = rows
        self.bounds = bounds
        self.count = 0
        self.root: Any = None
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []
        self.stack: list[_Frame] = []

    def take(self, event: Any) -> None:
        """Add one event to the tree."""
        if isinstance(event, yaml.ScalarEvent):
            self._count(event)
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._count(event)
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)

    def _line(self, event: Any) -> int:
        return self.rows.line(int(event.start_mark.line))

    def _fault(self, event: Any, code: str, message: str, hint: str) -> None:
        self.faults.append(Fault(self._line(event), code, one_line(shown(message)[0]), hint))

    def _document(self, event: Any) -> None:
        if event.tags:
            self._fault(event, "yaml-tag", "a %TAG directive is not read", "take the line out")
        if self.count:
            hint = "keep everything in one document, without lines of '---' or '...'"
            message = "a second YAML document begins here"
            raise _StopError(self._line(event), "bad-yaml", message, hint)

    def _count(self, event: Any) -> None:
        """Count a value, and note an anchor or a tag on it."""
        self.count += 1
        if self.count > self.bounds.values:
            message = f"there are more than {self.bounds.values} values"
            hint = "shorten the lists, or raise limits: yaml_values in site/site.yaml"
            raise _StopError(self._line(event), "too-many-values", message, hint)
        if event.anchor is not None:
            hint = "quote the value if the & belongs to it; otherwise write the value out"
            self._fault(event, "yaml-alias", f"the anchor '&{event.anchor[:40]}' is not read", hint)
        if event.tag is not None:
            hint = "take the tag out, or quote the value if the ! belongs to it"
            self._fault(event, "yaml-tag", f"the tag '{_written(event.tag)}' is not read", hint)

    def _alias(self, event: Any) -> None:
        self.count += 1
        hint = "quote the value if the * belongs to it; otherwise write the value out"
        self._fault(event, "yaml-alias", f"the alias '*{event.anchor[:40]}' is not read", hint)
        if self.stack and self.stack[-1].wants_name():
            self._name(f"*{event.anchor}", event)
        else:
            self._place(None, event)

    def _scalar(self, event: Any) -> None:
        plain = event.implicit[0]
        if self.stack and self.stack[-1].wants_name():
            if plain and event.value == "<<":
                hint = "write the values out where they belong"
                self._fault(event, "yaml-alias", "the merge key '<<' is not read", hint)
            self._name(event.value, event)
            return
        self._place(None if plain and event.value in NULLS else event.value, event)

    def _name(self, name: str, event: Any) -> None:
        """Take the name of the mapping's next value."""
        frame = self.stack[-1]
        frame.name = name
        frame.ignored = name in frame.values
        if frame.path is None:
            return
        path = (*frame.path, name)
        if frame.ignored:
            hint = f"first given on line {self.lines[path]}"
            self._fault(event, "duplicate-field", f"'{name[:80]}' is given twice", hint)
        else:
            self.lines[path] = self._line(event)

    def _open(self, event: Any) -> None:
        """Begin a list or a mapping."""
        if len(self.stack) >= self.bounds.depth:
            message = f"values are nested more than {self.bounds.depth} deep"
            hint = "write them flatter, or raise limits: yaml_depth in site/site.yaml"
            raise _StopError(self._line(event), "too-deep", message, hint)
        if self.stack and self.stack[-1].wants_name():
            message = "the name of a field is a list or a mapping"
            hint = "a name is plain text; quote it if it begins with [ or {"
            raise _StopError(self._line(event), "bad-yaml", message, hint)
        values: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Frame(values, self._place(values, event)))

    def _place(self, value: Any, event: Any) -> Path | None:
        """Put a value where it belongs; return its path, or None if nobody will look there."""
        if not self.stack:
            self.root = value
            return ()
        frame = self.stack[-1]
        if type(frame.values) is list:
            path = None if frame.path is None else (*frame.path, len(frame.values))
            frame.values.append(value)
            if path is not None:
                self.lines[path] = self._line(event)
            return path
        name, frame.name = frame.name, None
        assert name is not None
        if frame.ignored:
            return None
        frame.values[name] = value
        return None if frame.path is None else (*frame.path, name)


def _written(tag: str) -> str:
    """Return a tag as people write it."""
    return tag.replace("tag:yaml.org,2002:", "!!")[:60]


# ---------------------------------------------------------------- what is wrong with a text

_EXPLAINED = (
    ("end of stream", "a quotation mark is never closed", "close it, or take the first one out"),
    (
        "mapping values are not allowed",
        "there is a second ': ' in this value, or the line is indented too far",
        "put the whole value between double quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a list begins on the line of its name",
        "put every '- ' on a line of its own",
    ),
    (
        "could not find expected ':'",
        "a line is neither 'name: value' nor part of a list",
        "write 'name: value', or indent the line if it belongs to the one above",
    ),
    (
        "found unknown escape character",
        "a backslash in double quotes is followed by a character it cannot stand before",
        "write \\\\ for a backslash, or use single quotes",
    ),
    ("escape code", "an escape in double quotes names no character", "write the character itself"),
    (
        "did not find expected '-' indicator",
        "a list is mixed with 'name: value' lines",
        "indent what belongs to the list, and begin each of its entries with '- '",
    ),
    (
        "did not find expected key",
        "what follows the value on this line, or the next line's indentation, does not fit",
        "line fields up with each other, and quote a value that has quotation marks inside",
    ),
    (
        "did not find expected <document start>",
        "a line is indented less than the lines above it, or stands outside of them",
        "begin every field at the same column",
    ),
    ("',' or ']'", "a list in brackets is not closed", "close it with ]"),
    ("',' or '}'", "a mapping in braces is not closed", "close it with }"),
    ("expected node content", "a value is missing, or a bracket stands alone", "quote the value"),
    ("found a tab", "a tab is used for indentation", "use spaces"),
    (
        "while scanning an a",
        "a value cannot begin with '*' or '&'",
        "put the value between double quotes",
    ),
    ("while scanning a tag", "a value cannot begin with '!'", "put the value in double quotes"),
    (
        "block scalar",
        "something stands on the line of | or >",
        "begin the text on the next line, indented",
    ),
)
"""Parts of PyYAML's messages, and what they mean to somebody who writes an article."""

_BEGINS = re.compile("while (?:scanning (?!a plain)|parsing a flow (?:sequence|mapping))")
"""Faults to look for where the thing begins, not where the parser gave up."""


def _syntax_fault(error: yaml.YAMLError, text: str, first_line: int, rows: Rows) -> Fault:
    """Return PyYAML's error in the words of this program."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return _character_fault(error, text, first_line)
    context, problem = str(error.context or ""), str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    if error.context_mark is not None and _BEGINS.match(context):
        mark = error.context_mark
    last = first_line + text.count("\n", 0, len(text.rstrip()))
    line = min(rows.line(mark.line), last) if mark is not None else first_line
    if "cannot start any token" in problem and mark is not None:
        return _token_fault(rows.text(mark.line), mark.column, line)
    for part, message, hint in _EXPLAINED:
        if part in f"{context}: {problem}":
            return Fault(line, "bad-yaml", message, hint)
    return Fault(line, "bad-yaml", problem, "check the quotes and the indentation")


def _token_fault(row: str, column: int, line: int) -> Fault:
    """Return the fault of a value that begins with a character YAML keeps for itself."""
    at = row[column : column + 1]
    if at == "\t" or row[: len(row) - len(row.lstrip())].find("\t") >= 0:
        return Fault(line, "bad-yaml", "a tab is used for indentation", "use spaces")
    message = f"a value cannot begin with '{shown(at)[0]}'"
    return Fault(line, "bad-yaml", message, "put the value between double quotes")


def _character_fault(error: yaml.YAMLError, text: str, first_line: int) -> Fault:
    """Return the fault of a character that YAML does not allow anywhere."""
    code = getattr(error, "character", 0)
    number = code if isinstance(code, int) else ord(str(code)[:1] or "\0")
    at = max(text.find(chr(number)), 0) if number < 0x110000 else 0
    line = first_line + text.count("\n", 0, at)
    message = f"the character U+{number:04X} cannot stand in a front matter"
    return Fault(line, "control-character", message, "take it out")


# ---------------------------------------------------------------- the quick reader

_ODD = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
"""Characters that no value on one line may hold, or about which the two readers could differ."""

_NAME = r"(?!(?i:null|true|false):)[A-Za-z_][A-Za-z0-9_]*+:(?=[ \n])"
_QUOTED = rf'"[^"\\{_ODD}]*+(?:\\["\\/nt][^"\\{_ODD}]*+)*+"'
_SINGLE = rf"'[^'{_ODD}]*+(?:''[^'{_ODD}]*+)*+'"
_BARE = rf"-?[\w(/$€£“‘«¿¡][^:#{_ODD}]*+(?::(?![ \n])[^:#{_ODD}]*+)*+"
_ITEM = r"(?:" + _QUOTED + r"|\w[\w ./&+-]*+) *+"
_ROW = r"\[ *+(?:" + _ITEM + r"(?:, *+" + _ITEM + r")*+)?+\]"
_VALUE = rf"(?:{_QUOTED}|{_SINGLE}|{_BARE}|{_ROW})"
_LINE = rf" {{0,12}}(?:(?:- +){{1,2}}+(?:{_NAME} *+)?+{_VALUE}?+|{_NAME} *+{_VALUE}?+)?+ *+\n"
_PLAIN_LINES = re.compile(rf"(?: *+\n)*+(?! )(?:{_LINE})*+")
"""Lines of `name: value` and `- value` whose values end where the line ends.

Nothing in them is read differently by YAML 1.1 and 1.2 but numbers, truth values and nothing,
which come back typed. Whatever is not of this form goes to the reference.
"""

_NAMES = re.compile(rf"\n {{0,12}}(?:- +){{0,2}}{_NAME}")
_QUICK_DEPTH = 18
"""The deepest nesting that the plain lines can spell."""


class Plain(msgspec.Struct, frozen=True, gc=False):
    """What the quick reader gives: the mapping, and how many names the text spells.

    Whoever finds fewer names in the mapping has a text that gives one of them twice: the quick
    reader kept the last value in silence, and the text belongs to the reference.
    """

    tree: dict[str, Any]
    names: int


def read_plain(text: str, bounds: Bounds = DEFAULT_BOUNDS) -> Plain | None:
    """Return the mapping that `text` spells, or None when the reference has to read it.

    Values are as `read_tree` gives them, but for plain scalars that YAML 1.2 takes for a number or
    a truth value: those are `int`, `float` or `bool`.
    """
    if bounds.depth < _QUICK_DEPTH or text.count("\n") * 4 + text.count(",") > bounds.values:
        return None
    if not text.endswith("\n"):
        text += "\n"
    if not _PLAIN_LINES.fullmatch(text):
        return None
    from yaml12 import parse_yaml

    try:
        tree: Any = parse_yaml(text)
    except ValueError:
        return None
    return Plain(tree, len(_NAMES.findall(f"\n{text}"))) if type(tree) is dict else None

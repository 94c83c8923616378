"""Jinja, told what never changes while a site is built. Same output, a third of the time.

Four observations pay. A site's words, assets and frame are fixed before the first page, so a call
such as `_("Topics")` or `asset("style.css")` is written into the compiled template as its value.
Most texts hold nothing to escape, which five searches tell faster than making a `Markup` does.
Globals that never change need no chain of mappings. And nearly all attributes are there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from functools import lru_cache
from keyword import iskeyword
from typing import Any, Protocol

import msgspec
from jinja2 import BytecodeCache, Environment, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from broadsheet.fingerprint import digest_of

ASK_FOR_UNDEFINED = frozenset({"defined", "undefined", "default", "d"})
"""Tests and filters for which a value need not be there."""

_Finalize = Any
"""Jinja keeps the type of this private."""


def escaped(value: object) -> str:
    """Return a value as safe HTML text: as `markupsafe.escape`, which it must equal."""
    kind = type(value)
    if kind is str:
        if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:  # type: ignore[operator]
            return str(escape(value))
        return value  # type: ignore[return-value]
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is float:
        return _numeral(value) if value else str(value)
    return str(value) if kind is int else str(escape(value))


@lru_cache(4096)
def _numeral(value: float) -> str:
    """Write a coordinate. Charts have few different ones; 0.0 and -0.0 are not told apart here."""
    return str(value)


class Shelf(Protocol):
    """Where compiled templates outlive the process, by the hash of all they follow from."""

    def get(self, key: bytes) -> bytes | None:
        """Return what was kept, or None."""

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value."""

    def retain(self, keys: Collection[bytes]) -> None:
        """Forget everything but these."""


class CodeShelf(BytecodeCache):
    """Lets Jinja find compiled templates on a shelf.

    `base` is the hash of what is folded into the code: the program, the frame, the words.
    """

    def __init__(self, shelf: Shelf, base: bytes) -> None:
        self._shelf = shelf
        self._base = base
        self.used: set[bytes] = set()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name, the place (it stands in tracebacks) and the base, as one text."""
        return f"{name}\n{filename}\n{self._base.hex()}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket; Jinja leaves it empty for another Python or Jinja."""
        found = self._shelf.get(self._key(bucket))
        if found is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._shelf.put(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> bytes:
        key = digest_of((bucket.key, bucket.checksum))
        self.used.add(key)
        return key


class _Generator(CodeGenerator):
    """Writes `environment.escaped(…)` where Jinja writes `escape(…)`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: _Finalize) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class _QuickGenerator(_Generator):
    """Writes `page.title` and `f(x)` as Python does, where Jinja asks for what else it might mean.

    A value without that attribute raises AttributeError instead of being undefined: what a
    template means by that is for Jinja's own code to say.
    """

    _may_be_undefined = 0

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """`page.title`."""
        is_plain = node.attr.isidentifier() and not iskeyword(node.attr)
        if self._may_be_undefined or not is_plain or isinstance(node.node, nodes.Const):
            super().visit_Getattr(node, frame)
        else:
            self.visit(node.node, frame)
            self.write(f".{node.attr}")

    @optimizeconst
    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """`card(story, level=2)`. None of ours asks for the context, as Jinja's own would see to.

        Where text is not escaped, macros ask whether it is; that is left to Jinja.
        """
        escapes = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
        named = [keyword.key for keyword in node.kwargs]
        if node.dyn_args or node.dyn_kwargs or any(map(iskeyword, named)) or not escapes:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    @optimizeconst
    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:  # noqa: N802
        """`page.x is defined`: here a value may lack."""
        with self._undefined_allowed(node.name in ASK_FOR_UNDEFINED):
            super().visit_Test(node, frame)

    @optimizeconst
    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802
        """`page.x|default("")`: here, too."""
        with self._undefined_allowed(node.name in ASK_FOR_UNDEFINED):
            super().visit_Filter(node, frame)

    @contextmanager
    def _undefined_allowed(self, allowed: bool) -> Iterator[None]:
        self._may_be_undefined += allowed
        yield
        self._may_be_undefined -= allowed


class FoldingEnvironment(Environment):
    """An environment with functions and values that are the same for every page.

    `fixed_calls` are pure functions by name: called with literals, they are called once.
    `fixed_values` are frozen values by name, whose plain fields are literals. `parsed` is shown
    each named template that is to be compiled, as it was written.
    """

    code_generator_class = _Generator
    escaped = staticmethod(escaped)
    fixed_calls: Mapping[str, Callable[..., Any]]
    fixed_values: Mapping[str, msgspec.Struct]
    parsed: Callable[[str, nodes.Template], None]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals as a plain dict: nothing is added to them after the first template.

        Jinja's chain of mappings would be walked, name by name, at each import and each page.
        """
        return {**self.globals, **(d or {})}

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """Fold before Jinja writes Python; the hook is there to be overridden."""
        if name is not None:
            self.parsed(name, source)
        own = {node.name for node in source.find_all(nodes.Name) if node.ctx != "load"}
        own |= _imported(source)
        fold = _Fold(
            {key: call for key, call in self.fixed_calls.items() if key not in own},
            {key: value for key, value in self.fixed_values.items() if key not in own},
        )
        return super()._generate(fold.visit(source), name, filename, defer_init)


class QuickEnvironment(FoldingEnvironment):
    """An environment whose templates fail with any error where a value is not there.

    What renders here, renders the same in a `FoldingEnvironment`; what fails must be rendered
    there, which tells what is wrong or knows another meaning.
    """

    code_generator_class = _QuickGenerator


def _imported(source: nodes.Template) -> set[str]:
    """Return the names that a template imports, macros and all: they hide ours."""
    names: set[str] = {node.target for node in source.find_all(nodes.Import)}
    names |= {node.name for node in source.find_all(nodes.Macro)}
    for node in source.find_all(nodes.FromImport):
        names |= {item[1] if isinstance(item, tuple) else item for item in node.names}
    return names


class _Fold(NodeTransformer):
    """Replaces calls and fields of fixed things by what they give."""

    def __init__(
        self, calls: Mapping[str, Callable[..., Any]], values: Mapping[str, msgspec.Struct]
    ) -> None:
        self._calls = calls
        self._values = values

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 (Jinja's naming)
        """`_("Topics")` becomes its translation; a call that fails is left to fail in its place."""
        self.generic_visit(node)
        call = self._calls.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if call is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        if not all(isinstance(argument, nodes.Const) for argument in node.args):
            return node
        try:
            value = call(*[argument.value for argument in node.args])  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001 -- whatever it is, the page that calls it says where
            return node
        return _literal(value, node)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802 (Jinja's naming)
        """`site.title` becomes the title; an unknown field is left to be reported."""
        self.generic_visit(node)
        value = self._values.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if value is None or node.attr not in value.__struct_fields__:
            return node
        return _literal(getattr(value, node.attr), node)


def _literal(value: object, node: nodes.Node) -> nodes.Node:
    if isinstance(value, (str, bool)):
        return nodes.Const(value, lineno=node.lineno, environment=node.environment)
    return node

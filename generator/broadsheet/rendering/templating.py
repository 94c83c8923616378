"""Templates and a view to HTML. The texts are in memory: what was hashed is what is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, partial
from types import TracebackType
from typing import Any, NamedTuple

import msgspec
from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)

from broadsheet.errors import Location, Problem, SiteError, did_you_mean
from broadsheet.fingerprint import digest_of, digest_of_bytes, digest_of_parts
from broadsheet.pages.views import Frame, StandingView
from broadsheet.rendering.catalogue import Catalogue
from broadsheet.rendering.compiling import CodeShelf, FoldingEnvironment, QuickEnvironment, Shelf
from broadsheet.rendering.formats import Formats
from broadsheet.rendering.theme import TemplateText
from broadsheet.rendering.vocabulary import FIXED_CALLS, filters_of, globals_of, text_of

PAGE_VALUES = ("page", "site", "body")
"""What a template is given; everything else it names is a global, a filter or its own."""

NAMED_BY_ADJECTIVE = frozenset({"archive", "front", "list", "plain", "redirect", "standing"})
"""Views whose name is no thing by itself: a message speaks of "a plain page"."""

_ABSENT = digest_of_bytes(b"no such template")


class Templates:
    """The site's templates, ready to render. Compiled when first used, and then kept.

    They are compiled the quick way (see `compiling`) and, where that fails, as Jinja does:
    `only_exact` names the templates that needed it.

    On a `shelf` they are kept beyond this process, and so are days and numbers as they wrote them;
    `engine` is the hash of the program that compiled them, without which the shelf would give what
    an older one made.
    """

    def __init__(
        self,
        texts: Mapping[str, TemplateText],
        frame: Frame,
        catalogue: Catalogue,
        shelf: Shelf | None = None,
        engine: bytes = b"",
    ) -> None:
        self._texts = dict(texts)
        self._paths = {template.path for template in texts.values()}
        self._frame = frame
        self._catalogue = catalogue
        self._base = (frame.digest or digest_of(frame), catalogue.digest)
        self.only_exact: set[str] = set()
        self._engine = engine
        self._shelf = shelf
        self._code = (
            CodeShelf(shelf, digest_of((engine, *self._base))) if shelf is not None else None
        )
        self._phrases = digest_of(("phrases", engine, frame.language))
        self._kept = {self._phrases}
        self._formats = Formats(frame.language, frame.time_zone, self._known_phrases())
        self._saved = len(self._formats.said)
        self._noted: dict[str, tuple[_Reference, ...]] = {}
        self._environment = self._environment_of(QuickEnvironment)
        self._environment.bytecode_cache = self._code
        self._references: dict[str, tuple[_Reference, ...]] = {}
        self._digests: dict[str, bytes] = {}

    def check(self) -> None:
        """Compile every template; raises SiteError with the problems of all of them.

        `template-syntax`, `dynamic-template` (a name that is a value) and `missing-template`, each
        with its line.
        """
        problems = [problem for name in sorted(self._texts) for problem in self._problems(name)]
        if problems:
            raise SiteError(*problems)
        if self._shelf is not None and self._code is not None:
            self._shelf.retain(self._kept | self._code.used)
        self.keep_phrases()

    def keep_phrases(self) -> None:
        """Put days and numbers as the language writes them on the shelf, if there are new ones."""
        said = self._formats.said
        if self._shelf is not None and len(said) != self._saved:
            self._shelf.put(self._phrases, msgspec.msgpack.encode(said))
            self._saved = len(said)

    def _known_phrases(self) -> dict[str, str]:
        stored = self._shelf.get(self._phrases) if self._shelf is not None else None
        return {} if stored is None else _stored_phrases.decode(stored)

    def digest(self, name: str) -> bytes:
        """Return the hash of everything but the view that decides what a template renders.

        That is the text of each template it may load, the site's frame and its words. A template
        that is named but missing counts as absent, so that its appearance is a change.
        """
        if name not in self._digests:
            parts = [*self._base]
            for used in sorted(self._closure(name)):
                template = self._texts.get(used)
                text = digest_of_bytes(template.text.encode()) if template else _ABSENT
                parts += (digest_of_bytes(used.encode()), text)
            self._digests[name] = digest_of_parts(parts)
        return self._digests[name]

    def paths(self, name: str) -> tuple[str, ...]:
        """Return the files of a template and of all that it may load, its own first."""
        others = sorted(self._closure(name) - {name})
        return tuple(self._path(used) for used in (name, *others) if used in self._texts)

    def named(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return name and path of a template and of all that it may load, there or not."""
        others = sorted(self._closure(name) - {name})
        return tuple((used, self._path(used)) for used in (name, *others))

    def digests(self) -> dict[str, bytes]:
        """Return the hash of each template's text by name."""
        return {name: digest_of_bytes(each.text.encode()) for name, each in self._texts.items()}

    @property
    def words(self) -> bytes:
        """The hash of the theme's words."""
        return self._base[1]

    def render(self, name: str, page: msgspec.Struct, body: str = "") -> str:
        """Return a page's HTML; `body` is safe HTML (a story's text), shown as it is.

        Raises SiteError (`missing-template`, `template-syntax`, `unknown-field`,
        `template-error`) with the line of the template.
        """
        if isinstance(page, StandingView):
            page = msgspec.structs.replace(page, body_html=text_of(page.body_html, self._frame))
        text = text_of(body, self._frame)
        values: dict[str, object] = {"page": page, "site": self._frame, "body": text}
        if name not in self.only_exact:
            with suppress(Exception):  # whatever it is, the exact way tells, or does not mind
                return _rendered(self._environment.get_template(name), values)
            self.only_exact.add(name)
        try:
            return self._exact.get_template(name).render(values)
        except TemplateSyntaxError as error:
            raise SiteError(self._syntax_problem(name, error)) from error
        except TemplateNotFound as error:
            raise SiteError(
                self._missing(str(error.name or name), Location(self._path(name)))
            ) from error
        except Exception as error:
            where = self._place(error.__traceback__) or Location(self._path(name))
            raise SiteError(self._failure(error, where)) from error

    @cached_property
    def _exact(self) -> FoldingEnvironment:
        """Jinja as it is; nothing asks for it as long as no template fails."""
        return self._environment_of(FoldingEnvironment)

    def _environment_of(self, kind: type[FoldingEnvironment]) -> FoldingEnvironment:
        environment = _environment(kind, self._load, self._frame, self._catalogue, self._formats)
        environment.parsed = self._note
        return environment

    def _note(self, name: str, tree: nodes.Template) -> None:
        """Keep what a template names while it is at hand as a tree: to parse it takes longest."""
        self._noted[name] = tuple(_references(tree))

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Give Jinja the text and the path: without a path, errors would have no place."""
        template = self._texts.get(name)
        return (template.text, template.path, lambda: True) if template else None

    def _problems(self, name: str) -> Iterator[Problem]:
        path, text = self._texts[name]
        try:
            self._environment.get_template(name)
        except TemplateSyntaxError as error:
            yield self._syntax_problem(name, error)
            return
        except (SyntaxError, RecursionError) as error:
            # Jinja lets some mistakes pass into the Python that it writes: an argument given twice.
            words = error.msg if isinstance(error, SyntaxError) else "nested too deeply"
            yield Problem(Location(path), "template-syntax", words)
            return
        for reference in self._referenced(name):
            where = Location(path, reference.line)
            if reference.name is None:
                yield Problem(
                    where,
                    "dynamic-template",
                    "a template is named by a value, so nobody can tell what the page depends on",
                    "name it in quotes; use {% if %} to choose between two",
                    excerpt=_line_of(text, reference.line),
                )
            elif reference.name not in self._texts and not reference.may_lack:
                yield self._missing(reference.name, where)

    def _referenced(self, name: str) -> tuple[_Reference, ...]:
        if name not in self._references:
            template = self._texts.get(name)
            self._references[name] = self._read_references(name, template) if template else ()
        return self._references[name]

    def _read_references(self, name: str, template: TemplateText) -> tuple[_Reference, ...]:
        """Return the names in a template: from the shelf, as it was compiled, or by parsing it."""
        key = digest_of(("references", self._engine, template.text))
        stored = self._shelf.get(key) if self._shelf is not None else None
        if stored is not None:
            self._kept.add(key)
            return tuple(_Reference(*row) for row in _stored_references.decode(stored))
        found = self._noted.pop(name, None)
        if found is None:
            found = tuple(_references(self._environment.parse(template.text)))
        if self._shelf is not None:
            self._kept.add(key)
            self._shelf.put(key, msgspec.msgpack.encode(found))
        return found

    def _closure(self, name: str) -> set[str]:
        """Return the names of a template and of all that it and they extend, include or import."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += [found.name for found in self._referenced(current) if found.name]
        return seen

    def _path(self, name: str) -> str:
        template = self._texts.get(name)
        return template.path if template else f"templates/{name}"

    def _place(self, traceback: TracebackType | None) -> Location | None:
        """Where it went wrong: the last frame of the traceback that lies in a template."""
        place = None
        while traceback is not None:
            path = traceback.tb_frame.f_code.co_filename
            if path in self._paths:
                place = Location(path, traceback.tb_lineno)
            traceback = traceback.tb_next
        return place

    def _excerpt(self, where: Location) -> str:
        for path, text in self._texts.values():
            if path == where.path:
                return _line_of(text, where.line)
        return ""

    def _syntax_problem(self, name: str, error: TemplateSyntaxError) -> Problem:
        where = Location(error.filename or self._path(error.name or name), error.lineno)
        excerpt = self._excerpt(where)
        return Problem(where, "template-syntax", error.message or "not understood", excerpt=excerpt)

    def _missing(self, name: str, where: Location) -> Problem:
        hint = did_you_mean(name, self._texts) or f"put it at templates/{name}"
        return Problem(where, "missing-template", f"there is no template '{name}'", hint)

    def _failure(self, error: Exception, where: Location) -> Problem:
        excerpt = self._excerpt(where)
        if isinstance(error, _UnknownFieldError):
            message, hint = error.explain({*PAGE_VALUES, *self._environment.globals})
            return Problem(where, "unknown-field", message, hint, excerpt=excerpt)
        message = str(error) if isinstance(error, UndefinedError) else _in_words(error)
        return Problem(where, "template-error", message, excerpt=excerpt)


def _rendered(template: Template, values: dict[str, object]) -> str:
    """Return what a template makes of values; as its `render`, but errors have no place."""
    return "".join(template.root_render_func(template.new_context(values)))


def _environment(
    kind: type[FoldingEnvironment],
    load: Callable[[str], tuple[str, str, Callable[[], bool]] | None],
    frame: Frame,
    catalogue: Catalogue,
    formats: Formats,
) -> FoldingEnvironment:
    environment = kind(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=_Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n"],
    )
    environment.filters.update(filters_of(frame, catalogue, formats))
    own = globals_of(frame, catalogue, formats)
    environment.globals.update(own)
    environment.fixed_calls = {name: own[name] for name in FIXED_CALLS}
    environment.fixed_values = {"site": frame}
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    return environment


# ------------------------------------------------------------- what templates name


class _Reference(NamedTuple):
    """A template named by another: its name (None when it is a value), line, and if it may lack."""

    name: str | None
    line: int
    may_lack: bool


_stored_phrases = msgspec.msgpack.Decoder(dict[str, str])
_stored_references = msgspec.msgpack.Decoder(list[tuple[str | None, int, bool]])


def _references(tree: nodes.Template) -> Iterator[_Reference]:
    """Yield what `extends`, `include` and `import` name.

    As jinja2.meta.find_referenced_templates, but with lines.
    """
    for node in tree.find_all((nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)):
        may_lack = bool(getattr(node, "ignore_missing", False))
        for name in _names(node.template):  # type: ignore[attr-defined]
            yield _Reference(name, node.lineno, may_lack)


def _names(named: nodes.Expr) -> list[str | None]:
    if isinstance(named, nodes.Const) and isinstance(named.value, str):
        return [named.value]
    if isinstance(named, (nodes.Tuple, nodes.List)):
        return [name for item in named.items for name in _names(item)]
    return [None]


# ------------------------------------------------------------- values that are not there


class _UnknownFieldError(UndefinedError):
    """A template asked for a value that does not exist."""

    def __init__(self, owner: object, name: object, message: str) -> None:
        super().__init__(message)
        self.owner = owner
        self.name = str(name)

    def explain(self, given: set[str]) -> tuple[str, str]:
        """Return what is wrong and the nearest name that does exist."""
        fields = getattr(type(self.owner), "__struct_fields__", None)
        if fields is None:
            return f"there is no value '{self.name}'", did_you_mean(self.name, given)
        message = f"{_spoken(type(self.owner))} has no field '{self.name}'"
        return message, did_you_mean(self.name, fields)


class _Undefined(StrictUndefined):
    """Fails on any use, and remembers what was asked of what."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = None,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        named = partial(_UnknownFieldError, obj, name)
        super().__init__(hint, obj, name, named if exc is UndefinedError else exc)  # type: ignore[arg-type]


def _spoken(kind: type) -> str:
    """Name a type in words: `StoryView` is "the view of a story", `StoryCard` "a story card"."""
    words = "".join(f" {char.lower()}" if char.isupper() else char for char in kind.__name__)
    words = words.strip()
    article = "an" if words[0] in "aeiou" else "a"
    of_view = words.removesuffix(" view")
    if of_view == words:
        return f"{article} {words}"
    page = " page" if of_view in NAMED_BY_ADJECTIVE else ""
    return f"the view of {article} {of_view}{page}"


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _line_of(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""

"""The program's modules as its source files show them: imports, effects, state. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[1] / "generator" / "broadsheet"

_DISK = """read_text read_bytes write_text write_bytes unlink mkdir rmdir iterdir rglob glob is_file
is_dir exists symlink_to readlink touch lstat stat open scandir walk makedirs
fstat fdopen copytree rmtree copy2 lexists isfile isdir islink realpath"""
DISK_CALLS = frozenset(_DISK.split())
DISK_MODULES = frozenset(["shutil", "tempfile", "sqlite3", "importlib.resources", "filelock"])
CLOCK_CALLS = frozenset(["now", "utcnow", "today", "time", "time_ns", "perf_counter", "monotonic"])
NETWORK_MODULES = frozenset(["httpx", "socket", "urllib.request", "uvicorn", "starlette", "http"])
TERMINAL_NAMES = frozenset(["print", "input"])


class Effect(NamedTuple):
    """Something outside of the program that a line touches."""

    kind: str
    module: str
    line: int


def modules() -> dict[str, Path]:
    """Return every module of the package by its dotted name below it, without empty packages."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if path.name != "__init__.py":
            found[name] = path
        elif len(ast.parse(path.read_text("utf-8")).body) > 1 and name != "__init__":
            found[name.removesuffix(".__init__")] = path
    return found


def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text("utf-8"))


def imports_of(path: Path, known: dict[str, Path]) -> Iterator[tuple[str, int]]:
    """Yield the modules of the package that a module imports, each with its line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "broadsheet":
            package = (node.module or "").removeprefix("broadsheet").removeprefix(".")
            for alias in node.names:
                full = f"{package}.{alias.name}".removeprefix(".")
                name = full if full in known else package
                if name in known:
                    yield name, node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("broadsheet."):
                    yield alias.name.removeprefix("broadsheet."), node.lineno


def effects_of(name: str, path: Path) -> Iterator[Effect]:
    """Yield what a module does to disk, clock, network and terminal, as far as its text shows."""
    for node in ast.walk(tree_of(path)):
        kind = ""
        if isinstance(node, ast.Call):
            kind = _call_effect(node.func)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            kind = _import_effect(node)
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.stdout", "sys.stderr"):
            kind = "terminal"
        if kind:
            yield Effect(kind, name, getattr(node, "lineno", 0))


def _call_effect(called: ast.expr) -> str:
    if isinstance(called, ast.Name):
        if called.id in TERMINAL_NAMES:
            return "terminal"
        return "disk" if called.id == "open" else ""
    if not isinstance(called, ast.Attribute):
        return ""
    if called.attr in CLOCK_CALLS and _owner(called) in ("datetime", "date", "time", "dt"):
        return "clock"
    return "disk" if called.attr in DISK_CALLS else ""


def _owner(called: ast.Attribute) -> str:
    owner = called.value
    return owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")


def _import_effect(node: ast.Import | ast.ImportFrom) -> str:
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    else:
        names = [alias.name for alias in node.names]
    for name in names:
        if name in DISK_MODULES:
            return "disk"
        if name in NETWORK_MODULES or name.split(".")[0] in NETWORK_MODULES:
            return "network"
        if name.split(".")[0] == "rich":
            return "terminal"
        if name == "time.perf_counter":
            return "clock"
    return ""


def mutable_state(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the names at module level that something may change: `global`, or filled elsewhere."""
    tree = tree_of(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from ((name, node.lineno) for name in node.names)
    held = _mutable_names(tree)
    for node in ast.walk(tree):
        changed = _changed_name(node)
        if changed in held and getattr(node, "col_offset", 0) > 0:
            yield changed, getattr(node, "lineno", 0)


def _mutable_names(tree: ast.Module) -> set[str]:
    """Return the names that module level binds to a list, dict or set."""
    names = set()
    for node in tree.body:
        value = getattr(node, "value", None)
        is_made = isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp))
        is_called = isinstance(value, ast.Call) and ast.unparse(value.func) in (
            "dict",
            "list",
            "set",
            "defaultdict",
            "Counter",
            "deque",
        )
        if is_made or is_called:
            targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


CHANGING = frozenset(["append", "add", "update", "setdefault", "pop", "clear", "extend", "remove"])


def _changed_name(node: ast.AST) -> str:
    """Return the name that a node changes in place, or an empty text."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if node.func.attr in CHANGING and isinstance(owner, ast.Name):
            return owner.id
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
        return node.value.id if isinstance(node.value, ast.Name) else ""
    return ""

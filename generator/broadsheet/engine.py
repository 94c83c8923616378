"""Which program this is: a hash of our own modules and of the libraries that shape output."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import zlib
import zoneinfo
from functools import cache
from hashlib import blake2b
from pathlib import Path

from broadsheet.fingerprint import DIGEST_BYTES

SHAPING = (
    "babel",
    "cbor2",
    "fontpkg-source-serif-4",
    "jinja2",
    "lxml",
    "markdown-it-py",
    "markupsafe",
    "mdit-py-plugins",
    "mdurl",
    "msgspec",
    "nh3",
    "pillow",
    "py-yaml12",
    "pyromark",
    "python-slugify",
    "pyyaml",
    "text-unidecode",
    "tzdata",
    "uharfbuzz",
)
"""Libraries whose next version may give other bytes; so may Python, zlib, and the zones of time."""

BUILDING = frozenset(
    f"broadsheet.{name}"
    for name in ("digest", "pages", "picturing", "publishing", "reading", "rendering", "searching")
)
"""Our packages that take part in a build; the others are for other commands."""

FETCHING = "broadsheet.picturing.gathering"
"""The module among them that takes no part: it brings a program to ask the network with."""

ENDING = ".dist-info"
"""Of the folder in which an installed library says what it is: `name-version.dist-info`."""

ENDINGS = (".py", ".po", ".js")
"""Files of the package that are program: modules, words, the service worker."""


@cache
def engine_digest() -> bytes:
    """Return the hash (16 bytes) of everything that is neither content, settings nor templates.

    An upgrade of Broadsheet, or one changed line in a checkout, makes another engine, so that no
    one has to remember to raise a number.
    """
    hasher = blake2b(digest_size=DIGEST_BYTES)
    package = os.path.dirname(__file__) + os.sep
    for path in sorted(_modules(package)):
        hasher.update(path.removeprefix(package).encode() + b"\0")
        with open(path, "rb") as file:
            hasher.update(file.read() + b"\0")
    installed = _installed()
    for name in SHAPING:
        hasher.update(f"{name}={installed.get(name) or _asked_for(name)}\0".encode())
    hasher.update(f"python={python_version()}\0".encode())
    hasher.update(f"optimize={sys.flags.optimize}\0".encode())  # -OO drops what schemas quote
    hasher.update(f"zlib={zlib.ZLIB_RUNTIME_VERSION}\0".encode())
    for folder in zoneinfo.TZPATH:
        hasher.update(_first_line(Path(folder, "tzdata.zi")) + b"\0")
    return hasher.digest()


def version_of(library: str) -> str:
    """Return which version of a library is installed now, "none" if it is not."""
    return _installed().get(library) or _asked_for(library)


def load_all() -> None:
    """Import every module that a build may need, for whoever runs on while it may be upgraded.

    Modules are imported when they are needed first; one that was changed meanwhile would do its
    work under the digest of what it was before.
    """
    import pkgutil

    for module in pkgutil.iter_modules([str(Path(__file__).parent)], "broadsheet."):
        if module.name in BUILDING:
            package = importlib.import_module(module.name)
            for inner in pkgutil.iter_modules(package.__path__, f"{module.name}."):
                if inner.name != FETCHING:
                    importlib.import_module(inner.name)
        elif not module.ispkg and not module.name.endswith(".__main__"):
            importlib.import_module(module.name)


def _first_line(path: Path) -> bytes:
    """Return a file's first line: that of the system's time zones names their version."""
    try:
        with path.open("rb") as file:
            return file.readline(200)
    except OSError:
        return b""


def _modules(package: str) -> list[str]:
    found = []
    for folder, folders, names in os.walk(package):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [os.path.join(folder, name) for name in names if name.endswith(ENDINGS)]
    return found


def _installed() -> dict[str, str]:
    """Return the versions of installed libraries, as the names of their folders tell them.

    See packaging.python.org, "Recording installed projects". Looking into each, as
    `importlib.metadata` does, takes longer than all else that a build does which changes nothing.
    """
    found: dict[str, str] = {}
    for folder in dict.fromkeys(sys.path):
        with contextlib.suppress(OSError):
            for entry in sorted(os.listdir(folder or ".")):
                name, dash, version = entry.removesuffix(ENDING).rpartition("-")
                if dash and entry.endswith(ENDING):
                    name = name.lower().replace("_", "-").replace(".", "-")
                    found[name] = f"{found[name]},{version}" if name in found else version
    return found


def _asked_for(name: str) -> str:
    """Return the version of a library that was not installed the usual way."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


def python_version() -> str:
    """Return the running Python's version, for reports."""
    return ".".join(map(str, sys.version_info[:3]))

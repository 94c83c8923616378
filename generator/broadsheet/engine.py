"""Which program this is: a hash of our own modules and of the libraries that shape output."""

from __future__ import annotations

import os
import sys
import zlib
import zoneinfo
from functools import cache
from hashlib import blake2b
from importlib import metadata
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
)
"""Libraries whose next version may give other bytes; so may Python, zlib, and the zones of time."""

ENDINGS = (".py", ".po", ".js")
"""Files of the package that are program: modules, words, the service worker."""


@cache
def engine_digest() -> bytes:
    """Return the hash (16 bytes) of everything that is neither content, settings nor templates.

    An upgrade of Broadsheet, or one changed line in a checkout, makes another engine, so that no
    one has to remember to raise a number.
    """
    hasher = blake2b(digest_size=DIGEST_BYTES)
    package = Path(__file__).parent
    for path in sorted(_modules(package)):
        hasher.update(os.path.relpath(path, package).encode() + b"\0")
        hasher.update(Path(path).read_bytes() + b"\0")
    for name in SHAPING:
        hasher.update(f"{name}={_version(name)}\0".encode())
    hasher.update(f"python={python_version()}\0".encode())
    hasher.update(f"zlib={zlib.ZLIB_RUNTIME_VERSION}\0".encode())
    for folder in zoneinfo.TZPATH:
        hasher.update(_first_line(Path(folder, "tzdata.zi")) + b"\0")
    return hasher.digest()


def _first_line(path: Path) -> bytes:
    """Return a file's first line: that of the system's time zones names their version."""
    try:
        with path.open("rb") as file:
            return file.readline(200)
    except OSError:
        return b""


def _modules(package: Path) -> list[str]:
    found = []
    for folder, folders, names in os.walk(package):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [os.path.join(folder, name) for name in names if name.endswith(ENDINGS)]
    return found


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


def python_version() -> str:
    """Return the running Python's version, for reports."""
    return ".".join(map(str, sys.version_info[:3]))

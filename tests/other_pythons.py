"""Other Pythons that a site is built with, as scripts/versions.py makes them ready.

Each has a folder of its own below build/versions/, named after its version, with the packages of
requirements/run.txt. The marker in it says which packages those were.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "versions"
REQUIREMENTS = ROOT / "requirements" / "run.txt"
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
"""The versions of CPython that were out when this was written, from `requires-python` on."""


def running() -> str:
    """Return the version of the Python that runs, as `3.11`."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def python_in(version: str) -> Path:
    """Return where the interpreter of a version made ready would lie."""
    return FOLDER / version / "bin" / "python"


def marker_of(version: str) -> Path:
    """Return the file that is written when all packages of a version are there."""
    return FOLDER / version / "requirements.sha256"


def wanted_packages() -> str:
    """Return what a marker holds: the hash of the list of packages."""
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


def python_or_skip(version: str) -> str:
    """Return the interpreter of a version; skip the test, and say why, if there is none."""
    if version == running():
        pytest.skip(f"Python {version} runs the other tests of this file")
    marker = marker_of(version)
    if not marker.is_file() or not python_in(version).exists():
        pytest.skip(f"no Python {version} is ready; scripts/versions.py says what it looked for")
    if marker.read_text("ascii") != wanted_packages():
        pytest.skip(f"Python {version} has packages of another day; run `make versions`")
    return str(python_in(version))

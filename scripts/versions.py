"""Make other Pythons of this machine ready, so that a test can build the same site with each.

For every supported CPython but the running one: a folder below build/versions/ with the packages
of requirements/run.txt, held to their hashes, as wheels only. Nothing is looked up or compiled for
a version that this machine does not have. Without a network, or without wheels for a version, the
test says that it was skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from other_pythons import (
    FOLDER,
    REQUIREMENTS,
    SUPPORTED,
    marker_of,
    python_in,
    running,
    wanted_packages,
)

KEPT_BY_TOOLS = (
    ("PYENV_ROOT", "~/.pyenv", "versions/*/bin"),
    ("UV_PYTHON_INSTALL_DIR", "~/.local/share/uv/python", "*/bin"),
)
"""Where pyenv and uv keep Pythons: the variable that names the folder, its default, and inside."""

ASK = (
    "import sys, sysconfig as s; print(sys.implementation.name, sys.version_info.releaselevel, "
    "s.get_config_var('Py_GIL_DISABLED') or 0, '%d.%d' % sys.version_info[:2])"
)
PIP = (
    *("install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"),
    *("--retries", "1", "--timeout", "20", "--only-binary", ":all:", "--require-hashes"),
)
LONGEST = 240
"""Seconds that one version may take; it is left out after that."""


def main() -> int:
    """Return 0: a machine with one Python, or without a network, passes the other tests."""
    found = interpreters()
    late = [version for version in found if not _is_ready(version)]
    if not late:
        return 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for version, fault in zip(
            late, pool.map(_made_ready, late, map(found.get, late)), strict=True
        ):
            if fault:
                sys.stderr.write(f"No site will be built with Python {version}: {fault}\n")
    return 0


def interpreters() -> dict[str, str]:
    """Return a CPython for each supported version that is here, but the running one."""
    found: dict[str, str] = {}
    for path in _candidates():
        version = path.name.removeprefix("python")
        is_wanted = version in SUPPORTED and version not in found and version != running()
        if is_wanted and _answer(path) == f"cpython final 0 {version}":
            found[version] = str(path)
    return found


def _candidates() -> Iterator[Path]:
    folders = [Path(folder) for folder in os.get_exec_path()]
    for variable, default, inside in KEPT_BY_TOOLS:
        folders += sorted(Path(os.environ.get(variable) or default).expanduser().glob(inside))
    for folder in folders:
        if folder.is_dir() and os.access(folder, os.R_OK):
            yield from (
                each for each in folder.iterdir() if re.fullmatch(r"python3\.\d+", each.name)
            )


def _answer(python: Path | str) -> str:
    """Return what an interpreter says of itself; nothing when it does not run."""
    command = [str(python), "-I", "-c", ASK]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _is_ready(version: str) -> bool:
    marker = marker_of(version)
    same = marker.is_file() and marker.read_text("ascii") == wanted_packages()
    return same and _answer(python_in(version)).endswith(version)


def _made_ready(version: str, python: str) -> str:
    """Install the packages for an interpreter; return what went wrong, or nothing."""
    shutil.rmtree(FOLDER / version, ignore_errors=True)
    own_pip = [sys.executable, "-m", "pip", "--python", str(python_in(version))]
    for command in (
        [python, "-m", "venv", "--without-pip", str(FOLDER / version)],
        [*own_pip, *PIP, "-r", str(REQUIREMENTS)],
    ):
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            return f"its packages took longer than {LONGEST} s"
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            return (said or done.stderr.splitlines() or ["unknown"])[-1]
    marker_of(version).write_text(wanted_packages(), "ascii")
    return ""


if __name__ == "__main__":
    sys.exit(main())

"""Installs the peers on demand, each into its own folder, at the versions in `versions.toml`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

VERSIONS_FILE = Path(__file__).parent / "versions.toml"
INSTALL_SECONDS = 600


class InstallError(Exception):
    """A peer that could not be installed; the text says why, in a line."""


def pinned() -> dict[str, dict[str, Any]]:
    """Read what `versions.toml` says, by tool."""
    return tomllib.loads(VERSIONS_FILE.read_text(encoding="utf-8"))


def install(tool: str, folder: Path) -> Path:
    """Return the folder `tool` is installed in, after installing these versions if need be.

    Raises InstallError if the installer fails or is missing.
    """
    pins = pinned()[tool]
    home = folder / tool
    stamp = home / "installed.json"
    wanted = json.dumps(pins, sort_keys=True)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return home
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    if "pip" in pins:
        _install_from_pip(home, pins["pip"])
    else:
        _install_from_npm(home, pins["npm"], pins.get("npm_overrides", {}))
    stamp.write_text(wanted, encoding="utf-8")
    return home


def _install_from_pip(home: Path, packages: list[str]) -> None:
    _run([sys.executable, "-m", "venv", str(home)], home)
    _run([str(home / "bin" / "pip"), "install", "--quiet", *packages], home)


def _install_from_npm(home: Path, packages: dict[str, str], overrides: dict[str, str]) -> None:
    manifest = {"private": True, "dependencies": packages, "overrides": overrides}
    (home / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    npm = shutil.which("npm")
    if npm is None:
        raise InstallError("npm is not on this machine")
    _run([npm, "install", "--no-audit", "--no-fund", "--silent"], home)


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(f"{Path(command[0]).name}: {error}") from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise InstallError(f"{Path(command[0]).name}: {last}")

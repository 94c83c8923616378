"""How each tool is started: its build, its own preview server, its output and its cache."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from importlib import util
from pathlib import Path

import msgspec

from bench.install import install

GENERATOR = Path(__file__).resolve().parent.parent / "generator"
OURS = "broadsheet"
TOOLS = (OURS, "hugo", "eleventy", "pelican")


class Tool(msgspec.Struct, frozen=True):
    """One tool's commands, run with the source folder as working directory.

    `{port}` in `serve` stands for the port; `output` and `caches` are relative to the source.
    """

    name: str
    version: str
    build: tuple[str, ...]
    serve: tuple[str, ...]
    output: str
    caches: tuple[str, ...]
    environment: dict[str, str]

    def serve_on(self, port: int) -> tuple[str, ...]:
        """Return the preview server's command for `port`."""
        return tuple(part.format(port=port) for part in self.serve)


def prepare(name: str, work: Path) -> Tool:
    """Make ready the tool called `name`, installed if need be.

    Raises InstallError if it cannot be had.
    """
    return {
        "broadsheet": _broadsheet,
        "hugo": _hugo,
        "eleventy": _eleventy,
        "pelican": _pelican,
    }[name](work)


def _environment(work: Path, **more: str) -> dict[str, str]:
    """Return the same small environment for every tool, so that none is helped or hurt by ours."""
    home = work / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        **more,
    }


def _broadsheet(work: Path) -> Tool:
    command = (sys.executable, "-m", "broadsheet")
    installed = util.find_spec("broadsheet") is not None
    environment = _environment(work, **({} if installed else {"PYTHONPATH": str(GENERATOR)}))
    return Tool(
        name="broadsheet",
        version=_on_python(_version((*command, "--version"), environment)),
        build=(*command, "build", "--source", "."),
        serve=(*command, "serve", "--source", ".", "--port", "{port}"),
        output="public",
        caches=(".broadsheet",),
        environment=environment,
    )


def _hugo(work: Path) -> Tool:
    home = install("hugo", work / "installed")
    # The package's `hugo` command is a Python wrapper; the binary is measured without it.
    binary = str(next(home.glob("lib/python*/site-packages/hugo/binaries/hugo*")))
    environment = _environment(work, HUGO_CACHEDIR=str(work / "home" / "hugo"))
    return Tool(
        name="hugo",
        version=_version((binary, "version"), environment),
        build=(binary, "--quiet"),
        serve=(binary, "server", "--bind", "127.0.0.1", "--port", "{port}"),
        output="public",
        caches=("resources", ".hugo_build.lock"),
        environment=environment,
    )


def _eleventy(work: Path) -> Tool:
    home = install("eleventy", work / "installed")
    binary = str(home / "node_modules" / ".bin" / "eleventy")
    environment = _environment(work)
    node = _version(("node", "--version"), environment)
    return Tool(
        name="eleventy",
        version=f"{_version((binary, '--version'), environment)}, Node {node}",
        build=(binary,),
        serve=(binary, "--serve", "--port", "{port}"),
        output="_site",
        caches=(".cache",),
        environment=environment,
    )


def _pelican(work: Path) -> Tool:
    home = install("pelican", work / "installed")
    binary = str(home / "bin" / "pelican")
    environment = _environment(work)
    serve = (binary, "--autoreload", "--listen", "--bind", "127.0.0.1", "--port", "{port}")
    return Tool(
        name="pelican",
        version=_on_python(_version((binary, "--version"), environment)),
        build=(binary, "--quiet"),
        serve=serve,
        output="output",
        caches=("cache", "__pycache__", "plugins/__pycache__"),
        environment=environment,
    )


def _on_python(version: str) -> str:
    return f"{version}, Python {platform.python_version()}"


def _version(command: tuple[str, ...], environment: dict[str, str]) -> str:
    """Return the first version number that the command prints, or "unknown"."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=60, check=False
        )
    except OSError:
        return "unknown"
    found = re.search(r"\d+\.\d+(\.\d+)?\S*", done.stdout)
    return re.split(r"[-+]", found.group())[0] if found else "unknown"

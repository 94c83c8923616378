"""Options that all tests share."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import scratch_folder

# How long an example takes is the machine's affair: on a busy one nothing here may fail for it.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare `--rewrite-golden`: expected files are written anew, to be reviewed as a diff."""
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write the expected files of golden tests anew",
    )


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """Make nothing twice in hundreds of builds of the same few sites that is always the same."""
    from stand_ins import made_once

    with made_once():
        yield


SCRATCH = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Let this process and all that it starts keep their files in memory, if that has room.

    What Python compiles is kept beside its source whatever the machine says, for hundreds of
    processes are started here, and each would compile the whole program.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if not config.getoption("basetemp") and not hasattr(config, "workerinput"):
        folder = scratch_folder.made()
        if folder is not None:
            config.stash[SCRATCH] = folder


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Give the memory back; what failing tests left behind is kept, to be looked at."""
    folder = session.config.stash.get(SCRATCH, None)
    if folder is not None and exitstatus == pytest.ExitCode.OK:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Say where what is kept can be found."""
    folder = config.stash.get(SCRATCH, None)
    if folder is not None and exitstatus != pytest.ExitCode.OK:
        terminalreporter.write_line(f"files of this run are kept in memory: {folder}")

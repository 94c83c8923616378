"""No article may cost more than a few seconds and some memory, however it was made.

Processor time is bounded, not the time on the wall: a busy machine fails no test. The bounds are
those of the project: 5 seconds beyond what the work costs anyway, and 512 MiB.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile.hostile_site import AS_OF, GENERATOR, GOOD, everything_below, write_site
from hostile.large import LARGE, TOLD
from hostile.readers import Cost, Readers

SECONDS = 5.0
MEMORY = 512 * 1024 * 1024
PATIENCE = 300.0

FULL = ("body-20-mb", "related-5000", "alias-bomb", "quotes-deep", "topics-20000", "tables-wide")
"""Those of which a whole site is built."""

CODE = re.compile(r"^content/bad/2026-11-01-costly\.md:.*\[([a-z-]+)\]$", re.MULTILINE)


def cost_of(command: list[str]) -> Cost:
    """Run a command; its processor time may not be more than a generous bound."""
    environment = {**os.environ, "PYTHONPATH": str(GENERATOR), "SOURCE_DATE_EPOCH": AS_OF}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCH, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
    ) as process:
        said, _ = process.communicate(timeout=PATIENCE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = said.decode("utf-8", "replace")
    peak = int(text.rsplit("PEAK ", 1)[1])
    spent = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return Cost(process.returncode, spent, peak, text)


LAUNCH = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, *sys.argv[1:]])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("PEAK", peak if sys.platform == "darwin" else peak * 1024)
sys.exit(done.returncode)
"""
"""Runs a command in a process of its own, and says how large the largest of its processes grew."""


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readers]:
    """Run what reads each article in a process of its own."""
    readers = Readers(tmp_path_factory.mktemp("readers"))
    yield readers
    readers.close()


@pytest.fixture(scope="module")
def usual(readers: Readers) -> Cost:
    """Measure what it costs to read an article that is nothing special."""
    return readers.cost_of(b"---\ntitle: A\n---\nA *body*.\n")


@pytest.mark.parametrize("name", LARGE)
def test_reading_is_bounded(name: str, usual: Cost, readers: Readers) -> None:
    """A costly article is read, or refused with the message that is expected, in bounds."""
    cost = readers.cost_of(LARGE[name]())

    assert cost.status == 0, cost.said[-2000:]
    assert f"TOLD {TOLD[name]}" in cost.said.splitlines()
    assert cost.seconds - usual.seconds < SECONDS
    assert cost.peak < MEMORY


def build_with(place: Path, data: bytes | None) -> tuple[Cost, Path]:
    """Build a site of good articles and, if there is one, a costly one."""
    root = write_site(place / "site-root", cases=False)
    if data is not None:
        (root / "content" / "bad" / "2026-11-01-costly.md").write_bytes(data)
    build = ["-m", "broadsheet", "build", "--source", str(root), "--jobs", "1"]
    return cost_of(build), root


@pytest.fixture(scope="module")
def usual_build(tmp_path_factory: pytest.TempPathFactory) -> Cost:
    """Measure what it costs to build the site without a costly article."""
    return build_with(tmp_path_factory.mktemp("usual"), None)[0]


@pytest.mark.parametrize("name", FULL)
def test_building_is_bounded(name: str, usual_build: Cost, tmp_path: Path) -> None:
    """The whole build stays within the bounds, says why, and publishes everything else."""
    cost, root = build_with(tmp_path, LARGE[name]())
    code = TOLD[name].removeprefix("warn:").partition(":")[0]

    assert cost.status == 0, cost.said[-2000:]
    assert "Traceback" not in cost.said
    assert {code} - {"read"} == set(CODE.findall(cost.said))
    assert cost.seconds - usual_build.seconds < SECONDS
    assert cost.peak < MEMORY
    built = everything_below(root / "public")
    assert {f"news/{name}/index.html" for name in GOOD} <= built.keys()

"""Cost per article as a site grows from 10,000 to 100,000 articles."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from bench import machine
from bench.corpus import Corpus
from bench.measure import Run, RunError
from bench.report import table
from bench.results import Results, cost_growth
from bench.session import Session
from bench.tools import OURS, Tool

SIZES = (10_000, 100_000)
GROWTH_GOAL = 1.2
MEMORY_GOAL = 3e9


class Growth(msgspec.Struct, frozen=True):
    """One tool's clean builds by size: wall seconds, and peak memory in bytes."""

    tool: str
    wall: dict[int, float]
    peak: dict[int, int]

    @property
    def ratio(self) -> float:
        """Cost per article at the largest size over that at the smallest."""
        small, large = min(self.wall), max(self.wall)
        return cost_growth((small, self.wall[small]), (large, self.wall[large]))


def measure(
    tools: Mapping[str, Tool],
    work: Path,
    options: argparse.Namespace,
    say: Callable[[str], None],
) -> Path:
    """Build both sizes clean with Broadsheet and Hugo; returns the Markdown file written."""
    chosen = {name: tools[name] for name in (OURS, "hugo") if name in tools}
    grown = {name: Growth(name, {}, {}) for name in chosen}
    for size in SIZES:
        session = _session(size, chosen, work / "big", options, say)
        for name, tool in chosen.items():
            try:
                timed = session.clean(tool)
                watched = session.clean(tool, watch_memory=True)
            except RunError as error:
                say(f"  {name} at {size:,}: {error}")
                continue
            _keep(grown[name], size, timed, watched)
            say(f"  {name} at {size:,}: {timed.wall:.1f} s, {watched.peak / 1e6:.0f} MB")
    shutil.rmtree(work / "big", ignore_errors=True)
    return _write(list(grown.values()), chosen, options.results)


def _keep(growth: Growth, size: int, timed: Run, watched: Run) -> None:
    growth.wall[size] = timed.wall
    growth.peak[size] = watched.peak


def _session(
    size: int,
    tools: Mapping[str, Tool],
    work: Path,
    options: argparse.Namespace,
    say: Callable[[str], None],
) -> Session:
    results = Results(size, options.seed, 1, "", {}, {})
    return Session(Corpus(size, options.seed), tools, results, work, say)


def _write(grown: list[Growth], tools: Mapping[str, Tool], folder: Path) -> Path:
    date = dt.datetime.now(dt.UTC).date().isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{date}-big.md"
    conditions = ", ".join(f"{name} {value}" for name, value in machine.describe().items())
    versions = "; ".join(f"{name.capitalize()} {tool.version}" for name, tool in tools.items())
    text = [
        f"# Growth from {SIZES[0]:,} to {SIZES[1]:,} articles, {date}",
        f"{conditions}. {versions}. One clean build each for time, another for memory.",
        table(
            [
                "",
                *(f"{size:,}: s" for size in SIZES),
                *(f"{size:,}: MB" for size in SIZES),
                "cost per article",
                f"goals (≤ {GROWTH_GOAL}; < {MEMORY_GOAL / 1e9:g} GB)",
            ],
            [_row(growth) for growth in grown],
        ),
    ]
    target.write_text("\n\n".join(text) + "\n", encoding="utf-8")
    return target


def _row(growth: Growth) -> list[str]:
    seconds = [f"{growth.wall[size]:.1f}" if size in growth.wall else "–" for size in SIZES]
    memory = [f"{growth.peak[size] / 1e6:.0f}" if size in growth.peak else "–" for size in SIZES]
    whole = len(growth.wall) == len(SIZES)
    met = whole and growth.ratio <= GROWTH_GOAL and growth.peak[SIZES[1]] < MEMORY_GOAL
    return [
        growth.tool.capitalize(),
        *seconds,
        *memory,
        f"× {growth.ratio:.2f}" if whole else "–",
        ("met" if met else "missed") if growth.tool == OURS else "",
    ]

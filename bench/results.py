"""What was measured, and the arithmetic on it: medians, and ratios taken pair by pair."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

import msgspec


class Measure(msgspec.Struct, frozen=True):
    """One thing measured: its key, what people call it, its unit, and the goal in Hugo's terms."""

    key: str
    label: str
    unit: str
    goal: float | None = None


MEASURES = (
    Measure("clean", "clean build", "s", 0.33),
    Measure("clean_cpu", "clean build, CPU", "s"),
    Measure("nochange", "no-change build, new process, cache kept", "s", 0.03),
    Measure("body", "one body changed, new process, cache kept", "s", 0.05),
    Measure("title", "one title changed, new process, cache kept", "s", 0.05),
    Measure("start", "server start to first page, warm cache", "s", 0.1),
    Measure("edit_body", "edit of a body to its page over HTTP", "s", 0.1),
    Measure("edit_title", "edit of a title to its page over HTTP", "s", 0.1),
    Measure("edit_home", "edit of a title to the home page over HTTP", "s", 0.1),
    Measure("memory", "peak memory of a clean build", "MB", 0.3),
)


class Results(msgspec.Struct):
    """Everything measured at one size; `values[measure][tool]` in the order of the runs."""

    size: int
    seed: int
    runs: int
    date: str
    machine: dict[str, str]
    versions: dict[str, str]
    source_bytes: int = 0
    values: dict[str, dict[str, list[float]]] = msgspec.field(default_factory=dict)
    counts: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    output_bytes: dict[str, int] = msgspec.field(default_factory=dict)
    apart: dict[str, str] = msgspec.field(default_factory=dict)
    notes: list[str] = msgspec.field(default_factory=list)

    def add(self, measure: str, tool: str, value: float) -> None:
        """Keep one more value."""
        self.values.setdefault(measure, {}).setdefault(tool, []).append(value)


class Ratio(msgspec.Struct, frozen=True):
    """Ours to theirs: the median of the pairs' ratios, the lowest and the highest."""

    median: float
    low: float
    high: float


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio | None:
    """Compare runs made side by side; None unless there is a pair.

    Runs pair in order, since they were made in turn; what has no partner is left out.
    """
    pairs = [mine / other for mine, other in zip(ours, theirs, strict=False) if other > 0]
    if not pairs:
        return None
    return Ratio(statistics.median(pairs), min(pairs), max(pairs))


def ratios(by_tool: Mapping[str, Sequence[float]], ours: str) -> dict[str, Ratio]:
    """Tool -> ratio of `ours` to it, for every other tool that has values."""
    mine = by_tool.get(ours, ())
    found = {tool: ratio(mine, values) for tool, values in by_tool.items() if tool != ours}
    return {tool: value for tool, value in found.items() if value is not None}


def verdict(value: Ratio | None, goal: float | None) -> str:
    """Whether a goal is met: "met" or "missed"; empty where there is nothing to judge."""
    if value is None or goal is None:
        return ""
    return "met" if value.median <= goal else "missed"


def cost_growth(small: tuple[int, float], large: tuple[int, float]) -> float:
    """Cost per article at the larger size over that at the smaller; each a (size, seconds)."""
    return (large[1] / large[0]) / (small[1] / small[0])

"""Writes results as one Markdown table of ratios, the figures behind it, and JSON."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from bench.machine import is_linux
from bench.results import MEASURES, Measure, Ratio, Results, ratios, verdict
from bench.tools import OURS

RIVAL = "hugo"
HOW = """\
Every figure is of a whole process, started anew, page cache warm; the tools take turns (A B A B)
and a ratio is the median of the pairs' ratios, lowest and highest in brackets. Before a clean build
the output of the last one is moved away, not deleted: ext4 makes new files slowly for minutes after
many were deleted. Front matter,
related lists and bodies are the same words in each tool's form. The three peers write the same
files with the same words on them (checked); Broadsheet folds articles into stories and has all its
other outputs on. Search indexing and share cards are off, and measured by themselves below.
The preview servers are each tool's own (`hugo server`, `eleventy --serve`, `pelican --autoreload
--listen`, `broadsheet serve`), each on the same port every time, asked every 4 ms. Pelican's
serves what it finds before it builds, so its start is no build."""
MEMORY_LINUX = """\
Peak memory is the sum over the process and its descendants of proportional set sizes, sampled every
25 ms in a run of its own, or the largest process's exact resident peak where that is more."""
MEMORY_ELSEWHERE = "Peak memory is the largest process's resident peak; its workers are not added."


def write(results: Results, folder: Path, markdown: Path | None = None) -> Path:
    """Write `<date>-<size>.md` and `.json` into `folder`; returns the Markdown file's path.

    `markdown` names another file for the Markdown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{results.date}-{results.size}"
    data = msgspec.json.format(msgspec.json.encode(results), indent=1)
    (folder / f"{stem}.json").write_bytes(data + b"\n")
    target = markdown or folder / f"{stem}.md"
    target.write_text(render(results), encoding="utf-8")
    return target


def render(results: Results) -> str:
    """Put the whole report into Markdown."""
    parts = [
        f"# {results.size:,} articles, {results.date}",
        _conditions(results),
        "## Broadsheet's share of what the others take",
        ratio_table(results),
        f"{HOW} {MEMORY_LINUX if is_linux() else MEMORY_ELSEWHERE}",
        "## The figures behind it: medians (lowest to highest)",
        figure_table(results),
        "## What was written",
        count_table(results),
    ]
    if results.apart:
        rows = [[name, took] for name, took in results.apart.items()]
        parts += ["## Measured by themselves", table(["what", "took"], rows)]
    if results.notes:
        parts += ["## Notes", "\n".join(f"- {note}" for note in results.notes)]
    return "\n\n".join(part for part in parts if part) + "\n"


def ratio_table(results: Results) -> str:
    """One row for each measure that has a pair: goal, ratios, verdict."""
    peers = [tool for tool in results.versions if tool != OURS]
    rows = []
    for measure in MEASURES:
        found = ratios(results.values.get(measure.key, {}), OURS)
        if found:
            rows.append(_ratio_row(measure, found, peers))
    if not rows:
        return "No pair with Broadsheet was measured."
    header = [
        "",
        f"goal, of {RIVAL.capitalize()}",
        *(f"of {p.capitalize()}" for p in peers),
        "goal",
    ]
    return table(header, rows)


def _ratio_row(measure: Measure, found: Mapping[str, Ratio], peers: Sequence[str]) -> list[str]:
    goal = f"≤ {measure.goal:g}" if measure.goal else ""
    shown = [_ratio_text(found.get(peer)) for peer in peers]
    return [measure.label, goal, *shown, verdict(found.get(RIVAL), measure.goal)]


def _ratio_text(value: Ratio | None) -> str:
    if value is None:
        return "–"
    return f"{_short(value.median)} ({_short(value.low)} to {_short(value.high)})"


def figure_table(results: Results) -> str:
    """Medians and ranges, by measure and tool."""
    tools = list(results.versions)
    rows = []
    for measure in MEASURES:
        by_tool = results.values.get(measure.key)
        if by_tool:
            cells = [_figures(by_tool.get(tool, []), measure.unit) for tool in tools]
            rows.append([f"{measure.label}, {measure.unit}", *cells])
    return table(["", *(tool.capitalize() for tool in tools)], rows)


def _figures(values: Sequence[float], unit: str) -> str:
    if not values:
        return "–"
    digits = 0 if unit == "MB" else 3 if statistics.median(values) < 1 else 2
    low, high = min(values), max(values)
    spread = f" ({low:.{digits}f} to {high:.{digits}f})" if len(values) > 1 else ""
    return f"{statistics.median(values):.{digits}f}{spread}"


def count_table(results: Results) -> str:
    """Files by kind (first folder of the path) and tool."""
    tools = list(results.counts)
    kinds = sorted({kind for counts in results.counts.values() for kind in counts})
    rows = [[kind, *(str(results.counts[t].get(kind, "")) for t in tools)] for kind in kinds]
    rows.append(["files", *(f"{sum(results.counts[t].values()):,}" for t in tools)])
    rows.append(["MB", *(f"{results.output_bytes[t] / 1e6:.1f}" for t in tools)])
    return table(["", *(tool.capitalize() for tool in tools)], rows)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Put a header and rows into a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _conditions(results: Results) -> str:
    machine = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    versions = "; ".join(f"{tool.capitalize()} {v}" for tool, v in results.versions.items())
    return (
        f"{machine}. {versions}. Corpus: seed {results.seed}, "
        f"{results.source_bytes / 1e6:.0f} MB of articles. Runs: {results.runs}."
    )


def _short(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"

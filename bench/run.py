"""`python -m bench.run`: measures Broadsheet beside Hugo, Eleventy and Pelican.

Installs what it needs into `bench/.work`, writes a table for each size into `bench/results`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench import apart, aside, growth, machine, report
from bench.corpus import Corpus
from bench.install import InstallError
from bench.results import Results
from bench.session import Session
from bench.tools import TOOLS, Tool, prepare

BENCH = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the arguments ask for; 1 if a tool could not be measured to the end."""
    options = _options(arguments)
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    tools, absent = _prepared(options.only, work)
    complete = not absent
    for size in options.size:
        results = _empty_results(size, options, tools, absent)
        _measure(results, options, tools, work)
        complete = complete and not results.notes
        results.notes += options.note
        say(f"written: {report.write(results, options.results, options.markdown).name}")
    if options.big:
        say(f"written: {growth.measure(tools, work, options, say).name}")
    aside.clear(work)
    return 0 if complete else 1


def say(text: str) -> None:
    """Print a line of progress with the time."""
    print(time.strftime("%H:%M:%S"), text, flush=True)


def _measure(
    results: Results, options: argparse.Namespace, tools: dict[str, Tool], work: Path
) -> None:
    corpus = Corpus(results.size, options.seed)
    session = Session(corpus, tools, results, work, say)
    session.builds()
    session.memory()
    session.previews()
    if not options.no_extras:
        apart.measure(session, tools, results, work, say)


def _empty_results(
    size: int, options: argparse.Namespace, tools: dict[str, Tool], absent: list[str]
) -> Results:
    return Results(
        size=size,
        seed=options.seed,
        runs=options.runs,
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        machine=machine.describe(),
        versions={name: tool.version for name, tool in tools.items()},
        notes=list(absent),
    )


def _prepared(names: Iterable[str], work: Path) -> tuple[dict[str, Tool], list[str]]:
    """Return the tools that could be had, and a note on each that could not."""
    tools, absent = {}, []
    for name in names:
        try:
            tools[name] = prepare(name, work)
            say(f"{name} {tools[name].version}")
        except InstallError as error:
            absent.append(machine.without_paths(f"{name} could not be installed: {error}"))
            say(absent[-1])
    return tools, absent


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument(
        "--size", type=_sizes, default=(1_000, 10_000), help="articles, as 1000,10000 (or none)"
    )
    parser.add_argument("--runs", type=int, default=3, help="of each measurement (3)")
    parser.add_argument("--only", type=_tools, default=TOOLS, help=f"of {','.join(TOOLS)}")
    parser.add_argument(
        "--note", action="append", default=[], help="a remark for the report, as what bounds a goal"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the invented corpus (1)")
    parser.add_argument("--markdown", type=Path, help="file for the table, instead of --results")
    parser.add_argument("--results", type=Path, default=BENCH / "results", help="folder")
    parser.add_argument("--work", type=Path, default=BENCH / ".work", help="folder to work in")
    parser.add_argument("--no-extras", action="store_true", help="without search and share cards")
    parser.add_argument("--big", action="store_true", help="also cost per article, 10k to 100k")
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",")) if text != "none" else ()


def _tools(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    unknown = [name for name in names if name not in TOOLS]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown tool {unknown[0]}; known: {', '.join(TOOLS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())

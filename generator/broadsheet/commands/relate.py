"""`broadsheet relate`: related lists for articles that have none, and stories for waiting texts."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from broadsheet.commands.terminal import complain

if TYPE_CHECKING:
    from broadsheet.relating.applying import Outcome

NEEDED = ("numpy", "scipy")
"""Libraries of the optional part `broadsheet[relate]`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--write", action="store_true", help="store what is proposed in the files")
    parser.add_argument("--article", metavar="ID", help="only for this article (id or file)")
    parser.add_argument(
        "--min-score",
        type=score,
        metavar="S",
        help="propose only from this score on (up to 1; default: relate_gate of the settings)",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def score(text: str) -> float:
    """Return a number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return value


def run(args: argparse.Namespace) -> int:
    """Propose, and write if told to. Return 0, 1 when something was skipped, 2 when refused."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        complain(f"relate needs {' and '.join(missing)}")
        complain("    hint: pip install 'broadsheet[relate]'")
        return 2
    from rich.console import Console

    from broadsheet.relating.report import as_json, print_report

    outcomes = relate(args)
    if args.json:
        sys.stdout.buffer.write(as_json(outcomes))
        sys.stdout.buffer.flush()
    else:
        print_report(outcomes, Console())
    return 1 if any(outcome.action == "skipped" for outcome in outcomes) else 0


def relate(args: argparse.Namespace) -> tuple[Outcome, ...]:
    """Return what became of each article without a list. Raises SiteError or OSError."""
    from broadsheet.commands.places import project_of
    from broadsheet.crew import Crew
    from broadsheet.relating import work

    wishes = work.Wishes(
        now=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        article=args.article or "",
        min_score=args.min_score,
        write=args.write,
    )
    return work.relate(project_of(args), wishes, Crew())

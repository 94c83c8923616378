"""`broadsheet build`: make the site, or bring it up to date."""

from __future__ import annotations

import argparse
from pathlib import Path

from broadsheet.commands.terminal import Bar, complain, say, show_problems

HELP = "make the site, or bring it up to date"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--strict", action="store_true", help="publish nothing if an article is wrong"
    )
    parser.add_argument(
        "--drafts", action="store_true", help="show unpublished and future articles"
    )
    parser.add_argument("--as-of", metavar="TIME", help="hold back what is dated after this time")
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="processes (default: cores)"
    )
    parser.add_argument("--no-cache", action="store_true", help="ignore and keep no cache")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what was done as JSON")
    parser.add_argument("--quiet", action="store_true", help="print problems only")
    parser.add_argument("--base-url", metavar="URL", help="another base URL for this build")


def run(args: argparse.Namespace) -> int:
    """Build once; return the exit status."""
    from broadsheet.build import build
    from broadsheet.commands.places import output_of, project_of
    from broadsheet.commands.times import as_of
    from broadsheet.prepare import Options
    from broadsheet.publishing.report import as_json, summary
    from broadsheet.workshop import Workshop

    project = project_of(args)
    workshop = Workshop(project, keep=not args.no_cache)
    bar = Bar(args.quiet)
    options = Options(as_of(args.as_of), args.drafts, args.strict, args.jobs)
    try:
        report = build(workshop, output_of(args), options, bar)
    finally:
        bar.end()
        workshop.close()
    show_problems(report.problems)
    for note in report.notes:
        complain(f"note: {note}")
    if args.report:
        args.report.write_bytes(as_json(report))
    if not args.quiet:
        say(summary(report))
    return 0 if report.is_clean else 1

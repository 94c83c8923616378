"""`broadsheet build`: make the site, or bring it up to date."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.commands.terminal import (
    MAX_SHOWN,
    Bar,
    complain,
    report_failures,
    say,
    show_problems,
)
from broadsheet.errors import Location, SiteError

if TYPE_CHECKING:
    from broadsheet.errors import Problem
    from broadsheet.prepare import Options
    from broadsheet.publishing.report import Report
    from broadsheet.workshop import Workshop

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
    parser.add_argument(
        "--swap", action="store_true", help="publish the whole site in one step, for live folders"
    )
    parser.add_argument("--base-url", metavar="URL", help="another base URL for this build")
    parser.add_argument(
        "--noindex", action="store_true", help="tell search engines to keep out, for previews"
    )
    parser.add_argument(
        "--watch", action="store_true", help="build again whenever a source changes"
    )
    parser.add_argument(
        "--poll", action="store_true", help="with --watch: look by the clock, not by file events"
    )


def run(args: argparse.Namespace) -> int:
    """Build once, or with `--watch` until interrupted; return the exit status."""
    from broadsheet.commands.places import base_url_of, project_of
    from broadsheet.commands.times import as_of
    from broadsheet.prepare import Options
    from broadsheet.workshop import Workshop

    workshop = Workshop(project_of(args), keep=not args.no_cache)
    options = Options(
        as_of=as_of(args.as_of),
        drafts=args.drafts,
        strict=args.strict,
        jobs=args.jobs,
        base_url=base_url_of(args.base_url),
        swap=args.swap,
        noindex=args.noindex,
    )
    try:
        if args.watch:
            return _keep_built(workshop, args, options)
        return _report(_build(workshop, args, options), args)
    finally:
        workshop.close()
        args.lasting.append(workshop)


def _build(workshop: Workshop, args: argparse.Namespace, options: Options) -> Report:
    from broadsheet.build import build
    from broadsheet.commands.places import output_of

    bar = Bar(args.quiet)
    try:
        return build(workshop, output_of(args), options, bar)
    finally:
        bar.end()


def _report(report: Report, args: argparse.Namespace) -> int:
    """Print and write what was done; return the exit status."""
    from broadsheet.publishing.report import as_json, summary

    show_problems(report.problems)
    for path in report.standing_in[:MAX_SHOWN]:
        complain(f"note: the last good version of {Location(path)} stands in for it")
    for note in report.notes:
        complain(f"note: {note}")
    if args.report:
        args.report.write_bytes(as_json(report))
    if not args.quiet:
        say(summary(report))
    return 0 if report.is_clean else 1


def _keep_built(workshop: Workshop, args: argparse.Namespace, options: Options) -> int:
    """Build whenever a source changes, with a line each time; faults do not end it.

    What stops a build is said once, however often it is tried again, and its end is said too.
    """
    from broadsheet.commands.places import output_of
    from broadsheet.engine import load_all
    from broadsheet.preview.rebuilding import build_on_changes

    load_all()  # before an upgrade can put other modules in their places
    told: frozenset[Problem] = frozenset()
    stopped_by = ""

    def rebuild(first: bool = False) -> None:
        nonlocal told, stopped_by
        try:
            report = _build(workshop, args, options)
        except (SiteError, OSError) as error:
            if str(error) != stopped_by:
                stopped_by = str(error)
                with report_failures():
                    raise
            return
        is_news = stopped_by or report.written or report.removed
        if first:
            _report(report, args)
        elif is_news or told != frozenset(report.problems):
            show_problems(sorted({*report.problems} - told))
            _say_line(report)
        told, stopped_by = frozenset(report.problems), ""

    rebuild(first=True)
    _say_now("Watching for changes (Ctrl-C ends)")
    build_on_changes(workshop.project, output_of(args), rebuild, args.poll, complain)
    return 0


def _say_line(report: Report) -> None:
    seconds = sum(report.seconds.values())
    _say_now(
        f"{time.strftime('%H:%M:%S')}  {report.written} written, {len(report.removed)} removed"
        f" in {seconds * 1000:.0f} ms"
    )


def _say_now(text: str) -> None:
    """Print a line at once, also into a pipe."""
    say(text)
    sys.stdout.flush()

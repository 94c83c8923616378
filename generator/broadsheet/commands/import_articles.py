"""`broadsheet import`: bring articles in from feeds, pages, texts and older systems."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from broadsheet.importing.fetch import Fetch
    from broadsheet.importing.intake import Wishes
    from broadsheet.importing.report import ImportReport
    from broadsheet.settings import Settings

HELP = "Bring articles in from feeds, web pages, plain texts and older systems."

SHORTEST_INTERVAL = 60.0
_INTERVAL = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h)?")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, None: 60.0}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    from broadsheet.importing.drafts import KINDS

    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, folder or address")
    parser.add_argument(
        "--into", type=Path, metavar="FOLDER", help="where to write (default: the content folder)"
    )
    parser.add_argument(
        "--topic", action="append", default=[], metavar="T", help="give every article this topic"
    )
    parser.add_argument(
        "--kind", choices=KINDS, help="what the sources are, where that is not recognised"
    )
    parser.add_argument(
        "--full-text", action="store_true", help="take the text of feed entries, not only excerpts"
    )
    parser.add_argument(
        "--keep-original", action="store_true", help="keep what it was made from beside an article"
    )
    parser.add_argument(
        "--refresh", action="store_true", help="read feeds again even if they have not changed"
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would be")
    parser.add_argument(
        "--explain", action="store_true", help="list every repair and topic with its rule"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--watch", action="store_true", help="go on, again at every interval")
    parser.add_argument(
        "--every",
        type=interval,
        default=900.0,
        metavar="TIME",
        help="the interval of --watch, such as 90s, 15m or 2h (default: 15m)",
    )


def interval(text: str) -> float:
    """Return the seconds of `90s`, `15m`, `2h` or a number of minutes; at least a minute."""
    found = _INTERVAL.fullmatch(text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write 90s, 15m or 2h")
    return max(SHORTEST_INTERVAL, float(found[1]) * _SECONDS[found[2]])


def run(args: argparse.Namespace) -> int:
    """Import the sources. Return 0, 1 when a source could not be read, 2 when writing failed."""
    from rich.console import Console

    from broadsheet.errors import SiteError
    from broadsheet.importing.fetch import Fetcher

    console = Console(stderr=args.json)
    try:
        settings = _settings(args)
        with Fetcher() as fetch:
            return _repeated(args, settings, fetch, console)
    except SiteError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 2
    except OSError as error:
        _complain(error)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here", file=sys.stderr)
        return 130


def _repeated(args: argparse.Namespace, settings: Settings, fetch: Fetch, console: Console) -> int:
    """Import once, or with `--watch` at every interval until interrupted."""
    from broadsheet.importing.watch import rounds

    status = 0
    for number in rounds(args.every if args.watch else None):
        if number == 1:
            report = import_once(args, settings, fetch, console)
        else:
            settings = _settings_now(args, settings)
            try:
                report = import_once(args, settings, fetch, console)
            except OSError as error:
                _complain(error)
                continue
        status = 1 if report.failed else 0
        _show(report, args, console, quiet=number > 1)
    return status


def _settings_now(args: argparse.Namespace, before: Settings) -> Settings:
    """Return the settings as they are by now; while they are broken, those of before."""
    from broadsheet.errors import SiteError

    try:
        return _settings(args)
    except SiteError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print("the settings of the round before are used", file=sys.stderr)
    except OSError as error:
        _complain(error)
    return before


def _complain(error: OSError) -> None:
    print(f"{error.filename or 'import'}: {error.strerror or error}", file=sys.stderr)


def import_once(
    args: argparse.Namespace, settings: Settings, fetch: Fetch, console: Console
) -> ImportReport:
    """Import every source once and return what was done. Raises OSError when writing fails."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from broadsheet.importing.intake import Ports, take_in
    from broadsheet.importing.labelling import Labeller
    from broadsheet.importing.manifest import Manifest
    from broadsheet.importing.outlets import OutletBook
    from broadsheet.importing.shelf import Shelf
    from broadsheet.text import cut, shown

    content = _content(args)
    into = (args.into or content).resolve()
    labeller = Labeller(settings.topics, settings.site.root_topic, args.topic)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with progress, Manifest(into, dry=args.dry_run) as manifest:
        task = progress.add_task("reading", total=None)
        shelf = Shelf(
            into,
            manifest,
            content=content,
            dry=args.dry_run,
            keep_originals=args.keep_original,
        )

        def tell(what: str) -> None:
            progress.update(task, description=cut(shown(what)[0], 60))

        providers = _root(args) / "site" / "providers.yaml"
        book = OutletBook(providers, settings.providers, dry=args.dry_run)
        ports = Ports(fetch, manifest, labeller, shelf, book, tell)
        return take_in(_wishes(args), ports)


def _wishes(args: argparse.Namespace) -> Wishes:
    from broadsheet.importing.intake import Wishes

    return Wishes(
        sources=tuple(args.sources),
        base=_root(args),
        kind=args.kind,
        full_text=args.full_text,
        refresh=args.refresh,
        explain=args.explain,
        dry=args.dry_run,
    )


def _show(report: ImportReport, args: argparse.Namespace, console: Console, *, quiet: bool) -> None:
    """Print the report; a quiet one only when there is something to say."""
    from broadsheet.importing.report import as_json, print_report

    if args.json:
        sys.stdout.buffer.write(as_json(report))
        sys.stdout.buffer.flush()
    elif not quiet or report.changed or report.failed:
        print_report(report, console)


def _content(args: argparse.Namespace) -> Path:
    """Return the content folder that is written to: the first, if there are several."""
    from broadsheet.commands.places import project_of

    return project_of(args).content[0]


def _root(args: argparse.Namespace) -> Path:
    """Return the folder of the site."""
    return Path(args.source).resolve()


def _settings(args: argparse.Namespace) -> Settings:
    """Return the settings of the site. Raises SiteError when they are broken."""
    from broadsheet.errors import SiteError
    from broadsheet.reading.configuration import read_settings

    site = _root(args) / "site"
    files = {f"site/{path.name}": path.read_bytes() for path in sorted(site.glob("*.yaml"))}
    settings, problems = read_settings(files)
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        raise SiteError(*errors)
    return settings

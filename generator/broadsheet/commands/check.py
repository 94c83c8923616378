"""`broadsheet check`: look for broken links and other faults in a built site."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadsheet.checking.external import Visit
    from broadsheet.checking.findings import Report

HELP = "Look for broken links and other faults in a built site."

FAULTLESS = 0
FAULTY = 1
REFUSED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="a built site (default: the output)"
    )
    parser.add_argument(
        "--base-url",
        default="",
        metavar="URL",
        help="where the site is published (default: what its front page says)",
    )
    parser.add_argument("--external", action="store_true", help="open links to other sites, too")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--all", action="store_true", help="show every fault of each kind")
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="processes (default: one for each core)"
    )


def run(args: argparse.Namespace) -> int:
    """Check a site. Return 0 when it has no fault, 1 when it has, 2 when there is none."""
    from broadsheet.checking.findings import report_lines, report_value
    from broadsheet.checking.published import base_url_of
    from broadsheet.commands.places import output_of
    from broadsheet.commands.terminal import complain, say

    folder = (args.folder or output_of(args)).resolve()
    if not (folder / "index.html").is_file():
        complain(f"{folder}: there is no built site here")
        complain("    hint: run `broadsheet build` first, or name the folder of a site")
        return REFUSED
    base_url = args.base_url or base_url_of(folder)
    if not base_url.startswith(("http://", "https://")):
        if args.base_url:
            complain(f"--base-url: {args.base_url!r} is not the address of a site's root")
        else:
            complain(f"{folder}: the front page does not say where the site is published")
        complain("    hint: name the address with --base-url https://example.org/")
        return REFUSED
    report = _report(args, folder, base_url)
    if args.json:
        say(json.dumps(report_value(report), indent=2, ensure_ascii=False))
    else:
        for line in report_lines(report, at_most=1_000_000 if args.all else 10):
            say(line)
    return FAULTY if report.errors else FAULTLESS


def _report(args: argparse.Namespace, folder: Path, base_url: str) -> Report:
    """Return the report of a site, links to other sites included on request."""
    from broadsheet.checking.published import Published
    from broadsheet.checking.site import check_site, read_pages, with_findings

    site = Published(folder, base_url)
    pages = read_pages(site, args.jobs)
    report = check_site(site, pages)
    if not args.external:
        return report
    from broadsheet.checking.external import external_findings, external_links
    from broadsheet.commands.terminal import complain

    links = external_links(site, pages)
    complain(f"opening {len(links):,} links to other sites; this takes a while")
    visits = _visits(list(links), args.source / ".broadsheet" / "external-links.json")
    return with_findings(report, external_findings(links, visits))


def _visits(addresses: list[str], kept: Path) -> dict[str, Visit]:
    """Return what is known of links to other sites, from the file or from the sites."""
    from broadsheet.checking.external import LIMITS, read_visits, visited, write_visits
    from broadsheet.importing.fetch import Fetcher

    with Fetcher(LIMITS) as fetch:
        visits = visited(addresses, read_visits(kept), fetch)
    write_visits(kept, visits)
    return visits

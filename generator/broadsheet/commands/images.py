"""`broadsheet images`: fetch the publishers' pictures once, and store them small."""

from __future__ import annotations

import argparse

from broadsheet.commands.terminal import complain, say

HELP = "fetch publishers' images once, and store them small"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--retry", action="store_true", help="ask again for pictures that were refused before"
    )
    parser.add_argument(
        "--delay",
        type=float,
        default=1.0,
        metavar="SECONDS",
        help="least time between two requests to one host (default: 1)",
    )
    parser.add_argument("--quiet", action="store_true", help="print the summary only")


def run(args: argparse.Namespace) -> int:
    """Fetch what is missing; return the exit status."""
    from broadsheet.commands.places import project_of
    from broadsheet.crew import Crew
    from broadsheet.importing.fetch import Fetcher
    from broadsheet.pages.picture_views import wanted_images
    from broadsheet.picturing.gathering import LIMITS, Pace, gather
    from broadsheet.picturing.pictures import folder_of
    from broadsheet.prepare import Options, Preparation, Silence, clock
    from broadsheet.publishing.report import StageTimes
    from broadsheet.workshop import Workshop

    project = project_of(args)
    workshop = Workshop(project)
    try:
        options = Options(as_of=clock())
        preparation = Preparation(workshop, options, Silence(), Crew(), StageTimes())
        prepared = preparation.prepare()
        preparation.remember(prepared)
    finally:
        workshop.close()

    def tell(url: str, refusal: str) -> None:
        if refusal:
            complain(f"{url}: {refusal}")
        elif not args.quiet:
            say(url)

    wanted = wanted_images(prepared.digest.stories)
    pace = Pace(max(0.0, args.delay))
    with Fetcher(LIMITS) as fetch:
        done = gather(wanted, folder_of(project.cache), fetch, pace, args.retry, tell)
    say(
        f"{done.fetched} fetched, {done.kept} there already, {len(done.refused)} refused, "
        f"{done.forgotten} no longer wanted"
    )
    return 0

"""`broadsheet newsletter`: print the edition of a day as a mail."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, cast

from broadsheet.commands.terminal import complain, show_problems
from broadsheet.errors import Location, Problem, SiteError, did_you_mean

if TYPE_CHECKING:
    from broadsheet.pages.page import Page
    from broadsheet.prepare import Prepared

HELP = "print an edition as a mail"
LATEST = "latest"
NO_EDITIONS = "an edition is made of a day on which dated articles appeared; there is none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "date", metavar="DATE", help="the day of the edition, such as 2022-02-22, or: latest"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help="print the plain text, not the HTML")
    form.add_argument(
        "--eml", action="store_true", help="print a whole mail: both texts and a subject"
    )
    parser.add_argument("--as-of", metavar="TIME", help="leave out what is dated after this time")
    parser.add_argument("--base-url", metavar="URL", help="link to this base URL")
    parser.add_argument("--noindex", action="store_true", help="as if built with --noindex")


def run(args: argparse.Namespace) -> int:
    """Print the mail; return the exit status."""
    from broadsheet.commands.places import base_url_of, project_of
    from broadsheet.commands.times import as_of
    from broadsheet.crew import Crew
    from broadsheet.prepare import Options, Preparation, Silence, clock
    from broadsheet.publishing.report import StageTimes
    from broadsheet.workshop import Workshop

    workshop = Workshop(project_of(args))
    options = Options(
        as_of=as_of(args.as_of) or clock(),
        base_url=base_url_of(args.base_url),
        noindex=args.noindex,
    )
    try:
        preparation = Preparation(workshop, options, Silence(), Crew(), StageTimes())
        prepared = preparation.prepare()
        sys.stdout.buffer.write(_printed(prepared, args))
        sys.stdout.buffer.flush()
        preparation.remember(prepared)
    finally:
        workshop.close()
    show_problems(problem for problem in prepared.problems if problem.is_error)
    return 0


def _printed(prepared: Prepared, args: argparse.Namespace) -> bytes:
    """Return what was asked for; raises SiteError when there is no such edition."""
    from broadsheet.pages.newsletter_views import MAX_BYTES, NewsletterView
    from broadsheet.rendering.newsletters import as_mail

    page, twin = _pages(prepared, args.date)
    text = prepared.renderer.render(twin)
    if args.text:
        return text
    html = prepared.renderer.render(page)
    if len(html) >= MAX_BYTES:
        complain(f"note: the HTML has {len(html):,} bytes; Gmail shows only the first 102,000")
    if not args.eml:
        return html
    view = cast("NewsletterView", page.make(*page.inputs))
    return as_mail(view, prepared.renderer.frame, html.decode(), text.decode())


def _pages(prepared: Prepared, day: str) -> tuple[Page, Page]:
    """Return the HTML and the plain page of a day's newsletter; raises SiteError."""
    from broadsheet import addresses
    from broadsheet.pages.newsletter_views import newsletter_pages
    from broadsheet.pages.page import facts_of
    from broadsheet.pages.plan_lists import days_in
    from broadsheet.remembered import Recollection

    digest, facts, known = prepared.digest, facts_of(prepared.settings), Recollection()
    by_day = days_in(digest, known).by_day
    mails = newsletter_pages(digest, prepared.settings, facts, by_day, known)
    pages = {page.address: page for page in mails}
    days = sorted(by_day)
    if day == LATEST and days:
        day = days[-1]
    if day not in days:
        span = f"editions run from {days[0]} to {days[-1]}" if days else NO_EDITIONS
        hint = did_you_mean(day, days) or span
        message = f"there is no edition of {day}" if day != LATEST else "there is no edition yet"
        raise SiteError(Problem(Location("content"), "no-edition", message, hint))
    return pages[addresses.newsletter(day, "html")], pages[addresses.newsletter(day, "txt")]

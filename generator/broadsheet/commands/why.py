"""`broadsheet why PAGE`: what a page depends on, and why it was or would be made anew."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from broadsheet.commands.terminal import complain, say

if TYPE_CHECKING:
    from broadsheet.explaining import Explanation

MOST_SHOWN = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "page", metavar="PAGE", help="an address, an output path or an article file"
    )
    parser.add_argument("--drafts", action="store_true", help="as if built with --drafts")
    parser.add_argument("--as-of", metavar="TIME", help="as if built at this time")
    parser.add_argument("--base-url", metavar="URL", help="as if built with this --base-url")
    parser.add_argument("--noindex", action="store_true", help="as if built with --noindex")
    parser.add_argument("--all", action="store_true", help="name every file, however many")


def run(args: argparse.Namespace) -> int:
    """Explain one page; return the exit status."""
    from broadsheet.commands.places import base_url_of, output_of, project_of
    from broadsheet.commands.times import as_of
    from broadsheet.crew import Crew
    from broadsheet.explaining import explain, find_pages
    from broadsheet.prepare import Options, Preparation, Silence, clock, without_collector
    from broadsheet.publishing.journal import last_making
    from broadsheet.publishing.output import FolderOutput
    from broadsheet.publishing.report import StageTimes
    from broadsheet.reasons import since_last_build
    from broadsheet.workshop import Workshop

    project, target = project_of(args), output_of(args)
    options = Options(
        as_of=as_of(args.as_of) or clock(),
        drafts=args.drafts,
        jobs=1,
        base_url=base_url_of(args.base_url),
        noindex=args.noindex,
    )
    workshop = Workshop(project)
    try:
        with without_collector():
            prepared = Preparation(workshop, options, Silence(), Crew(1), StageTimes()).prepare()
        ledger = workshop.ledger(target)
        journal = workshop.journal_path(target)
        reasons = since_last_build(prepared, workshop, ledger.ingredients)
        for page in find_pages(args.page, prepared, project.root, target, ledger.owned()):
            last = last_making(journal, page.output)
            found = explain(page, prepared, ledger, FolderOutput(target), last, reasons)
            say("\n".join(_lines(found, None if args.all else MOST_SHOWN)))
        for note in workshop.notes:
            complain(f"note: {note}")
    finally:
        workshop.close()
    return 0


def _lines(found: Explanation, most: int | None) -> list[str]:
    page = found.page
    maker = found.templates[0] if found.templates else f"{page.maker} (code of Broadsheet)"
    lines = [f"{page.output}: {page.about}", f"  made by: {maker}"]
    lines += _rows("which uses", found.templates[1:], most)
    lines.append("  shows:")
    lines += [f"    {row.name}: {row.what}" for row in found.inputs]
    lines += _rows("stories behind it", found.stories, most)
    lines += _rows("files behind it", found.files, most)
    if found.last:
        lines.append(f"  last made: {found.last.at}, because {found.last.reason}")
    if found.verdict:
        lines.append(f"  the next build would make it anew: {found.verdict}")
    else:
        lines.append("  the next build would leave it as it is")
    return lines


def _rows(title: str, rows: Sequence[str], most: int | None) -> list[str]:
    if not rows:
        return []
    shown = [f"    {row}" for row in rows[:most]]
    if len(rows) > len(shown):
        shown.append(f"    … and {len(rows) - len(shown)} more; --all names them")
    return [f"  {title}:", *shown]

"""`broadsheet takedown`: remove a page from every output, and prove it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.commands.terminal import Bar, complain, say, show_problems
from broadsheet.errors import Location, Problem, SiteError

if TYPE_CHECKING:
    from broadsheet.prepare import Prepared
    from broadsheet.withdrawal.scan import Scanned
    from broadsheet.withdrawal.traces import Traces
    from broadsheet.workshop import Workshop

HELP = "remove a page from every output, for good"
FILE = "site/takedowns.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("url", metavar="URL", help="the publisher's address, or ours of an article")
    parser.add_argument("--reason", default="", help="words of yours for the page that is left")
    parser.add_argument("--date", default="", metavar="DAY", help="since when (default: today)")
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="processes (default: cores)"
    )
    parser.add_argument(
        "--base-url", metavar="URL", help="the --base-url that the site is built with"
    )
    parser.add_argument("--noindex", action="store_true", help="build with --noindex")


def run(args: argparse.Namespace) -> int:
    """Take the page down; return the exit status: 1 when anything of it is still published."""
    from broadsheet.build import build
    from broadsheet.commands.places import base_url_of, output_of, project_of
    from broadsheet.picturing.gathering import forget
    from broadsheet.picturing.pictures import folder_of
    from broadsheet.prepare import Options, clock
    from broadsheet.workshop import Workshop

    project = project_of(args)
    target = output_of(args)
    workshop = Workshop(project)
    bar = Bar(is_quiet=False)
    options = Options(
        as_of=clock(),
        jobs=args.jobs,
        base_url=base_url_of(args.base_url),
        noindex=args.noindex,
    )
    try:
        prepared = _prepared(workshop, options)
        traces = _traces(args.url, prepared, workshop)
        if _note(
            project.root / FILE, prepared, traces, args.date or options.as_of[:10], args.reason
        ):
            say(f"{traces.url} is entered in {FILE}")
        forget(folder_of(project.cache), traces.images)
        report = build(workshop, target, options, bar)
        bar.end()
        show_problems(problem for problem in report.problems if problem.is_error)
        scanned = _scanned(target, traces, workshop, options)
        traces = _with_copies(traces, workshop)
    finally:
        bar.end()
        workshop.close()
    return _tell(traces, scanned)


def _prepared(workshop: Workshop, options: object) -> Prepared:
    """Read and plan the site, writing nothing but the cache."""
    from broadsheet.crew import Crew
    from broadsheet.prepare import Preparation, Silence
    from broadsheet.publishing.report import StageTimes

    preparation = Preparation(workshop, options, Silence(), Crew(1), StageTimes())  # type: ignore[arg-type]
    prepared = preparation.prepare()
    preparation.remember(prepared)
    return prepared


def _traces(url: str, prepared: Prepared, workshop: Workshop) -> Traces:
    """Return what is the page's own; raises SiteError (`not-ours`) for a page that none names."""
    from broadsheet.weburl import safe_url
    from broadsheet.withdrawal.traces import traces_of

    articles = [
        stored.article
        for row in (*prepared.readings.rows.values(), *prepared.standing_in.values())
        if (stored := workshop.memo.stored_article(row.record)) and stored.article
    ]
    traces = traces_of(url, prepared.settings.site.base_url, articles)
    if safe_url(url) is None or not traces.is_known:
        problem = Problem(
            Location("takedown"),
            "not-ours",
            f"no article is or names {url[:200]}",
            "give the publisher's address of the page, or the address of our article",
        )
        raise SiteError(problem)
    return traces


def _with_copies(traces: Traces, workshop: Workshop) -> Traces:
    """Return the traces with the last good versions that are kept of the page's articles."""
    import msgspec

    from broadsheet.quarantine import Quarantine

    project = workshop.project
    folder = project.last_good.relative_to(project.root).as_posix()
    kept = Quarantine(project.last_good).kept
    copies = [f"{folder}/{kept[path]}.md" for path in traces.files if path in kept]
    return msgspec.structs.replace(traces, files=(*traces.files, *copies))


def _note(path: Path, prepared: Prepared, traces: Traces, day: str, reason: str) -> bool:
    """Enter the page among those taken down, unless it is there; return whether it was not."""
    import yaml

    from broadsheet.digest.policies import withdrawn_keys
    from broadsheet.publishing.whole import write_whole

    base_url = prepared.settings.site.base_url
    known = {
        key for each in prepared.settings.withdrawals for key in withdrawn_keys(each.url, base_url)
    }
    if not known.isdisjoint(traces.keys):
        return False
    entry: dict[str, object] = {"url": traces.url, "date": day}
    if reason:
        entry["reason"] = reason
    if traces.articles:
        entry["articles"] = list(traces.articles)
    before = path.read_text("utf-8") if path.exists() else ""
    added = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=1000)
    text = f"{before.rstrip()}\n{added}" if before.strip() else added
    _check(path.name, text)
    write_whole(path, text.encode())
    return True


def _check(name: str, text: str) -> None:
    """Raise SiteError if the file would not be understood as it is to be written."""
    from broadsheet.reading.configuration import read_settings

    _, problems = read_settings({f"site/{name}": text.encode()})
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        raise SiteError(*errors)


def _scanned(target: Path, traces: Traces, workshop: Workshop, options: object) -> Scanned:
    """Look through the output; pictures are judged by the views that they were drawn from."""
    import msgspec

    from broadsheet.withdrawal.scan import scan

    pages = _prepared(workshop, options).pages

    def drawn(output: str) -> str | None:
        page = pages.get(output)
        return msgspec.json.encode(page.inputs).decode() if page is not None else None

    return scan(target, traces, drawn)


def _tell(traces: Traces, scanned: Scanned) -> int:
    """Say what was looked at and what was found; return the exit status."""
    total = sum(scanned.counts.values())
    parts = "; ".join(f"{kind}: {count}" for kind, count in scanned.counts.items())
    say(f"{_counted(total, 'file')} looked through ({parts})")
    looked_for = (_counted(len(traces.keys), "address"), _counted(len(traces.needles), "headline"))
    say(f"for {' and '.join(looked_for)} of {traces.url}")
    for title in traces.shared:
        say(f"not looked for, since other pages have it too: “{title}”")
    for title in traces.short:
        say(f"not looked for, since it may stand anywhere: “{title}”")
    for file in traces.files:
        say(f"{file} still holds the article, unpublished; delete it if it must not be kept")
    for find in scanned.finds:
        complain(f"{find.path}: still holds {find.what}")
    left = len(scanned.finds)
    say(f"{_counted(left, 'trace')} left" if left else "nothing of it is left in the output")
    return 1 if left else 0


def _counted(number: int, noun: str) -> str:
    """Return `1 address`, `2 addresses`: a number with its noun."""
    ending = "" if number == 1 else "es" if noun.endswith("s") else "s"
    return f"{number} {noun}{ending}"

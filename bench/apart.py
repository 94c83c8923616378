"""What the tables leave out on all sides, measured by itself: the search index and share cards.

And the other way round: Broadsheet with only the outputs that the peers make too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.measure import Run, RunError, run
from bench.results import Results
from bench.session import Session
from bench.tools import OURS, Tool

PEERS_OUTPUTS = "api: false\ntwins: false\nnewsletters: false\noffline: false"


def measure(
    session: Session,
    tools: Mapping[str, Tool],
    results: Results,
    work: Path,
    say: Callable[[str], None],
) -> None:
    """Add rows on Pagefind over Broadsheet's built site, and on a build with share cards."""
    tool = tools.get(OURS)
    if tool is None or OURS not in results.counts:
        return
    try:
        session.clean(tool)
        _add(results, "Pagefind over Broadsheet's built site", _pagefind(session, tool, work), say)
        with session.setting("share_cards: false", "share_cards: true"):
            taken = session.clean(tool)
        _add(results, "Broadsheet's clean build with share cards on", taken, say)
        with session.setting("share_cards: false", f"share_cards: false\n{PEERS_OUTPUTS}"):
            taken = session.clean(tool)
        _add(results, "Broadsheet's clean build without what the peers do not make", taken, say)
    except RunError as error:
        session.note(f"search and cards were not measured to the end: {error}")


def _pagefind(session: Session, tool: Tool, work: Path) -> Run:
    site = session.output_of(tool)
    target = str(work / "pagefind")
    command = (sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", target)
    log = work / "logs" / "pagefind.log"
    return run(command, site, tool.environment, log)


def _add(results: Results, what: str, taken: Run, say: Callable[[str], None]) -> None:
    results.apart[what] = f"{taken.wall:.1f} s ({taken.cpu:.1f} s of CPU)"
    say(f"  {what}: {results.apart[what]}")

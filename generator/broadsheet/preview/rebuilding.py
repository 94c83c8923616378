"""`build --watch`: the same bell and watch, with a build into a folder behind them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from broadsheet.preview.bell import Bell
from broadsheet.preview.lookout import Lookout
from broadsheet.preview.watching import Watch
from broadsheet.reading.discover import Project

CLOCK_SECONDS = 60.0
"""How often to build anyway: an article dated later becomes due by itself."""


def build_on_changes(
    project: Project,
    output: Path,
    build: Callable[[], None],
    polls: bool,
    complain: Callable[[str], None],
) -> None:
    """Call `build` whenever the site may have changed, until KeyboardInterrupt.

    The first build is the caller's: only before any thread runs may it use several processes.
    """

    def look(_: Collection[str]) -> bool:
        build()
        return True

    bell = Bell()
    watch = None if polls else Watch(project, bell, (output,))
    lookout = Lookout(
        bell, watch, look, lambda: None, lambda: CLOCK_SECONDS, complain, glances=False
    )
    try:
        lookout.run()
    finally:
        lookout.end_watching()

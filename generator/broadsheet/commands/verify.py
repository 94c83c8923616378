"""`broadsheet verify`: prove on a copy of this site that rebuilds equal clean builds."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from broadsheet.commands.terminal import complain, say

MOST_SHOWN = 20
WIDTH = 76
SAID_EVERY = 5
GUESSED_AFTER = 3
"""Edits after which it is said how long the others may take."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--edits", type=int, default=20, metavar="N", help="how many edits to try (default: 20)"
    )
    parser.add_argument("--seed", type=int, metavar="S", help="repeat the edits of an earlier run")
    parser.add_argument("--drafts", action="store_true", help="build with drafts")
    parser.add_argument("--as-of", metavar="TIME", help="build as of this time")
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="processes (default: cores)"
    )


def run(args: argparse.Namespace) -> int:
    """Try edits on a copy; return 0 when every rebuild equalled a clean build."""
    from random import SystemRandom

    from broadsheet.commands.places import project_of
    from broadsheet.commands.times import as_of
    from broadsheet.prepare import Options, clock
    from broadsheet.proving.verify import verify

    project = project_of(args)
    seed = args.seed if args.seed is not None else SystemRandom().randrange(1_000_000)
    options = Options(as_of(args.as_of) or clock(), args.drafts, jobs=args.jobs)
    line = _Line(args.edits)
    with tempfile.TemporaryDirectory(prefix="broadsheet-verify-") as folder:
        try:
            verdict = verify(project, Path(folder), options, args.edits, seed, line.show)
        finally:
            line.end()
    if not verdict.differences:
        taken = f" ({verdict.taken_back} taken back)" if verdict.taken_back else ""
        say(
            f"{len(verdict.edits)} edits{taken}, {verdict.pages} pages made or removed: "
            f"every rebuild equalled a clean build (seed {seed})"
        )
        return 0
    for number, edit in enumerate(verdict.edits, 1):
        complain(f"{number}. {edit}")
    complain(f"after edit {len(verdict.edits)} the rebuild differs from a clean build:")
    for difference in verdict.differences[:MOST_SHOWN]:
        complain(f"  {difference}")
    if len(verdict.differences) > MOST_SHOWN:
        complain(f"  … and {len(verdict.differences) - MOST_SHOWN} more")
    complain(f"this is a fault of Broadsheet; --seed {seed} repeats it on this site")
    return 1


class _Line:
    """Says how far it is: in one line on a terminal, elsewhere in a line for every few edits."""

    def __init__(self, edits: int) -> None:
        self._edits = edits
        self._is_shown = sys.stderr.isatty()
        self._begun = time.monotonic()

    def show(self, number: int, what: str) -> None:
        """Show an edit, before it is tried."""
        if not self._is_shown:
            if number and number % SAID_EVERY == 0:
                complain(f"edit {number} of {self._edits}")
            return
        text = f"edit {number} of {self._edits}{self._left(number)}: {what}"
        shown = text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
        sys.stderr.write(f"\r\x1b[K{shown}")
        sys.stderr.flush()

    def _left(self, number: int) -> str:
        """Return about how long it will take, once there is anything to judge it by."""
        if number <= GUESSED_AFTER:
            return ""
        seconds = (time.monotonic() - self._begun) / number * (self._edits - number + 1)
        return f" (about {max(1, round(seconds / 60))} min left)"

    def end(self) -> None:
        """Take the line away."""
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")

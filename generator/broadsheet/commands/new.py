"""`broadsheet new DIR`: begin a new site."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.commands.terminal import complain, say

if TYPE_CHECKING:
    from broadsheet.errors import Problem
    from broadsheet.origin import Origin
    from broadsheet.starting import Begun

HELP = "begin a new site in a folder"

QUESTIONS = {
    "title": "What is it called?",
    "topic": "What is it about, in a word or two (its main topic)?",
    "base_url": "At what address will it be published?",
    "language": "In which language are its own words (en, de, …)?",
    "time_zone": "In which time zone do its days begin?",
}
MOST_TRIES = 5
REFUSED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    from broadsheet.starting import Answers

    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="where; it must not hold a site yet"
    )
    for name, default in Answers()._asdict().items():
        flag = f"--{name.replace('_', '-')}"
        text = f"{QUESTIONS[name]} (default: {default})"
        parser.add_argument(flag, metavar="TEXT", help=text)
    parser.add_argument("--yes", action="store_true", help="ask nothing; take the defaults")


def run(args: argparse.Namespace) -> int:
    """Make the site; return the exit status: 1 for a folder in use, 2 for an impossible answer."""
    from broadsheet.starting import Answers, FolderInUse, begin, fault_in

    is_asking = not args.yes and sys.stdin.isatty()
    given = {}
    for name, default in Answers()._asdict().items():
        answer = getattr(args, name)
        if answer is None:
            answer = _asked(name, default) if is_asking else default
        fault = fault_in(name, answer)
        if fault is not None:
            _complain_of(name, fault)
            return REFUSED
        given[name] = answer
    try:
        begun = begin(args.folder, Answers(**given))
    except FolderInUse as error:
        complain(f"{args.folder}: {error}")
        complain("    hint: choose an empty folder")
        return 1
    say(f"{args.folder}: {len(begun.files)} files")
    for path in begun.files:
        say(f"  {path}")
    _say_what_was_kept(begun)
    say(f"\nNow:\n  cd {_typed(args.folder)}\n  broadsheet serve --open")
    _say_what_hosts_need(args.folder, begun.origin)
    return 0


def _asked(name: str, default: str) -> str:
    """Return an answer from the terminal, asked again while it is impossible."""
    from broadsheet.starting import fault_in

    answer = default
    for _ in range(MOST_TRIES):
        try:
            answer = input(f"{QUESTIONS[name]} [{default}] ").strip() or default
        except EOFError:
            return default
        fault = fault_in(name, answer)
        if fault is None:
            break
        _complain_of(name, fault)
    return answer


def _complain_of(name: str, fault: Problem) -> None:
    """Say what is wrong with an answer, by the name of its flag and not of a file yet unwritten."""
    complain(f"--{name.replace('_', '-')}: {fault.message.removeprefix(f'{name}: ')}")
    if fault.hint:
        complain(f"    hint: {fault.hint}")


def _say_what_was_kept(begun: Begun) -> None:
    """Say which files were there before, and what a repository would take in for that."""
    if begun.kept:
        say(f"left as they were: {', '.join(begun.kept)}")
    if begun.unignored:
        say("\nAdd these lines to your .gitignore:")
        for line in begun.unignored:
            say(f"  {line}")


def _typed(path: Path) -> str:
    """Return a path as it is typed in a shell."""
    return shlex.quote(str(path))


def _say_what_hosts_need(folder: Path, origin: Origin) -> None:
    """Say how a host gets Broadsheet where this machine has it from a folder."""
    if origin.checkout is not None:
        say(
            "\nBefore a host builds it, put Broadsheet where requirements.txt looks for it:\n"
            "  pip wheel --no-deps --wheel-dir"
            f" {_typed(folder / 'vendor')} {_typed(origin.checkout)}"
        )

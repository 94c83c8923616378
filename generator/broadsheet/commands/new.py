"""`broadsheet new DIR`: begin a new site."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from broadsheet.commands.terminal import complain, say

HELP = "begin a new site in a folder"

QUESTIONS = (
    ("title", "What is it called?", "The Daily Digest"),
    ("topic", "What is it about, in a word or two (its main topic)?", "News"),
    ("base_url", "At what address will it be published?", "https://digest.example/"),
    ("language", "In which language are its own words (en, de, …)?", "en"),
    ("time_zone", "In which time zone do its days begin?", "UTC"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="where; it must not hold a site yet")
    for name, question, default in QUESTIONS:
        flag = f"--{name.replace('_', '-')}"
        parser.add_argument(flag, metavar="TEXT", help=f"{question} (default: {default})")
    parser.add_argument("--yes", action="store_true", help="ask nothing; take the defaults")


def run(args: argparse.Namespace) -> int:
    """Make the site; return the exit status."""
    from broadsheet.starting import Answers, FolderInUse, begin

    answers = {
        name: getattr(args, name) or _ask(question, default, is_quiet=args.yes)
        for name, question, default in QUESTIONS
    }
    try:
        written = begin(args.folder, Answers(**answers))
    except FolderInUse as error:
        complain(f"{args.folder}: {error}")
        complain("    hint: choose an empty folder")
        return 1
    say(f"{args.folder}: {len(written)} files")
    for path in written:
        say(f"  {path}")
    say(f"\nNow:\n  cd {args.folder}\n  broadsheet serve --open")
    return 0


def _ask(question: str, default: str, *, is_quiet: bool) -> str:
    """Return an answer from the terminal; the default where nobody is there to ask."""
    if is_quiet or not sys.stdin.isatty():
        return default
    try:
        return input(f"{question} [{default}] ").strip() or default
    except EOFError:
        return default

"""The command line: one module for each command."""

from __future__ import annotations

import argparse
import atexit
import importlib
import io
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from broadsheet import __version__

COMMANDS = {
    "build": "build",
    "serve": "serve",
    "new": "new",
    "check": "check",
    "import": "import_articles",
    "relate": "relate",
    "why": "why",
    "verify": "verify",
    "status": "status",
    "newsletter": "newsletter",
    "images": "images",
    "takedown": "takedown",
    "eject": "eject",
}
"""Each command and the module that is it. Modules are imported only when they are asked for."""

HELPS = {
    "build": "make the site, or bring it up to date",
    "serve": "show the site while you write, and reload what changes",
    "new": "begin a new site in a folder",
    "check": "look for broken links and other faults in a built site",
    "import": "get articles in from feeds, pages, texts and old sites",
    "relate": "propose related lists for articles that have none",
    "why": "say what a page depends on, and why it was or would be made anew",
    "verify": "prove on a copy that rebuilds equal clean builds",
    "status": "say what a deploy would change",
    "newsletter": "print an edition as a mail",
    "images": "fetch publishers' images once, and store them small",
    "takedown": "remove a page from every output, for good",
    "eject": "copy a template of the theme into the site, to change it",
}

PUBLISHING = frozenset({"build", "serve", "takedown"})
"""Commands of which it is said that nothing was published, if that is so."""

OK = 0
FAILED = 1
REFUSED = 2


def program() -> NoReturn:
    """Run the command that this process was started for, and end the process.

    Left to itself, the interpreter would first take apart all that it holds, piece by piece, which
    takes a tenth of a second for a large site and is of no use to anybody.
    """
    _let_all_be_said()
    lasting: list[object] = []
    status = main(lasting=lasting)
    if threading.active_count() == 1:
        atexit._run_exitfuncs()  # noqa: SLF001 -- as multiprocessing does
        if _all_is_said():
            os._exit(status)
    sys.exit(status)


def _let_all_be_said() -> None:
    """Let what the terminal has no character for be spelled out: a file's name may be any bytes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _all_is_said() -> bool:
    """Write out what was printed; whether that could be done."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True


def main(arguments: Sequence[str] | None = None, lasting: list[object] | None = None) -> int:
    """Run a command; return its exit status. 0: done; 1: it failed; 2: refused or misused.

    `lasting` takes what is large, done with, and need not be taken apart.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = next((word for word in given if not word.startswith("-")), "")
    parser = _parser(name, is_first=given[:1] == [name])
    args, unknown = parser.parse_known_args(given)
    if unknown:
        refuse = getattr(args, "refuse", parser.error)  # the command's own names its options
        refuse(f"unrecognized arguments: {' '.join(unknown)}")
    args.lasting = [] if lasting is None else lasting
    if not getattr(args, "command", None):
        parser.print_help()
        return REFUSED
    from broadsheet.commands.terminal import report_failures

    module = importlib.import_module(f"broadsheet.commands.{COMMANDS[args.command]}")
    with report_failures(args.command in PUBLISHING) as failure:
        return int(module.run(args))
    return failure.status


def _parser(name: str, is_first: bool = False) -> argparse.ArgumentParser:
    """Return the parser of a command line on which `name` may be the command.

    Where it is the first word, the others are not declared, which takes a hundredth of a second.
    """
    parser = argparse.ArgumentParser(
        prog="broadsheet", description="A static site generator for topic news digests."
    )
    parser.add_argument("--version", action="version", version=f"broadsheet {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in (name,) if is_first and name in COMMANDS else COMMANDS:
        text = HELPS[command]
        sub = commands.add_parser(command, help=text, description=f"{text.capitalize()}.")
        if command != "new":  # which has its own, and no site yet
            _add_places(sub)
        sub.set_defaults(refuse=sub.error)
        if command == name:
            module = importlib.import_module(f"broadsheet.commands.{COMMANDS[command]}")
            module.add_arguments(sub)
    return parser


def _add_places(parser: argparse.ArgumentParser) -> None:
    places = parser.add_argument_group("where")
    places.add_argument(
        "--source", type=Path, default=Path(), metavar="DIR", help="the site (default: here)"
    )
    places.add_argument(
        "--content",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="articles, instead of the site's content/; may be given again",
    )
    places.add_argument(
        "--output", type=Path, metavar="DIR", help="the published site (default: public/)"
    )

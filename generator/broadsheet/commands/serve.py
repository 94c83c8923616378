"""`broadsheet serve`: show the site while you write, and reload what changes."""

from __future__ import annotations

import argparse
import errno
import signal
import socket
import sys
from types import FrameType

from broadsheet.commands.terminal import Bar, complain, say

HELP = "show the site while you write, and reload what changes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--port", type=_port, default=8000, metavar="N", help="default: 8000; 0: any free one"
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="NAME",
        help="the address to listen on (default: this machine only)",
    )
    parser.add_argument("--open", action="store_true", help="open the site in a browser")
    parser.add_argument(
        "--drafts", action="store_true", help="show unpublished and future articles, marked"
    )
    parser.add_argument("--as-of", metavar="TIME", help="hold back what is dated after this time")
    parser.add_argument(
        "--poll", action="store_true", help="look for changes by the clock, not by file events"
    )
    parser.add_argument("--base-url", metavar="URL", help="instead of the preview's own address")
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="processes for the first look"
    )


def run(args: argparse.Namespace) -> int:
    """Serve until a signal comes; return the exit status."""
    from broadsheet.commands.places import base_url_of, output_of, project_of
    from broadsheet.commands.times import as_of
    from broadsheet.prepare import Options
    from broadsheet.preview.serve import Asked, serve
    from broadsheet.preview.telling import Teller
    from broadsheet.workshop import Workshop

    signal.signal(signal.SIGTERM, _end)
    options = Options(as_of(args.as_of), args.drafts, False, args.jobs, base_url_of(args.base_url))
    asked = Asked(args.host, args.port, args.poll, args.open)
    workshop = Workshop(project_of(args))
    bar = Bar(is_quiet=False)
    try:
        serve(workshop, options, asked, output_of(args), Teller(_say, complain), bar)
    except socket.gaierror:
        complain(f"cannot serve on {args.host}: there is no such host; choose another with --host")
        return 1
    except OSError as error:
        if error.errno not in _NO_PORT:
            raise
        complain(f"cannot serve on {args.host} port {args.port}: {_NO_PORT[error.errno]}")
        return 1
    finally:
        bar.end()
    return 0


_NO_PORT = {
    errno.EADDRINUSE: "another program uses it; choose another with --port",
    errno.EACCES: "that is not allowed; choose a port above 1023 with --port",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose another with --host",
}


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no number from 0 to 65535")
    return int(text)


def _say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    say(text)
    sys.stdout.flush()


def _end(signum: int, frame: FrameType | None) -> None:
    """End as by Ctrl-C, so that processes which were started end as well."""
    del signum, frame
    raise KeyboardInterrupt

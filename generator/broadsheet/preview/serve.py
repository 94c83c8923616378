"""The preview from end to end: a port, a first look, a watch, a server, and a clean end."""

from __future__ import annotations

import gc
import os
import sys
import threading
import webbrowser
from pathlib import Path
from typing import NamedTuple

from broadsheet.prepare import Options, Progress
from broadsheet.preview.app import PreviewApp
from broadsheet.preview.audience import Audience
from broadsheet.preview.bell import Bell
from broadsheet.preview.builder import Builder
from broadsheet.preview.guard import Guard
from broadsheet.preview.lookout import Lookout
from broadsheet.preview.server import PreviewServer, listening_on, port_of
from broadsheet.preview.telling import Teller
from broadsheet.preview.watching import Watch
from broadsheet.workshop import Workshop

STOP_SECONDS = 0.7
"""A look that takes longer is not waited for at the end."""

MOST_FILES = 4096
"""Descriptors, if the system lets us: every listening browser holds one."""


class Asked(NamedTuple):
    """What the preview was asked for."""

    host: str
    port: int
    polls: bool
    opens: bool


def serve(
    workshop: Workshop, options: Options, asked: Asked, output: Path, teller: Teller, bar: Progress
) -> None:
    """Serve the site until a signal comes; `output` is never watched.

    Raises OSError when the port cannot be had. The first look is taken before any thread is
    started, since only then may work be spread over processes.
    """
    sockets = listening_on(asked.host, asked.port)
    url = address_of(asked.host, port_of(sockets[0]))
    options = options._replace(base_url=options.base_url or url)
    bell, audience = Bell(), Audience()
    builder = Builder(workshop, options, bell, teller, audience.announce)
    guard = Guard(asked.host)
    app = PreviewApp(builder.showcase, audience, guard, options.drafts, teller.complain)
    watch = None if asked.polls else Watch(workshop.project, bell, (output,))
    lookout = Lookout(
        bell, watch, builder.look, builder.get_ready, builder.seconds_until_due, teller.complain
    )
    builder.look(progress=bar)
    gc.disable()  # the lookout collects when all is quiet
    teller.say(f"Serving {url} (Ctrl-C ends)")
    lookout.start()
    if asked.opens:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
    try:
        PreviewServer(app, audience).run(sockets)
    finally:
        _end(lookout, workshop)


def address_of(host: str, port: int) -> str:
    """Return the address to open in a browser for what is bound."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 -- only to be recognised
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _end(lookout: Lookout, workshop: Workshop) -> None:
    if lookout.stop(STOP_SECONDS):
        workshop.close()
        return
    # A long look cannot be interrupted, and the cache survives its end at any point. Left to
    # itself, the interpreter would wait for it or stumble over its thread.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

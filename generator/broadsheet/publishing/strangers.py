"""Files of somebody else's in the output folder, which no build may overwrite."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Container, Iterable
from pathlib import Path

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.publishing.branches import Branches
from broadsheet.publishing.ledger import Ledger
from broadsheet.publishing.manifest import entries_from
from broadsheet.publishing.output import Output

FRONT_FILES = ("index.html", "404.html")
"""Files by which a folder is recognised as somebody else's site."""

OUR_MARK = b'<meta name="generator" content="Broadsheet'
REDIRECT_MARK = b'<meta http-equiv="refresh"'
HEAD_BYTES = 16_384


def refuse_foreign(target: Path, stale: Collection[str], ledger: Ledger, output: Output) -> None:
    """Raise SiteError before a file of somebody else's would be overwritten by a `stale` output.

    Where it is not known which files are ours, only front pages are told by their looks.
    """
    if not target.is_dir():
        return
    if ledger.is_first_hand:
        owned = ledger.owned()
        found = strangers(target, set(stale) - owned, owned)
        ours = output.intact(entries_from(target)) if found else {}
        foreign = [path for path in found if ours.get(path) is None]
    elif not ledger.owned():
        fronts = [path for path in FRONT_FILES if path in stale]
        foreign = [path for path in fronts if is_foreign(target / path)]
    else:
        foreign = []
    if foreign:
        raise SiteError(*(_foreign(target / path) for path in foreign))


def _foreign(path: Path) -> Problem:
    return Problem(
        Location(os.fspath(path)),
        "foreign-file",
        "Broadsheet did not write this file, and would overwrite it",
        "choose an empty output folder, or move the file away",
    )


def strangers(root: Path, outputs: Iterable[str], ours: Container[str]) -> list[str]:
    """Return those outputs that are not ours but would take the place of a file that is there.

    `ours` has the paths of all files of ours below `root`. Folders are no matter: only empty ones
    make way. What is behind a link is no matter either, for nothing is written there.
    """
    found = []
    branches = Branches(os.fspath(root))
    for output in sorted(outputs):
        if branches.is_elsewhere(output):
            continue
        path = root / output
        try:
            mode = os.lstat(path).st_mode
        except NotADirectoryError:
            above = next(p for p in path.parents if not p.is_dir() and os.path.lexists(p))
            is_stranger = above.relative_to(root).as_posix() not in ours
        except OSError:
            continue
        else:
            is_stranger = not stat.S_ISDIR(mode)
        if is_stranger:
            found.append(output)
    return found


def is_foreign(path: Path) -> bool:
    """Whether a file stands there that no build of ours can have written."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return False
    return OUR_MARK not in head and REDIRECT_MARK not in head

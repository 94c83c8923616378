"""Which folders of the output lie in it: what is behind a symbolic link is somebody else's."""

from __future__ import annotations

import os
import stat

from broadsheet.errors import Location, Problem


class Branches:
    """The folders below an output folder, each looked at once; the folder itself may be a link.

    It is as right as the disk was when a folder was first asked for: make one for each task.
    """

    def __init__(self, root: str) -> None:
        self._root = root + os.sep
        self._leads_away: dict[str, bool] = {"": False}

    def is_elsewhere(self, output: str) -> bool:
        """Whether a folder above an output, below the root, is a symbolic link."""
        return self._is_linked(output.rpartition("/")[0])

    def begins_elsewhere(self, output: str) -> bool:
        """Whether the uppermost folder above an output is a symbolic link: cheap for many."""
        top, slash, _ = output.partition("/")
        return slash != "" and self._is_linked(top)

    def _is_linked(self, folder: str) -> bool:
        known = self._leads_away.get(folder)
        if known is None:
            known = self._is_linked(folder.rpartition("/")[0]) or is_link(self._root + folder)
            self._leads_away[folder] = known
        return known


def is_link(path: str) -> bool:
    """Whether a path is a symbolic link, wherever that leads; not when there is nothing."""
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except OSError:
        return False


def linked_folder(path: str) -> Problem:
    """Return what is wrong with a folder in which a page belongs and that is a link."""
    return Problem(
        Location(path),
        "cannot-write",
        "a symbolic link in the output folder leads elsewhere, where no page is written",
        "remove the link (what it leads to stays), or build to the folder that you want",
    )

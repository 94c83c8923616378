"""Files that are either there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from broadsheet.publishing.whole import write_whole


def mode_of(path: Path) -> int:
    """Return who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_a_file_that_is_replaced_keeps_its_permissions(mode: int, tmp_path: Path) -> None:
    """An article that only its author may read stays so when a command edits it."""
    path = tmp_path / "article.md"
    path.write_text("old")
    path.chmod(mode)
    write_whole(path, b"new")

    assert (b"new", mode, ["article.md"]) == (
        path.read_bytes(),
        mode_of(path),
        os.listdir(tmp_path),
    )


def test_a_new_file_is_as_open_as_any_other(tmp_path: Path) -> None:
    """What a person's umask leaves to a group is left to it."""
    before = os.umask(0o002)
    try:
        write_whole(tmp_path / "written.md", b"text")
        (tmp_path / "other.md").touch()
    finally:
        os.umask(before)

    assert mode_of(tmp_path / "other.md") == mode_of(tmp_path / "written.md") == 0o664


def test_a_file_that_cannot_take_its_place_leaves_nothing(tmp_path: Path) -> None:
    """A folder stands there: it is said, and no half-made neighbour stays."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        write_whole(tmp_path / "taken", b"text")

    assert ["taken"] == os.listdir(tmp_path)


def test_a_full_disk_is_told_by_a_file_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache and the output may lie on two."""

    def write(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="space") as caught:
        write_whole(tmp_path / "ledger", b"text")

    assert tmp_path == Path(caught.value.filename).parent
    assert [] == os.listdir(tmp_path)

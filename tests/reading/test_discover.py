"""A file may become something else between being found and being read."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from broadsheet.reading.discover import Project, SourceFile, Stamp, discover, read

PATIENCE = 20.0
"""Seconds after which a reader counts as waiting for ever; it needs none."""


def found(root: Path) -> SourceFile:
    """Write an article, and return it as a walk finds it."""
    (root / "content").mkdir()
    (root / "content" / "a.md").write_text("---\ntitle: A\n---\n")
    [file] = discover(Project.at(root), {}).articles
    return file


def read_in_time(file: SourceFile) -> tuple[bytes, Stamp] | OSError | None:
    """Return what reading gives or raises, or None if it waits for somebody to write."""
    ends: list[tuple[bytes, Stamp] | OSError] = []

    def reading() -> None:
        try:
            ends.append(read(file))
        except OSError as error:
            ends.append(error)

    reader = threading.Thread(target=reading, daemon=True)
    reader.start()
    reader.join(PATIENCE)
    if reader.is_alive():  # let it go, or it would outlive the test
        os.close(os.open(file.real, os.O_WRONLY | os.O_NONBLOCK))
        return None
    return ends[0]


def test_a_file_is_read_with_its_stamp(tmp_path: Path) -> None:
    """All of it, as long as it is still a file."""
    outcome = read_in_time(found(tmp_path))

    assert isinstance(outcome, tuple)
    assert b"---\ntitle: A\n---\n" == outcome[0]


def test_a_file_that_became_a_pipe_is_refused(tmp_path: Path) -> None:
    """Nobody writes to it: whoever opens it as a file waits for ever, or takes it for empty."""
    file = found(tmp_path)
    Path(file.real).unlink()
    os.mkfifo(file.real)
    outcome = read_in_time(file)

    assert isinstance(outcome, OSError), outcome
    assert "not a regular file" == str(outcome)


def test_a_file_that_became_a_link_to_a_device_is_refused(tmp_path: Path) -> None:
    """Some have no end."""
    file = found(tmp_path)
    Path(file.real).unlink()
    Path(file.real).symlink_to(os.devnull)

    with pytest.raises(OSError, match="not a regular file"):
        read(file)


@pytest.mark.parametrize(("at_most", "expected"), [(2, b"--"), (1_000, b"---\ntitle: A\n---\n")])
def test_a_file_is_read_to_its_end_or_to_a_limit(
    at_most: int, expected: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system may give less at once than it was asked for."""
    whole = os.read
    monkeypatch.setattr(os, "read", lambda handle, most: whole(handle, min(most, 3)))

    assert expected == read(found(tmp_path), at_most)[0]

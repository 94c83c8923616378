"""Whether tests may keep their files in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

import scratch_folder


def system(folder: Path, kilobytes: int) -> Path:
    """Return a file that says how much memory is left, as Linux does."""
    file = folder / "meminfo"
    file.write_text(f"MemTotal:  99999999999 kB\nMemAvailable:    {kilobytes} kB\n")
    return file


def test_memory_is_taken_where_there_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the folder and of the machine, which may have promised more than it has."""
    monkeypatch.setattr(scratch_folder, "ROOM_BYTES", 1 << 20)
    assert scratch_folder.has_room(tmp_path, system(tmp_path, 1024))
    assert not scratch_folder.has_room(tmp_path, system(tmp_path, 1023))

    monkeypatch.setattr(scratch_folder, "ROOM_BYTES", 1 << 62)
    assert not scratch_folder.has_room(tmp_path, system(tmp_path, 1 << 60))


def test_a_machine_without_it_keeps_its_files_on_disk(tmp_path: Path) -> None:
    """No such folder, no such system, no such line."""
    enough = system(tmp_path, 1 << 40)
    empty = tmp_path / "empty"
    empty.write_text("")

    assert not scratch_folder.has_room(tmp_path / "none", enough)
    assert not scratch_folder.has_room(tmp_path, tmp_path / "none")
    assert not scratch_folder.has_room(tmp_path, empty)


def test_who_names_a_folder_is_obeyed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever room there would be elsewhere."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    assert scratch_folder.made() is None

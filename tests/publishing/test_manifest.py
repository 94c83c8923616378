"""A manifest is a file that anybody can edit: what is wrong with it is never believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broadsheet.publishing.manifest import NAME, entries_from, read_manifest

HASH = "00ff" * 8


def manifest(path: str = "index.html", content: object = HASH, version: int = 1) -> bytes:
    """Return a manifest of one file."""
    return json.dumps({"version": version, "files": {path: content}}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        manifest(version=2),
        manifest(content=3),
        manifest(content=""),
        manifest(content="zz"),
        manifest(content="abc"),
    ],
)
def test_a_spoilt_manifest_is_none(data: bytes, tmp_path: Path) -> None:
    """Nothing in the folder is then known to be ours."""
    (tmp_path / NAME).write_bytes(data)

    assert read_manifest(data) is None
    assert {} == entries_from(tmp_path)


@pytest.mark.parametrize("path", ["../index.html", "/etc/x", "a//b", "a/./b", "a\\b", "a\0b"])
def test_a_path_that_leaves_the_folder_is_not_ours(path: str, tmp_path: Path) -> None:
    """No build removes a file elsewhere, whatever the manifest says."""
    (tmp_path / NAME).write_bytes(manifest(path))

    assert {} == entries_from(tmp_path)


def test_what_was_published_is_ours(tmp_path: Path) -> None:
    """By its path and the hash of its bytes."""
    (tmp_path / NAME).write_bytes(manifest())

    assert {"index.html": bytes.fromhex(HASH)} == {
        path: entry.content for path, entry in entries_from(tmp_path).items()
    }

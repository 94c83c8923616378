"""The pictures that a site holds, by the publisher's address. Read here, written by `gathering`.

They lie in `.broadsheet/images/`: one file for each size and format, named by the hash of its
bytes, and an index. Unlike the rest of the cache this is an input of the build: what is listed and
there decides what pages show.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of, digest_of_bytes
from broadsheet.publishing.whole import write_whole

FORMAT = 1
INDEX = "index.json"

Kind = Literal["avif", "webp"]

_NAME = re.compile(r"[0-9a-f]{32}\.(?:avif|webp)")


class PictureFile(msgspec.Struct, frozen=True, gc=False):
    """One stored file; `name` begins with the hash of its bytes. Sizes in pixels, and in bytes."""

    name: str
    kind: Kind
    width: int
    height: int
    bytes: int


class StoredPicture(msgspec.Struct, frozen=True):
    """A publisher's picture as stored: each format in each width, the widest last."""

    files: tuple[PictureFile, ...]


class Index(msgspec.Struct, frozen=True):
    """The index file: stored pictures and refusals (address to reason), by address."""

    format: int = FORMAT
    pictures: dict[str, StoredPicture] = {}
    refused: dict[str, str] = {}


class Pictures:
    """What is stored and whole. `digest` tells one set from another."""

    def __init__(self, pictures: Mapping[str, StoredPicture]) -> None:
        self.by_url: Mapping[str, StoredPicture] = MappingProxyType(dict(sorted(pictures.items())))

    @cached_property
    def digest(self) -> bytes:
        """The hash of all addresses and file names: the names hold the hashes of the bytes."""
        return digest_of(tuple(self.by_url.items()))

    def of(self, url: str) -> StoredPicture | None:
        """Return the stored picture of an address, or None."""
        return self.by_url.get(url)


NO_PICTURES = Pictures({})


def folder_of(cache: Path) -> Path:
    """Return the folder of pictures in a project's cache."""
    return cache / "images"


def load_pictures(folder: Path) -> Pictures:
    """Return the listed pictures whose files are all there; without a folder, none."""
    index = load_index(folder)
    if not index.pictures:
        return NO_PICTURES
    sizes = _sizes(folder)
    return Pictures(
        {
            url: picture
            for url, picture in index.pictures.items()
            if picture.files and all(_is_there(file, sizes) for file in picture.files)
        }
    )


def is_stored_name(name: str) -> bool:
    """Whether a file may be a picture of ours: its name is a hash and a kind."""
    return bool(_NAME.fullmatch(name))


def _is_there(file: PictureFile, sizes: Mapping[str, int]) -> bool:
    return is_stored_name(file.name) and sizes.get(file.name) == file.bytes


def load_index(folder: Path) -> Index:
    """Return the index, or an empty one where there is none that can be read."""
    try:
        index = msgspec.json.decode((folder / INDEX).read_bytes(), type=Index)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Index()
    return index if index.format == FORMAT else Index()


def save_index(folder: Path, index: Index) -> None:
    """Write the index, whole; raises OSError."""
    ordered = Index(
        pictures=dict(sorted(index.pictures.items())), refused=dict(sorted(index.refused.items()))
    )
    write_whole(folder / INDEX, msgspec.json.format(msgspec.json.encode(ordered), indent=1))


def _sizes(folder: Path) -> dict[str, int]:
    """Return the bytes of each regular file in the folder."""
    with os.scandir(folder) as entries:
        return {
            entry.name: entry.stat(follow_symlinks=False).st_size
            for entry in entries
            if entry.is_file(follow_symlinks=False)
        }


class PictureShelf:
    """Gives the bytes of stored files to the pages of the plan that they are."""

    digest = b""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, view: PictureFile, /) -> bytes:
        """Return a file's bytes; raises SiteError (`lost-picture`) when they are not its own."""
        try:
            data = (self._folder / view.name).read_bytes()
        except OSError:
            data = b""
        if digest_of_bytes(data).hex() == view.name.partition(".")[0]:
            return data
        problem = Problem(
            Location(f".broadsheet/images/{view.name}"),
            "lost-picture",
            "the picture is missing or damaged",
            "fetch it again with `broadsheet images --retry`",
        )
        raise SiteError(problem)

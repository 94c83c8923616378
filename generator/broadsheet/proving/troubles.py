"""What befalls outputs and caches between builds, each at random, each said in words."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from broadsheet.picturing.pictures import folder_of
from broadsheet.proving.sitecopy import files_below

_PLACE = re.compile(r"-[0-9a-f]{16}")

Trouble = Callable[[Path, Random], str]
"""Spoils a folder; returns what it did in words, or an empty text when there was nothing to do."""


def lose_output(output: Path, random: Random) -> str:
    """Delete a published file."""
    files = files_below(output)
    if not files:
        return ""
    path = random.choice(files)
    path.unlink()
    return f"{path.relative_to(output)} lost"


def lose_folder(output: Path, random: Random) -> str:
    """Delete a published folder with all that is in it, or everything."""
    folders = sorted(path for path in output.rglob("*") if path.is_dir())
    if not folders:
        return ""
    folder = random.choice([*folders, output])
    shutil.rmtree(folder)
    return f"{folder.relative_to(output)}/ lost"


def change_output(output: Path, random: Random) -> str:
    """Change a published file by hand, sometimes without changing its size."""
    files = [path for path in files_below(output) if path.stat().st_size]
    if not files:
        return ""
    path = random.choice(files)
    data = path.read_bytes()
    if random.random() < 0.5:
        path.write_bytes(data + b"by hand")
    else:
        replacement = path.with_name("by-hand.tmp")
        replacement.write_bytes(bytes([data[0] ^ 1]) + data[1:])
        replacement.replace(path)
    return f"{path.relative_to(output)} changed by hand"


def restore_output(output: Path, random: Random) -> str:
    """Copy the output, as a restored backup does: same bytes, other files and times."""
    del random
    if not output.is_dir():
        return ""
    aside = output.with_name("restored")
    shutil.copytree(output, aside, symlinks=True)
    shutil.rmtree(output)
    aside.replace(output)
    return "the output restored from a copy"


def block_output(output: Path, random: Random) -> str:
    """Put a link or an empty folder where a published file was."""
    files = files_below(output)
    if not files:
        return ""
    path = random.choice(files)
    path.unlink()
    if random.random() < 0.5:
        path.mkdir()
        return f"{path.relative_to(output)} became a folder"
    path.symlink_to(files[0] if files[0] != path else Path("nowhere"))
    return f"{path.relative_to(output)} became a link"


OUTPUT_TROUBLES: dict[str, Trouble] = {
    "lost output": lose_output,
    "lost folder": lose_folder,
    "changed output": change_output,
    "restored output": restore_output,
    "blocked output": block_output,
}
"""What befalls the published folder."""


def delete_kept(folder: Path, random: Random) -> str:
    """Delete what is kept beside the site (a cache, say), or one of its files."""
    files = files_below(folder)
    if not files:
        return ""
    if random.random() < 0.5:
        shutil.rmtree(folder)
        return f"{folder.name}/ deleted"
    path = random.choice(files)
    path.unlink()
    return f"{_told(path)} of {folder.name}/ deleted"


def corrupt_kept(folder: Path, random: Random) -> str:
    """Flip bytes of a kept file, cut it short, or replace it by another's.

    Publishers' pictures are left alone: they lie in the cache, but are a source of the site.
    """
    sources = folder_of(folder)
    files = [
        path
        for path in files_below(folder)
        if path.stat().st_size and not path.is_relative_to(sources)
    ]
    if not files:
        return ""
    path = random.choice(files)
    data = bytearray(path.read_bytes())
    # Sizes differ from run to run by a byte or two; what is tried next must not.
    random = Random(random.getrandbits(32))  # noqa: S311 (repeatable on purpose)
    way = random.randrange(4)
    if way == 0:
        for _ in range(1 + len(data) // 50):
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    elif way == 1:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    elif way == 2:
        del data[random.randrange(len(data)) :]
    else:
        data = bytearray(random.choice(files).read_bytes())
    path.write_bytes(bytes(data))
    return f"{_told(path)} of {folder.name}/ spoiled"


def _told(path: Path) -> str:
    """Return a file's name; of one that is named by where the output lies, the rest."""
    return _PLACE.sub("", path.name)


KEPT_TROUBLES: dict[str, Trouble] = {
    "deleted": delete_kept,
    "corrupt": corrupt_kept,
}
"""What befalls `.broadsheet/` and `.broadsheet-last-good/`."""

"""A new site from the starter that the package carries."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import NamedTuple

from broadsheet.publishing.whole import write_whole


class Answers(NamedTuple):
    """What the new site's owner said."""

    title: str
    topic: str
    base_url: str
    language: str
    time_zone: str


class FolderInUse(Exception):
    """The folder holds something already."""


def begin(folder: Path, answers: Answers) -> tuple[str, ...]:
    """Write a complete new site; return its files. Raises FolderInUse, OSError.

    A folder that holds no more than a fresh repository's own files (`.git`, a licence, a readme)
    may be used; nothing in it is overwritten.
    """
    if folder.exists() and not folder.is_dir():
        raise FolderInUse("this is a file")
    taken = [name for name in ("content", "site", "templates") if (folder / name).exists()]
    if taken:
        raise FolderInUse(f"it holds {' and '.join(taken)} already")
    day = datetime.now(UTC).date().isoformat()
    words = {
        **{name: _quotable(value) for name, value in answers._asdict().items()},
        "tagline": f"{_quotable(answers.topic)}, once",
        "subject": _quotable(answers.topic),
        "day": day,
    }
    names = {
        "gitignore": ".gitignore",
        "content/first.md": f"content/{day}-night-bus-launches.md",
        "content/second.md": f"content/{day}-court-rules-on-river-buses.md",
    }
    written = []
    for name, text in sorted(_starter(resources.files("broadsheet") / "starter", "")):
        path = names.get(name, name)
        target = folder / path
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, Template(text).safe_substitute(words).encode("utf-8"))
        written.append(path)
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "site" / "static").mkdir(parents=True, exist_ok=True)
    return tuple(written)


def _quotable(text: str) -> str:
    """Return a text that can stand in a double-quoted YAML scalar."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


def _starter(folder: Traversable, prefix: str) -> list[tuple[str, str]]:
    files = []
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            files += _starter(entry, f"{name}/")
        else:
            files.append((name, entry.read_text("utf-8")))
    return files

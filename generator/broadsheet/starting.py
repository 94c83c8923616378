"""A new site from the starter that the package carries."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import NamedTuple
from uuid import uuid4

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.origin import VENDOR, Origin, installed_origin
from broadsheet.publishing.whole import write_whole
from broadsheet.reading.configuration import read_settings
from broadsheet.text import one_line

IGNORED = ".gitignore"

NAMES = {
    "gitignore": IGNORED,
    "content/bus.md": "content/$day-night-bus-launches.md",
    "content/bell.md": "content/$day-night-bus-rings-under-our-windows.md",
    "content/court.md": "content/$before-court-rules-on-a-seed-catalogue.md",
}
"""Files of the starter that get another name in the site."""

LONGEST = 200
"""Characters of an answer."""

_MARKDOWN = re.compile(r"([\\`*_\[\]()<>#|~!&])")


class Answers(NamedTuple):
    """What the new site's owner said; the defaults make a site, too."""

    title: str = "The Daily Digest"
    topic: str = "News"
    base_url: str = "https://digest.example/"
    language: str = "en"
    time_zone: str = "UTC"


class Begun(NamedTuple):
    """A new site: the files that were written, and how its host gets Broadsheet.

    `kept` are files that were there before, `unignored` the lines that their `.gitignore` lacks.
    """

    files: tuple[str, ...]
    origin: Origin
    kept: tuple[str, ...] = ()
    unignored: tuple[str, ...] = ()


class FolderInUse(Exception):
    """The folder holds something already."""


def fault_in(name: str, answer: str) -> Problem | None:
    """Return what is wrong with one answer, as the settings' own rules judge it, or None."""
    where = Location("site/site.yaml")
    if not answer.strip():
        return Problem(where, "missing-field", f"{name}: it is empty", "say something")
    if len(answer) > LONGEST:
        message = f"{name}: it has {len(answer)} characters; at most {LONGEST} are possible"
        return Problem(where, "too-long", message, "shorten it")
    files = _files(Answers()._replace(**{name: answer}), "", "")
    problems = read_settings({path: text.encode("utf-8") for path, text in files.items()})[1]
    return problems[0] if problems else None


def begin(folder: Path, answers: Answers) -> Begun:
    """Write a complete new site. Raises SiteError (an answer), FolderInUse, OSError.

    A folder that holds no more than a fresh repository's own files (`.git`, a licence, a readme)
    may be used; nothing in it is overwritten.
    """
    faults = [fault_in(name, answer) for name, answer in answers._asdict().items()]
    if any(faults):
        raise SiteError(*(fault for fault in faults if fault))
    _refuse_used(folder)
    answers = answers._replace(base_url=f"{answers.base_url.strip().rstrip('/')}/")
    origin = installed_origin()
    written, kept = [], []
    unignored: tuple[str, ...] = ()
    for path, text in sorted(_files(answers, origin.requirement, str(uuid4())).items()):
        target = folder / path
        if target.exists():
            kept.append(path)
            if path == IGNORED:
                unignored = _lacking(text, target.read_text("utf-8", "replace"))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text.encode("utf-8"))
        written.append(path)
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "site" / "static").mkdir(parents=True, exist_ok=True)
    if origin.wheel is not None and origin.wheel.is_file():
        (folder / VENDOR).mkdir(exist_ok=True)
        shutil.copyfile(origin.wheel, folder / VENDOR / origin.wheel.name)
        written.append(f"{VENDOR}/{origin.wheel.name}")
    return Begun(tuple(written), origin, tuple(kept), unignored)


def _lacking(wanted: str, there: str) -> tuple[str, ...]:
    """Return the lines that a `.gitignore` lacks; a slash before or behind makes no difference."""
    has = {line.strip().strip("/") for line in there.splitlines()}
    return tuple(line for line in wanted.splitlines() if line.strip("/") not in has)


def _refuse_used(folder: Path) -> None:
    """Raise FolderInUse for a file, and for a folder with parts of a site."""
    if folder.exists() and not folder.is_dir():
        raise FolderInUse("this is a file")
    taken = [name for name in ("content", "site", "templates") if (folder / name).exists()]
    if taken:
        raise FolderInUse(f"it holds {' and '.join(taken)} already")


def _files(answers: Answers, requirement: str, identity: str) -> dict[str, str]:
    """Return the texts of a new site by path.

    The articles are dated yesterday and the day before: what is dated later than a build is held
    back, and a new site shall not be empty in the morning.
    """
    now = datetime.now(UTC)
    subject = one_line(answers.topic)
    words = {
        **{name: _quotable(value) for name, value in answers._asdict().items()},
        "heading": _MARKDOWN.sub(r"\\\1", one_line(answers.title)),
        "subject": _quotable(subject),
        "subject_in_text": _MARKDOWN.sub(r"\\\1", subject),
        "day": (now - timedelta(days=1)).date().isoformat(),
        "before": (now - timedelta(days=2)).date().isoformat(),
        "identity": identity,
        "requirement": requirement,
    }
    starter = resources.files("broadsheet") / "starter"
    return {
        _filled(NAMES.get(name, name), words): _filled(text, words)
        for name, text in _texts(starter, "").items()
    }


def _filled(text: str, words: Mapping[str, str]) -> str:
    """Put the words into a text; what is no word of ours, such as `$$HOME`, stays."""
    return Template(text).substitute(words)


def _quotable(text: str) -> str:
    """Return a text that can stand in a double-quoted YAML scalar."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


def _texts(folder: Traversable, prefix: str) -> dict[str, str]:
    """Return the starter's own files by path, hidden ones and Python's left out."""
    files: dict[str, str] = {}
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_dir():
            files |= _texts(entry, f"{name}/")
        else:
            files[name] = entry.read_text("utf-8")
    return files

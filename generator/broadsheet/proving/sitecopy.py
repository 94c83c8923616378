"""A copy of a site that may be spoiled, and how its files are read and written by edits."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from broadsheet.picturing.pictures import folder_of
from broadsheet.reading.discover import Project

_FRONT = re.compile(r"\A---\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)(.*)\Z", re.DOTALL | re.MULTILINE)


class Source(NamedTuple):
    """An article file as edits see it: the fields as texts, lists and mappings, and the body."""

    fields: dict[str, Any]
    body: str


class SiteCopy:
    """The folders of a copied site. Every change made through it lies below its own root."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @classmethod
    def of(cls, project: Project, folder: Path) -> SiteCopy:
        """Copy a site's sources into an empty folder; raises OSError."""
        root = folder / "site-copy"
        root.mkdir(parents=True)
        copied = []
        for number, content in enumerate(project.content):
            target = root / ("content" if number == 0 else f"content-{number + 1}")
            _copy(content, target)
            copied.append(target)
        _copy(project.templates, root / "templates")
        _copy(project.site, root / "site")
        copy = Project.at(root, copied)._replace(cache=folder / "cache")
        _copy(project.last_good, copy.last_good)
        _copy(folder_of(project.cache), folder_of(copy.cache))
        return cls(copy)

    @property
    def content(self) -> Path:
        """The first folder of articles."""
        return self.project.content[0]

    def articles(self) -> list[Path]:
        """Return every article file, sorted."""
        found = {
            path
            for folder in self.project.content
            for path in folder.rglob("*.md")
            if not path.name.startswith((".", "_")) and path.is_file() and not path.is_symlink()
        }
        return sorted(found)

    def name(self, path: Path) -> str:
        """Return what messages call a file."""
        return path.relative_to(self.project.root).as_posix()

    def settings(self, name: str) -> Any:
        """Return what a YAML file under `site/` holds, every scalar as text; None when absent."""
        path = self.project.site / name
        if not path.is_file():
            return None
        return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (texts only)

    def write_settings(self, name: str, value: object) -> None:
        """Write a YAML file under `site/`."""
        write(self.project.site / name, _as_yaml(value))


def read_source(path: Path) -> Source | None:
    """Return an article file's parts, or None when it is not written as articles are."""
    try:
        found = _FRONT.match(path.read_text("utf-8"))
        if found is None:
            return None
        fields = yaml.load(found[1], Loader=yaml.BaseLoader)  # noqa: S506 (texts only)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    return Source(fields, found[2]) if isinstance(fields, dict) else None


def write_source(path: Path, source: Source) -> None:
    """Write an article file."""
    write(path, f"---\n{_as_yaml(source.fields)}---\n{source.body}")


def write(path: Path, text: str | bytes) -> None:
    """Write a file in place, making its folder; a link or folder that stands there makes way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        path.unlink()
    path.write_bytes(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)


def files_below(folder: Path) -> list[Path]:
    """Return every regular file below a folder, sorted."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


class _Plain(yaml.SafeDumper):
    """Writes no anchors: articles may not hold any."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _as_yaml(value: object) -> str:
    return yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, ignore=_special)


def _special(folder: str, names: Iterable[str]) -> set[str]:
    """Return the names of pipes, sockets and devices, which cannot be copied."""
    paths = [Path(folder, name) for name in names]
    return {
        path.name for path in paths if not (path.is_symlink() or path.is_file() or path.is_dir())
    }

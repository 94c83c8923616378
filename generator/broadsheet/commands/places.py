"""The folders that a command was pointed at."""

from __future__ import annotations

import argparse
from pathlib import Path

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.reading.discover import Project


def project_of(args: argparse.Namespace) -> Project:
    """Return the project of `--source` and `--content`; raises SiteError when there is none."""
    for folder in (args.source, *args.content):
        if not folder.is_dir():
            problem = Problem(
                Location(str(folder)),
                "unreadable-file",
                "there is no such folder",
                "name a site's folder with --source, or begin one with `broadsheet new DIR`",
            )
            raise SiteError(problem)
    return Project.at(args.source, args.content)


def output_of(args: argparse.Namespace) -> Path:
    """Return the output folder of `--output`, or `public/` in the site."""
    folder: Path = args.output or args.source / "public"
    return folder.resolve()

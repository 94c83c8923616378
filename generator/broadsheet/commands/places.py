"""The folders that a command was pointed at."""

from __future__ import annotations

import argparse
from pathlib import Path

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.reading.discover import Project
from broadsheet.weburl import safe_url


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


def base_url_of(text: str | None) -> str:
    """Return `--base-url` with a slash at its end, or nothing; raises SiteError."""
    if not text:
        return ""
    url = safe_url(text if text.endswith("/") else f"{text}/")
    if url is None or "?" in url or "#" in url:
        problem = Problem(
            Location("--base-url"),
            "bad-url",
            f"{text[:80]!r} is not the address of a site's root",
            "write it as https://news.example.org/",
        )
        raise SiteError(problem)
    return url


def output_of(args: argparse.Namespace) -> Path:
    """Return the output folder of `--output`, or `public/` in the site."""
    folder: Path = args.output or args.source / "public"
    return folder.resolve()

"""Files of settings, read, for tests of what they give and of what is wrong with them."""

from __future__ import annotations

from broadsheet.reading.configuration import read_settings
from broadsheet.settings import (
    Settings,
)


def settings_of(**files: str) -> Settings:
    """Return the settings of files about which nothing is wrong."""
    settings, problems = read_settings(
        {f"site/{name}.yaml": text.encode() for name, text in files.items()}
    )

    assert problems == ()
    return settings


def problems_of(**files: str) -> list[tuple[int, str, str]]:
    """Return line, code and message of all that is wrong with some files."""
    _, problems = read_settings(
        {f"site/{name}.yaml": text.encode() for name, text in files.items()}
    )
    return [(problem.where.line, problem.code, problem.message) for problem in problems]


def hints_of(**files: str) -> list[str]:
    """Return the hints that go with the problems of some files."""
    _, problems = read_settings(
        {f"site/{name}.yaml": text.encode() for name, text in files.items()}
    )
    return [problem.hint for problem in problems]

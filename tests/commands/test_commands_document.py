"""Every command and every option is in the documents, and none that is not there."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from broadsheet.commands import COMMANDS, _parser

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "commands.md").read_text("utf-8")
ELSEWHERE = {
    name: page
    for names, page in re.findall(r"^\| (`.+) \| \[(\w+\.md)\]", TEXT, re.MULTILINE)
    for name in re.findall(r"`(\w+)[^`]*`", names)
    if name != "build"  # whose --watch is told there
}
"""The commands that have a page of their own."""

EVERYWHERE = {"--help", "--source", "--content", "--output"}


def options_of(command: str) -> set[str]:
    """Return the long options that a command takes, but for those that all take."""
    (commands,) = (
        action
        for action in _parser(command)._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    actions = commands.choices[command]._actions
    return {name for each in actions for name in each.option_strings if "--" in name} - EVERYWHERE


def told_of(command: str) -> str:
    """Return the part of the documents about a command."""
    if command in ELSEWHERE:
        return (DOCS / ELSEWHERE[command]).read_text("utf-8")
    return TEXT.partition(f"\n## `broadsheet {command}")[2].partition("\n## ")[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_documented(command: str) -> None:
    """On the command's own page, or in its part of docs/commands.md."""
    told = set(re.findall(r"--[a-z][a-z-]+", told_of(command)))

    assert set() == options_of(command) - told


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ELSEWHERE])
def test_no_other_option_is_documented(command: str) -> None:
    """A table of docs/commands.md names what the command takes."""
    rows = re.findall(r"^\| (`--[^|]+) \|", told_of(command), re.MULTILINE)

    assert options_of(command) == set(re.findall(r"--[a-z][a-z-]+", " ".join(rows)))


def test_every_command_is_in_the_readme() -> None:
    """Its table is what a newcomer reads first."""
    readme = (DOCS.parent / "README.md").read_text("utf-8")

    assert [] == [name for name in COMMANDS if f"| `broadsheet {name}" not in readme]


def test_every_document_is_named_in_the_readme() -> None:
    """A page to which nothing leads is read by nobody."""
    readme = (DOCS.parent / "README.md").read_text("utf-8")

    assert [] == [page.name for page in DOCS.glob("*.md") if f"docs/{page.name}" not in readme]

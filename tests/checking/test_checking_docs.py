"""docs/checking.md against the program."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from broadsheet.checking.findings import FAULTS
from broadsheet.commands.check import add_arguments

DOCUMENT = (Path(__file__).parents[2] / "docs" / "checking.md").read_text(encoding="utf-8")


def test_every_code_is_documented_and_no_other() -> None:
    """The table lists exactly the codes of the catalogue."""
    rows = [line for line in DOCUMENT.splitlines() if line.startswith("| `") and "--" not in line]
    codes = {code for row in rows for code in re.findall(r"`([a-z-]+)`", row.split("|")[1])}

    assert set(FAULTS) == codes


def test_every_option_is_documented() -> None:
    """What --help names, the table names."""
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    options = {each for action in parser._actions for each in action.option_strings}

    assert options == set(re.findall(r"^\| `(--[a-z-]+)", DOCUMENT, re.MULTILINE))

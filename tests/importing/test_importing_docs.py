"""docs/importing.md says what the importer does: every rule, option, kind and field."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from broadsheet.commands import import_articles
from broadsheet.importing import oldsites
from broadsheet.importing.drafts import KINDS
from broadsheet.importing.repairs import RULES

DOCS = (Path(__file__).parents[2] / "docs" / "importing.md").read_text("utf-8")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_documented(rule: str) -> None:
    """The table of rules is that of the program, word for word."""
    assert f"| `{rule}` | {RULES[rule]} |" in DOCS


def test_every_option_is_documented() -> None:
    """An option that the page does not name would be found by nobody."""
    parser = argparse.ArgumentParser(add_help=False)
    import_articles.add_arguments(parser)
    options = {word for action in parser._actions for word in action.option_strings}

    assert set() == {option for option in options if f"`{option}" not in DOCS}


def test_every_kind_and_mapped_field_is_documented() -> None:
    """The tables of fields in `oldsites` are those of the page."""
    fields = {
        name
        for names in (
            oldsites.TITLE,
            oldsites.DATE,
            oldsites.UPDATED,
            oldsites.EXCERPT,
            oldsites.ADDRESS,
            oldsites.AUTHOR,
            oldsites.LANGUAGE,
            oldsites.PICTURE,
            oldsites.TOPICS,
            oldsites.LABELS,
        )
        for name in names
    }

    assert set() == {name for name in fields.union(KINDS) if f"`{name}`" not in DOCS}

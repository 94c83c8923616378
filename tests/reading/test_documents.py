"""The documents name every setting and every field there is, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from broadsheet import settings
from broadsheet.model_rules import StoryRules
from broadsheet.reading.articles import FIELDS

DOCS = Path(__file__).parent.parent.parent / "docs"

SECTIONS: list[tuple[str, type[msgspec.Struct]]] = [
    ("## `site/site.yaml`", settings.SiteSettings),
    ("### `taxonomies`", settings.TaxonomySetting),
    ("### `stories`", StoryRules),
    ("### `ranking`", settings.RankingRules),
    ("### `limits`", settings.Limits),
    ("### `feeds`", settings.FeedSettings),
    ("### `newsletter`", settings.NewsletterSettings),
    ("## `site/topics.yaml`", settings.TopicSetting),
    ("## `site/providers.yaml`", settings.ProviderSetting),
    ("## `site/stories.yaml`", settings.StoryOverride),
    ("## `site/policies.yaml`", settings.Policy),
    ("## `site/takedowns.yaml`", settings.Withdrawal),
]


def section(heading: str) -> str:
    """Return the part of docs/settings.md below a heading."""
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    return re.split(r"^#{2,3} ", text.partition(f"{heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[
        0
    ]


@pytest.mark.parametrize(("heading", "kind"), SECTIONS)
def test_every_setting_is_documented(heading: str, kind: type[msgspec.Struct]) -> None:
    """Each table has the settings of its file or part, in any order."""
    rows = re.findall(r"^\| (`[^|]+`) \|", section(heading), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]

    assert sorted(named) == sorted(kind.__struct_fields__)


@pytest.mark.parametrize(("heading", "kind"), SECTIONS)
def test_documented_defaults_are_the_real_ones(heading: str, kind: type[msgspec.Struct]) -> None:
    """Where a table tells a default."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(kind)}
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \| [^|]+ \|$", section(heading), re.MULTILINE)
    words = {True: "yes", False: "no", None: "", "": "", (): ""}
    for name, told in rows:
        default = defaults[name]
        if (
            isinstance(default, str | bool | int | float | None)
            and default is not msgspec.NODEFAULT
        ):
            plain = told.strip("`").replace(",", "")
            expected = f"{default:g}" if isinstance(default, float) else str(default)
            assert plain in (expected, words.get(default, expected), "the title", "the field"), name


def test_every_field_is_documented() -> None:
    """docs/articles.md has a row for each field of the format."""
    text = (DOCS / "articles.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)

    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(FIELDS)

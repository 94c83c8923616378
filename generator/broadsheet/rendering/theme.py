"""The texts of templates: the theme's own, as the package carries them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[1]
"""Where the program lies; `importlib.resources` says the same, and takes long to load."""


class TemplateText(NamedTuple):
    """One template: where its text comes from, as its author knows it, and the text."""

    path: str
    text: str


def package_templates() -> dict[str, TemplateText]:
    """Return the theme's templates: from the installed package or, in a checkout, beside it."""
    theme = PACKAGE / "theme" / "templates"
    if theme.is_dir():
        return {
            file.name: TemplateText(
                f"broadsheet/theme/templates/{file.name}", file.read_text("utf-8")
            )
            for file in theme.iterdir()
            if _is_template(file.name)
        }
    folder = Path(__file__).resolve().parents[3] / "templates"
    return {
        file.name: TemplateText(f"templates/{file.name}", file.read_text("utf-8"))
        for file in sorted(folder.iterdir())
        if _is_template(file.name)
    }


def _is_template(name: str) -> bool:
    return name.endswith((".html", ".txt", ".xml")) and not name.startswith(".")

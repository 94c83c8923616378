"""A template of the theme becomes the site's own, and nothing of the site is lost by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.commands import main
from broadsheet.rendering.theme import package_templates


def eject(root: Path, *words: str) -> int:
    """Run the command on a site."""
    return main(["eject", *words, "--source", str(root)])


def test_it_copies_one_template(tmp_path: Path) -> None:
    """Byte for byte, and no other."""
    assert 0 == eject(tmp_path, "story.html")
    (copied,) = (tmp_path / "templates").iterdir()

    assert "story.html" == copied.name
    assert package_templates()["story.html"].text == copied.read_text("utf-8")


def test_it_does_not_overwrite_unless_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed template stays; --force brings the theme's back."""
    own = tmp_path / "templates" / "story.html"
    own.parent.mkdir()
    own.write_text("mine")
    refused = eject(tmp_path, "story.html")
    kept = own.read_text()

    assert (1, "mine") == (refused, kept)
    assert "--force" in capsys.readouterr().err
    assert 0 == eject(tmp_path, "story.html", "--force")
    assert package_templates()["story.html"].text == own.read_text("utf-8")


@pytest.mark.parametrize("name", ["stroy.html", "../story.html", "/etc/passwd", "."])
def test_only_templates_of_the_theme_can_be_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anything else is refused, with the nearest name, and writes nothing."""
    assert 1 == eject(tmp_path, name)
    assert "has no template" in capsys.readouterr().err
    assert [] == list(tmp_path.rglob("*"))


def test_a_misspelt_name_is_guessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message says which template was perhaps meant."""
    eject(tmp_path, "stroy.html")

    assert "story.html" in capsys.readouterr().err


def test_without_a_name_it_lists_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One a line, sorted, and nothing is written."""
    assert 0 == eject(tmp_path)
    assert sorted(package_templates()) == capsys.readouterr().out.splitlines()
    assert [] == list(tmp_path.iterdir())

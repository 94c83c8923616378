"""The same as test_history with the real theme: a fixed life of a small site."""

from __future__ import annotations

from pathlib import Path

from living_site import LivingSite, Step

KETTLE, FERRY = "2026-11-10-kettle", "2026-11-11-ferry"

LIFE: dict[str, Step] = {
    "words": lambda s: (
        s.article(KETTLE, body="Another *text*, and a [link](https://x.example/).\n"),
        s.article(FERRY, title="Night ferry finds another berth"),
        s.article("2026-11-13-draft", published="true"),
    ),
    "settings": lambda s: (
        s.setting(taxonomies=[{"field": "people", "title": "People", "singular": "Person"}]),
        s.setting(language="de", accent="#1c3c8a"),
        s.article(KETTLE, people=["Ada Marrow"]),
    ),
    "a template": lambda s: s.write("templates/_pieces.html", s.theme("_pieces.html") + "\n"),
    "time": lambda s: s.options(as_of="2026-12-01T00:00:00Z"),
    "an upgrade": lambda s: (s.upgrade(), s.path(f"content/{FERRY}.md").unlink()),
}


def test_a_life_with_the_real_theme_ends_where_a_clean_build_ends(tmp_path: Path) -> None:
    """Every step's rebuild equals a clean build, byte for byte."""
    living = LivingSite(tmp_path, theme=True)
    living.rebuild()
    found = {}
    for what, step in LIFE.items():
        step(living)
        if differences := living.differences():
            found[what] = differences[:3]

    assert {} == found


def test_a_life_leaves_nothing_to_do(tmp_path: Path) -> None:
    """After a rebuild with the theme, another makes nothing."""
    living = LivingSite(tmp_path, theme=True)
    living.rebuild()

    assert {} == living.rebuild()

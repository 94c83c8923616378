"""The edits an editor makes: a sentence at the end of a body, another title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bench.corpus import Sketch

TITLE_LINE = re.compile(r'^title: "', re.MULTILINE)


def append_sentence(path: Path, marker: str) -> None:
    """Add a paragraph holding `marker` (one invented word) to the end of a body."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\nAn added sentence says {marker} here.\n")


def retitle(path: Path, marker: str) -> None:
    """Put `marker` before the first word of the article's title."""
    text = path.read_text(encoding="utf-8")
    path.write_text(TITLE_LINE.sub(f'title: "{marker} ', text, count=1), encoding="utf-8")


def targets(sketches: Sequence[Sketch]) -> list[Sketch]:
    """Articles to edit, from the middle of the corpus on.

    Published, with a body and a related list, and in no event with another article: each is the
    one article of its own page in every tool, so that what is edited is what is shown there.
    """
    fitting = [s for s in sketches if s.published and s.alone and s.has_body and s.entries]
    middle = len(fitting) // 2
    return fitting[middle:] + fitting[:middle]


def newest(sketches: Sequence[Sketch]) -> Sketch:
    """Return the latest of `targets`: near the top of the home page of every tool."""
    return max(targets(sketches), key=lambda sketch: sketch.moment)

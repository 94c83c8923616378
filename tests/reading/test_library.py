"""Reading the articles again: what is known of them is believed, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.crew import Crew
from broadsheet.memo import Memo
from broadsheet.reading import library
from broadsheet.reading.articles import ParseRules
from broadsheet.reading.discover import Project, SourceFile, discover
from broadsheet.reading.glance import glance
from broadsheet.remembered import Recollection
from broadsheet.store import Store

NAMES = ("a.md", "b.md", "c.md")
BROKEN = "no front matter\n"


def text(number: int) -> str:
    """Return an article, or (0) a file that is none."""
    if not number:
        return BROKEN
    return (
        f"---\ntitle: Ferry number {number}\npublishedDateTime: 2026-11-10\n---\nText {number}.\n"
    )


class Library:
    """A folder of articles, read over and over by one process."""

    def __init__(self, root: Path) -> None:
        for name in NAMES:
            (root / "content").mkdir(exist_ok=True)
            (root / "content" / name).write_text(text(1))
        self.project = Project.at(root)
        self.memo = Memo(Store(None))
        self.sources = discover(self.project, {})
        self.readings: library.Readings | None = None
        self.recollection = Recollection()

    def read(self, rules: ParseRules, anew: bool = False) -> library.Readings:
        """Return the reading of the sources; `anew` does without what was read before."""
        before = None if anew else self.readings
        return library.read_articles(
            self.sources.articles,
            rules,
            b"engine",
            before.rows if before else {},
            before.stamps if before else {},
            Memo(Store(None)) if anew else self.memo,
            Crew(1),
            lambda steps: None,
            before,
        )

    def write(self, name: str, number: int, walk: bool) -> None:
        """Write another text, or (-1) remove the file; look for it by a walk, or at it alone."""
        path = self.project.content[0] / name
        if number < 0:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text(number))
            os.utime(path, (number + 1, number + 1))
        stamps = self.readings.stamps if self.readings else {}
        seen = None
        if not walk:
            seen = glance(self.project, self.sources, {str(path)}, stamps, self.recollection)
            self.recollection.turn()
        self.sources = seen or discover(self.project, stamps)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.integers(-1, 3), st.booleans(), st.booleans()),
        max_size=6,
    )
)
def test_articles_are_read_again_as_if_for_the_first_time(
    edits: list[tuple[str, int, bool, bool]],
) -> None:
    """Whatever becomes of the files, however it is found, and whether other rules hold now."""
    with TemporaryDirectory() as folder:
        shelf = Library(Path(folder))
        for name, number, walk, coast in edits:
            shelf.write(name, number, walk)
            rules = ParseRules(time_zone="Asia/Tokyo" if coast else "UTC")
            shelf.readings = shelf.read(rules)
            fresh = shelf.read(rules, anew=True)

            assert (fresh.briefs, fresh.problems) == shelf.readings[:2]
            assert fresh.left_out == shelf.readings.left_out
            assert fresh.rows == shelf.readings.rows
            assert fresh.stamps.keys() == shelf.readings.stamps.keys()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Library]:
    """Yield a folder of articles that was read."""
    found = Library(tmp_path)
    found.readings = found.read(ParseRules())
    yield found


def test_only_what_was_touched_is_opened_again(shelf: Library) -> None:
    """Files that were opened once are asked for again, and found to be known."""
    stamps = shelf.readings.stamps if shelf.readings else {}
    known = [SourceFile(p, r, stamps[p].digest) for p, r, _ in shelf.sources.articles]
    shelf.sources = shelf.sources._replace(articles=tuple(known))
    shelf.readings = shelf.read(ParseRules())
    opened = shelf.readings.read
    shelf.write("b.md", 2, walk=False)

    assert ((), (1,)) == (opened, shelf.read(ParseRules()).read)


def test_a_file_that_changed_while_it_was_opened_is_opened_again(
    shelf: Library,
) -> None:
    """Its digest is of what it was when it was found; the same file object says no more."""
    path = shelf.project.content[0] / "b.md"
    digests = {file.path: b"as it was found" for file in shelf.sources.articles}
    named = [SourceFile(p, r, digests[p]) for p, r, _ in shelf.sources.articles]
    shelf.sources = shelf.sources._replace(articles=tuple(named))
    shelf.readings = shelf.read(ParseRules())
    path.write_text(text(3))
    row = shelf.read(ParseRules()).rows["content/b.md"]

    assert "Ferry number 3" in shelf.memo.article(row.record).title

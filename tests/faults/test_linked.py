"""Symbolic links in the output folder: nothing is written, removed or taken for ours behind one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from broadsheet.commands import main
from broadsheet.proving.trial import Tree, tree_of
from faults.press import Press

WAYS = pytest.mark.parametrize("options", [(), ("--swap",)], ids=["in place", "swap"])


@pytest.fixture
def press(tmp_path: Path, clean: dict[int, Tree]) -> Press:
    """Return a site that was published."""
    press = Press(tmp_path, articles=4, clean=clean, twins=False, api=False)
    press.rebuild()
    return press


def build(press: Press, *options: str) -> int:
    """Build as people do; return the status."""
    return main([*press.command(*options)[3:]])


def link_to_strangers(press: Press, tmp_path: Path, linked: str) -> Path:
    """Put a link in the place of a folder of pages, to files of the same names; return where."""
    elsewhere = tmp_path / "elsewhere"
    folder = press.output / linked
    for page in folder.rglob("index.html"):
        theirs = elsewhere / page.relative_to(folder)
        theirs.parent.mkdir(parents=True, exist_ok=True)
        theirs.write_text("somebody else's")
    shutil.rmtree(folder)
    folder.symlink_to(elsewhere)
    return elsewhere


@WAYS
@pytest.mark.parametrize("is_leaf", [True, False], ids=["a page's folder", "all of news/"])
def test_a_rebuild_removes_nothing_behind_a_link(
    press: Press,
    is_leaf: bool,
    options: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The articles go, and somebody else's files stay where the link leads; it is said."""
    gone = sorted((press.root / "content").glob("*.md"))[: 1 if is_leaf else None]
    (leaf,) = (press.output / "news").glob(f"*report-{int(gone[0].stem)}-*")
    elsewhere = link_to_strangers(press, tmp_path, f"news/{leaf.name}" if is_leaf else "news")
    before = tree_of(elsewhere)
    for path in gone:
        path.unlink()
    capsys.readouterr()
    status = build(press, *options)
    said = capsys.readouterr()

    assert before == tree_of(elsewhere)
    assert 0 == status
    assert (
        "not removed, for a symbolic link in the output leads there: news/" in said.err + said.out
    )
    assert [] == press.leftovers()


@WAYS
def test_a_page_behind_a_link_stops_the_build(
    press: Press, options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing has changed by then; without the link the next build ends where a clean one does."""
    elsewhere = link_to_strangers(press, tmp_path, "news")
    press.turn()
    before = tree_of(elsewhere), tree_of(press.output)
    capsys.readouterr()
    status = build(press, *options)
    said = capsys.readouterr().err

    assert (1, before) == (status, (tree_of(elsewhere), tree_of(press.output)))
    assert f"{press.output / 'news'}: a symbolic link in the output folder leads elsewhere" in said
    assert "hint: remove the link" in said
    assert "free space" not in said

    (press.output / "news").unlink()

    assert press.pages() == press.rebuild()
    assert [] == press.leftovers()

"""What the preview shows when the program itself fails: so, over the last good pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import broadsheet.prepare
import broadsheet.reading.configuration
import broadsheet.reading.library
from broadsheet.pages.page import Page
from broadsheet.prepare import Options, Preparation
from broadsheet.preview.bell import Bell
from broadsheet.preview.builder import LONGEST_SLEEP, OUR_FAULT, Builder
from broadsheet.preview.telling import Teller
from broadsheet.workshop import Workshop
from living_site import LivingSite
from preview_desk import ADDRESS, KETTLE, Desk
from small_site import NOW


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return the preview of a small site, without a server."""
    made = Desk(tmp_path)
    yield made
    made.workshop.close()


def failing_at(stage: Callable[..., Any], word: bytes, folder: Path) -> Callable[..., Any]:
    """Return a stage of the pipeline that cannot bear a word in an article."""

    def run(*given: Any) -> Any:
        if word in (folder / "content" / f"{KETTLE}.md").read_bytes():
            raise ZeroDivisionError("an error nobody thought of")
        return stage(*given)

    return run


@pytest.mark.parametrize(
    ("stage", "module"),
    [
        ("read_articles", broadsheet.reading.library),
        ("discover", broadsheet.prepare),
        ("read_settings", broadsheet.reading.configuration),
    ],
)
def test_an_error_nobody_thought_of_is_shown_and_got_over(
    stage: str, module: ModuleType, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that it is our fault; the pages stay, and the next edit is shown as ever."""
    root = desk.living.site.project.root
    good = desk.page()
    patched = failing_at(getattr(module, stage), b"unlucky", root)
    monkeypatch.setattr(module, stage, patched)

    assert [] == desk.faults()

    desk.living.article(KETTLE, body="An unlucky word.\n")
    message = "Broadsheet itself failed: ZeroDivisionError: an error nobody thought of"
    assert [(message, "internal-error")] == desk.faults()
    assert good == desk.page()
    assert [(message, "internal-error")] == desk.faults()
    assert [f"{message}\n    hint: {OUR_FAULT}"] == desk.said

    desk.living.article(KETTLE, body="A lucky word.\n")
    assert [] == desk.faults()
    assert "A lucky word." in desk.page()


def test_an_edit_that_is_taken_back_ends_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is as it was, so it is shown as it was, with nothing wrong."""
    root = desk.living.site.project.root
    file = root / "content" / f"{KETTLE}.md"
    before = file.read_bytes()
    patched = failing_at(broadsheet.reading.library.read_articles, b"unlucky", root)
    monkeypatch.setattr(broadsheet.reading.library, "read_articles", patched)
    desk.living.article(KETTLE, body="An unlucky word.\n")

    assert ["internal-error"] == [code for _, code in desk.faults()]
    file.write_bytes(before)
    assert [] == desk.faults()


def test_an_error_in_remembering_is_got_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new pages are on show by then; the next edit is remembered with them."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("an error nobody thought of")

    with monkeypatch.context() as patches:
        patches.setattr(Preparation, "remember", fail)
        desk.living.article(KETTLE, body="First words.\n")
        assert ["internal-error"] == [code for _, code in desk.faults()]
        assert "First words." in desk.page()
    desk.living.article(KETTLE, body="Other words.\n")

    assert [] == desk.faults()
    assert "Other words." in desk.page()


def test_a_terminal_that_was_closed_is_no_fault_of_the_site(tmp_path: Path) -> None:
    """Nobody hears what is told; pages are shown and remembered all the same."""

    def gone(_: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    living = LivingSite(tmp_path)
    workshop = Workshop(living.site.project)
    builder = Builder(
        workshop, Options(as_of=NOW, jobs=1), Bell(), Teller(gone, gone), lambda: None
    )
    builder.look()
    living.write("content/broken.md", "---\ntitle: [\n---\n")
    living.article(KETTLE, body="Words of an edit.")
    builder.look()
    shown = builder.showcase.show(ADDRESS).data.decode()
    codes = [each.code for each in builder.showcase.state.faults.shown]
    workshop.close()

    assert "Words of an edit." in shown
    assert ["bad-yaml"] == codes


def test_what_is_shown_follows_the_clock_wherever_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article that became due is there; one that a clock set back makes later is gone again."""
    made = Desk(tmp_path, as_of="")
    made.rest()
    shown = []
    for moment in ("2026-11-10T07:59:59Z", "2026-11-10T08:00:00Z", "2026-11-10T07:59:59Z"):
        monkeypatch.setattr("broadsheet.preview.builder.clock", lambda now=moment: now)
        made.builder.look()
        shown.append(made.builder.showcase.show(ADDRESS).status)
        assert not made.builder.look(), "nothing has changed since"
    made.workshop.close()

    assert [404, 200, 404] == shown


def test_a_file_that_cannot_be_read_is_shown_as_a_fault(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever it is, by the system's own words; the pages stay until it can be read again."""
    good = desk.page()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "site/site.yaml")

    with monkeypatch.context() as patches:
        patches.setattr("broadsheet.prepare.read_site", refuse)
        assert [("Permission denied", "unreadable-file")] == desk.faults()
        (fault,) = desk.builder.showcase.state.faults.shown
        assert "site/site.yaml" in fault.place
        assert good == desk.page()

    assert [] == desk.faults()


def test_how_long_nothing_changes_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the next article is due, but never more than an hour; for ever at a fixed time."""
    fixed = Desk(tmp_path / "fixed")
    monkeypatch.setattr("broadsheet.preview.builder.clock", lambda: "2026-11-10T07:59:00Z")
    moment = datetime(2026, 11, 10, 7, 59, tzinfo=UTC).timestamp()
    monkeypatch.setattr("broadsheet.preview.builder.time.time", lambda: moment)
    due = Desk(tmp_path / "due", as_of="")
    waits = [due.builder.seconds_until_due()]
    monkeypatch.setattr("broadsheet.preview.builder.time.time", lambda: moment - 7200)
    waits.append(due.builder.seconds_until_due())
    waits.append(fixed.builder.seconds_until_due())
    for each in (fixed, due):
        each.workshop.close()

    assert [61.0, LONGEST_SLEEP, LONGEST_SLEEP] == waits


def test_getting_ready_changes_nothing(desk: Desk) -> None:
    """It does what the next look would do; without a good site there is nothing to do."""
    good = desk.page()
    desk.rest()
    desk.builder.get_ready()
    assert good == desk.page()
    assert not desk.builder.look()

    desk.builder.lost()
    desk.living.setting(page_size="many")
    desk.builder.look()
    desk.builder.get_ready()
    assert ["bad-setting"] == [code for _, code in desk.faults()]


def test_the_first_page_is_shown_before_others_are_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only its own fingerprint is found for it; those of all others when all is quiet."""
    asked: list[str] = []
    inputs_digest = Page.inputs_digest

    def counted(page: Page) -> bytes:
        asked.append(page.output)
        return inputs_digest(page)

    monkeypatch.setattr(Page, "inputs_digest", counted)
    workshop = Workshop(desk.living.site.project)
    options = Options(as_of=NOW, jobs=1)
    builder = Builder(workshop, options, Bell(), Teller(str, str), lambda: None)
    builder.look()
    at_first = [*asked]
    builder.showcase.show(ADDRESS)
    for_one = [*asked]
    builder.get_ready()
    snapshot = builder.showcase.state.snapshot
    workshop.close()

    assert ([], [f"news/{KETTLE}/index.html"]) == (at_first, for_one)
    assert snapshot is not None
    assert sorted(snapshot.pages) == sorted(asked)

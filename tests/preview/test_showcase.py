"""What is on show when something is missing: a cache that lost its rows, pages that fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.memo import LostRecord, Memo
from broadsheet.preview.showcase import WAITING
from broadsheet.preview.snapshot import State
from broadsheet.rendering.render import LateFingerprints
from preview_desk import ADDRESS, KETTLE, Desk

ENTRY = "/pagefind/pagefind-entry.json"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return the preview of a small site, without a server."""
    made = Desk(tmp_path)
    yield made
    made.workshop.close()


def lose(_: Memo, digest: bytes) -> str:
    """Stand for a cache in which a row was spoilt."""
    raise LostRecord(digest)


def test_a_cache_that_lost_a_text_is_begun_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so meanwhile; the next look, which is asked for, shows all again."""
    desk.living.article(KETTLE, body="Words that are kept.\n")
    desk.builder.look()
    with monkeypatch.context() as patches:
        patches.setattr(Memo, "body", lose)
        lost = desk.shown()

    assert (500, "stand-in") == (lost.status, lost.mark)
    assert WAITING.message in lost.data.decode()
    assert "rung" == desk.bell.wait(1)
    assert desk.builder.look()
    assert "Words that are kept." in desk.page()
    assert [] == desk.faults()


def test_a_cache_that_cannot_be_kept_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beginning it anew again and again would show nothing for ever."""
    desk.builder.lost()
    desk.builder.look()
    with monkeypatch.context() as patches:
        patches.setattr("broadsheet.prepare.Preparation.prepare", lambda _: lose(None, b""))
        desk.living.article(KETTLE, body="Other words.\n")
        message = "the cache cannot be kept; is the disk full?"
        assert [(message, "internal-error")] == desk.faults()
        assert 200 == desk.shown().status, "the last good page stays"

    desk.living.article(KETTLE, body="Room again.\n")
    assert [] == desk.faults()
    assert "Room again." in desk.page()


def test_a_cache_that_is_lost_in_the_midst_of_a_look_is_begun_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the next look, which is asked for at once."""
    with monkeypatch.context() as patches:
        patches.setattr("broadsheet.prepare.Preparation.prepare", lambda _: lose(None, b""))
        desk.living.article(KETTLE, body="Found again.\n")
        desk.builder.look()

    assert "rung" == desk.bell.wait(1)
    assert [] == desk.faults()
    assert "Found again." in desk.page()


def test_a_search_whose_texts_are_lost_waits_for_the_cache(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As pages do."""
    monkeypatch.setattr(desk.builder.showcase._search, "file", lambda *_: lose(None, b""))
    found = desk.shown(ENTRY)

    assert (500, "stand-in") == (found.status, found.mark)
    assert "rung" == desk.bell.wait(1)


PROBLEM = Problem(Location("templates/story.html", 3), "template-error", "there is no such word")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (SiteError(PROBLEM), PROBLEM.message),
        (ZeroDivisionError("spoilt"), "ZeroDivisionError (making the story "),
    ],
)
def test_a_page_that_fails_is_shown_as_it_was_or_says_why_not(
    error: Exception, message: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last good one lies under the fault; one that never could be made says so itself."""
    good = desk.page()
    desk.living.article(KETTLE, body="An edit.\n")
    desk.builder.look()
    snapshot = desk.builder.showcase.state.snapshot
    assert snapshot is not None
    other = next(each for each in snapshot.pages if each.startswith("news/") and KETTLE not in each)

    def fail(*_: object) -> bytes:
        raise error

    monkeypatch.setattr(type(snapshot.prepared.renderer), "render", fail)
    made, never = desk.shown(), desk.shown(f"/{other.removesuffix('index.html')}")

    assert (200, good) == (made.status, made.data.decode())
    assert (500, "stand-in") == (never.status, never.mark)
    for shown in (made, never):
        (fault,) = shown.faults.shown
        assert "template-error" == fault.code
        assert fault.message.startswith(message)
    assert message in never.data.decode()


def test_what_is_wrong_with_the_site_is_told_after_what_is_wrong_with_the_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once."""
    desk.living.write("content/broken.md", "no front matter\n")
    desk.living.article(KETTLE, body="An edit.\n")
    desk.builder.look()
    snapshot = desk.builder.showcase.state.snapshot
    assert snapshot is not None
    monkeypatch.setattr(type(snapshot.prepared.renderer), "render", lambda *_: 1 // 0)

    assert ["template-error", "no-front-matter"] == [
        each.code for each in desk.shown().faults.shown
    ]


def test_a_site_without_a_page_for_it_still_says_that_nothing_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In plain words."""
    snapshot = desk.builder.showcase.state.snapshot
    assert snapshot is not None
    monkeypatch.delitem(snapshot.prepared.pages, "404.html")
    found = desk.shown("/nowhere/")

    assert (404, "", "nothing") == (found.status, found.output, found.mark)
    assert b"no page at this address" in found.data


def test_a_page_that_fails_is_told_at_the_terminal_once(desk: Desk) -> None:
    """With the line of the template; again only after it was mended, or fails otherwise."""
    template = desk.living.site.project.templates / "front.html"
    template.parent.mkdir(exist_ok=True)
    for text in ("\n{{ 1 // 0 }}", "mended", "\n{{ 1 // 0 }}", "\n\n{{ 1 // 0 }}"):
        template.write_text(text)
        desk.builder.look()
        desk.shown("/")
        desk.shown("/")
    told = [line.partition(": ")[0] for line in desk.said if "[template-error]" in line]

    assert told == ["templates/front.html:2", "templates/front.html:2", "templates/front.html:3"]


def test_what_was_rendered_is_at_hand_until_it_changes(desk: Desk) -> None:
    """Nothing else is: what is not there, what was not asked for yet, and what an edit changed."""
    showcase = desk.builder.showcase
    assert (None, None) == (showcase.at_hand(ADDRESS), showcase.at_hand("/nowhere/"))

    shown = desk.shown()
    assert shown == showcase.at_hand(ADDRESS)

    desk.living.article(KETTLE, body="An edit.\n")
    desk.builder.look()
    assert showcase.at_hand(ADDRESS) is None
    assert desk.shown() == showcase.at_hand(ADDRESS) != shown

    showcase.clear()
    assert showcase.at_hand(ADDRESS) is None


def test_a_page_that_is_at_hand_again_may_fail_again(desk: Desk) -> None:
    """It was mended meanwhile, so that its failure is news."""
    template = desk.living.site.project.templates / "front.html"
    template.parent.mkdir(exist_ok=True)
    was_at_hand = []
    for text in ("good", "{{ 1 // 0 }}", "good", "{{ 1 // 0 }}"):
        template.write_text(text)
        desk.builder.look()
        was_at_hand.append(desk.builder.showcase.at_hand("/") is not None)
        if not was_at_hand[-1]:
            desk.shown("/")

    assert [False, False, True, False] == was_at_hand
    assert 2 == len([line for line in desk.said if "[template-error]" in line])


def test_a_page_that_cannot_be_hashed_is_not_at_hand(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever renders it tells why."""
    desk.shown()
    renderer = type(desk.builder.showcase.state.snapshot.prepared.renderer)  # type: ignore[union-attr]
    desk.living.article(KETTLE, title="Another kettle")
    desk.builder.look()
    snapshot = desk.builder.showcase.state.snapshot
    assert snapshot is not None
    late = LateFingerprints(snapshot.prepared.renderer, snapshot.pages)
    monkeypatch.setattr(
        desk.builder.showcase,
        "state",
        State(replace(snapshot, prepared=snapshot.prepared._replace(wanted=late))),
    )
    monkeypatch.setattr(renderer, "fingerprint", lambda *_: 1 // 0)

    assert desk.builder.showcase.at_hand(ADDRESS) is None
    assert ["template-error"] == [fault.code for fault in desk.shown().faults.shown]

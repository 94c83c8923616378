"""What was decided is made, no more and no less; what fails stays as it was, and is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.crew import Crew
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.memo import LostRecord
from broadsheet.pages.page import Page
from broadsheet.pages.views import Link
from broadsheet.publishing.carry_out import Outcome, carry_out, rehearse
from broadsheet.publishing.ledger import Decision, Fingerprint, Ledger
from broadsheet.publishing.output import FolderOutput

MARK = Fingerprint(b"engine", b"maker", b"inputs")
FAULT = Problem(Location("templates/story.html", 3), "unknown-field", "no such field")


def page(name: str) -> Page:
    """Return a page that is made of its name."""
    return Page(f"/{name}.html", "story.html", Link, (name, ""), f"the page {name}")


def rendered(wanted: Page) -> bytes:
    """Return the bytes of a page; those whose names begin with "bad" fail."""
    name = wanted.inputs[0]
    if name.startswith("bad"):
        raise SiteError(FAULT)
    return f"<p>{name}</p>".encode()


class Press:
    """A folder, what the ledger says of it, and how often each page was asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ledger = Ledger()
        self.asked: list[str] = []

    def render(self, wanted: Page) -> bytes:
        """Return a page's bytes, and remember that it was wanted."""
        self.asked.append(wanted.inputs[0])
        return rendered(wanted)

    def run(
        self,
        stale: str,
        fresh: str = "",
        render: Callable[[Page], bytes] | None = None,
        jobs: int = 1,
    ) -> Outcome:
        """Make the stale pages of those that are wanted, and put them in place."""
        names = f"{stale} {fresh}".split()
        pages = {f"{name}.html": page(name) for name in names}
        decision = Decision({f"{name}.html": "it is new" for name in stale.split()}, (), 0)
        self.steps = 0
        outcome = carry_out(
            decision,
            dict.fromkeys(pages, MARK),
            pages,
            self.ledger,
            render or self.render,
            FolderOutput(self.root),
            Crew(jobs),
            self._count,
        )
        FolderOutput(self.root).put_in_place(outcome.staged)
        self.ledger = Ledger(entries=outcome.entries)
        return outcome

    def _count(self, steps: int) -> None:
        self.steps += steps


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """Return a press over an empty folder."""
    return Press(tmp_path / "public")


def test_stale_pages_are_made_and_entered(press: Press) -> None:
    """Each with the hash of its bytes; progress counts all of them."""
    outcome = press.run("one two")

    assert b"<p>one</p>" == (press.root / "one.html").read_bytes()
    assert ("one.html", "two.html") == outcome.staged
    assert {
        "one.html": digest_of_bytes(b"<p>one</p>"),
        "two.html": digest_of_bytes(b"<p>two</p>"),
    } == {path: entry.content for path, entry in outcome.entries.items()}
    assert 2 == press.steps


def test_fresh_pages_are_not_rendered(press: Press) -> None:
    """Their entries are taken over as they are."""
    before = press.run("one two").entries["one.html"]
    press.asked.clear()
    outcome = press.run("two", fresh="one")

    assert ["two"] == press.asked
    assert before == outcome.entries["one.html"]


def test_what_is_not_wanted_leaves_the_ledger(press: Press) -> None:
    """Its file is removed by whoever removes; here it is only forgotten."""
    press.run("one two")

    assert {"one.html"} == press.run("one").entries.keys()


def test_equal_bytes_are_not_written_again(press: Press) -> None:
    """The file keeps its inode and time; a lost or changed one is written."""
    press.run("one two")
    before = (press.root / "one.html").stat()
    (press.root / "two.html").write_bytes(b"by hand")
    outcome = press.run("one two")
    after = (press.root / "one.html").stat()

    assert ("two.html",) == outcome.staged
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert b"<p>two</p>" == (press.root / "two.html").read_bytes()


def test_a_page_that_fails_costs_only_itself(press: Press) -> None:
    """It is named with its problem, keeps its old file, and is in no entry."""
    press.root.mkdir()
    (press.root / "bad.html").write_bytes(b"the old page")
    outcome = press.run("one bad two")

    assert (("bad.html",), (FAULT,)) == (outcome.failed, outcome.problems)
    assert {"one.html", "two.html"} == outcome.entries.keys()
    assert b"the old page" == (press.root / "bad.html").read_bytes()


def test_a_template_that_calls_itself_is_a_problem(press: Press) -> None:
    """Not the end of the build, and said with the template's name."""

    def endless(wanted: Page) -> bytes:
        return endless(wanted)

    outcome = press.run("one", render=endless)

    assert [("story.html", "template-error")] == [
        (problem.where.path, problem.code) for problem in outcome.problems
    ]


@pytest.mark.parametrize("error", [LostRecord(b"x"), OSError("full")])
def test_what_is_not_the_pages_fault_is_raised(error: Exception, press: Press) -> None:
    """A lost cache is made anew by the build, a full disk ends it."""

    def failing(wanted: Page) -> bytes:
        del wanted
        raise error

    if isinstance(error, OSError):
        press.root.write_bytes(b"no folder")
        failing = rendered
    with pytest.raises(type(error)):
        press.run("one", render=failing)


def test_a_page_that_failed_and_is_mended_is_made(press: Press) -> None:
    """The next run with the template mended enters it like any other."""
    press.run("one bad")
    outcome = press.run("bad", fresh="one", render=lambda _: b"mended")

    assert {"one.html", "bad.html"} == outcome.entries.keys()
    assert b"mended" == (press.root / "bad.html").read_bytes()


def test_several_processes_give_the_same(tmp_path: Path) -> None:
    """Entries in the order of the decision, whoever made them."""
    names = " ".join(f"page{number}" for number in range(200))
    outcomes = []
    for jobs in (1, 3):
        outcome = Press(tmp_path / str(jobs)).run(names, jobs=jobs)
        contents = [(path, entry.content) for path, entry in outcome.entries.items()]
        outcomes.append((contents, outcome.staged))

    assert outcomes[0] == outcomes[1]


def test_rehearsing_finds_a_broken_template_before_anything_is_written(press: Press) -> None:
    """Where no page of a kind succeeds, nothing is made at all."""
    pages = {f"{name}.html": page(name) for name in ("bad1", "bad2")}

    with pytest.raises(SiteError) as raised:
        rehearse(dict.fromkeys(pages, "it is new"), pages, rendered)
    assert (FAULT,) == raised.value.problems
    assert not press.root.exists()


def test_rehearsing_lets_pass_what_fails_for_some(press: Press) -> None:
    """Then it is for what they show: the others are worth publishing."""
    pages = {f"{name}.html": page(name) for name in ("bad", "good")}
    rehearse(dict.fromkeys(pages, "it is new"), pages, press.render)

    assert ["bad", "good"] == press.asked


def test_what_was_rehearsed_is_not_made_again(press: Press) -> None:
    """Every other page is made when it is wanted, as before; what failed is tried again."""
    pages = {f"{name}.html": page(name) for name in ("bad", "good", "other")}
    render = rehearse(dict.fromkeys(pages, "it is new"), pages, press.render)
    outcome = press.run("bad good other", render=render)

    assert ["bad", "good", "bad", "other"] == press.asked
    assert {"good.html", "other.html"} == outcome.entries.keys()
    assert rendered(page("good")) == (press.root / "good.html").read_bytes()

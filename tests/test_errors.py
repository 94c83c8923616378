"""Problems as people read them."""

from __future__ import annotations

import msgspec
import pytest

from broadsheet.errors import Location, Problem, SiteError, did_you_mean


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Location("content/a.md"), "content/a.md"),
        (Location("content/a.md", 3), "content/a.md:3"),
        (Location("content/a.md", 3, 7), "content/a.md:3:7"),
        (Location("content/a.md", 0, 7), "content/a.md"),
        (Location("content/café.md", 1), "content/café.md:1"),
        (Location("a\x1b[2J\u202e\n\udcff.md", 1), "a\\x1b[2J\\u202e\\n\\udcff.md:1"),
    ],
)
def test_a_place_is_told_as_far_as_it_is_known(where: Location, expected: str) -> None:
    """What could steer a terminal in a file's name is spelled out."""
    assert expected == str(where)


def test_problems_are_told_in_order_with_their_hints() -> None:
    """A site's error has all of them: by file, line and code."""
    late = Problem(Location("b.md", 1), "bad-date", "no date")
    soon = Problem(Location("a.md", 9), "bad-url", "no address", "write one", "warning")
    error = SiteError(late, soon)

    assert (soon, late) == error.problems
    assert (
        "a.md:9: warning: no address [bad-url]\n    hint: write one\nb.md:1: no date [bad-date]"
    ) == str(error)
    assert [False, True] == [problem.is_error for problem in error.problems]


@pytest.mark.parametrize(
    "problem",
    [
        Problem(Location("\udce9.md"), "bad-date", "'\ud800'", "not '\udfff'", excerpt="é\udc00"),
        msgspec.structs.replace(
            Problem(Location("a.md"), "bad-date", "no date"), message="'\ud800' is no date"
        ),
    ],
)
def test_what_utf_8_cannot_say_is_spelled_out(problem: Problem) -> None:
    """A problem may quote anything, and is written to files, terminals and other processes."""
    told = (str(problem), problem.where.path, problem.excerpt)
    sent = msgspec.msgpack.decode(msgspec.msgpack.encode(problem), type=Problem)

    assert problem == sent
    assert told == tuple(text.encode().decode() for text in told)
    assert r"'\ud800'" in problem.message


def test_a_code_that_is_nowhere_explained_cannot_be_used() -> None:
    """docs/problems.md lists every code that a message ends with."""
    with pytest.raises(KeyError, match="no-such-code"):
        Problem(Location("a.md"), "no-such-code", "something")


@pytest.mark.parametrize(
    ("word", "expected"), [("titel", "did you mean 'title'?"), ("zzz", ""), ("", "")]
)
def test_a_slip_is_answered_by_the_nearest_word(word: str, expected: str) -> None:
    """Only if one is near."""
    assert expected == did_you_mean(word, iter(["title", "topics"]))

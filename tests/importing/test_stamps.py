"""Bylines and stamps: what counts as one, and the moment it gives."""

from __future__ import annotations

import pytest

from broadsheet.importing.stamps import Byline, byline_in, stamp_in

STAMPS = {
    "Updated 2219 GMT (0619 HKT) February 22, 2022": ("2022-02-22T22:19:00Z", True),
    "Published: 14 June 2023, 9:05 am BST": ("2023-06-14T08:05:00Z", False),
    "Last updated on 3 March 2024": ("2024-03-03T00:00:00Z", True),
    "Posted at 11:30 p.m. EST, December 31, 2021": ("2022-01-01T04:30:00Z", False),
    "Published July 4, 2022 at 8:00 AM ET": ("2022-07-04T12:00:00Z", False),
    "Published January 4, 2022 at 8:00 AM ET": ("2022-01-04T13:00:00Z", False),
    "Tuesday, February 22, 2022": ("2022-02-22T00:00:00Z", False),
    "2022-02-22": ("2022-02-22T00:00:00Z", False),
    "Published 22 February 2022 10:15 QQT": ("2022-02-22T00:00:00Z", False),
}

BYLINES = {
    "By Ann Lee": Byline(("Ann Lee",)),
    "BY ANN LEE": Byline(("Ann Lee",)),
    "By Ann Lee, The Paper": Byline(("Ann Lee",), "The Paper"),
    "By Ann Lee and Bo Quist, The Paper": Byline(("Ann Lee", "Bo Quist"), "The Paper"),
    "By Ann Lee, Bo Quist and Cy Dahl": Byline(("Ann Lee", "Bo Quist", "Cy Dahl")),
    "By Ann Lee for The Paper": Byline(("Ann Lee",), "The Paper"),
    "By Ann Lee, Staff Writer": Byline(("Ann Lee",)),
    "By Jan van der Meer": Byline(("Jan van der Meer",)),
}


@pytest.mark.parametrize("line", STAMPS)
def test_a_stamp_gives_its_moment(line: str) -> None:
    """A date in full is read with its zone; a time in an unknown zone is left out."""
    stamp = stamp_in(line)

    assert stamp is not None
    assert STAMPS[line] == (stamp.moment, stamp.is_update)


@pytest.mark.parametrize(
    "line",
    [
        "Monday",
        "February 22",
        "Updated yesterday",
        "Updated 2219 GMT",
        "Published 31 February 2022",
        "February 22, 2022 was a cold day in town.",
        "The board said on 3 March 2024 that it would go on.",
    ],
)
def test_what_lacks_a_full_date_is_no_stamp(line: str) -> None:
    """A day without a year, and a date within a sentence, say nothing of publication."""
    assert stamp_in(line) is None


@pytest.mark.parametrize("line", BYLINES)
def test_a_byline_gives_names_and_outlet(line: str) -> None:
    """Names and, after the last comma or `for`, the outlet; a role is neither."""
    assert BYLINES[line] == byline_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "By noon the board had met",
        "By Monday, it was over.",
        "By the way, Ann Lee left",
        "Ann Lee",
        "Bystanders said so",
    ],
)
def test_a_sentence_is_no_byline(line: str) -> None:
    """What only begins like a byline stays in the text."""
    assert byline_in(line) is None

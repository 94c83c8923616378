"""Lists are cut from the oldest end, so that old pages stay still."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.pages.listing import slices


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, [(0, 0, 0)]),
        (9, [(0, 0, 9)]),
        (10, [(0, 0, 5), (1, 5, 10)]),
        (14, [(0, 0, 9), (1, 9, 14)]),
        (15, [(0, 0, 5), (2, 5, 10), (1, 10, 15)]),
    ],
)
def test_the_newest_page_stays_open(count: int, expected: list[tuple[int, int, int]]) -> None:
    """Numbered pages are full and count from the oldest; the open one holds the rest."""
    found = [(cut.number, cut.start, cut.end) for cut in slices(count, 5, "/x/")]

    assert expected == found


@given(st.integers(0, 300), st.integers(1, 30))
def test_every_row_is_on_exactly_one_page(count: int, size: int) -> None:
    """Pages follow each other without gap or overlap, newest first."""
    rows = [row for cut in slices(count, size, "/x/") for row in range(cut.start, cut.end)]

    assert list(range(count)) == rows


@given(st.integers(1, 300), st.integers(1, 30))
def test_a_new_row_moves_no_numbered_page(count: int, size: int) -> None:
    """What a numbered page holds, counted from the oldest, is the same after one more row."""

    def numbered(rows: int) -> dict[int, range]:
        return {
            cut.number: range(rows - cut.end, rows - cut.start)
            for cut in slices(rows, size, "/x/")
            if cut.number
        }

    before, after = numbered(count), numbered(count + 1)

    assert before == {number: after[number] for number in before}


def test_pages_lead_to_their_neighbours() -> None:
    """Newer and older lead through all pages, from the open one to the first and back."""
    pages = {cut.address: cut.paging for cut in slices(15, 5, "/x/")}

    assert ("", "/x/page/2/") == (pages["/x/"].newer, pages["/x/"].older)
    assert ("/x/", "/x/page/1/") == (pages["/x/page/2/"].newer, pages["/x/page/2/"].older)
    assert ("/x/page/2/", "") == (pages["/x/page/1/"].newer, pages["/x/page/1/"].older)

"""Terms: one folder for each, whatever spelling of its name a page uses."""

from __future__ import annotations

import pytest

from broadsheet import addresses
from broadsheet.digest.terms import TermPlaces
from broadsheet.settings import Settings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CON", "Con"),
        ("nul", "ＮＵＬ"),
        ("C++", "Ｃ＋＋"),
        ("Straße", "STRASSE"),
        ("Index", "index"),
    ],
)
def test_spellings_of_one_name_have_one_address(one: str, other: str) -> None:
    """Else pages link to a spelling that has no page."""
    places = TermPlaces(Settings())

    assert places.path(0, one) == places.path(0, other)
    assert addresses.outlet_slug(one, "") == addresses.outlet_slug(other, "")


@pytest.mark.parametrize(
    ("address", "is_older"),
    [("/topics/page/", False), ("/topics/page/page/2/", True), ("/topics/ai/page/12/", True)],
)
def test_a_topic_may_be_called_page(address: str, is_older: bool) -> None:
    """Its page is no older page of the list of topics."""
    assert is_older == addresses.is_older(address)

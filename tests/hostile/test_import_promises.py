"""No bytes of a source or of settings break a promise; the fuzzer tries many more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.importing.drafts import Draft
from hostile.expected import EXPECTED
from hostile.hostile_site import CASES
from hostile.import_promises import PARTED, SEEDS, Check, check_draft
from hostile.promises import BrokenPromise

ALL = [(name, seed, check) for name, rows in SEEDS.items() for seed, check in rows]


def spoilt(seed: bytes, cuts: list[tuple[float, float, bytes]]) -> bytes:
    """Return a seed with some stretches of it replaced."""
    for start, length, other in cuts:
        at = int(start * len(seed))
        seed = seed[:at] + other + seed[at + int(length * 40) :]
    return seed


_share = st.floats(0, 1)
_pieces = st.binary(max_size=6) | st.sampled_from(
    [b"<", b">", b"&#0;", b"\xe2\x80\xae", b"]]>", b"\\ud800", b"1e999", b"http://[", b"\n- ", b'"']
)


@pytest.mark.parametrize(("seed", "check"), [row[1:] for row in ALL], ids=[row[0] for row in ALL])
def test_sources_as_they_should_be_break_none(seed: bytes, check: Check) -> None:
    """What the fuzzer begins with."""
    check(seed)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ALL), st.lists(st.tuples(_share, _share, _pieces), max_size=5))
def test_spoilt_sources_break_none(given_seed: tuple[str, bytes, Check], cuts: Any) -> None:
    """Reading never raises anything but a refusal, and what it gives can be read back."""
    _, seed, check = given_seed
    check(spoilt(seed, cuts))


@pytest.mark.parametrize("name", EXPECTED)
def test_hostile_articles_break_none_as_articles_of_an_old_site(name: str) -> None:
    """Each in a site of Jekyll, of Hugo and of Eleventy."""
    ((_, check), *_) = SEEDS["oldsites"]
    check(b"\x00title: Old" + PARTED + (CASES / name).read_bytes())


def test_promises_can_be_broken() -> None:
    """An article that its own reader would leave out."""
    with pytest.raises(BrokenPromise, match="what was imported can be read"):
        check_draft(Draft(source="x", title="A", language="no language at all"))

"""Digests: equal values have equal ones, everywhere and always, and others have others."""

from __future__ import annotations

from hashlib import blake2b

import msgspec
import pytest

from broadsheet.fingerprint import (
    Digested,
    changed_places,
    digest_of,
    digest_of_bytes,
    digest_of_inputs,
    digest_of_parts,
    sealed,
    sums_of,
)


class Pair(Digested, frozen=True, kw_only=True):
    """A value with a digest."""

    one: int
    other: str = ""


class Holder(msgspec.Struct, frozen=True):
    """A value that holds one with a digest."""

    pair: Pair


def test_the_bytes_digest_is_a_short_blake2b() -> None:
    """RFC 7693; the length is that of every key in the cache."""
    expected = blake2b(b"broadsheet", digest_size=len(digest_of_bytes(b""))).digest()

    assert expected == digest_of_bytes(b"broadsheet")


def test_the_digest_of_a_value_is_that_of_its_encoding() -> None:
    """Types count, and the order in which a file gives names; a list is as good as a tuple."""
    assert digest_of((2, None)) == digest_of([2, None])
    assert digest_of({"a": 1, "b": 2}) != digest_of({"b": 2, "a": 1})
    assert 6 == len({digest_of(each) for each in (1, "1", b"1", 1.5, (1,), None)})


def test_what_has_no_canonical_form_has_no_digest() -> None:
    """An object that is no value: its bytes would differ from one process to the next."""
    with pytest.raises(TypeError):
        digest_of(object())


def test_parts_count_in_their_order() -> None:
    """Parts of one length: hashes, that is."""
    one, other = digest_of_bytes(b"1"), digest_of_bytes(b"2")

    assert digest_of_bytes(one + other) == digest_of_parts(iter([one, other]))
    assert 4 == len({digest_of_parts(each) for each in ([one, other], [other, one], [one], [])})


def test_a_sealed_value_knows_its_digest() -> None:
    """It depends on every field, and a value that had one already gets the same."""
    made = sealed(Pair(one=1, other="x"))

    assert made.digest
    assert made == sealed(made)
    assert made.digest == sealed(Pair(one=1, other="x")).digest
    assert made.digest != sealed(Pair(one=2, other="x")).digest
    assert made.digest != sealed(Pair(one=1, other="y")).digest
    assert ("x", 1) == (made.other, made.one)


def test_inputs_of_a_page_count_each_for_itself() -> None:
    """The kind, every value, their number and their order; a sealed value by its digest."""
    one, other = sealed(Pair(one=1)), sealed(Pair(one=2))
    known = {
        digest_of_inputs("story", [one, other]),
        digest_of_inputs("story", [other, one]),
        digest_of_inputs("story", [one]),
        digest_of_inputs("story", []),
        digest_of_inputs("term", [one]),
        digest_of_inputs("story", [one, ""]),
        digest_of_inputs("story", [one, None]),
        digest_of_inputs("story", [(one, other)]),
        digest_of_inputs("story", [("one", "other")]),
        digest_of_inputs("story", [("one", "another")]),
        digest_of_inputs("story", [()]),
        digest_of_inputs("story", [Holder(one)]),
        digest_of_inputs("story", [Holder(other)]),
    }

    known |= {digest_of_inputs("story", [pair]) for pair in ((other, one), (one, one))}

    assert 15 == len(known)
    assert {len(digest_of(None))} == {len(digest) for digest in known}
    assert digest_of_inputs("story", [one, other]) in known


def test_a_sealed_value_counts_by_its_digest_alone() -> None:
    """By itself or in a row: nothing of it is read again, and rows of digests are not mixed up."""
    one, other = sealed(Pair(one=1)), sealed(Pair(one=2))
    same = msgspec.structs.replace(one, one=9)

    assert digest_of_inputs("story", [one]) == digest_of_inputs("story", [same])
    assert digest_of_inputs("story", [(one, other)]) == digest_of_inputs("story", [(same, other)])
    assert digest_of_inputs("story", [(one, other)]) == digest_of_inputs(
        "story", [one.digest + other.digest]
    )


def test_a_digest_has_128_bits() -> None:
    """However it is made; a value that nobody sealed has none."""
    made = digest_of_bytes(b""), digest_of(None), digest_of_parts([]), digest_of_inputs("", [])

    assert [16] * 4 == [len(digest) for digest in made]
    assert b"" == Pair(one=1).digest


def test_sums_tell_which_values_differ() -> None:
    """Sealed values by their digest, in rows too; of other rows of values nothing is told."""
    one, other = sealed(Pair(one=1)), sealed(Pair(one=2))
    before = sums_of([one, (one, other), "text", None, (1, 2), ()])
    same = msgspec.structs.replace(one, one=9)
    now = sums_of([same, (other, one), "test", None, (1, 3), ()])

    assert (1, 2, 4) == changed_places(now, before)
    assert () == changed_places(before, before)
    assert () == changed_places(before, b"") == changed_places(before, sums_of([one]))
    assert sums_of([one, (one, other)]) == sums_of([same, (same, other)])

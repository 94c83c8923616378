"""Remembering what was made of a value."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.columns import BLOCK, common_ends, differing, picked
from broadsheet.remembered import Recollection, once_for_each


class Thing:
    """Equal to all of its kind: only its identity tells it apart."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing)

    __hash__ = None  # type: ignore[assignment]


def counting(most: int) -> tuple[object, list[str]]:
    """Return a remembering function, and what it was asked for; the things it lets go of."""
    made: list[str] = []

    @once_for_each(most)
    def make(thing: object, word: str) -> str:
        made.append(word)
        return f"{word} {len(made)}"

    return make, made


def test_the_same_thing_is_made_once() -> None:
    """Asked again with the same words, the first answer comes back."""
    make, made = counting(10)
    thing = Thing()

    assert "a 1" == make(thing, "a") == make(thing, "a")  # type: ignore[operator]
    assert 1 == len(made)


def test_an_equal_thing_and_another_word_are_made_anew() -> None:
    """Equality is not asked of the thing, and is of the words."""
    make, made = counting(10)
    one, other = Thing(), Thing()

    assert ["a 1", "a 2", "b 3"] == [make(one, "a"), make(other, "a"), make(one, "b")]  # type: ignore[operator]
    assert 3 == len(made)


def test_a_thing_that_is_gone_leaves_no_answer_to_another() -> None:
    """Things are held while they are remembered, so none takes the place of another in memory."""
    make, _ = counting(1000)

    assert [f"a {n + 1}" for n in range(500)] == [make(Thing(), "a") for _ in range(500)]  # type: ignore[operator]


def test_it_forgets_beyond_its_measure() -> None:
    """No more than so many are held, and what was forgotten is made again."""
    make, made = counting(2)
    things = [Thing() for _ in range(3)]
    for thing in things:
        make(thing, "a")  # type: ignore[operator]

    assert "a 4" == make(things[0], "a")  # type: ignore[operator]
    assert 4 == len(made)


def joined(*words: str) -> tuple[str, ...]:
    """Return the words, in an object of its own."""
    return tuple(words)


def paired(row: int, opposite: int, other: bool) -> tuple[int, int, bool]:
    """Return them all."""
    return row, opposite, other


def test_equal_values_give_the_very_same_result_again() -> None:
    """So that what is made of it is known again as well; other values are made of anew."""
    known = Recollection()
    first = known.again("words", joined, "a", "b")
    known.turn()

    assert known.again("words", joined, "a", "b") is first
    assert ("a", "c") == known.again("words", joined, "a", "c")
    assert ("b",) == known.again("words", lambda word: (word,), "b")


def test_what_was_not_asked_for_in_a_round_is_forgotten() -> None:
    """A round that does not come to its end forgets nothing."""
    known = Recollection()
    first = known.again("words", joined, "a")
    known.turn()
    known.again("others", joined, "b")

    assert known.again("words", joined, "a") is first
    known.turn()
    known.turn()
    assert known.again("words", joined, "a") is not first


def test_what_is_held_is_not_forgotten() -> None:
    """Nothing else is, and what nobody knows cannot be held."""
    known = Recollection()
    first = known.again("words", joined, "a")
    for _ in range(3):
        known.turn()
        known.hold("words")
        known.hold("others")

    assert known.again("words", joined, "a") is first
    assert ("b",) == known.again("others", joined, "b")


def test_a_column_that_nobody_asked_for_follows_all_that_changed_since() -> None:
    """In the rounds between, things at other places were replaced."""
    known = Recollection()
    things = [Row(number, ()) for number in range(4)]
    first = known.columns("rows", things).of("one")
    for at in (0, 2):
        known.turn()
        things = [*things[:at], Row(things[at].one, (at,)), *things[at + 1 :]]
        known.columns("rows", things)
    known.turn()
    same = known.columns("rows", things).of("one")
    known.turn()
    for at in (0, 2):
        things = [*things[:at], Row(9, ()), *things[at + 1 :]]
        known.columns("rows", things)
        known.turn()

    assert same is first
    assert (9, 1, 9, 3) == known.columns("rows", [*things]).of("one")


def test_an_equal_value_is_that_of_before() -> None:
    """The one that was given first, until another one is."""
    known = Recollection()
    first = known.same("words", joined("a", "b"))

    assert known.same("words", joined("a", "b")) is first
    assert ("c",) == known.same("words", ("c",))


@given(st.lists(st.lists(st.integers(0, 3), max_size=6), max_size=4), st.lists(st.booleans()))
def test_each_row_is_made_of_as_if_for_the_first_time(
    rounds: list[list[int]], common: list[bool]
) -> None:
    """Whatever rows come, go and move, and whether what they have in common differs."""
    known = Recollection()
    for rows, other in zip(rounds, [*common, *[False] * len(rounds)], strict=False):
        made = known.along("rows", paired, (rows, [-row for row in rows]), other)
        known.turn()

        assert tuple((row, -row, other) for row in rows) == made


def test_only_rows_that_differ_are_made_anew() -> None:
    """One that is put in front of others leaves those as they were."""
    known = Recollection()
    a, b = known.along("rows", joined, (["a", "b"], ["A", "B"]))
    new, *old = known.along("rows", joined, (["x", "a", "b"], ["X", "A", "B"]))

    assert (("x", "X"), True, True) == (new, old[0] is a, old[1] is b)
    made = known.along("rows", joined, (["x", "a", "b"], ["X", "C", "B"]))
    assert (("a", "C"), True, True) == (made[1], made[0] is new, made[2] is b)
    assert known.along("rows", joined, (["x", "a", "b"], ["X", "C", "B"])) is made


class Row(NamedTuple):
    """A thing with two values."""

    one: int
    two: tuple[int, ...]


@given(st.lists(st.lists(st.integers(0, 3), max_size=6), max_size=4))
def test_columns_are_those_of_the_things_of_now(rounds: list[list[int]]) -> None:
    """Whatever differs from the row before, and whichever columns were asked for then."""
    known = Recollection()
    for number, values in enumerate(rounds):
        things = [Row(value, (value // 2,)) for value in values]
        columns = known.columns("rows", things)
        if number % 2:
            assert tuple(values) == columns.of("one")
        assert tuple((value // 2,) for value in values) == columns.of("two")
        assert known.columns("rows", things) is columns
        known.turn()


def test_a_column_that_equals_that_of_before_is_the_same() -> None:
    """So that whoever is given it again finds that out at once."""
    known = Recollection()
    things = [Row(1, (1,)), Row(2, (2,))]
    before = known.columns("rows", things)
    one, two = before.of("one"), before.of("two")
    known.turn()
    after = known.columns("rows", [things[0], Row(2, (3,))])

    assert after.of("one") is one
    assert ((1,), (3,)) == after.of("two") != two


def test_a_column_of_a_longer_row_asks_only_what_is_new() -> None:
    """Those in front and behind have theirs already."""
    known = Recollection()
    asked: list[str] = []

    def shout(word: str) -> str:
        asked.append(word)
        return word.upper()

    for words in ("ac", "abc", "bc"):
        assert tuple(words.upper()) == known.columns("words", list(words)).made("loud", shout)
        known.turn()

    assert ["a", "c", "b"] == asked


@given(st.lists(st.integers(0, 2), max_size=300), st.lists(st.integers(0, 2), max_size=300))
def test_what_rows_share_at_their_ends_is_all_that_they_share_there(
    now: list[int], before: list[int]
) -> None:
    """No value belongs to both ends."""
    head, tail = common_ends(now, before)
    shorter = min(len(now), len(before))
    beyond = len(now) - tail, len(before) - tail

    assert head + tail <= shorter
    assert (now[:head], now[beyond[0] :]) == (before[:head], before[beyond[1] :])
    assert head == shorter or now[head] != before[head]
    assert head + tail == shorter or now[beyond[0] - 1] != before[beyond[1] - 1]


def told(ones: tuple[Row, ...], others: tuple[int, ...], own: str, common: str) -> list[object]:
    """Return what a group was given, in an object of its own."""
    return [tuple(row.one for row in ones), others, own, common]


NAMES = ("a", "b", "c", "d")
GROUPS = st.lists(st.lists(st.integers(0, 5), max_size=3), min_size=4, max_size=4)


@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(0, 2), min_size=6, max_size=8),
            st.none() | GROUPS,
            st.permutations(NAMES),
            st.lists(st.sampled_from("xy"), min_size=4, max_size=4),
            st.sampled_from("pq"),
            st.booleans(),
        ),
        max_size=5,
    ),
    st.booleans(),
)
def test_each_group_is_made_of_the_values_of_now(
    rounds: list[tuple[list[int], list[list[int]] | None, list[str], list[str], str, bool]],
    named: bool,
) -> None:
    """Whatever is replaced, whether groups or names differ, and whoever got ready for it."""
    known = Recollection()
    groups: list[list[int]] = [[0, 1], [2], [], [1, 5]]
    things: list[Row] = []
    for values, others, names, own, common, is_ready in rounds:
        groups = groups if others is None else others
        rows = [Row(value, ()) for value in values]
        if len(rows) == len(things):
            pairs = zip(things, rows, strict=True)
            rows = [old if old == new else new for old, new in pairs]
        things = rows
        columns = known.columns("it", things), known.columns("numbers", values)
        keys = tuple(names) if named else ()
        made = known.gathered("groups", told, groups, columns, common, keys=keys, beside=(own,))
        known.turn()
        if is_ready:
            known.get_ready()

        expected = []
        for group, word in zip(groups, own, strict=True):
            held = tuple(values[at] for at in group)
            expected.append([held, held, word, common])
        assert expected == list(made)


def test_only_groups_with_other_values_are_made_anew() -> None:
    """The results of the others are the very same, and all of them if nothing differs."""
    known = Recollection()
    groups = [[0, 1], [2], [1, 2]]

    def made(things: list[Row], own: str = "xyz", keys: str = "") -> tuple[list[object], ...]:
        columns = known.columns("it", things), known.columns("numbers", [1, 2, 3])
        found = known.gathered(
            "groups", told, groups, columns, "", keys=tuple(keys), beside=(tuple(own),)
        )
        known.turn()
        return found

    things = [Row(1, ()), Row(2, ()), Row(3, ())]
    one, two, three = made(things)
    things = [Row(9, ()), *things[1:]]
    after = made(things)
    again = made([*things])
    beside = made(things, "xYz")

    assert ([(1, 2), (1, 2), "x", ""], [(9, 2), (1, 2), "x", ""]) == (one, after[0])
    assert (True, True, True) == (after[1] is two, after[2] is three, again is after)
    assert [(3,), (3,), "Y", ""] == beside[1]
    assert (True, True) == (beside[0] is after[0], beside[2] is three)


def test_a_group_that_moves_keeps_what_was_made_of_it() -> None:
    """It is found by its name, whatever its place, and whatever places its things have now."""
    known = Recollection()
    a, b, c = Row(1, ()), Row(2, ()), Row(3, ())

    def made(things: list[Row], groups: list[list[int]], keys: str) -> tuple[list[object], ...]:
        columns = known.columns("it", things), known.columns("numbers", [0] * len(things))
        own = (tuple(keys),)
        found = known.gathered("groups", told, groups, columns, "", keys=tuple(keys), beside=own)
        known.turn()
        return found

    one, two = made([a, b], [[0], [1]], "pq")
    moved = made([c, a, b], [[0], [2], [1]], "nqp")

    assert (True, True) == (moved[1] is two, moved[2] is one)


def test_groups_of_things_that_were_skipped_are_made_anew() -> None:
    """What the columns know of the row before may be of a later row than the groups know of."""
    known = Recollection()
    one, two, three, four = [Row(number, ()) for number in range(1, 5)]

    def made(things: list[Row]) -> tuple[list[object], ...]:
        columns = known.columns("it", things), known.columns("numbers", [7, 7])
        return known.gathered("groups", told, [[0]], columns, "", beside=("x",))

    made([one, two])
    known.columns("it", [three, two])

    assert ([(3,), (7,), "x", ""],) == made([three, four])


@given(
    st.lists(st.tuples(st.integers(0, 1), st.booleans()), max_size=3),
    st.integers(0, 3),
    st.integers(0, 130),
)
def test_all_places_that_differ_are_found(
    few: list[tuple[int, bool]], blocks: int, more: int
) -> None:
    """Among as many values as are compared at once, and beyond."""
    before = [(number,) for number in range(blocks * BLOCK + more)]
    now = list(before)
    for at, is_equal in few:
        if now:
            at = at * (len(now) - 1)
            now[at] = (at,) if is_equal else (-1,)
    found = differing(now, before)

    assert sorted(set(found)) == found
    assert [at for at, value in enumerate(now) if value != before[at]] == [
        at for at in found if now[at] != before[at]
    ]
    assert all(now[at] is not before[at] for at in found)


@given(st.lists(st.integers(), min_size=1), st.data())
def test_values_are_picked_in_the_order_of_their_places(
    values: list[int], data: st.DataObject
) -> None:
    """None, one or many of them."""
    places = data.draw(st.lists(st.integers(0, len(values) - 1)))

    assert tuple(values[at] for at in places) == picked(values, places)

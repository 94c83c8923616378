"""Remembering what was made of a value."""

from __future__ import annotations

from broadsheet.remembered import once_for_each


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

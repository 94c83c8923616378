"""What earlier builds found out: kept apart by kind of build, and never a wrong value."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from broadsheet.memo import SPARE_PICTURES, LostRecord, Memo, Stories, TemplateShelf
from broadsheet.store import Store

PLAIN: Stories = ()


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a store that several memos use, one after another."""
    made = Store(None)
    yield made
    made.close()


def test_builds_with_drafts_do_not_drop_the_stories_of_those_without(store: Store) -> None:
    """`serve --drafts` and `build` by turns: each finds its own again, in a new process too."""
    for drafts, key in ((False, b"plain"), (True, b"drafts")):
        memo = Memo(store)
        memo.turn_to(drafts)
        memo.keep_stories(key, PLAIN)
        memo.keep_groups(key, [(1, 2)])
        memo.settle([key])
    found = []
    for drafts, key in ((False, b"plain"), (True, b"drafts")):
        memo = Memo(store)
        memo.turn_to(drafts)
        found.append((memo.stories(key), memo.groups(key)))

    assert [(PLAIN, [(1, 2)])] * 2 == found


def test_turning_to_drafts_and_back_in_one_process(store: Store) -> None:
    """What was settled is found again, and nothing of the other kind is given."""
    memo = Memo(store)
    memo.keep_stories(b"plain", PLAIN)
    memo.settle([b"plain"])
    memo.turn_to(True)
    unknown = memo.stories(b"plain")
    memo.settle([])
    memo.turn_to(False)

    assert (None, PLAIN) == (unknown, memo.stories(b"plain"))


def test_stories_that_a_build_did_not_want_are_forgotten(store: Store) -> None:
    """In memory and on disk."""
    memo = Memo(store)
    memo.keep_stories(b"old", PLAIN)
    memo.settle([b"old"])
    memo.keep_stories(b"new", PLAIN)
    memo.settle([b"new"])

    assert (None, PLAIN) == (memo.stories(b"old"), memo.stories(b"new"))
    assert {b"new": PLAIN} == Memo(store).known_stories()


def test_stories_that_lie_together_are_all_kept(store: Store) -> None:
    """Whichever of them come and go later, in this process or another."""
    keys = {bytes((number, 0)) for number in range(200)} | {bytes((n, 1)) for n in range(200)}
    memo = Memo(store)
    for key in keys:
        memo.keep_stories(key, PLAIN)
    memo.settle(keys)
    later = Memo(store)
    later.keep_stories(b"new", PLAIN)
    keys = {*keys, b"new"} - {bytes((7, 0)), bytes((9, 1))}
    later.settle(keys)

    assert keys == Memo(store).known_stories().keys()
    later.settle([])
    assert set() == store.keys("stories")


def test_groups_of_another_graph_are_not_given(store: Store) -> None:
    """The one that was kept last is, and only for its own key."""
    kept = Memo(store)
    kept.keep_groups(b"one", [(1,)])
    kept.settle(())
    memo = Memo(store)

    assert (None, [(1,)]) == (memo.groups(b"other"), memo.groups(b"one"))


def test_what_cannot_be_decoded_is_unknown(store: Store) -> None:
    """A value of another version costs work and is never shown."""
    store.put("groups", [(b"stories", b"\xc1")])
    store.put("stories", [(b"key", b"\xc1")])
    store.put("parsed", [(b"key", b"\xc1")])
    memo = Memo(store)

    assert (None, None) == (memo.groups(b"key"), memo.stories(b"key"))
    assert memo.stored_article(b"key") is None
    for lost in (memo.article, memo.body):
        with pytest.raises(LostRecord):
            lost(b"key")


def test_pictures_are_many_when_half_of_them_and_more_are_not_shown(store: Store) -> None:
    """Those of the same site under another address are no reason to forget any."""
    memo = Memo(store)
    for number in range(2 * 10 + SPARE_PICTURES + 1):
        memo.keep_picture(bytes([number]), b"drawn")
    many = memo.has_many_pictures(10), memo.has_many_pictures(11)
    memo.keep_pictures_only({b"\x05", b"\xff"})

    assert ((True, False), {b"\x05"}) == (many, store.keys("pictures"))


def test_templates_of_another_use_are_kept_until_they_are_many(store: Store) -> None:
    """A preview and a build of one site each compile their own, and take turns."""
    shelf = TemplateShelf(store)
    for number in range(7):
        shelf.put(bytes([number]), b"code")
    shelf.retain([b"\x00", b"\x01"])
    kept = store.keys("templates")
    shelf.put(b"\x07", b"code")
    shelf.put(b"\x08", b"code")
    shelf.retain([b"\x00", b"\x01"])

    assert (7, {b"\x00", b"\x01"}) == (len(kept), store.keys("templates"))

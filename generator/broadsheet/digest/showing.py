"""Which articles may be shown, by their standing and the clock, each with an id of its own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence
from itertools import count
from typing import NamedTuple

import msgspec

from broadsheet.columns import Columns, picked
from broadsheet.digest.briefs import Brief
from broadsheet.errors import Location, Problem
from broadsheet.fingerprint import digest_of
from broadsheet.remembered import Recollection
from broadsheet.text import short_hash


class Due(NamedTuple):
    """What the clock says of articles: `since` is the last moment that has come, or empty.

    `held_back` articles are dated later, the first of them for `next_moment` (or empty).
    """

    since: str
    held_back: int
    next_moment: str


def due_at(as_of: str, briefs: Sequence[Brief], known: Recollection) -> Due:
    """Return what a clock (UTC text) says of the articles."""
    dated = known.columns("columns of all briefs", briefs).of("published_at")
    moments = known.again("moments", _in_order, dated)
    past = bisect_right(moments, as_of)
    return Due(
        moments[past - 1] if past else "",
        len(moments) - past,
        moments[past] if past < len(moments) else "",
    )


def _in_order(moments: Iterable[str]) -> list[str]:
    return sorted(moments)


def shown_of(
    briefs: Sequence[Brief], due: Due, drafts: bool, known: Recollection
) -> tuple[Columns, list[Problem]]:
    """Return the briefs of all articles that may be shown, each with an id of its own."""
    every = known.columns("columns of all briefs", briefs)
    places = range(len(briefs)) if drafts else public_places(briefs, due, known)
    shown = every
    if len(places) < len(briefs):
        shown = known.columns("columns of public briefs", picked(briefs, places))
    if known.again("ids are unique", _are_unique, shown.of("id")):
        return shown, []
    problems: list[Problem] = []
    renamed = _with_unique_ids(shown.things, problems)
    return known.columns("columns of renamed briefs", renamed), problems


def public_places(briefs: Sequence[Brief], due: Due, known: Recollection) -> Sequence[int]:
    """Return the places of articles that are no drafts and not dated later."""
    every = known.columns("columns of all briefs", briefs).of
    return known.again(
        "public places", _public, every("standing"), every("published_at"), due.since
    )


def _public(standings: Sequence[str], published_at: Sequence[str], since: str) -> list[int]:
    rows = enumerate(zip(standings, published_at, strict=True))
    return [at for at, (standing, dated) in rows if standing != "draft" and dated <= since]


def _are_unique(ids: Sequence[str]) -> bool:
    return len(set(ids)) == len(ids)


def future_of(shown: Columns, due: Due, known: Recollection) -> frozenset[str]:
    """Return the ids of those articles that are dated later."""
    return known.again("future", _later, shown.of("id"), shown.of("published_at"), due.since)


def _later(ids: Sequence[str], published_at: Sequence[str], since: str) -> frozenset[str]:
    rows = zip(ids, published_at, strict=True)
    return frozenset([brief_id for brief_id, moment in rows if moment > since])


def _with_unique_ids(briefs: Sequence[Brief], problems: list[Problem]) -> tuple[Brief, ...]:
    """Return the briefs, each with an id of its own; a second claimant gets a hash behind it.

    The contract knows the case (D10.3): two outlets, one title, one day. Whose address is kept is
    decided by page identity, so that it does not depend on folders.
    """
    by_id: dict[str, list[Brief]] = {}
    for brief in briefs:
        by_id.setdefault(brief.id, []).append(brief)
    taken = set(by_id)
    renamed: dict[str, Brief] = {}
    for same in by_id.values():
        if len(same) > 1:
            first, *others = sorted(same, key=lambda b: (b.published_at or "9", b.keys, b.path))
            for brief in others:
                new_id = _free_id(brief, taken)
                taken.add(new_id)
                graph = digest_of((brief.graph, new_id))
                renamed[brief.path] = msgspec.structs.replace(brief, id=new_id, graph=graph)
                problems.append(_same_id(brief, first, new_id))
    return tuple([renamed.get(brief.path, brief) for brief in briefs])


def _free_id(brief: Brief, taken: Container[str]) -> str:
    """Return the article's id with a hash behind it that makes it nobody else's."""
    said = " ".join((*brief.keys, brief.path))
    tries = (f"{said} {attempt}" if attempt else said for attempt in count())
    ids = (f"{brief.id}-{short_hash(each, 6)}" for each in tries)
    return next(new_id for new_id in ids if new_id not in taken)


def _same_id(brief: Brief, first: Brief, new_id: str) -> Problem:
    return Problem(
        Location(brief.path, 1),
        "same-id",
        f"its address is also that of {Location(first.path)}; it was given the address '{new_id}'",
        "give one of the two files another name",
        "warning",
    )

"""Which articles may be one story: those that links, copies or an editor connect."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.digest.context import place_key
from broadsheet.digest.grouping import UnionFind
from broadsheet.settings import StoryOverride


def candidates(
    ids: Sequence[str],
    keys: Sequence[tuple[str, ...]],
    links: Sequence[tuple[str, ...]],
    texts: Sequence[tuple[int, int]],
    overrides: Sequence[StoryOverride],
) -> list[tuple[int, ...]]:
    """Return groups of places in the given rows; every article is in exactly one.

    `ids`, `keys` and `links` are those of every article's brief; `texts` are the pairs that
    `copies.article_links` found. Two articles meet when one links the other's page, when both
    link one page, by their texts, or by the editor's word.
    """
    unions = UnionFind(len(ids))
    union = unions.union
    first: dict[str, int] = {}
    claim = first.setdefault
    for at, rows in enumerate(zip(keys, links, strict=True)):
        for row in rows:
            for key in row:
                other = claim(key, at)
                if other != at:
                    union(other, at)
    for one, other in texts:
        union(one, other)
    _by_hand(ids, first, overrides, unions)
    return list(unions.groups())


def _by_hand(
    ids: Sequence[str],
    first: dict[str, int],
    overrides: Sequence[StoryOverride],
    unions: UnionFind,
) -> None:
    merging = [override for override in overrides if override.merge]
    if not merging:
        return
    by_id = {f"id:{article_id}": at for at, article_id in enumerate(ids)}
    for override in merging:
        places = [place_key(place) for place in (override.story, *override.merge)]
        found = [by_id.get(place, first.get(place)) for place in places]
        held = [at for at in found if at is not None]
        for at in held[1:]:
            unions.union(held[0], at)

"""Which articles may be one story: those that links, copies or an editor connect."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.digest.assemble import place_key
from broadsheet.digest.briefs import Brief
from broadsheet.digest.grouping import UnionFind
from broadsheet.settings import StoryOverride


def candidates(
    briefs: Sequence[Brief],
    texts: Sequence[tuple[int, int]],
    overrides: Sequence[StoryOverride],
) -> list[tuple[int, ...]]:
    """Return groups of positions in `briefs`; every article is in exactly one.

    `texts` are the pairs that `copies.article_links` found. Two articles meet when one links the
    other's page, when both link one page, by their texts, or by the editor's word.
    """
    unions = UnionFind(len(briefs))
    union = unions.union
    first: dict[str, int] = {}
    claim = first.setdefault
    for at, brief in enumerate(briefs):
        for key in brief.keys:
            other = claim(key, at)
            if other != at:
                union(other, at)
        for key in brief.links:
            other = claim(key, at)
            if other != at:
                union(other, at)
    for one, other in texts:
        union(one, other)
    _by_hand(briefs, first, overrides, unions)
    return list(unions.groups())


def _by_hand(
    briefs: Sequence[Brief],
    first: dict[str, int],
    overrides: Sequence[StoryOverride],
    unions: UnionFind,
) -> None:
    merging = [override for override in overrides if override.merge]
    if not merging:
        return
    by_id = {f"id:{brief.id}": at for at, brief in enumerate(briefs)}
    for override in merging:
        places = [place_key(place) for place in (override.story, *override.merge)]
        found = [by_id.get(place, first.get(place)) for place in places]
        held = [at for at in found if at is not None]
        for at in held[1:]:
            unions.union(held[0], at)

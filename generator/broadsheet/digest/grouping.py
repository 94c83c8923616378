"""Which pages are about one event: the rule of stories, in plain words.

A *page* is one address (or one article without an address). Pages are joined in three steps, each
of which looks no further than it must, so that the same pages always give the same stories:

1. **Links.** An entry of an article's related list links its page with the article if it passes
   the relevance gate (`similarity.gate`: alike enough, and dated within `window_days` of it).
   What fails is "Also mentioned" and joins nothing. So a random entry glues no stories together.
2. **Copies and near titles.** Two pages dated within `window_days` of each other are linked, too,
   when they have the same title (`min_title_words` or more), the same beginning of an excerpt
   (`min_excerpt_words` or more, and a word of the title in common), or titles that share
   `near_title` of their words, three at least, and a further word in their excerpts. Words in more
   than `subject_share` of a site's titles tell its subject and do not count as shared, from
   `subject_pages` pages on. That is how syndicated copies meet, and articles whose lists do not
   (`copies.text_links`).
3. **Splits.** Pages connected by links are a candidate, no more. Where a candidate holds one
   article, that article and the pages linked with it are the story: what the gate accepted
   counts, and what it refused stays out, though it may resemble an accepted page. Every other
   candidate is clustered by average linkage on the likeness of title (which weighs more) and
   excerpt, words that are rare among these very pages weighing more; groups whose mean likeness
   is below `cut` stay apart, and pages further apart than `window_days` are not alike at all.
   Candidates of more than `max_pages` are first cut along their weakest links, then by date, so
   that the cost grows with the number of pages and no chain of stories becomes a giant. A
   relevance that a list states (`relate` writes it, from whole texts) adds to the likeness of the
   two pages: half of `relate_weight` times it for each of the two that says so.

Every constant is a field of `StoryRules`, settable under `stories:` in the settings.

Average linkage (UPGMA): Sokal and Michener, "A statistical method for evaluating systematic
relationships", 1958.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from broadsheet.digest.copies import GroupPage
from broadsheet.digest.similarity import (
    day_of,
    days_apart,
    dot,
    shared_vectors,
)
from broadsheet.digest.words import page_words
from broadsheet.model_rules import StoryRules

SPLIT_BASE = 3.0
"""`base` of `shared_vectors` within a candidate."""

STRONGER = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Likeness of links along which too large a candidate is cut, one after the other."""

Link = tuple[int, int]

Stated = Mapping[Link, float]
"""What lists state of how relevant two pages are to each other, 0 to 1; absent means nothing."""


class UnionFind:
    """Which of n things are connected, told pair by pair."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, thing: int) -> int:
        """Return the smallest thing connected with this one."""
        parent = self._parent
        while parent[thing] != thing:
            parent[thing] = thing = parent[parent[thing]]
        return thing

    def union(self, one: int, other: int) -> None:
        """Connect two things."""
        one, other = self.find(one), self.find(other)
        self._parent[max(one, other)] = min(one, other)

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Return the connected things, each group sorted, ordered by their first."""
        groups: dict[int, list[int]] = {}
        for thing in range(len(self._parent)):
            groups.setdefault(self.find(thing), []).append(thing)
        return tuple(map(tuple, groups.values()))


def connected(size: int, links: Iterable[Link]) -> tuple[tuple[int, ...], ...]:
    """Return the groups that links make of the numbers below `size`."""
    found = UnionFind(size)
    for one, other in links:
        found.union(one, other)
    return found.groups()


def group_component(
    pages: Sequence[GroupPage],
    links: Sequence[Link],
    rules: StoryRules,
    stated: Stated | None = None,
) -> tuple[tuple[int, ...], ...]:
    """Return the stories among these pages: sorted indices, ordered by the first of each.

    `links` are pairs of indices that passed the gate or `text_links`. Pages that no chain of
    links connects are never in one story. The order of pages and links does not matter.
    """
    order = sorted(range(len(pages)), key=lambda at: pages[at].key)
    place = {at: rank for rank, at in enumerate(order)}
    by_key = [pages[at] for at in order]
    ranked = sorted({_pair(place[one], place[other]) for one, other in links if one != other})
    known = {_pair(place[a], place[b]): value for (a, b), value in (stated or {}).items()}
    stories = [
        sorted(order[rank] for rank in story)
        for members, inner in _candidates(len(pages), ranked)
        for story in _stories(members, inner, by_key, rules, known)
    ]
    return tuple(map(tuple, sorted(stories)))


def _pair(one: int, other: int) -> Link:
    return (one, other) if one < other else (other, one)


def _candidates(size: int, links: Iterable[Link]) -> list[tuple[tuple[int, ...], list[Link]]]:
    """Return the connected pages, each group with the links inside it."""
    links = list(links)
    groups = connected(size, links)
    group_of = {at: number for number, members in enumerate(groups) for at in members}
    inner: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        inner[group_of[link[0]]].append(link)
    return [(members, inner[number]) for number, members in enumerate(groups)]


def _stories(
    members: Sequence[int],
    links: Sequence[Link],
    pages: Sequence[GroupPage],
    rules: StoryRules,
    stated: Stated,
) -> list[list[int]]:
    """Return the stories of one candidate, given its links."""
    articles = [at for at in members if pages[at].is_local]
    if len(articles) == 1:
        return _own_coverage(articles[0], members, links, pages, rules, stated)
    return _split(members, links, pages, rules, stated)


def _own_coverage(
    article: int,
    members: Sequence[int],
    links: Sequence[Link],
    pages: Sequence[GroupPage],
    rules: StoryRules,
    stated: Stated,
) -> list[list[int]]:
    """Return an article with the pages it is linked with; the other pages among themselves."""
    covered = {article, *(at for link in links if article in link for at in link)}
    rest = [at for at in members if at not in covered]
    place = {at: rank for rank, at in enumerate(rest)}
    inner = [(place[a], place[b]) for a, b in links if a in place and b in place]
    stories = [sorted(covered)]
    for group, ties in _candidates(len(rest), inner):
        others = [rest[at] for at in group]
        stories += _split(others, [(rest[a], rest[b]) for a, b in ties], pages, rules, stated)
    return stories


def _split(
    members: Sequence[int],
    links: Sequence[Link],
    pages: Sequence[GroupPage],
    rules: StoryRules,
    stated: Stated,
) -> list[list[int]]:
    """Return the clusters of a candidate, which is first cut down where it is too large."""
    return [
        story
        for piece in _pieces(members, links, pages, rules)
        for story in _clusters(piece, pages, rules, stated)
    ]


def _clusters(
    members: Sequence[int], pages: Sequence[GroupPage], rules: StoryRules, stated: Stated
) -> list[list[int]]:
    """Return the groups that average linkage on likeness makes of these pages."""
    if len(members) == 1:
        return [list(members)]
    vectors = _vectors(members, pages)
    days = [day_of(pages[at].published_at) for at in members]
    likeness: list[dict[int, float]] = [{} for _ in members]
    for one, other in combinations(range(len(members)), 2):
        if days_apart(days[one], days[other]) <= rules.window_days:
            alike = dot(vectors[one], vectors[other])
            if stated:
                pair = _pair(members[one], members[other])
                alike += rules.relate_weight * stated.get(pair, 0.0)
            if alike:
                likeness[one][other] = likeness[other][one] = alike
    return [[members[at] for at in group] for group in average_linkage(likeness, rules.cut)]


def _vectors(members: Sequence[int], pages: Sequence[GroupPage]) -> list[dict[str, float]]:
    words = [page_words(pages[at].title, pages[at].excerpt) for at in members]
    return shared_vectors(words, SPLIT_BASE)


def average_linkage(likeness: Sequence[dict[int, float]], cut: float) -> list[list[int]]:
    """Return the groups left when no two have a mean likeness of `cut` or more.

    `likeness` holds for each thing its symmetric likeness to others; absent means none. Ties go
    to the things that come first.
    """
    sums = [dict(row) for row in likeness]
    groups = {at: [at] for at in range(len(sums))}

    def nearest(one: int) -> tuple[float, int]:
        size = len(groups[one])
        means = ((total / (size * len(groups[at])), -at) for at, total in sums[one].items())
        return max(means, default=(-1.0, 0))

    best = {at: nearest(at) for at in groups}
    while best:
        one = max(best, key=lambda at: (best[at][0], -at))
        mean, other = best[one][0], -best[one][1]
        if mean < cut:
            break
        _merge(sums, one, other)
        groups[one] += groups.pop(other)
        del best[other]
        for at in [at for at, (_, near) in best.items() if at == one or -near in (one, other)]:
            best[at] = nearest(at)
    return list(groups.values())


def _merge(sums: list[dict[int, float]], one: int, other: int) -> None:
    """Add the second row of sums to the first, and take it out of all rows."""
    kept = sums[one]
    del kept[other]
    for at, total in sums[other].items():
        if at != one:
            kept[at] = sums[at][one] = kept.get(at, 0.0) + total
            del sums[at][other]
    sums[other] = {}


def _pieces(
    members: Sequence[int], links: Sequence[Link], pages: Sequence[GroupPage], rules: StoryRules
) -> Iterable[Sequence[int]]:
    """Return the candidate whole, or cut into pieces of at most `max_pages`."""
    if len(members) <= rules.max_pages:
        return [members]
    vectors = dict(zip(members, _vectors(members, pages), strict=True))
    likeness = {(one, other): dot(vectors[one], vectors[other]) for one, other in links}
    by_date = sorted(members, key=lambda at: (pages[at].published_at, at))
    return _cut_down(by_date, likeness, STRONGER, rules.max_pages)


def _cut_down(
    members: Sequence[int], likeness: dict[Link, float], thresholds: Sequence[float], most: int
) -> Iterable[Sequence[int]]:
    """Yield pieces that hang together by stronger and stronger links, at last cut by date."""
    if len(members) <= most:
        yield sorted(members)
    elif not thresholds:
        yield from (sorted(members[at : at + most]) for at in range(0, len(members), most))
    else:
        place = {at: rank for rank, at in enumerate(members)}
        strong = {
            link: alike
            for link, alike in likeness.items()
            if alike >= thresholds[0] and link[0] in place and link[1] in place
        }
        for group in connected(len(members), ((place[a], place[b]) for a, b in strong)):
            yield from _cut_down([members[at] for at in group], strong, thresholds[1:], most)

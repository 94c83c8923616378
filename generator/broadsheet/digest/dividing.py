"""Divides the pages of a candidate into stories: by the rule, and by the word of an editor."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.digest.context import StoryContext, place_key
from broadsheet.digest.copies import GroupPage, text_links, text_marks
from broadsheet.digest.folding import Page, stated_relevance
from broadsheet.digest.grouping import group_component
from broadsheet.model import Article


def divided(
    pages: Sequence[Page], articles: Sequence[Article], context: StoryContext
) -> list[tuple[int, ...]]:
    """Return the partition of pages into stories, after the editor's word and the rule."""
    at_own = {twin: at for at, page in enumerate(pages) for twin in page.twins}
    links = [
        (at_own[owner], at)
        for at, page in enumerate(pages)
        for owner in page.accepted_by
        if owner in at_own and at_own[owner] != at
    ]
    if len(articles) == 1:
        return _own_coverage(pages, articles, context)
    free = [at for at, page in enumerate(pages) if not _is_split_off(page, articles, context)]
    kept = [pages[at] for at in free]
    place = {at: number for number, at in enumerate(free)}
    texts = [_group_page(page) for page in kept]
    ties = [(place[a], place[b]) for a, b in links if a in place and b in place]
    marks = [text_marks(page, context.rules) for page in texts]
    ties.extend(text_links(marks, context.rules))
    stated = {
        (place[a], place[b]): value
        for (a, b), value in stated_relevance(pages, articles).items()
        if a in place and b in place
    }
    groups = group_component(texts, ties, context.rules, stated)
    found = [tuple(free[number] for number in group) for group in groups]
    alone = set(range(len(pages))) - set(free)
    return _merged_by_hand([*found, *((at,) for at in sorted(alone))], pages, articles, context)


def _own_coverage(
    pages: Sequence[Page], articles: Sequence[Article], context: StoryContext
) -> list[tuple[int, ...]]:
    """Return the story of a single article: its page and what passed the gate; the rest alone."""
    story = tuple(
        at
        for at, page in enumerate(pages)
        if page.own >= 0 or (page.accepted_by and not _is_split_off(page, articles, context))
    )
    others = set(range(len(pages))) - set(story)
    return [story, *((at,) for at in sorted(others))]


def _group_page(page: Page) -> GroupPage:
    shown = page.coverage
    return GroupPage(page.keys[0], shown.title, shown.excerpt, shown.published_at, page.own >= 0)


def names_of(page: Page, articles: Sequence[Article]) -> set[str]:
    """Return every key by which an editor may name a page."""
    return {*page.keys, *(f"id:{articles[twin].id}" for twin in page.twins)}


def _is_split_off(page: Page, articles: Sequence[Article], context: StoryContext) -> bool:
    return bool(context.split_off) and not context.split_off.isdisjoint(names_of(page, articles))


def _merged_by_hand(
    groups: list[tuple[int, ...]],
    pages: Sequence[Page],
    articles: Sequence[Article],
    context: StoryContext,
) -> list[tuple[int, ...]]:
    """Join the groups that an editor wants as one."""
    if not any(override.merge for override in context.overrides.values()):
        return groups
    where = {
        name: number
        for number, group in enumerate(groups)
        for at in group
        for name in names_of(pages[at], articles)
    }
    target = list(range(len(groups)))
    for key, override in context.overrides.items():
        for place in override.merge:
            one, other = where.get(key), where.get(place_key(place))
            if one is not None and other is not None:
                old, new = target[other], target[one]
                target = [new if number == old else number for number in target]
    joined: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        joined.setdefault(target[number], []).extend(group)
    return [tuple(sorted(group)) for group in joined.values()]

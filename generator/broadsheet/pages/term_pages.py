"""Pages of topics and of every further taxonomy: one way for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from broadsheet import addresses
from broadsheet.model import StoryCard
from broadsheet.pages.listing import Slice, by_day
from broadsheet.pages.page import Facts
from broadsheet.pages.views import DayCount, Head, Link, TermLink, TermsIndexView, TermView

VOLUME_WEEKS = 13
TOP_CARDS = 3
TOP_WINDOW_DAYS = 7
RECENT_DAYS = 7


def term_view(
    facts: Facts,
    taxonomy: Link,
    singular: str,
    title: str,
    description: str,
    parent: Link | None,
    children: tuple[TermLink, ...],
    hashtags: tuple[str, ...],
    cut: Slice,
    cards: tuple[StoryCard, ...],
    count: int,
    span: tuple[str, str],
    weeks: tuple[DayCount, ...],
) -> TermView:
    """Return one page of a term; top stories and volume stand on the newest page only."""
    is_open = cut.number == 0
    top = _top(cards) if is_open else ()
    chosen = {card.id for card in top}
    return TermView(
        head=Head(
            title=title,
            path=cut.address,
            description=description,
            breadcrumbs=(taxonomy, *((parent,) if parent else ())),
            feeds=(Link(title, addresses.feed_of(cut.address)),) if is_open else (),
            share_card=addresses.share_card_of(cut.address)
            if facts.share_cards and is_open
            else "",
            twin=addresses.twin_of(cut.address) if facts.twins and is_open else "",
        ),
        taxonomy=taxonomy,
        singular=singular,
        title=title,
        description=description,
        parent=parent,
        children=children if is_open else (),
        count=count,
        first_day=span[0],
        last_day=span[1],
        volume=weeks if is_open else (),
        top=top,
        days=by_day([card for card in cards if card.id not in chosen]),
        paging=cut.paging,
        hashtags=hashtags,
    )


def _top(cards: Sequence[StoryCard]) -> tuple[StoryCard, ...]:
    """Return the widest and hottest of the newest week's stories, if there are more than those."""
    if len(cards) <= TOP_CARDS or not cards[0].day:
        return ()
    since = (date.fromisoformat(cards[0].day) - timedelta(days=TOP_WINDOW_DAYS)).isoformat()
    recent = [card for card in cards if card.day > since]
    recent.sort(key=lambda card: (-card.heat, -card.independent, card.id))
    return tuple(recent[:TOP_CARDS])


def weekly_volume(days: Sequence[str], newest_day: str) -> tuple[DayCount, ...]:
    """Return how many stories each of the last 13 weeks had, the week of the newest day last."""
    if not newest_day:
        return ()
    last = date.fromisoformat(newest_day)
    last_monday = last - timedelta(days=last.weekday())
    first_monday = last_monday - timedelta(weeks=VOLUME_WEEKS - 1)
    counts = [0] * VOLUME_WEEKS
    start = first_monday.isoformat()
    for day in days:
        if day >= start:
            weeks = (date.fromisoformat(day) - first_monday).days // 7
            if weeks < VOLUME_WEEKS:
                counts[weeks] += 1
    return tuple(
        DayCount((first_monday + timedelta(weeks=week)).isoformat(), count, "")
        for week, count in enumerate(counts)
    )


def terms_index_view(title: str, path: str, terms: tuple[TermLink, ...]) -> TermsIndexView:
    """Return the index of a taxonomy."""
    return TermsIndexView(Head(title=title, path=path), title, terms)

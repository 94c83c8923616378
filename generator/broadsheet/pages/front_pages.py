"""The front page, the river behind it, and pages that stand by themselves."""

from __future__ import annotations

from broadsheet import addresses
from broadsheet.model import StoryCard
from broadsheet.pages.listing import Slice, by_day
from broadsheet.pages.page import Facts
from broadsheet.pages.views import (
    DayCount,
    FrontView,
    Head,
    ListView,
    PlainView,
    RankedCard,
    StandingView,
    TermLink,
)
from broadsheet.settings import StandingPage


def front_view(
    facts: Facts,
    day: str,
    numbers: tuple[int, int, int],
    top: tuple[RankedCard, ...],
    cards: tuple[StoryCard, ...],
    cut: Slice,
    topics: tuple[TermLink, ...],
    editions: tuple[DayCount, ...],
) -> FrontView:
    """Return the front page; `numbers` are today's stories, their outlets, and all stories."""
    chosen = {row.card.id for row in top}
    return FrontView(
        head=Head(
            title="",
            path=addresses.HOME,
            share_card=addresses.share_card_of(addresses.HOME) if facts.share_cards else "",
        ),
        day=day,
        recent=numbers[0],
        outlets=numbers[1],
        stories=numbers[2],
        top=top,
        river=by_day([card for card in cards if card.id not in chosen]),
        paging=cut.paging,
        topics=topics,
        editions=editions,
    )


def river_view(cut: Slice, cards: tuple[StoryCard, ...]) -> ListView:
    """Return an older page of the river of latest stories."""
    return ListView(Head(title="", path=cut.address), "", by_day(cards), cut.paging)


def standing_view(page: StandingPage) -> StandingView:
    """Return a free-standing page."""
    head = Head(title=page.title, path=addresses.standing(page.slug), description=page.description)
    return StandingView(head, page.title, page.body_html)


def plain_view(path: str, noindex: bool, topics: tuple[TermLink, ...]) -> PlainView:
    """Return a page that shows only its words and the ways on."""
    return PlainView(Head(title="", path=path, noindex=noindex), topics)

"""What is drawn: share cards (1200 by 630 pixels) for links to our pages, and the site's icons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from broadsheet import addresses
from broadsheet.digest.arrange import Digest
from broadsheet.model import StoryCard
from broadsheet.pages.page import Facts, Page
from broadsheet.pages.views import TermLink
from broadsheet.remembered import Recollection
from broadsheet.settings import Settings

CardKind = Literal["story", "term", "edition", "home"]

MAKER = "share-card"

ICON_MAKER = "icon"

ICONS = (
    "apple-touch-icon.png",
    "favicon.ico",
    "favicon.svg",
    "icon-192.png",
    "icon-512.png",
)
"""The site's icons by name; each lies at the root, where browsers look for some unasked."""

EDITION_NOTES = 3
"""Headlines on the card of a day."""


class ShareCardView(msgspec.Struct, frozen=True):
    """The words of a card. `when` is a UTC text or a day; `others` counts further outlets.

    An edition's headline is its day, and its `notes` are its first headlines; the front page has
    the site's title.
    """

    kind: CardKind
    headline: str = ""
    kicker: str = ""
    notes: tuple[str, ...] = ()
    outlet: str = ""
    others: int = 0
    when: str = ""


def share_card_pages(
    digest: Digest,
    settings: Settings,
    facts: Facts,
    terms: Sequence[tuple[TermLink, ...]],
    known: Recollection,
) -> Iterator[Page]:
    """Yield the cards of stories, terms, daily editions and the front page.

    `terms` are the links of each taxonomy, topics first. Nothing is yielded where the settings
    want no cards.
    """
    if not facts.share_cards:
        return
    yield Page(
        addresses.share_card_of(addresses.HOME), MAKER, home_card, (), "the card of the front page"
    )
    yield from known.along("story cards", _story_card_page, (digest.cards,))
    yield from _term_cards(settings, terms)
    days = known.columns("columns of stories", digest.stories).of("days")
    yield from known.again("edition cards", _edition_cards, days, digest.cards)


def _story_card_page(card: StoryCard) -> Page:
    address = addresses.share_card_of(addresses.story(card.id))
    return Page(address, MAKER, story_card, (card,), f'the card of the story "{card.title}"')


def _term_cards(settings: Settings, terms: Sequence[tuple[TermLink, ...]]) -> Iterator[Page]:
    names = ("Topic", *(each.singular or each.title for each in settings.site.taxonomies))
    for name, links in zip(names, terms, strict=False):
        for link in links:
            address = addresses.share_card_of(link.path)
            inputs = (name, link.title, link.description)
            yield Page(address, MAKER, term_card, inputs, f'the card of "{link.title}"')


def _edition_cards(
    days_of: Sequence[tuple[str, ...]], cards: Sequence[StoryCard]
) -> tuple[Page, ...]:
    by_day: dict[str, list[StoryCard]] = {}
    for days, card in zip(days_of, cards, strict=True):
        if days:
            by_day.setdefault(days[0], []).append(card)
    pages = []
    for day in sorted({day for days in days_of for day in days}):
        address = addresses.share_card_of(addresses.edition(day))
        inputs = (day, tuple(by_day.get(day, ())))
        pages.append(
            Page(address, MAKER, edition_card, inputs, f"the card of the edition of {day}")
        )
    return tuple(pages)


def home_card() -> ShareCardView:
    """Return the card of the front page: the site's own title, which the painter knows."""
    return ShareCardView("home")


def story_card(card: StoryCard) -> ShareCardView:
    """Return the card of a story."""
    return ShareCardView(
        kind="story",
        headline=card.title,
        kicker=card.kicker,
        outlet=card.outlet.name or card.outlet.domain,
        others=max(0, card.outlets - 1),
        when=card.published_at,
    )


def term_card(kicker: str, title: str, description: str) -> ShareCardView:
    """Return the card of a topic or another term; it counts nothing, and so stays as it is."""
    notes = (description,) if description else ()
    return ShareCardView(kind="term", headline=title, kicker=kicker, notes=notes)


def edition_card(day: str, new: tuple[StoryCard, ...]) -> ShareCardView:
    """Return the card of a day: its date, and the headlines that lead its edition."""
    first = sorted(new, key=lambda card: (-card.heat, -card.independent, card.id))[:EDITION_NOTES]
    notes = tuple(card.title for card in first)
    return ShareCardView("edition", kicker="The day", notes=notes, when=day)


class IconView(msgspec.Struct, frozen=True):
    """Which icon."""

    name: str


def icon_pages(assets: Iterable[str]) -> Iterator[Page]:
    """Yield the icons that the site does not ship itself, given the names of its static files."""
    own = set(assets)
    for name in ICONS:
        if name not in own and f"root/{name}" not in own:
            yield Page(f"/{name}", ICON_MAKER, IconView, (name,), f"the icon {name}")


def with_icons(assets: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return static files (name, published path) with every icon under its plain name."""
    published = dict(assets)
    icons = {name: published.get(name, f"/{name}") for name in ICONS}
    return tuple(sorted({**published, **icons}.items()))

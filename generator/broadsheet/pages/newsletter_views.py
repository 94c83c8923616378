"""Editions as mails: what each says, chosen so that no mail program cuts it off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import msgspec
from markupsafe import escape

from broadsheet import addresses
from broadsheet.digest.arrange import Digest
from broadsheet.model import Story, StoryCard
from broadsheet.pages.edition_pages import edition_view
from broadsheet.pages.page import Facts, Page
from broadsheet.pages.views import DayNumbers, Head
from broadsheet.remembered import Recollection
from broadsheet.settings import NewsletterSettings, Settings
from broadsheet.text import cut

ENDINGS = ("html", "txt")

MAX_BYTES = 100_000
"""What a mail's HTML may weigh: Gmail shows no more than 102 KB of it."""

ROOM_FOR_STORIES = 90_000
"""Bytes of `MAX_BYTES` that stories may take; the rest is for head, foot and style."""

FULL_BYTES = 1_000
BRIEF_BYTES = 650
"""Bytes of markup around a story with an excerpt, and around one without."""

SECONDS = 6
BRIEF = 30
DEVELOPING = 12
"""Stories with an excerpt after the lead, further headlines, and headlines of older stories."""

EXCERPT_CHARACTERS = 240
PREHEADER_CHARACTERS = 140


class NewsletterStory(msgspec.Struct, frozen=True):
    """A story of a mail; `number` counts from 1 and names its link in the plain text."""

    number: int
    card: StoryCard
    excerpt: str = ""


class NewsletterView(msgspec.Struct, frozen=True):
    """The edition of a day as a mail: the lead, seconds with excerpts, the rest as headlines.

    `left_out` counts the stories that only the site's edition has. `preheader` is what mail
    programs show beside the subject; `share_card` the path of a picture or empty.
    """

    head: Head
    day: str
    edition: str
    numbers: DayNumbers
    lead: NewsletterStory | None
    seconds: tuple[NewsletterStory, ...]
    brief: tuple[NewsletterStory, ...]
    developing: tuple[NewsletterStory, ...]
    left_out: int
    preheader: str
    unsubscribe_url: str
    postal_address: str
    share_card: str


def newsletter_pages(
    digest: Digest,
    settings: Settings,
    facts: Facts,
    by_day: Mapping[str, Sequence[int]],
    known: Recollection,
) -> Iterator[Page]:
    """Yield both forms of every daily edition's mail: HTML and plain text.

    `by_day` has the places of each day's stories, in the order of its edition.
    """
    columns = (
        known.columns("columns of stories", digest.stories),
        known.columns("columns of cards", digest.cards),
    )
    about = (facts, settings.site.newsletter)
    days, places = tuple(by_day), tuple(by_day.values())
    yield from chain.from_iterable(
        known.gathered("mails", _mails, places, columns, *about, keys=days, beside=(days,))
    )


def _mails(
    stories: tuple[Story, ...],
    cards: tuple[StoryCard, ...],
    day: str,
    facts: Facts,
    settings: NewsletterSettings,
) -> tuple[Page, ...]:
    return tuple(
        Page(
            addresses.newsletter(day, ending),
            f"newsletter.{ending}",
            newsletter_view,
            (facts, settings, day, stories, cards),
            f"the newsletter of {day} ({ending})",
        )
        for ending in ENDINGS
    )


def newsletter_view(
    facts: Facts,
    settings: NewsletterSettings,
    day: str,
    stories: tuple[Story, ...],
    cards: tuple[StoryCard, ...],
) -> NewsletterView:
    """Return the mail of a day, in the order of its edition."""
    edition = edition_view(facts, "day", day, day, stories, cards, None, None, ())
    shelf = _Shelf(ROOM_FOR_STORIES)
    full = tuple(shelf.take(edition.new[: SECONDS + 1], with_excerpts=True))
    brief = tuple(shelf.take(edition.new[len(full) :][:BRIEF]))
    developing = tuple(shelf.take(edition.developing[:DEVELOPING]))
    return NewsletterView(
        head=Head(title=day, path=addresses.newsletter(day, "html"), noindex=True),
        day=day,
        edition=edition.head.path,
        numbers=edition.numbers,
        lead=full[0] if full else None,
        seconds=full[1:],
        brief=brief,
        developing=developing,
        left_out=len(cards) - len(full) - len(brief) - len(developing),
        preheader=settings.preheader or _preheader((*full, *brief, *developing)),
        unsubscribe_url=settings.unsubscribe_url,
        postal_address=settings.postal_address,
        share_card=edition.head.share_card if settings.share_card else "",
    )


class _Shelf:
    """Takes stories, in order, for as long as there is room."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._count = 0
        self._is_full = False

    def take(
        self, cards: Iterable[StoryCard], with_excerpts: bool = False
    ) -> Iterator[NewsletterStory]:
        for card in cards:
            excerpt = cut(card.excerpt, EXCERPT_CHARACTERS) if with_excerpts else ""
            cost = _bytes_of(card, excerpt) + (FULL_BYTES if with_excerpts else BRIEF_BYTES)
            if self._is_full or cost > self._room:
                self._is_full = True
                return
            self._room -= cost
            self._count += 1
            yield NewsletterStory(self._count, card, excerpt)


def _bytes_of(card: StoryCard, excerpt: str) -> int:
    """Return the bytes of a story's own words, as HTML and as UTF-8."""
    texts = (card.title, excerpt, card.kicker, card.outlet.name, card.url, card.id)
    return sum(len(escape(text).encode("utf-8", "replace")) for text in texts)


def _preheader(stories: Iterable[NewsletterStory]) -> str:
    """Return the headlines behind the lead's, which the subject holds (contract D7.4)."""
    titles = [story.card.title for story in stories]
    return cut(" / ".join(titles[1:4] or titles), PREHEADER_CHARACTERS)

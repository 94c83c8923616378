"""An invented corpus of any size: the same seed and size give the same articles on every machine.

The corpus is planned first (`Corpus`: a few plain values per article), and an article's text is
written when it is asked for, so that 100,000 articles never stand in memory together.

Shapes follow the source format: 60 % published, 55 % with a related list (mean 6, up to 15), half
with a body of 200 to 800 words, 1 to 3 of 40 topics, 400 days. A quarter of the articles belong to
events told by two to four outlets within two days: the leads list their rivals, rivals are mostly
unpublished with a heat of -1. Other entries of related lists are pages outside the corpus; a few
point at an article about something else.
"""

from __future__ import annotations

import base64
import datetime as dt
import random
from collections.abc import Iterator

import msgspec

from bench.words import BodyWriter, Vocabulary, distinct_words, sentence

FIRST_DAY = dt.datetime(2024, 9, 1, tzinfo=dt.UTC)
DAYS = 400
TOPICS = 40
PROVIDERS = 300
PUBLISHED_SHARE = 0.60
RELATED_SHARE = 0.55
BODY_SHARE = 0.50
EVENT_SHARE = 0.25
STRAY_LINK_SHARE = 0.02
MOST_RELATED = 15
SECURED_BYTES = 272
NUMBER_DIGITS = 6


class Provider(msgspec.Struct, frozen=True):
    """An outlet: its name and its (reserved) domain."""

    name: str
    domain: str


class Sketch(msgspec.Struct, frozen=True):
    """What is known of an article before its text is written.

    `partners` are the indexes of corpus articles its related list must point at; `alone` says
    that no other article points here and that it points at none.
    """

    index: int
    slug: str
    title: str
    moment: dt.datetime
    provider: Provider
    published: bool
    quality: int
    partners: tuple[int, ...]
    entries: int
    has_body: bool
    alone: bool

    @property
    def name(self) -> str:
        """File name without its ending: `YYYY-MM-DD-slug`."""
        return f"{self.moment:%Y-%m-%d}-{self.slug}"

    @property
    def number(self) -> str:
        """The digits its slug ends with; no two articles share them."""
        return self.slug[-NUMBER_DIGITS:]

    @property
    def web_url(self) -> str:
        """The address at its publisher."""
        return f"https://www.{self.provider.domain}/{self.moment:%Y/%m/%d}/{self.slug}"


class Related(msgspec.Struct, frozen=True):
    """One entry of a related list."""

    title: str
    excerpt: str
    moment: dt.datetime
    web_url: str
    provider: Provider
    quality: int
    has_image: bool


class Article(msgspec.Struct, frozen=True):
    """A whole article, ready to be written in any tool's form."""

    sketch: Sketch
    excerpt: str
    topics: tuple[str, ...]
    related: tuple[Related, ...]
    body: str
    secured: str

    @property
    def heat(self) -> int:
        """Quality and ten for each related entry; -1 where unpublished (as sources have it)."""
        return self.sketch.quality + 10 * len(self.related) if self.sketch.published else -1


class Links(msgspec.Struct, frozen=True):
    """Which articles of a corpus point at which, by index."""

    rivals_of: dict[int, tuple[int, ...]]
    lead_of: dict[int, int]
    strays: dict[int, int]
    listed: frozenset[int]

    def partners(self, index: int) -> tuple[int, ...]:
        """Return the articles that the related list of the one at `index` must hold."""
        strays = (self.strays[index],) if index in self.strays else ()
        return tuple(dict.fromkeys(self.rivals_of.get(index, ()) + strays))


class Corpus:
    """The plan of a corpus; iterate `articles()` for the texts."""

    def __init__(self, size: int, seed: int = 1) -> None:
        """Plan `size` articles; equal arguments give equal corpora."""
        self.size = size
        self.seed = seed
        self.vocabulary = Vocabulary(seed)
        self._bodies = BodyWriter(self.vocabulary)
        rng = random.Random(f"corpus {seed} {size}")
        self.providers = tuple(
            Provider(word.capitalize(), f"{word}.example")
            for word in distinct_words(rng, PROVIDERS, (2, 3))
        )
        self.topics = tuple(
            " ".join(part.capitalize() for part in word.split("-"))
            for word in _topic_words(rng, TOPICS)
        )
        self.sketches = tuple(self._plan(rng))

    def article(self, index: int) -> Article:
        """Return the article at `index`, independent of which were asked for before."""
        sketch = self.sketches[index]
        rng = random.Random(f"article {self.seed} {self.size} {index}")
        weights = [1 / (rank + 3) for rank in range(TOPICS)]
        drawn = rng.choices(self.topics, weights=weights, k=rng.choice((1, 2, 2, 3)))
        return Article(
            sketch=sketch,
            excerpt=self._excerpt(rng),
            topics=tuple(dict.fromkeys(drawn)),
            related=self._related(rng, sketch),
            body=self._bodies.body(rng, rng.randint(200, 740)) if sketch.has_body else "",
            secured=_secured(rng),
        )

    def articles(self) -> Iterator[Article]:
        """Every article in order of its date, one at a time."""
        return map(self.article, range(self.size))

    def _plan(self, rng: random.Random) -> Iterator[Sketch]:
        moments = sorted(
            FIRST_DAY + dt.timedelta(seconds=rng.randrange(DAYS * 86_400)) for _ in range(self.size)
        )
        links = _links(rng, self.size)
        titles: dict[int, list[str]] = {}
        for index, moment in enumerate(moments):
            # A lead comes before its rivals, so its title is known when theirs are made.
            titles[index] = self._title(rng, titles.get(links.lead_of.get(index, -1)))
            yield self._sketch(rng, index, moment, titles[index], links)

    def _sketch(
        self, rng: random.Random, index: int, moment: dt.datetime, title: list[str], links: Links
    ) -> Sketch:
        rival, lead = index in links.lead_of, index in links.rivals_of
        partners = links.partners(index)
        published = rng.random() < (0.15 if rival else 1.0 if lead else _ordinary_share())
        entries = max(len(partners), _list_length(rng)) if partners or _has_list(rng) else 0
        return Sketch(
            index=index,
            # The number keeps file names distinct however often words meet again.
            slug="-".join((*title, f"{index:0{NUMBER_DIGITS}d}")),
            title=" ".join(title).capitalize(),
            moment=moment,
            provider=rng.choice(self.providers),
            published=published,
            quality=rng.randint(0, 70) if rival else rng.randint(40, 120),
            partners=partners,
            entries=entries,
            has_body=rng.random() < BODY_SHARE,
            alone=not partners and index not in links.listed,
        )

    def _title(self, rng: random.Random, shared: list[str] | None) -> list[str]:
        """Words of a headline; two thirds of the lead's own where the event is shared."""
        count = rng.randint(6, 11)
        if not shared:
            return self.vocabulary.title(rng, count)
        kept = rng.sample(shared, k=max(3, len(shared) * 2 // 3))
        return [*kept, *self.vocabulary.title(rng, max(1, count - len(kept)))]

    def _excerpt(self, rng: random.Random) -> str:
        text = " ".join(
            sentence(self.vocabulary.text(rng, rng.randint(8, 16)))
            for _ in range(rng.randint(1, 3))
        )
        # Marks that every tool must escape, in a few of them.
        return f'{text} "{self.vocabulary.title(rng, 1)[0]} & sons"' if rng.random() < 0.1 else text

    def _related(self, rng: random.Random, sketch: Sketch) -> tuple[Related, ...]:
        known = [self._entry_for(rng, self.sketches[partner]) for partner in sketch.partners]
        invented = [
            self._entry_outside(rng, sketch, number)
            for number in range(sketch.entries - len(known))
        ]
        ordered = sorted(known + invented, key=lambda entry: -entry.quality)
        return tuple(ordered)

    def _entry_for(self, rng: random.Random, other: Sketch) -> Related:
        return Related(
            title=other.title,
            excerpt=self._excerpt(rng),
            moment=other.moment,
            web_url=other.web_url,
            provider=other.provider,
            quality=other.quality,
            has_image=rng.random() < 0.8,
        )

    def _entry_outside(self, rng: random.Random, sketch: Sketch, number: int) -> Related:
        words = self._title(rng, sketch.title.lower().split() if rng.random() < 0.8 else None)
        provider = rng.choice(self.providers)
        moment = sketch.moment + dt.timedelta(minutes=rng.randint(-2_000, 1_000))
        path = "-".join((*words, f"{sketch.index:06d}", str(number)))
        return Related(
            title=" ".join(words).capitalize(),
            excerpt=self._excerpt(rng),
            moment=moment,
            web_url=f"https://www.{provider.domain}/{moment:%Y/%m/%d}/{path}",
            provider=provider,
            quality=rng.randint(0, 100),
            has_image=rng.random() < 0.8,
        )


def _ordinary_share() -> float:
    """Share of published articles outside events that brings the whole to PUBLISHED_SHARE."""
    leads = EVENT_SHARE / 3
    rivals = EVENT_SHARE - leads
    return (PUBLISHED_SHARE - leads - 0.15 * rivals) / (1 - EVENT_SHARE)


def _has_list(rng: random.Random) -> bool:
    """Whether an article that points at none has a list, so that the share comes out."""
    pointing = EVENT_SHARE / 3 + STRAY_LINK_SHARE
    return rng.random() < (RELATED_SHARE - pointing) / (1 - pointing)


def _list_length(rng: random.Random) -> int:
    """1 to 15 with a mean near six."""
    return min(MOST_RELATED, 1 + int(rng.gammavariate(1.6, 3.6)))


def _links(rng: random.Random, size: int) -> Links:
    """Draw the events and the stray links of a corpus."""
    rivals_of = _events(rng, size)
    strays = {
        index: (index + rng.randrange(1, size)) % size
        for index in range(size if size > 1 else 0)
        if rng.random() < STRAY_LINK_SHARE
    }
    lead_of = {rival: lead for lead, rivals in rivals_of.items() for rival in rivals}
    return Links(rivals_of, lead_of, strays, frozenset(lead_of) | frozenset(strays.values()))


def _events(rng: random.Random, size: int) -> dict[int, tuple[int, ...]]:
    """Lead index -> indexes of its rivals, which follow closely in time."""
    events: dict[int, tuple[int, ...]] = {}
    reach = max(2, size * 2 // DAYS)  # articles within about two days
    free = list(range(size))
    rng.shuffle(free)
    taken: set[int] = set()
    while free and len(taken) < size * EVENT_SHARE:
        lead = free.pop()
        nearby = [n for n in range(lead + 1, min(size, lead + 1 + reach)) if n not in taken]
        if lead in taken or not nearby:
            continue
        rivals = sorted(rng.sample(nearby, k=min(len(nearby), rng.randint(1, 3))))
        events[lead] = tuple(rivals)
        taken.update((lead, *rivals))
    return events


def _topic_words(rng: random.Random, count: int) -> list[str]:
    """Topic names of one or two words joined by hyphens: their slugs in every tool."""
    words = distinct_words(rng, count * 2, (2, 3))
    return [
        word if rng.random() < 0.5 else f"{word}-{words[count + number]}"
        for number, word in enumerate(words[:count])
    ]


def _secured(rng: random.Random) -> str:
    """Noise of the size of the sources' encrypted field."""
    cipher = base64.b64encode(rng.randbytes(SECURED_BYTES)).decode()
    return f"{cipher};{base64.b64encode(rng.randbytes(16)).decode()}"

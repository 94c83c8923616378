"""The part of the plan that topics and further taxonomies make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from broadsheet import addresses
from broadsheet.columns import picked
from broadsheet.digest.arrange import Digest
from broadsheet.digest.terms import TermPlaces, TopicTree
from broadsheet.model import StoryCard
from broadsheet.pages.listing import slices
from broadsheet.pages.page import Facts, Page
from broadsheet.pages.term_pages import term_view, terms_index_view, weekly_volume
from broadsheet.pages.views import Link, TermLink
from broadsheet.remembered import Recollection
from broadsheet.settings import Settings, TopicSetting
from broadsheet.text import name_key


class Term(NamedTuple):
    """A term in use: its name, address and the positions of its stories, newest first."""

    name: str
    path: str
    at: list[int]


class Taxonomy(NamedTuple):
    """The pages of a taxonomy, links to its terms, and where each term's stories are."""

    pages: tuple[Page, ...]
    links: tuple[TermLink, ...]
    positions: tuple[list[int], ...]


def taxonomies(
    digest: Digest, settings: Settings, facts: Facts, places: TermPlaces, known: Recollection
) -> Iterator[Taxonomy]:
    """Yield topics first, then the further taxonomies in the settings' order."""
    newest_day = next((card.day for card in digest.cards if card.day), "")
    named = known.columns("columns of stories", digest.stories).of("topics")
    topics = known.again("topics in use", _topics_in_use, named, settings.topics, places)
    tree = TopicTree(settings.topics)
    yield _Topics(digest.cards, facts, tree, topics, newest_day, known).taxonomy()
    for number, setting in enumerate(settings.site.taxonomies, 1):
        named = tuple(
            [
                story.taxonomies[number - 1] if len(story.taxonomies) >= number else ()
                for story in digest.stories
            ]
        )
        terms = known.again(("terms in use", number), _collect, named, places, number)
        index = Link(setting.title, f"/{setting.path or setting.field}/")
        yield _flat(digest.cards, facts, index, setting.singular, terms, newest_day, known)


def _topics_in_use(
    named: Sequence[tuple[str, ...]], declared: Sequence[TopicSetting], places: TermPlaces
) -> dict[str, Term]:
    """Return the topics that stories name, and those that the settings declare."""
    topics = _collect(named, places, 0)
    for topic in declared:
        topics.setdefault(
            places.slug(0, topic.name), Term(topic.name, places.path(0, topic.name), [])
        )
    return topics


def _collect(
    named: Sequence[tuple[str, ...]], places: TermPlaces, taxonomy: int
) -> dict[str, Term]:
    """Return the terms in use by folder name; the spelling that sorts first is its name.

    `named` are the terms that each story names.
    """
    terms: dict[str, Term] = {}
    for at, names in enumerate(named):
        seen = set()
        for name in names:
            slug = places.slug(taxonomy, name)
            if slug in seen:
                continue
            seen.add(slug)
            term = terms.get(slug)
            if term is None:
                terms[slug] = Term(name, places.path(taxonomy, name), [at])
            else:
                term.at.append(at)
                if name < term.name:
                    terms[slug] = term._replace(name=name)
    return terms


def _recent(cards: Sequence[StoryCard], at: Sequence[int], newest_day: str) -> int:
    count = 0
    for position in at:
        if cards[position].day != newest_day:
            break
        count += 1
    return count


class _Topics:
    """The topics: a tree from the settings, and whatever else articles name."""

    def __init__(
        self,
        cards: Sequence[StoryCard],
        facts: Facts,
        tree: TopicTree,
        terms: dict[str, Term],
        newest: str,
        known: Recollection,
    ) -> None:
        self.cards = cards
        self.known = known
        self.facts = facts
        self.tree = tree
        self.terms = {name_key(term.name): term for term in terms.values()}
        self.newest_day = newest

    def taxonomy(self) -> Taxonomy:
        index = Link("Topics", addresses.TOPICS)
        ordered = self._ordered()
        links = tuple(self._link(term, depth) for term, depth in ordered)
        pages = [_index_page(index, links)]
        for term, _ in ordered:
            setting = self.tree.setting(term.name)
            parent = self._term(setting.parent) if setting and setting.parent else None
            about = _About(
                index,
                "Topic",
                term.name,
                term.path,
                description=setting.description if setting else "",
                parent=Link(parent.name, parent.path) if parent else None,
                children=self._children(term),
                hashtags=setting.hashtags if setting else (),
            )
            pages += _pages_of(about, self.facts, self.cards, term.at, self.newest_day, self.known)
        return Taxonomy(tuple(pages), links, tuple(term.at for term, _ in ordered))

    def _term(self, name: str) -> Term | None:
        return self.terms.get(name_key(name))

    def _ordered(self) -> list[tuple[Term, int]]:
        """Return declared topics as a tree, then the others by name."""
        rows = []
        declared = set()
        for setting, depth in self.tree.in_order():
            term = self._term(setting.name)
            declared.add(name_key(setting.name))
            if term is not None:
                rows.append((term._replace(name=setting.name), depth))
        others = sorted(self.terms.keys() - declared)
        return rows + [(self.terms[key], 0) for key in others]

    def _children(self, term: Term) -> tuple[TermLink, ...]:
        settings: list[TopicSetting] = self.tree.children.get(name_key(term.name), [])
        found = (self._term(setting.name) for setting in settings)
        return tuple(self._link(child, 0) for child in found if child is not None)

    def _link(self, term: Term, depth: int) -> TermLink:
        setting = self.tree.setting(term.name)
        return TermLink(
            title=setting.name if setting else term.name,
            path=term.path,
            count=len(term.at),
            recent=_recent(self.cards, term.at, self.newest_day),
            description=setting.description if setting else "",
            depth=depth,
        )


def _flat(
    cards: Sequence[StoryCard],
    facts: Facts,
    index: Link,
    singular: str,
    terms: dict[str, Term],
    newest_day: str,
    known: Recollection,
) -> Taxonomy:
    """Return a taxonomy without a tree: terms by name."""
    ordered = sorted(terms.values(), key=lambda term: (name_key(term.name), term.path))
    links = tuple(
        TermLink(term.name, term.path, len(term.at), _recent(cards, term.at, newest_day))
        for term in ordered
    )
    pages = [_index_page(index, links)]
    for term in ordered:
        about = _About(index, singular or index.title, term.name, term.path)
        pages += _pages_of(about, facts, cards, term.at, newest_day, known)
    return Taxonomy(tuple(pages), links, tuple(term.at for term in ordered))


def _index_page(index: Link, links: tuple[TermLink, ...]) -> Page:
    return Page(
        address=index.path,
        maker="terms.html",
        make=terms_index_view,
        inputs=(index.title, index.path, links),
        about=f"the index of {index.title}",
    )


class _About(NamedTuple):
    """What the pages of a term say besides its stories."""

    above: Link
    singular: str
    name: str
    path: str
    description: str = ""
    parent: Link | None = None
    children: tuple[TermLink, ...] = ()
    hashtags: tuple[str, ...] = ()


def _pages_of(
    about: _About,
    facts: Facts,
    cards: Sequence[StoryCard],
    at: Sequence[int],
    newest_day: str,
    known: Recollection,
) -> tuple[Page, ...]:
    shown = picked(cards, at)
    return known.again(("term", about.path), _term_pages, about, facts, shown, newest_day)


def _term_pages(
    about: _About, facts: Facts, cards: tuple[StoryCard, ...], newest_day: str
) -> tuple[Page, ...]:
    days = [card.day for card in cards if card.day]
    span = (days[-1], days[0]) if days else ("", "")
    pages = []
    for cut in slices(len(cards), facts.page_size, about.path):
        is_open = cut.number == 0
        page = Page(
            address=cut.address,
            maker="term.html",
            make=term_view,
            inputs=(
                facts,
                about.above,
                about.singular,
                about.name,
                about.description,
                about.parent,
                about.children if is_open else (),
                about.hashtags,
                cut,
                cards[cut.start : cut.end],
                len(cards) if is_open else 0,
                span if is_open else ("", ""),
                weekly_volume(days, newest_day) if is_open else (),
            ),
            about=f'the {about.singular.lower()} "{about.name}"',
        )
        pages.append(page)
    return tuple(pages)

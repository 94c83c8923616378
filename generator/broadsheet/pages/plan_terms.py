"""The part of the plan that topics and further taxonomies make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from broadsheet.digest.arrange import Digest
from broadsheet.digest.terms import TermPlaces, TopicTree
from broadsheet.model import StoryCard
from broadsheet.pages.listing import slices
from broadsheet.pages.page import Facts, Page
from broadsheet.pages.term_pages import term_view, terms_index_view, weekly_volume
from broadsheet.pages.views import Link, TermLink
from broadsheet.settings import Settings, TopicSetting
from broadsheet.text import name_key


class Term(NamedTuple):
    """A term in use: its name, address and the positions of its stories, newest first."""

    name: str
    path: str
    at: list[int]


class Taxonomy(NamedTuple):
    """The pages of a taxonomy, links to its terms, and where each term's stories are."""

    pages: list[Page]
    links: tuple[TermLink, ...]
    positions: tuple[list[int], ...]


def taxonomies(
    digest: Digest, settings: Settings, facts: Facts, places: TermPlaces
) -> Iterator[Taxonomy]:
    """Yield topics first, then the further taxonomies in the settings' order."""
    newest_day = next((card.day for card in digest.cards if card.day), "")
    topics = _collect(digest, places, 0)
    tree = TopicTree(settings.topics)
    for topic in settings.topics:
        topics.setdefault(
            places.slug(0, topic.name), Term(topic.name, places.path(0, topic.name), [])
        )
    yield _Topics(digest, facts, tree, topics, newest_day).taxonomy()
    for number, setting in enumerate(settings.site.taxonomies, 1):
        terms = _collect(digest, places, number)
        index = Link(setting.title, f"/{setting.path or setting.field}/")
        yield _flat(digest, facts, index, setting.singular, terms, newest_day)


def _collect(digest: Digest, places: TermPlaces, taxonomy: int) -> dict[str, Term]:
    """Return the terms in use by folder name; the spelling that sorts first is its name."""
    terms: dict[str, Term] = {}
    for at, story in enumerate(digest.stories):
        if taxonomy == 0:
            names = story.topics
        else:
            names = story.taxonomies[taxonomy - 1] if len(story.taxonomies) >= taxonomy else ()
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
        self, digest: Digest, facts: Facts, tree: TopicTree, terms: dict[str, Term], newest: str
    ) -> None:
        self.digest = digest
        self.facts = facts
        self.tree = tree
        self.terms = {name_key(term.name): term for term in terms.values()}
        self.newest_day = newest

    def taxonomy(self) -> Taxonomy:
        index = Link("Topics", f"/{self.facts.topics_path}/")
        ordered = self._ordered()
        links = tuple(self._link(term, depth) for term, depth in ordered)
        pages = [_index_page(index, links)]
        for term, _ in ordered:
            setting = self.tree.setting(term.name)
            parent = self._term(setting.parent) if setting and setting.parent else None
            pages.extend(
                _term_pages(
                    self.digest,
                    self.facts,
                    index,
                    "Topic",
                    term,
                    self.newest_day,
                    description=setting.description if setting else "",
                    parent=Link(parent.name, parent.path) if parent else None,
                    children=self._children(term),
                    hashtags=setting.hashtags if setting else (),
                )
            )
        return Taxonomy(pages, links, tuple(term.at for term, _ in ordered))

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
            recent=_recent(self.digest.cards, term.at, self.newest_day),
            description=setting.description if setting else "",
            depth=depth,
        )


def _flat(
    digest: Digest,
    facts: Facts,
    index: Link,
    singular: str,
    terms: dict[str, Term],
    newest_day: str,
) -> Taxonomy:
    """Return a taxonomy without a tree: terms by name."""
    ordered = sorted(terms.values(), key=lambda term: (name_key(term.name), term.path))
    links = tuple(
        TermLink(term.name, term.path, len(term.at), _recent(digest.cards, term.at, newest_day))
        for term in ordered
    )
    pages = [_index_page(index, links)]
    for term in ordered:
        pages.extend(_term_pages(digest, facts, index, singular or index.title, term, newest_day))
    return Taxonomy(pages, links, tuple(term.at for term in ordered))


def _index_page(index: Link, links: tuple[TermLink, ...]) -> Page:
    return Page(
        address=index.path,
        maker="terms.html",
        make=terms_index_view,
        inputs=(index.title, index.path, links),
        about=f"the index of {index.title}",
    )


def _term_pages(
    digest: Digest,
    facts: Facts,
    index: Link,
    singular: str,
    term: Term,
    newest_day: str,
    description: str = "",
    parent: Link | None = None,
    children: tuple[TermLink, ...] = (),
    hashtags: tuple[str, ...] = (),
) -> Iterator[Page]:
    cards = [digest.cards[at] for at in term.at]
    days = [card.day for card in cards if card.day]
    span = (days[-1], days[0]) if days else ("", "")
    for cut in slices(len(cards), facts.page_size, term.path):
        is_open = cut.number == 0
        yield Page(
            address=cut.address,
            maker="term.html",
            make=term_view,
            inputs=(
                facts,
                index,
                singular,
                term.name,
                description,
                parent,
                children if is_open else (),
                hashtags,
                cut,
                tuple(cards[cut.start : cut.end]),
                len(cards) if is_open else 0,
                span if is_open else ("", ""),
                weekly_volume(days, newest_day) if is_open else (),
            ),
            about=f'the {singular.lower()} "{term.name}"',
        )

"""The part of the plan that stories make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from broadsheet import addresses
from broadsheet.columns import picked
from broadsheet.digest.arrange import Digest
from broadsheet.digest.terms import TermPlaces
from broadsheet.model import Story, StoryCard
from broadsheet.pages.page import Facts, Page
from broadsheet.pages.story_pages import redirect_view, story_view
from broadsheet.pages.story_views import Picture
from broadsheet.pages.views import Link
from broadsheet.remembered import Recollection
from broadsheet.settings import Settings


def stories(
    digest: Digest,
    settings: Settings,
    facts: Facts,
    places: TermPlaces,
    pictures: Mapping[str, Picture],
    known: Recollection,
) -> tuple[Page, ...]:
    """Return the page of every story; `pictures` are those to show, by the story's id."""
    titles = tuple(taxonomy.title for taxonomy in settings.site.taxonomies)
    columns = known.columns("columns of stories", digest.stories).of
    ids = columns("id")
    around = known.again("places of linked stories", _around, ids, digest.linked)
    held = ids, columns("title"), columns("keys")
    rows = (
        digest.stories,
        known.same("pictures of stories", tuple(map(pictures.get, ids))),
        known.again("pages of linked stories", _held, around, *held),
        known.again("linked cards", _linked_cards, around, digest.cards),
    )
    return known.along("stories", _story_page, rows, facts, titles, places)


def _around(
    ids: Iterable[str], linked: Mapping[str, tuple[int, ...]]
) -> tuple[tuple[int, ...], ...]:
    """Return for each story the places of those that it is linked with."""
    return tuple([linked.get(story_id, ()) for story_id in ids])


class _Held(NamedTuple):
    """A story as others may name it: by the pages it holds."""

    id: str
    title: str
    keys: tuple[str, ...]


def _held(
    around: Iterable[tuple[int, ...]],
    ids: Sequence[str],
    titles: Sequence[str],
    keys: Sequence[tuple[str, ...]],
) -> tuple[tuple[_Held, ...], ...]:
    """Return for each story those that it is linked with."""
    return tuple([tuple([_Held(ids[at], titles[at], keys[at]) for at in row]) for row in around])


def _linked_cards(
    around: Iterable[tuple[int, ...]], cards: Sequence[StoryCard]
) -> tuple[tuple[StoryCard, ...], ...]:
    return tuple([picked(cards, row) for row in around])


def _story_page(
    story: Story,
    picture: Picture | None,
    linked: tuple[_Held, ...],
    cards: tuple[StoryCard, ...],
    facts: Facts,
    titles: tuple[str, ...],
    places: TermPlaces,
) -> Page:
    return Page(
        address=addresses.story(story.id),
        maker="story.html",
        make=story_view,
        inputs=(
            facts,
            story,
            _topic_links(story.topics, places),
            _terms(story, titles, places) if titles else (),
            cards,
            _mentions(story, linked) if linked and story.mention_keys else (),
            picture,
        ),
        about=f'the story "{story.title}"',
        body=story.body.digest,
    )


def _topic_links(topics: tuple[str, ...], places: TermPlaces) -> tuple[Link, ...]:
    return tuple(Link(name, places.path(0, name)) for name in topics)


def _terms(
    story: Story, titles: Sequence[str], places: TermPlaces
) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Return the links to a story's terms, for each taxonomy where it has any."""
    return tuple(
        (title, tuple(Link(name, places.path(number, name)) for name in names))
        for number, (title, names) in enumerate(zip(titles, story.taxonomies, strict=False), 1)
        if names
    )


def _mentions(story: Story, linked: Iterable[_Held]) -> tuple[tuple[str, Link], ...]:
    """Return which of our stories hold the pages that this one only mentions, by page key."""
    held: dict[str, Link] = {}
    for other in linked:
        link = Link(other.title, addresses.story(other.id))
        held.update((key, link) for key in other.keys)
    rows = ((key, held[key]) for key in sorted(story.mention_keys) if key in held)
    return tuple(rows)


def redirects(digest: Digest, known: Recollection) -> tuple[Page, ...]:
    """Return a page for each article that is not named by its story's address."""
    titles = known.columns("columns of stories", digest.stories).of("title")
    rows = known.again("redirected titles", _leading, digest.redirects, digest.place, titles)
    return known.along("redirects", _redirect_page, rows)


def _leading(
    redirects: Sequence[tuple[str, str]], place: Mapping[str, int], titles: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return, each as a row: articles, the stories they lead to, and the titles of these."""
    stories = tuple([story_id for _, story_id in redirects])
    return (
        tuple([article_id for article_id, _ in redirects]),
        stories,
        tuple([titles[place[story_id]] for story_id in stories]),
    )


def _redirect_page(article_id: str, story_id: str, title: str) -> Page:
    address = addresses.story(article_id)
    return Page(
        address=address,
        maker="redirect.html",
        make=redirect_view,
        inputs=(title, address, addresses.story(story_id)),
        about=f"the address of the article {article_id}",
    )

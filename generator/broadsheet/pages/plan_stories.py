"""The part of the plan that stories make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from broadsheet import addresses
from broadsheet.digest.arrange import Digest
from broadsheet.digest.terms import TermPlaces
from broadsheet.model import Story
from broadsheet.pages.page import Facts, Page
from broadsheet.pages.story_pages import redirect_view, story_view
from broadsheet.pages.views import Link, Picture
from broadsheet.settings import Settings


def stories(
    digest: Digest,
    settings: Settings,
    facts: Facts,
    places: TermPlaces,
    pictures: Mapping[str, Picture],
    before: Mapping[str, Page],
) -> Iterator[Page]:
    """Yield the page of every story; `pictures` are those to show, by the story's id.

    `before` are the pages of an earlier plan by address, made from the same settings.
    """
    titles = [taxonomy.title for taxonomy in settings.site.taxonomies]
    topic_links: dict[tuple[str, ...], tuple[Link, ...]] = {}
    for story in digest.stories:
        address = addresses.story(story.id)
        picture = pictures.get(story.id)
        old = before.get(address)
        if old is not None and _is_still_true(old, story, story.id in digest.linked, picture):
            yield old
            continue
        topics = topic_links.get(story.topics)
        if topics is None:
            topics = tuple(Link(name, places.path(0, name)) for name in story.topics)
            topic_links[story.topics] = topics
        terms = _terms(story, titles, places) if titles else ()
        linked = digest.linked.get(story.id, ())
        yield Page(
            address=address,
            maker="story.html",
            make=story_view,
            inputs=(
                facts,
                story,
                topics,
                terms,
                tuple(digest.cards[at] for at in linked),
                _mentions(story, linked, digest) if linked and story.mention_keys else (),
                picture,
            ),
            about=f'the story "{story.title}"',
            body=story.body.digest,
        )


def _is_still_true(old: Page, story: Story, is_linked: bool, picture: Picture | None) -> bool:
    """Whether a page of an earlier plan shows this very story and links to no other."""
    return (
        not is_linked
        and old.make is story_view
        and old.inputs[1] is story
        and not old.inputs[4]
        and old.inputs[6] == picture
    )


def _terms(
    story: Story, titles: list[str], places: TermPlaces
) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Return the links to a story's terms, for each taxonomy where it has any."""
    return tuple(
        (title, tuple(Link(name, places.path(number, name)) for name in names))
        for number, (title, names) in enumerate(zip(titles, story.taxonomies, strict=False), 1)
        if names
    )


def _mentions(
    story: Story, linked: tuple[int, ...], digest: Digest
) -> tuple[tuple[str, Link], ...]:
    """Return which of our stories hold the pages that this one only mentions, by page key."""
    held: dict[str, Link] = {}
    for at in linked:
        other = digest.stories[at]
        link = Link(other.title, addresses.story(other.id))
        held.update((key, link) for key in other.keys)
    rows = ((key, held[key]) for key in sorted(story.mention_keys) if key in held)
    return tuple(rows)


def redirects(digest: Digest) -> Iterator[Page]:
    """Yield a page for each article that is not named by its story's address."""
    for article_id, story_id in digest.redirects:
        title = digest.stories[digest.place[story_id]].title
        address = addresses.story(article_id)
        yield Page(
            address=address,
            maker="redirect.html",
            make=redirect_view,
            inputs=(title, address, addresses.story(story_id)),
            about=f"the address of the article {article_id}",
        )

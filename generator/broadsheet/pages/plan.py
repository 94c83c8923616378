"""The page plan: every page that the site has, with the inputs it depends on.

It is made in full every time. What is missing from it is removed, what is new in it is rendered,
and nobody has to know what changed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from broadsheet.addresses import MADE_LAST
from broadsheet.digest.arrange import Digest
from broadsheet.digest.terms import TermPlaces
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.pages.card_views import share_card_pages
from broadsheet.pages.newsletter_views import newsletter_pages
from broadsheet.pages.page import Earlier, Facts, Page, facts_of
from broadsheet.pages.picture_views import picture_pages, shown_pictures
from broadsheet.pages.plan_lists import (
    Covered,
    editions,
    fixed_pages,
    front_and_river,
    outlets_in,
    sources,
)
from broadsheet.pages.plan_machines import everyday_api, feeds, host_files, sitemaps, twins
from broadsheet.pages.plan_stories import redirects, stories
from broadsheet.pages.plan_terms import Taxonomy, taxonomies
from broadsheet.pages.reader_pages import reader_pages
from broadsheet.pages.status_pages import Status, status_pages
from broadsheet.pages.withdrawal_pages import withdrawn_pages
from broadsheet.picturing.pictures import NO_PICTURES, Pictures
from broadsheet.settings import Settings

MAX_PATH_BYTES = 240
"""Leaves room for the output folder's own name under the 255-byte and 260-character limits."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every page, by output path, and the facts that they were made from."""

    pages: dict[str, Page]
    facts: Facts


def plan_pages(
    digest: Digest,
    settings: Settings,
    assets: Iterable[Page] = (),
    pictures: Pictures = NO_PICTURES,
    earlier: Earlier | None = None,
    status: Status | None = None,
) -> Plan:
    """Return the page plan; raises SiteError when two pages want one file.

    `earlier` only spares work: pages of that plan are used again where nothing they show differs.
    """
    if earlier is not None and earlier.settings != settings:
        earlier = None
    facts = earlier.facts if earlier is not None else facts_of(settings)
    before = earlier.pages if earlier is not None else {}
    places = TermPlaces(settings)
    by_taxonomy = list(taxonomies(digest, settings, facts, places))
    topics = by_taxonomy[0].links
    covered = outlets_in(digest)
    pages: list[Page] = []
    pages.extend(front_and_river(digest, facts, topics))
    shown = shown_pictures(digest.stories, settings, pictures)
    pages.extend(stories(digest, settings, facts, places, shown, before))
    for taxonomy in by_taxonomy:
        pages.extend(taxonomy.pages)
    of_topics = tuple(zip(topics, by_taxonomy[0].positions, strict=True))
    pages.extend(sources(digest, settings, facts, covered, places, of_topics))
    pages.extend(editions(digest, facts))
    pages.extend(fixed_pages(settings, topics))
    pages.extend(reader_pages(settings, topics, pages))
    pages.extend(_for_machines(digest, settings, by_taxonomy, covered, pages, before))
    pages.extend(redirects(digest))
    pages.extend(_drawn_and_mailed(digest, settings, facts, by_taxonomy))
    pages.extend(picture_pages(shown.values(), pictures))
    pages.extend(withdrawn_pages(settings, {page.address for page in pages}))
    pages.extend(status_pages(settings, status or Status()))
    pages.extend(assets)
    return Plan(_without_collisions(pages), facts)


def _for_machines(
    digest: Digest,
    settings: Settings,
    by_taxonomy: Sequence[Taxonomy],
    covered: Sequence[Covered],
    pages: Sequence[Page],
    before: Mapping[str, Page],
) -> Iterator[Page]:
    """Yield what is not for readers, made from the same values as the pages."""
    site = settings.site
    terms = [
        row
        for taxonomy in by_taxonomy
        for row in zip(taxonomy.links, taxonomy.positions, strict=True)
    ]
    if site.twins:
        yield from twins(pages, before)
    yield from feeds(digest, settings, terms, covered)
    if site.api:
        yield from everyday_api(digest, settings)
    yield from sitemaps(digest, settings, pages)
    topics = by_taxonomy[0].links
    yield from host_files(digest, settings, topics, tuple(row.link for row in covered))


def _drawn_and_mailed(
    digest: Digest, settings: Settings, facts: Facts, by_taxonomy: Sequence[Taxonomy]
) -> Iterator[Page]:
    """Yield share cards and newsletters."""
    yield from share_card_pages(digest, settings, facts, [each.links for each in by_taxonomy])
    if facts.newsletters:
        yield from newsletter_pages(digest, settings, facts)


def _without_collisions(pages: Sequence[Page]) -> dict[str, Page]:
    """Return pages by output; raises SiteError naming each pair that would share a file.

    Compared as the most forgetful file system would: case and Unicode form folded (APFS, NTFS).
    """
    wanted: dict[str, Page] = {}
    folded: dict[str, str] = {}
    problems = []
    for page in pages:
        output = page.output
        key = output if output.isascii() and output.islower() else _folded(output)
        other = folded.setdefault(key, output)
        if output in wanted or other != output:
            problems.append(_collision(wanted[other].about, page))
        elif len(output.encode()) > MAX_PATH_BYTES:
            problems.append(_too_long(page))
        else:
            wanted[output] = page
    problems += _misplaced_files(wanted, folded)
    if problems:
        raise SiteError(*problems)
    return wanted


def _folded(output: str) -> str:
    return unicodedata.normalize("NFC", output).casefold()


def _misplaced_files(wanted: Mapping[str, Page], folded: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each file of the site's own that stands in the way of other outputs.

    Only such files have names that nobody has checked: one may be the folder of a page, lie below
    one, or be a file that is made last. `folded` has all outputs by their folded form.
    """
    own = {key: wanted[output] for key, output in folded.items() if _is_placed(wanted, output)}
    for key, page in own.items():
        parts = key.split("/")
        if parts[0] in MADE_LAST:
            yield _collision(f"Broadsheet's own {parts[0]}", page)
        for end in range(1, len(parts)):
            if other := wanted.get(folded.get("/".join(parts[:end]), "")):
                yield _collision(other.about, page)
    roofs = tuple(f"{key}/" for key in own)
    for key in folded if roofs else ():
        if key.startswith(roofs) and key not in own:
            roof = next(roof for roof in roofs if key.startswith(roof))
            if other := wanted.get(folded[key]):
                yield _collision(own[roof[:-1]].about, other)


def _is_placed(wanted: Mapping[str, Page], output: str) -> bool:
    """Whether an output is a file that the site has put where it is to be published."""
    page = wanted.get(output)
    return page is not None and page.maker == "copy" and not output.startswith("assets/")


def _collision(one: str, other: Page) -> Problem:
    first, second = sorted((one, other.about))
    return Problem(
        Location("site"),
        "same-output",
        f"{first} and {second} would both be written to {other.output}",
        "give one of them another slug",
    )


def _too_long(page: Page) -> Problem:
    return Problem(
        Location("site"),
        "too-long",
        f"the path of {page.about} is longer than {MAX_PATH_BYTES} bytes",
        "give it a shorter slug",
    )

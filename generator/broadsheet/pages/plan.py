"""The page plan: every page that the site has, with the inputs it depends on.

It is made in full every time. What is missing from it is removed, what is new in it is rendered,
and nobody has to know what changed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from broadsheet import addresses
from broadsheet.addresses import MADE_LAST
from broadsheet.digest.arrange import Digest
from broadsheet.digest.terms import TermPlaces
from broadsheet.errors import Location, Problem, SiteError
from broadsheet.pages.card_views import share_card_pages
from broadsheet.pages.newsletter_views import newsletter_pages
from broadsheet.pages.page import Facts, Page, facts_of
from broadsheet.pages.picture_views import picture_pages, shown_pictures
from broadsheet.pages.plan_feeds import feeds
from broadsheet.pages.plan_lists import (
    Covered,
    days_in,
    editions,
    fixed_pages,
    front_and_river,
    outlets_in,
    sources,
)
from broadsheet.pages.plan_machines import everyday_api, host_files, sitemaps, twins
from broadsheet.pages.plan_stories import redirects, stories
from broadsheet.pages.plan_terms import Taxonomy, taxonomies
from broadsheet.pages.reader_pages import reader_pages
from broadsheet.pages.status_pages import Status, status_pages
from broadsheet.pages.withdrawal_pages import withdrawn_pages
from broadsheet.picturing.pictures import NO_PICTURES, Pictures
from broadsheet.remembered import Recollection
from broadsheet.settings import Settings

MAX_PATH_BYTES = 240
"""Leaves room for the output folder's own name under the 255-byte and 260-character limits."""


def plan_pages(
    digest: Digest,
    settings: Settings,
    assets: Iterable[Page] = (),
    pictures: Pictures = NO_PICTURES,
    status: Status | None = None,
    known: Recollection | None = None,
) -> dict[str, Page]:
    """Return every page by output path; raises SiteError when two pages want one file.

    `known` holds what was made for the plan before: pages that show the same are the same pages.
    """
    known = known or Recollection()
    settings = known.same("settings", settings)
    facts = known.again("facts", facts_of, settings)
    places = known.again("places", TermPlaces, settings)
    by_taxonomy = tuple(taxonomies(digest, settings, facts, places, known))
    covered = outlets_in(digest, known)
    shown = shown_pictures(digest.stories, settings, pictures)
    of_stories = stories(digest, settings, facts, places, shown, known)
    lists = [*_lists(digest, settings, facts, places, by_taxonomy, covered, known)]
    pages = [*of_stories, *lists]
    if settings.site.twins:
        pages.extend(twins(of_stories, lists, known))
    pages.extend(_for_machines(digest, settings, by_taxonomy, covered, lists, known))
    pages.extend(redirects(digest, known))
    pages.extend(_drawn_and_mailed(digest, settings, facts, by_taxonomy, known))
    pages.extend(picture_pages(shown.values(), pictures))
    if settings.withdrawals:
        pages.extend(withdrawn_pages(settings, {page.address for page in pages}))
    pages.extend(status_pages(settings, status or Status()))
    pages.extend(assets)
    return _by_output(pages, known)


def _lists(
    digest: Digest,
    settings: Settings,
    facts: Facts,
    places: TermPlaces,
    by_taxonomy: Sequence[Taxonomy],
    covered: tuple[Covered, ...],
    known: Recollection,
) -> Iterator[Page]:
    """Yield the pages for readers that are no story's."""
    topics = by_taxonomy[0].links
    front = front_and_river(digest, facts, topics, known)
    yield from front
    for taxonomy in by_taxonomy:
        yield from taxonomy.pages
    of_topics = tuple(zip(topics, by_taxonomy[0].positions, strict=True))
    yield from sources(digest, settings, facts, covered, places, of_topics, known)
    by_day = [*editions(digest, facts, days_in(digest, known), known)]
    yield from by_day
    yield from fixed_pages(settings, topics)
    yield from reader_pages(settings, topics, [*front, *by_day])


def _for_machines(
    digest: Digest,
    settings: Settings,
    by_taxonomy: Sequence[Taxonomy],
    covered: tuple[Covered, ...],
    lists: Sequence[Page],
    known: Recollection,
) -> Iterator[Page]:
    """Yield what is not for readers, made from the same values as the pages."""
    terms = tuple(
        [
            row
            for taxonomy in by_taxonomy
            for row in zip(taxonomy.links, taxonomy.positions, strict=True)
        ]
    )
    yield from feeds(digest, settings, terms, covered, days_in(digest, known), known)
    if settings.site.api:
        yield from everyday_api(digest, settings, known)
    yield from sitemaps(digest, settings, lists, known)
    topics = by_taxonomy[0].links
    yield from host_files(digest, settings, topics, tuple(row.link for row in covered))


def _drawn_and_mailed(
    digest: Digest,
    settings: Settings,
    facts: Facts,
    by_taxonomy: Sequence[Taxonomy],
    known: Recollection,
) -> Iterator[Page]:
    """Yield share cards and newsletters."""
    links = [each.links for each in by_taxonomy]
    yield from share_card_pages(digest, settings, facts, links, known)
    if facts.newsletters:
        by_day = days_in(digest, known).by_day
        yield from newsletter_pages(digest, settings, facts, by_day, known)


def _by_output(pages: Sequence[Page], known: Recollection) -> dict[str, Page]:
    """Return pages by output; raises SiteError for those that would share a file."""
    columns = known.columns("columns of pages", pages)
    makers = columns.of("maker")
    outputs = known.again("outputs", _outputs, columns.of("address"))
    faults = known.again("faults", _faults, outputs, makers)
    if faults:
        raise SiteError(*(fault.problem(pages) for fault in faults))
    before: _Sorted | None = known.take("pages by output")
    if before is None or before.outputs is not outputs or before.pages is not columns.were:
        by_output = dict(zip(outputs, pages, strict=True))
    else:
        by_output = before.by_output.copy()  # which is quicker than hashing all outputs
        by_output.update((outputs[at], pages[at]) for at in columns.changed)
    known.bring("pages by output", _Sorted(outputs, pages, by_output))
    return by_output


class _Sorted(NamedTuple):
    """Pages, where each will be written, and both together."""

    outputs: tuple[str, ...]
    pages: Sequence[Page]
    by_output: dict[str, Page]


def _outputs(places: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(addresses.output_of, places))


class _Fault(NamedTuple):
    """The place of a page that cannot be written, and what is in its way.

    That is the place of another page, a file of ours by name, or (None) the length of its path.
    """

    at: int
    other: int | str | None

    def problem(self, pages: Sequence[Page]) -> Problem:
        """Return what is wrong, in words."""
        page, other = pages[self.at], self.other
        if other is None:
            return _too_long(page)
        return _collision(other if isinstance(other, str) else pages[other].about, page)


def _faults(outputs: Sequence[str], makers: Sequence[str]) -> tuple[_Fault, ...]:
    """Return each pair of pages that would share a file, and each path that is too long.

    Compared as the most forgetful file system would: case and Unicode form folded (APFS, NTFS).
    """
    folded: dict[str, int] = {}
    faults = []
    for at, output in enumerate(outputs):
        key = output if output.isascii() and output.islower() else _folded(output)
        other = folded.setdefault(key, at)
        if other != at:
            faults.append(_Fault(at, other))
        elif len(output.encode()) > MAX_PATH_BYTES:
            faults.append(_Fault(at, None))
    return (*faults, *_misplaced_files(outputs, makers, folded))


def _folded(output: str) -> str:
    return unicodedata.normalize("NFC", output).casefold()


def _misplaced_files(
    outputs: Sequence[str], makers: Sequence[str], folded: Mapping[str, int]
) -> Iterator[_Fault]:
    """Yield a fault for each file of the site's own that stands in the way of other outputs.

    Only such files have names that nobody has checked: one may be the folder of a page, lie below
    one, or be a file that is made last. `folded` has the places of all outputs by their folded
    form.
    """
    own = {
        key: at
        for key, at in folded.items()
        if makers[at] == "copy" and not addresses.is_asset(outputs[at])
    }
    for key, at in own.items():
        parts = key.split("/")
        if parts[0] in MADE_LAST:
            yield _Fault(at, f"Broadsheet's own {parts[0]}")
        for end in range(1, len(parts)):
            if (other := folded.get("/".join(parts[:end]))) is not None:
                yield _Fault(at, other)
    roofs = tuple(f"{key}/" for key in own)
    for key, at in folded.items() if roofs else ():
        if key.startswith(roofs) and key not in own:
            roof = next(roof for roof in roofs if key.startswith(roof))
            yield _Fault(at, own[roof[:-1]])


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

"""What articles and settings say that cannot all be so: one page twice, stories nobody knows."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from broadsheet.digest.briefs import Brief
from broadsheet.digest.context import place_key
from broadsheet.digest.folding import NO_ADDRESS
from broadsheet.errors import Location, Problem
from broadsheet.model import Story
from broadsheet.settings import OverrideLines, Settings, StoryOverride


def same_pages(paths: Sequence[str], keys: Sequence[tuple[str, ...]]) -> tuple[Problem, ...]:
    """Return a problem for each article whose page an earlier file is, too (`Page.twins`)."""
    holder: dict[str, str] = {}
    problems = []
    for path, all_keys in sorted(zip(paths, keys, strict=True)):
        own = [key for key in all_keys if not key.startswith(NO_ADDRESS)]
        first = next((holder[key] for key in own if key in holder), None)
        for key in own:
            holder.setdefault(key, first or path)
        if first is not None:
            problems.append(_same_page(path, first))
    return tuple(problems)


def _same_page(path: str, first: str) -> Problem:
    return Problem(
        Location(path, 1),
        "same-page",
        f"its address on the web is also that of {Location(first)}; the two are shown as one page",
        "take one of the two files out, or correct its webUrl",
        "warning",
    )


def unknown_overrides(
    settings: Settings, stories: Sequence[Story], briefs: Sequence[Brief]
) -> Iterator[Problem]:
    """Yield a problem for each place in stories.yaml that names nothing the site has.

    `story` must be of a published story, or of one that its entry hides. The other fields may
    name any page that an article of ours is or links, mentioned ones as well.
    """
    published = {key for story in stories for key in story.keys}
    published.update(f"id:{article_id}" for story in stories for article_id in story.article_ids)
    ours = {key for b in briefs for key in (f"id:{b.id}", *b.keys, *b.links)}
    known = published.union(ours, (key for story in stories for key in story.mention_keys))
    lines = settings.override_lines or (OverrideLines(),) * len(settings.overrides)
    for override, at in zip(settings.overrides, lines, strict=True):
        place = place_key(override.story)
        if place not in published and not (override.hide and place in ours):
            what = "no article or address of a published story"
            yield _slip(at.story, "story", override.story, what)
        yield from _others(override, at, known)


def _others(override: StoryOverride, at: OverrideLines, known: Container[str]) -> Iterator[Problem]:
    """Yield a problem for each page that an entry names beside its story and nobody knows."""
    rows = (
        ("lead", at.lead, (override.lead,) if override.lead else ()),
        ("merge", at.merge, override.merge),
        ("split", at.split, override.split),
    )
    for name, line, places in rows:
        for place in places:
            if place_key(place) not in known:
                yield _slip(line, name, place, "no article or address that the site knows")


def _slip(line: int, field: str, place: str, what: str) -> Problem:
    where = Location("site/stories.yaml", line)
    hint = "name an article by its file name without .md, or a page by its address"
    return Problem(where, "unknown-story", f"{field}: '{place}' is {what}", hint, "warning")

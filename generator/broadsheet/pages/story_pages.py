"""Story pages, and the pages that lead second addresses to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from broadsheet import addresses
from broadsheet.digest.outlets import outlet_key
from broadsheet.digest.ranking import standing_receipt
from broadsheet.model import Coverage, Outlet, Story, StoryCard
from broadsheet.pages.page import Facts
from broadsheet.pages.story_views import (
    CoverageDay,
    CoverageView,
    HeadlineChange,
    Picture,
    StoryView,
)
from broadsheet.pages.timeline import timeline
from broadsheet.pages.views import Head, Link, RedirectView
from broadsheet.text import cut

DESCRIPTION_CHARACTERS = 200


def source_path(outlet: Outlet) -> str:
    """Return the address of an outlet's page, or an empty text for an unknown outlet."""
    if not outlet_key(outlet):
        return ""
    return addresses.source(addresses.outlet_slug(outlet.name, outlet.domain))


def story_view(
    facts: Facts,
    story: Story,
    topics: tuple[Link, ...],
    terms: tuple[tuple[str, tuple[Link, ...]], ...],
    linked: tuple[StoryCard, ...],
    mentions: tuple[tuple[str, Link], ...],
    picture: Picture | None = None,
) -> StoryView:
    """Return what a story's page shows.

    `mentions` gives, by page key, the stories of ours that hold what this one mentions.
    """
    zone = ZoneInfo(facts.time_zone)
    address = addresses.story(story.id)
    kicker = next((link for link in topics if link.title != facts.root_topic), None)
    held = dict(mentions)
    first, last = _first_and_last_day(story, zone)
    return StoryView(
        head=_head(facts, story, address, kicker),
        story=story,
        kicker=kicker or (topics[0] if topics else None),
        topics=topics,
        terms=terms,
        lead=_row(story.lead, None, is_lead=True),
        timeline=timeline(story, zone),
        days=_days(story, zone),
        changes=headline_changes(story.coverage),
        mentioned=tuple(_row(item, held.get(item.key)) for item in story.mentioned),
        earlier=tuple(c for c in linked if c.published_at <= story.published_at),
        later=tuple(c for c in linked if c.published_at > story.published_at),
        receipt=standing_receipt(story, facts.ranking),
        editions=tuple(Link(day, addresses.edition(day)) for day in story.days),
        picture=picture,
        first_day=first,
        last_day=last,
    )


def _first_and_last_day(story: Story, zone: ZoneInfo) -> tuple[str, str]:
    """Return the days between which its pages were published, as the timeline shows them.

    Where no page has a date, they are those on which it was in the news, if any.
    """
    times = [item.published_at for item in story.coverage]
    times += [copy.published_at for item in story.coverage for copy in item.copies]
    moments = [time for time in times if time]
    if not moments:
        return min(story.days, default=""), max(story.days, default="")
    return day_of(min(moments), zone), day_of(max(moments), zone)


def _head(facts: Facts, story: Story, address: str, kicker: Link | None) -> Head:
    text = " ".join((story.excerpt or story.body.lead or story.title).split())
    return Head(
        title=story.title,
        path=address,
        description=cut(text, DESCRIPTION_CHARACTERS),
        kind="article",
        breadcrumbs=(kicker,) if kicker else (),
        noindex=story.noindex or story.state != "published",
        share_card=addresses.share_card_of(address) if facts.share_cards else "",
        twin=addresses.twin_of(address) if facts.twins else "",
        published_at=story.published_at,
        updated_at=story.updated_at,
        section=kicker.title if kicker else "",
    )


def _row(coverage: Coverage, story: Link | None, is_lead: bool = False) -> CoverageView:
    return CoverageView(coverage, source_path(coverage.outlet), story, is_lead)


def _days(story: Story, zone: ZoneInfo) -> tuple[CoverageDay, ...]:
    """Return the coverage by day; the lead stays only where other outlets copied it."""
    rows = [
        _row(item, None, is_lead=item.key == story.lead.key)
        for item in story.coverage
        if item.key != story.lead.key or item.copies
    ]
    return tuple(
        CoverageDay(day, tuple(group))
        for day, group in groupby(rows, key=lambda row: day_of(row.coverage.published_at, zone))
    )


def day_of(moment: str, zone: ZoneInfo) -> str:
    """Return the date of a UTC text in a zone, or an empty text."""
    if not moment:
        return ""
    return datetime.fromisoformat(moment).astimezone(zone).date().isoformat()


def headline_changes(coverage: Iterable[Coverage]) -> tuple[HeadlineChange, ...]:
    """Return each change of a headline that the data shows, with the words that differ."""
    changes = []
    for item in coverage:
        titles = [(headline.title, headline.seen_at) for headline in item.headlines]
        titles.append((item.title, item.published_at))
        for (old, _), (new, seen_at) in pairwise(titles):
            before, after = _word_diff(old.split(), new.split())
            changes.append(HeadlineChange(item.outlet, item.url, before, after, seen_at, item.rel))
    return tuple(changes)


Marked = tuple[tuple[str, bool], ...]


def _word_diff(old: Sequence[str], new: Sequence[str]) -> tuple[Marked, Marked]:
    """Return both headlines in runs of words, each marked as differing or not."""
    matcher = SequenceMatcher(
        None, [word.casefold() for word in old], [word.casefold() for word in new], autojunk=False
    )
    before: list[tuple[str, bool]] = []
    after: list[tuple[str, bool]] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        differs = tag != "equal"
        if old_to > old_from:
            before.append((" ".join(old[old_from:old_to]), differs))
        if new_to > new_from:
            after.append((" ".join(new[new_from:new_to]), differs))
    return tuple(before), tuple(after)


def redirect_view(title: str, address: str, target: str) -> RedirectView:
    """Return a page that leads an article's own address to its story."""
    return RedirectView(Head(title=title, path=target, noindex=True), address, target)

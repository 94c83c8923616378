"""All articles to the digest: stories, how they link, and where every address leads."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import msgspec

from broadsheet.crew import Crew
from broadsheet.digest.assemble import StoryContext, assemble, place_key
from broadsheet.digest.briefs import Brief
from broadsheet.digest.candidates import candidates
from broadsheet.digest.cards import card_of
from broadsheet.digest.copies import article_links
from broadsheet.digest.folding import NO_ADDRESS
from broadsheet.digest.terms import TermPlaces
from broadsheet.engine import engine_digest
from broadsheet.errors import Location, Problem
from broadsheet.fingerprint import digest_of, digest_of_parts
from broadsheet.memo import Memo, Stories
from broadsheet.model import Story, StoryCard
from broadsheet.settings import OverrideLines, Settings, StoryOverride
from broadsheet.text import short_hash


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything published, folded into stories and cross-linked; no HTML yet.

    `stories` and `cards` run in parallel, newest first, undated last. `linked` holds, by story
    id, the positions of stories that it mentions or that mention it. `redirects` lead from the
    id of an article to that of its story. `newest` is the time of the newest article, the site's
    only clock. `held_back` counts articles dated later than the build; `next_due` is when the
    earliest of them becomes due, or empty. All this holds for builds from `since` on, when the
    last of those that are not held back, listed or not, became due.
    """

    stories: tuple[Story, ...]
    cards: tuple[StoryCard, ...]
    linked: dict[str, tuple[int, ...]]
    redirects: tuple[tuple[str, str], ...]
    listed: tuple[Brief, ...]
    newest: str
    next_due: str
    keys: tuple[bytes, ...]
    problems: tuple[Problem, ...] = ()
    place: dict[str, int] = field(default_factory=dict)
    held_back: int = 0
    since: str = ""


def arrange(
    briefs: Sequence[Brief], settings: Settings, memo: Memo, as_of: str, drafts: bool, crew: Crew
) -> Digest:
    """Return the digest of all articles that may be shown at `as_of` (UTC text)."""
    memo.turn_to(drafts)
    context = StoryContext(settings, drafts)
    problems: list[Problem] = []
    later = [brief for brief in briefs if brief.published_at > as_of]
    shown = [
        brief
        for brief in briefs
        if drafts or (brief.standing != "draft" and brief.published_at <= as_of)
    ]
    shown = _with_unique_ids(shown, problems)
    future = frozenset(brief.id for brief in shown if brief.published_at > as_of)
    groups = _groups(shown, settings, memo)
    keyed = _keyed(groups, shown, future, context)
    _make_missing(keyed, shown, future, context, TermPlaces(settings), memo, settings, crew)
    memo.put_down_articles()
    digest = _digest(keyed, shown, later, future, memo, settings, problems)
    due = (brief.published_at for brief in briefs if brief.published_at <= as_of)
    return replace(digest, since=max(due, default=""))


def _groups(briefs: Sequence[Brief], settings: Settings, memo: Memo) -> list[tuple[int, ...]]:
    """Return the candidates, from the memo where the graph of links is as it was."""
    rules = settings.site.stories
    about = digest_of((rules, settings.overrides))
    key = digest_of_parts([engine_digest(), about, *[brief.graph for brief in briefs]])
    known = memo.groups(key)
    if known is not None:
        return known
    mentions = [(at, mark) for at, brief in enumerate(briefs) for mark in brief.mentions]
    pairs = article_links([brief.marks for brief in briefs], mentions, rules)
    groups = candidates(briefs, pairs, settings.overrides)
    memo.keep_groups(key, groups)
    return groups


def _with_unique_ids(briefs: Sequence[Brief], problems: list[Problem]) -> list[Brief]:
    """Return the briefs, each with an id of its own; a second claimant gets a hash behind it.

    The contract knows the case (D10.3): two outlets, one title, one day. Whose address is kept is
    decided by page identity, so that it does not depend on folders.
    """
    by_id: dict[str, list[Brief]] = {}
    for brief in briefs:
        by_id.setdefault(brief.id, []).append(brief)
    if len(by_id) == len(briefs):
        return list(briefs)
    taken = set(by_id)
    renamed: dict[str, Brief] = {}
    for same in by_id.values():
        if len(same) > 1:
            first, *others = sorted(same, key=lambda b: (b.published_at or "9", b.keys, b.path))
            for brief in others:
                new_id = _free_id(brief, taken)
                taken.add(new_id)
                graph = digest_of((brief.graph, new_id))
                renamed[brief.path] = msgspec.structs.replace(brief, id=new_id, graph=graph)
                problems.append(_same_id(brief, first, new_id))
    return [renamed.get(brief.path, brief) for brief in briefs]


def _free_id(brief: Brief, taken: Container[str]) -> str:
    """Return the article's id with a hash behind it that makes it nobody else's."""
    said = " ".join((*brief.keys, brief.path))
    tries = (f"{said} {attempt}" if attempt else said for attempt in count())
    ids = (f"{brief.id}-{short_hash(each, 6)}" for each in tries)
    return next(new_id for new_id in ids if new_id not in taken)


def _same_id(brief: Brief, first: Brief, new_id: str) -> Problem:
    return Problem(
        Location(brief.path, 1),
        "same-id",
        f"its address is also that of {Location(first.path)}; it was given the address '{new_id}'",
        "give one of the two files another name",
        "warning",
    )


Keyed = list[tuple[bytes, tuple[int, ...]]]
"""Groups under the row of hashes that their stories follow from, which is as good as its hash."""

_FUTURE = digest_of("dated later")


def _keyed(
    groups: Iterable[tuple[int, ...]],
    briefs: Sequence[Brief],
    future: frozenset[str],
    context: StoryContext,
) -> Keyed:
    """Return each group under the hash of everything that its stories follow from."""
    keyed = []
    base = digest_of_parts([engine_digest(), context.digest])
    for group in groups:
        members = [briefs[at] for at in group]
        if not context.drafts and all(member.standing == "rival" for member in members):
            continue
        if len(members) > 1:
            members.sort(key=lambda brief: brief.id)
        parts = [base]
        for member in members:
            parts += (member.record, member.graph)
            if member.id in future:
                parts.append(_FUTURE)
        keyed.append((b"".join(parts), group))
    return keyed


def _make_missing(
    keyed: Keyed,
    briefs: Sequence[Brief],
    future: frozenset[str],
    context: StoryContext,
    places: TermPlaces,
    memo: Memo,
    settings: Settings,
    crew: Crew,
) -> None:
    root = settings.site.root_topic

    def make(share: Sequence[tuple[bytes, tuple[int, ...]]]) -> list[tuple[bytes, Stories]]:
        made = []
        for key, group in share:
            articles = []
            for at in group:
                article = memo.article(briefs[at].record)
                if article.id != briefs[at].id:
                    article = msgspec.structs.replace(article, id=briefs[at].id)
                articles.append(article)
            stories = assemble(articles, future, context)
            made.append((key, tuple((story, card_of(story, places, root)) for story in stories)))
        return made

    missing = [row for row in keyed if memo.stories(row[0]) is None]
    for made in crew.spread(make, crew.shares(missing, 200)):
        for key, stories in made:
            memo.keep_stories(key, stories)


def _digest(
    keyed: Keyed,
    briefs: Sequence[Brief],
    later: Sequence[Brief],
    future: frozenset[str],
    memo: Memo,
    settings: Settings,
    problems: list[Problem],
) -> Digest:
    rows = [row for key, _ in keyed for row in memo.stories(key) or ()]
    rows.sort(key=lambda row: row[0].id)
    rows.sort(key=lambda row: row[0].published_at, reverse=True)
    stories = tuple(row[0] for row in rows)
    used = {article_id for story in stories for article_id in story.article_ids}
    listed = tuple(brief for brief in briefs if brief.id in used)
    problems.extend(_unknown_overrides(settings, stories, briefs))
    problems.extend(_same_pages(listed))
    return Digest(
        stories=stories,
        cards=tuple(row[1] for row in rows),
        linked=_links(stories),
        redirects=tuple(
            (article_id, story.id)
            for story in stories
            for article_id in story.article_ids
            if article_id != story.id
        ),
        listed=listed,
        newest=max((b.published_at for b in listed if b.id not in future), default=""),
        next_due=min((brief.published_at for brief in later), default=""),
        keys=tuple(key for key, _ in keyed),
        problems=tuple(problems),
        place={story.id: at for at, story in enumerate(stories)},
        held_back=len(later),
    )


def _links(stories: Sequence[Story]) -> dict[str, tuple[int, ...]]:
    """Return which stories cover what another mentions, seen from both sides."""
    wanted = {key for story in stories for key in story.mention_keys}
    holder = {key: at for at, story in enumerate(stories) for key in story.keys if key in wanted}
    linked: dict[int, set[int]] = {}
    for at, story in enumerate(stories):
        for key in story.mention_keys:
            other = holder.get(key, at)
            if other != at:
                linked.setdefault(at, set()).add(other)
                linked.setdefault(other, set()).add(at)
    return {stories[at].id: tuple(sorted(others)) for at, others in linked.items()}


def _same_pages(listed: Iterable[Brief]) -> Iterable[Problem]:
    """Yield a problem for each article whose page an earlier file is, too (`Page.twins`)."""
    holder: dict[str, Brief] = {}
    for brief in sorted(listed, key=lambda brief: brief.path):
        keys = [key for key in brief.keys if not key.startswith(NO_ADDRESS)]
        first = next((holder[key] for key in keys if key in holder), None)
        for key in keys:
            holder.setdefault(key, first or brief)
        if first is not None:
            yield Problem(
                Location(brief.path, 1),
                "same-page",
                f"its address on the web is also that of {Location(first.path)}; "
                "the two are shown as one page",
                "take one of the two files out, or correct its webUrl",
                "warning",
            )


def _unknown_overrides(
    settings: Settings, stories: Sequence[Story], briefs: Sequence[Brief]
) -> Iterator[Problem]:
    """Yield a problem for each place in stories.yaml that names nothing the site has.

    `story` must be of a published story, or of one that its entry hides. The other fields may
    name any page that an article of ours is or links, mentioned ones as well.
    """
    if not settings.overrides:
        return
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

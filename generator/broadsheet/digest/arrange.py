"""All articles to the digest: stories, how they link, and where every address leads."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, count
from typing import Any

import msgspec

from broadsheet.crew import Crew
from broadsheet.digest.assemble import assemble
from broadsheet.digest.briefs import Brief
from broadsheet.digest.candidates import candidates
from broadsheet.digest.cards import card_of
from broadsheet.digest.conflicts import same_pages, unknown_overrides
from broadsheet.digest.context import StoryContext
from broadsheet.digest.copies import TextTies, article_ties
from broadsheet.digest.terms import TermPlaces
from broadsheet.engine import engine_digest
from broadsheet.errors import Location, Problem
from broadsheet.fingerprint import digest_of, digest_of_parts
from broadsheet.memo import Groups, Memo, Stories
from broadsheet.model import Story, StoryCard
from broadsheet.model_rules import StoryRules
from broadsheet.remembered import Recollection
from broadsheet.settings import Settings
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
    briefs: Sequence[Brief],
    settings: Settings,
    memo: Memo,
    as_of: str,
    drafts: bool,
    crew: Crew,
    known: Recollection | None = None,
) -> Digest:
    """Return the digest of all articles that may be shown at `as_of` (UTC text).

    `known` holds what was found out about the digest before: it spares work, no more.
    """
    known = known or Recollection()
    memo.turn_to(drafts)
    settings = known.same("settings", settings)
    context = known.again("story context", StoryContext, settings, drafts)
    problems: list[Problem] = []
    later = [brief for brief in briefs if brief.published_at > as_of]
    shown = _shown(briefs, as_of, drafts, problems)
    future = frozenset(brief.id for brief in shown if brief.published_at > as_of)
    groups = _groups(shown, settings, memo, crew, known)
    keyed = _keyed(groups, shown, future, context, known)
    _make_missing(keyed, shown, future, context, TermPlaces(settings), memo, settings, crew)
    memo.put_down_articles()
    digest = _digest(keyed, shown, later, future, memo, settings, problems, known)
    due = [brief.published_at for brief in briefs if brief.published_at <= as_of]
    return replace(digest, since=max(due, default=""))


MANY = 1_000
"""Articles whose titles take longer to compare than it takes to begin another process."""

_encoder = msgspec.msgpack.Encoder()
_groups_of = msgspec.msgpack.Decoder(Groups)


def _groups(
    briefs: Sequence[Brief], settings: Settings, memo: Memo, crew: Crew, known: Recollection
) -> Groups:
    """Return the candidates, from the memo where the graph of links is as it was."""
    rules = settings.site.stories
    about = digest_of((rules, settings.overrides))
    key = digest_of_parts([engine_digest(), about, *[brief.graph for brief in briefs]])
    found = memo.groups(key)
    if found is not None:
        return found
    if known.is_new and len(briefs) >= MANY and memo.has_stories_to_read():
        work = partial(_candidates, briefs, settings, known)
        with crew.beside(lambda: _encoder.encode(work())) as made:
            memo.known_stories()  # which takes as long
            groups = _groups_of.decode(made())
    else:
        groups = _candidates(briefs, settings, known)
    memo.keep_groups(key, groups)
    return groups


def _candidates(briefs: Sequence[Brief], settings: Settings, known: Recollection) -> Groups:
    ties = _ties(briefs, settings.site.stories, known)
    rows = known.columns("columns of briefs", briefs).of
    graph = rows("id"), rows("keys"), rows("links"), ties.links()
    return known.again("candidates", candidates, *graph, settings.overrides)


def get_ready(
    briefs: Sequence[Brief], settings: Settings, as_of: str, drafts: bool, known: Recollection
) -> None:
    """Compare all titles now, so that `arrange` need not when the next one changes."""
    _ties(_shown(briefs, as_of, drafts, []), settings.site.stories, known)


def _ties(briefs: Sequence[Brief], rules: StoryRules, known: Recollection) -> TextTies:
    mentions = [(at, mark) for at, brief in enumerate(briefs) for mark in brief.mentions]
    marks = [brief.marks for brief in briefs]
    ties = article_ties(marks, mentions, rules, known.take("ties"))
    if not known.is_new:  # they are large, and of no use to a process that builds once
        known.bring("ties", ties)
    return ties


def _shown(
    briefs: Iterable[Brief], as_of: str, drafts: bool, problems: list[Problem]
) -> list[Brief]:
    """Return the briefs of all articles that may be shown, each with an id of its own."""
    shown = [
        brief
        for brief in briefs
        if drafts or (brief.standing != "draft" and brief.published_at <= as_of)
    ]
    return _with_unique_ids(shown, problems)


def _with_unique_ids(briefs: Sequence[Brief], problems: list[Problem]) -> list[Brief]:
    """Return the briefs, each with an id of its own; a second claimant gets a hash behind it.

    The contract knows the case (D10.3): two outlets, one title, one day. Whose address is kept is
    decided by page identity, so that it does not depend on folders.
    """
    if len({brief.id for brief in briefs}) == len(briefs):
        return list(briefs)
    by_id: dict[str, list[Brief]] = {}
    for brief in briefs:
        by_id.setdefault(brief.id, []).append(brief)
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
    groups: Sequence[tuple[int, ...]],
    briefs: Sequence[Brief],
    future: frozenset[str],
    context: StoryContext,
    known: Recollection,
) -> Keyed:
    """Return each group under the hash of everything that its stories follow from."""
    rows = [([briefs[at] for at in group],) for group in groups]
    base = digest_of_parts([engine_digest(), context.digest])
    keys = known.each("keys", _key, rows, base, future, context.drafts)
    return [(key, group) for key, group in zip(keys, groups, strict=True) if key]


def _key(members: Sequence[Brief], base: bytes, future: frozenset[str], drafts: bool) -> bytes:
    """Return what the stories of these articles follow from; nothing, if they have none."""
    if not drafts and all(member.standing == "rival" for member in members):
        return b""
    if len(members) > 1:
        members = sorted(members, key=lambda brief: brief.id)
    parts = [base]
    for member in members:
        parts += (member.record, member.graph)
        if member.id in future:
            parts.append(_FUTURE)
    return b"".join(parts)


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

    known = memo.known_stories()
    missing = [row for row in keyed if row[0] not in known]
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
    known: Recollection,
) -> Digest:
    made = memo.known_stories()
    rows = [row for key, _ in keyed for row in made[key]]
    order = known.again(
        "order",
        _newest_first,
        tuple([story.id for story, _ in rows]),
        tuple([story.published_at for story, _ in rows]),
    )
    # What equals a story or card of before is that very one, and so are the pages that show it.
    stories = known.each("own stories", _itself, [(rows[at][0],) for at in order])
    cards = known.each("cards", _itself, [(rows[at][1],) for at in order])
    columns = known.columns("columns of stories", stories).of
    ids, keys, article_ids = columns("id"), columns("keys"), columns("article_ids")
    mentions = columns("mention_keys")
    brief_ids = known.columns("columns of briefs", briefs).of("id")
    listed = tuple(
        [briefs[at] for at in known.again("listed briefs", _listed, brief_ids, article_ids)]
    )
    if settings.overrides:
        problems.extend(unknown_overrides(settings, stories, briefs))
    own = known.columns("columns of listed briefs", listed).of
    problems.extend(known.again("same pages", same_pages, own("path"), own("keys")))
    return Digest(
        stories=stories,
        cards=cards,
        linked=known.again("links", _links, ids, keys, mentions),
        redirects=known.again("redirected", _redirected, ids, article_ids),
        listed=listed,
        newest=max([b.published_at for b in listed if b.id not in future], default=""),
        next_due=min((brief.published_at for brief in later), default=""),
        keys=tuple([key for key, _ in keyed]),
        problems=tuple(problems),
        place=known.again("places of stories", _places, ids),
        held_back=len(later),
    )


def _itself(value: Any) -> Any:
    return value


def _newest_first(ids: Sequence[str], published_at: Sequence[str]) -> list[int]:
    """Return the places of stories, newest first, undated last, else by id."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    order.sort(key=published_at.__getitem__, reverse=True)
    return order


def _listed(brief_ids: Sequence[str], article_ids: Iterable[tuple[str, ...]]) -> list[int]:
    """Return the places of the briefs whose articles are in any story."""
    used = frozenset(chain.from_iterable(article_ids))
    return [at for at, brief_id in enumerate(brief_ids) if brief_id in used]


def _redirected(
    ids: Iterable[str], article_ids: Iterable[tuple[str, ...]]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (article_id, story_id)
        for story_id, own in zip(ids, article_ids, strict=True)
        for article_id in own
        if article_id != story_id
    )


def _places(ids: Iterable[str]) -> dict[str, int]:
    return {story_id: at for at, story_id in enumerate(ids)}


def _links(
    ids: Sequence[str],
    keys: Sequence[tuple[str, ...]],
    mention_keys: Sequence[tuple[str, ...]],
) -> dict[str, tuple[int, ...]]:
    """Return which stories cover what another mentions, seen from both sides."""
    wanted = frozenset(chain.from_iterable(mention_keys))
    holder = {key: at for at, own in enumerate(keys) for key in own if key in wanted}
    linked: dict[int, set[int]] = {}
    for at, mentioned in enumerate(mention_keys):
        for key in mentioned:
            other = holder.get(key, at)
            if other != at:
                linked.setdefault(at, set()).add(other)
                linked.setdefault(other, set()).add(at)
    return {ids[at]: tuple(sorted(others)) for at, others in linked.items()}

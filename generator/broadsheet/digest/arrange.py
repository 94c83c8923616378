"""All articles to the digest: stories, how they link, and where every address leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, compress, count
from operator import not_

import msgspec

from broadsheet.columns import Columns, picked
from broadsheet.crew import Crew
from broadsheet.digest.assemble import assemble
from broadsheet.digest.briefs import Brief
from broadsheet.digest.candidates import candidates
from broadsheet.digest.cards import card_of
from broadsheet.digest.conflicts import same_pages, unknown_overrides
from broadsheet.digest.context import StoryContext
from broadsheet.digest.copies import TextMarks, TextTies, article_ties
from broadsheet.digest.showing import due_at, future_of, public_places, shown_of
from broadsheet.digest.terms import TermPlaces
from broadsheet.engine import engine_digest
from broadsheet.errors import Problem
from broadsheet.fingerprint import digest_of, digest_of_parts
from broadsheet.memo import Groups, Memo, Stories
from broadsheet.model import Story, StoryCard
from broadsheet.model_rules import StoryRules
from broadsheet.remembered import Recollection
from broadsheet.settings import Settings


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything published, folded into stories and cross-linked; no HTML yet.

    `stories` and `cards` run in parallel, newest first, undated last. `linked` holds, by story
    id, the positions of stories that it mentions or that mention it. `redirects` lead from the
    id of an article to that of its story. `newest` is the time of the newest article, the site's
    only clock. `held_back` counts articles dated later than the build; `next_due` is when the
    earliest of them becomes due, or empty. `not_public` counts these and drafts. All this holds
    for builds from `since` on, when the last of those that are not held back, listed or not, became
    due.
    """

    stories: tuple[Story, ...]
    cards: tuple[StoryCard, ...]
    linked: dict[str, tuple[int, ...]]
    redirects: tuple[tuple[str, str], ...]
    listed: tuple[Brief, ...]
    newest: str
    keys: tuple[bytes, ...]
    next_due: str = ""
    problems: tuple[Problem, ...] = ()
    place: dict[str, int] = field(default_factory=dict)
    held_back: int = 0
    not_public: int = 0
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
    due = due_at(as_of, briefs, known)
    shown, problems = shown_of(briefs, due, drafts, known)
    future = future_of(shown, due, known) if drafts else frozenset()
    groups = _groups(shown, settings, memo, crew, known)
    keys = _keys(groups, shown, future, context, known)
    _make_missing(keys, groups, shown.things, future, context, memo, settings, crew)
    memo.put_down_articles()
    digest = _digest(keys, shown, future, memo, settings, problems, known)
    return replace(
        digest,
        next_due=due.next_moment,
        held_back=due.held_back,
        not_public=len(briefs) - len(public_places(briefs, due, known)),
        since=due.since,
    )


MANY = 1_000
"""Articles whose titles take longer to compare than it takes to begin another process."""

_encoder = msgspec.msgpack.Encoder()
_groups_of = msgspec.msgpack.Decoder(Groups)


def _groups(
    shown: Columns, settings: Settings, memo: Memo, crew: Crew, known: Recollection
) -> Groups:
    """Return the candidates, from the memo where the graph of links is as it was."""
    about = settings.site.stories, settings.overrides
    key = known.again("key of candidates", _graph_key, about, shown.of("graph"))
    found = memo.groups(key)
    if found is not None:
        known.hold("candidates")
        return found
    if known.is_new and len(shown.things) >= MANY and memo.has_stories_to_read():
        work = partial(_candidates, shown, settings, known)
        with crew.beside(lambda: _encoder.encode(work())) as made:
            memo.known_stories()  # which takes as long
            groups = _groups_of.decode(made())
    else:
        groups = _candidates(shown, settings, known)
    memo.keep_groups(key, groups)
    return groups


def _graph_key(about: tuple[StoryRules, object], graphs: Iterable[bytes]) -> bytes:
    return digest_of_parts([engine_digest(), digest_of(about), *graphs])


def _candidates(shown: Columns, settings: Settings, known: Recollection) -> Groups:
    ties = _ties(shown, settings.site.stories, known)
    graph = shown.of("id"), shown.of("keys"), shown.of("links"), ties.links()
    return known.again("candidates", candidates, *graph, settings.overrides)


def get_ready(
    briefs: Sequence[Brief], settings: Settings, as_of: str, drafts: bool, known: Recollection
) -> None:
    """Compare all titles now, so that `arrange` need not when the next one changes.

    Nor what may be one story because of them, as long as these are what they were.
    """
    shown, _ = shown_of(briefs, due_at(as_of, briefs, known), drafts, known)
    _candidates(shown, settings, known)


def _ties(shown: Columns, rules: StoryRules, known: Recollection) -> TextTies:
    mentions = known.again("mentions by article", _mentions, shown.of("mentions"))
    ties = article_ties(shown.of("marks"), mentions, rules, known.take("ties"))
    if not known.is_new:  # they are large, and of no use to a process that builds once
        known.bring("ties", ties)
    return ties


def _mentions(each: Iterable[tuple[TextMarks, ...]]) -> list[tuple[int, TextMarks]]:
    return [(at, mark) for at, marks in enumerate(each) if marks for mark in marks]


_FUTURE = digest_of("dated later")


def _keys(
    groups: Groups,
    shown: Columns,
    future: frozenset[str],
    context: StoryContext,
    known: Recollection,
) -> tuple[bytes, ...]:
    """Return for each group the row of hashes that its stories follow from, as good as its hash.

    It is empty where there are no stories.
    """
    base = digest_of_parts([engine_digest(), context.digest])
    return known.gathered("keys", _key, groups, (shown,), base, future, context.drafts)


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
    keys: Sequence[bytes],
    groups: Groups,
    briefs: Sequence[Brief],
    future: frozenset[str],
    context: StoryContext,
    memo: Memo,
    settings: Settings,
    crew: Crew,
) -> None:
    root, places = settings.site.root_topic, TermPlaces(settings)

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
    unknown = compress(count(), map(not_, map(known.__contains__, keys)))
    missing = [(keys[at], groups[at]) for at in unknown if keys[at]]
    for made in crew.spread(make, crew.shares(missing, 200), list[tuple[bytes, Stories]]):
        for key, stories in made:
            memo.keep_stories(key, stories)


def _digest(
    keys: tuple[bytes, ...],
    shown: Columns,
    future: frozenset[str],
    memo: Memo,
    settings: Settings,
    problems: list[Problem],
    known: Recollection,
) -> Digest:
    made = memo.known_stories()
    of_keys = known.columns("columns of keys", keys).made(
        "stories", lambda key: made[key] if key else ()
    )
    # What equals a story or card of before is that very one, and so are the pages that show it.
    rows = known.columns("columns of told stories", known.again("told", _chained, of_keys)).made
    order = known.again("order", _newest_first, rows("id", _id_of), rows("moment", _moment_of))
    stories: tuple[Story, ...] = known.again(
        "stories in order", picked, rows("story", _story_of), order
    )
    cards: tuple[StoryCard, ...] = known.again(
        "cards in order", picked, rows("card", _card_of), order
    )
    columns = known.columns("columns of stories", stories).of
    ids, story_keys, article_ids = columns("id"), columns("keys"), columns("article_ids")
    places = known.again("listed briefs", _listed, shown.of("id"), article_ids)
    listed = picked(shown.things, places)
    if settings.overrides:
        problems.extend(unknown_overrides(settings, stories, shown.things))
    own = known.columns("columns of listed briefs", listed).of
    problems.extend(known.again("same pages", same_pages, own("path"), own("keys")))
    return Digest(
        stories=stories,
        cards=cards,
        linked=known.again("links", _links, ids, story_keys, columns("mention_keys")),
        redirects=known.again("redirected", _redirected, ids, article_ids),
        listed=listed,
        newest=known.again("newest", _newest, own("published_at"), own("id"), future),
        keys=tuple(filter(None, keys)),
        problems=tuple(problems),
        place=known.again("places of stories", _places, ids),
    )


_Told = tuple[Story, StoryCard]


def _chained(rows: Iterable[Stories]) -> tuple[_Told, ...]:
    return tuple(chain.from_iterable(rows))


def _id_of(told: _Told) -> str:
    return told[0].id


def _moment_of(told: _Told) -> str:
    return told[0].published_at


def _story_of(told: _Told) -> Story:
    return told[0]


def _card_of(told: _Told) -> StoryCard:
    return told[1]


def _newest(published_at: Sequence[str], ids: Sequence[str], future: frozenset[str]) -> str:
    """Return the time of the newest article that is not dated later."""
    rows = zip(published_at, ids, strict=True)
    return max([moment for moment, brief_id in rows if brief_id not in future], default="")


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

"""From what articles and their lists say of pages to the distinct pages behind them.

One page may be named many times: by its own article, by several lists, under AMP addresses and
under earlier headlines. Here each becomes one `Page`, with everything that was said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from broadsheet.digest.grouping import UnionFind
from broadsheet.digest.outlets import Outlets
from broadsheet.model import Article, Coverage, Headline, Image, Kind, Outlet, RelatedItem


class Mention(NamedTuple):
    """One place that names a page: an article itself, or an entry of its related list."""

    keys: tuple[str, ...]
    title: str
    excerpt: str
    published_at: str
    url: str
    kind: Kind
    outlet: Outlet
    quality: int
    image: Image | None
    article: Article | None
    on_topic: bool
    reason: str
    owner: int


class Page(NamedTuple):
    """A distinct page: how coverage shows it, its keys, and who named it.

    `owners` are the positions of the articles whose lists name it; `own` the position of the
    article that it is, or -1; `accepted_by` those whose lists name it as about the same event.
    `twins` are all articles that are this page, `own` among them: one page in several files.
    """

    coverage: Coverage
    keys: tuple[str, ...]
    owners: tuple[int, ...]
    accepted_by: tuple[int, ...]
    own: int
    titles: tuple[str, ...]
    twins: tuple[int, ...] = ()


NO_ADDRESS = "article:"
"""Begins the key of an article without an address, which is no address's identity."""


def page_key(article: Article) -> str:
    """Return what identifies an article's page; without an address, the article itself."""
    return article.key or f"{NO_ADDRESS}{article.id}"


def fold(articles: Sequence[Article], outlets: Outlets) -> list[Page]:
    """Return the distinct pages that articles are and name, in a stable order."""
    mentions = [mention for at, article in enumerate(articles) for mention in _of(article, at)]
    first_with: dict[str, int] = {}
    same = [
        (first, at)
        for at, mention in enumerate(mentions)
        for key in mention.keys
        if (first := first_with.setdefault(key, at)) != at
    ]
    if not same:
        return [_only(mention, outlets) for mention in mentions]
    unions = UnionFind(len(mentions))
    for one, other in same:
        unions.union(one, other)
    return [
        _merged([mentions[at] for at in group], outlets)
        if len(group) > 1
        else _only(mentions[group[0]], outlets)
        for group in unions.groups()
    ]


def stated_relevance(
    pages: Sequence[Page], articles: Sequence[Article]
) -> dict[tuple[int, int], float]:
    """Return what lists state of pairs of pages, by their places, where they count as one event.

    A relevance is one half each way: 1 means that both pages' lists say so, with certainty.
    """
    if not any(item.stated is not None for article in articles for item in article.related):
        return {}
    own = {twin: at for at, page in enumerate(pages) for twin in page.twins}
    named = {key: at for at, page in enumerate(pages) for key in page.keys}
    ways: dict[tuple[int, int], float] = {}
    for number, article in enumerate(articles):
        for item in article.related:
            one, other = own.get(number), named.get(item.key)
            if item.stated is None or not item.on_topic:
                continue
            if one is None or other is None or one == other:
                continue
            ways[one, other] = max(item.stated, ways.get((one, other), 0.0))
    halves: dict[tuple[int, int], float] = {}
    for (one, other), value in ways.items():
        pair = (one, other) if one < other else (other, one)
        halves[pair] = halves.get(pair, 0.0) + value / 2
    return halves


def _only(mention: Mention, outlets: Outlets) -> Page:
    """Return the page that one mention names, and no other does: the common case, made short."""
    article = mention.article
    coverage = Coverage(
        title=mention.title,
        excerpt=mention.excerpt,
        published_at=mention.published_at,
        url=mention.url,
        key=mention.keys[0],
        kind=mention.kind,
        outlet=outlets.resolve(mention.outlet),
        quality=mention.quality,
        image=mention.image,
        article_id=article.id if article is not None else "",
        language=article.language if article is not None else "",
        reason="" if mention.on_topic else mention.reason,
    )
    owner = (mention.owner,)
    if article is not None:
        return Page(coverage, mention.keys, (), (), mention.owner, (mention.title,), owner)
    accepted = owner if mention.on_topic else ()
    return Page(coverage, mention.keys, owner, accepted, -1, (mention.title,))


def _of(article: Article, at: int) -> Iterable[Mention]:
    image = article.images[0] if article.images else None
    yield Mention(
        (page_key(article), *article.aliases),
        article.title,
        article.excerpt,
        article.published_at,
        article.url or article.original_url,
        article.kind,
        article.outlet,
        article.quality or 0,
        image,
        article,
        True,
        "",
        at,
    )
    for number, item in enumerate(article.related):
        yield _entry(item, at, f"entry:{article.id}:{number}")


def _entry(item: RelatedItem, at: int, fallback: str) -> Mention:
    return Mention(
        (item.key or fallback, *item.aliases),
        item.title,
        item.excerpt,
        item.published_at,
        item.url,
        item.kind,
        item.outlet,
        item.quality,
        item.image,
        None,
        item.on_topic,
        item.reason,
        at,
    )


def _merged(mentions: Sequence[Mention], outlets: Outlets) -> Page:
    """Return the page behind mentions; an article's own words count before a list's."""
    ordered = sorted(mentions, key=_standing)
    best = ordered[0]
    own = best.owner if best.article is not None else -1
    entries = [mention for mention in ordered if mention.article is None]
    coverage = Coverage(
        title=best.title,
        excerpt=next((m.excerpt for m in ordered if m.excerpt), ""),
        published_at=_first_time(best, ordered),
        url=next((m.url for m in ordered if m.url), ""),
        key=best.keys[0],
        kind=best.kind,
        outlet=_outlet(ordered, outlets),
        quality=best.quality if best.article is not None else max(m.quality for m in ordered),
        image=next((m.image for m in ordered if m.image), None),
        article_id=best.article.id if best.article is not None else "",
        language=best.article.language if best.article is not None else "",
        headlines=_earlier_headlines(best, ordered),
        reason=next((m.reason for m in entries if not m.on_topic), ""),
    )
    return Page(
        coverage,
        tuple(sorted({key for mention in mentions for key in mention.keys})),
        tuple(sorted({mention.owner for mention in entries})),
        tuple(sorted({mention.owner for mention in entries if mention.on_topic})),
        own,
        tuple(dict.fromkeys(mention.title for mention in ordered)),
        tuple(sorted(mention.owner for mention in mentions if mention.article is not None)),
    )


def _standing(mention: Mention) -> tuple[bool, bool, str, int, str, str]:
    """Order mentions: articles first, published ones before others; then by the newest date."""
    newest_first = "".join(chr(0x10FFFF - ord(c)) for c in mention.published_at) or "\U0010ffff"
    return (
        mention.article is None,
        mention.article is not None and mention.article.published is False,
        newest_first,
        -mention.quality,
        mention.title,
        mention.article.id if mention.article is not None else "",
    )


def _first_time(best: Mention, ordered: Sequence[Mention]) -> str:
    """Return when a page was published: its article's word, else the earliest that lists give."""
    if best.article is not None and best.published_at:
        return best.published_at
    return min((m.published_at for m in ordered if m.published_at), default="")


def _outlet(ordered: Sequence[Mention], outlets: Outlets) -> Outlet:
    return next(
        (outlets.resolve(m.outlet) for m in ordered if m.outlet.name or m.outlet.domain), Outlet()
    )


def _earlier_headlines(best: Mention, ordered: Sequence[Mention]) -> tuple[Headline, ...]:
    """Return the other headlines that the page carried, oldest first, each once."""
    seen: dict[str, str] = {}
    for mention in ordered:
        if mention.title and " ".join(mention.title.split()) != " ".join(best.title.split()):
            earlier = seen.get(mention.title)
            if earlier is None or (mention.published_at and mention.published_at < earlier):
                seen[mention.title] = mention.published_at
    return tuple(
        Headline(title, at) for title, at in sorted(seen.items(), key=lambda row: (row[1], row[0]))
    )

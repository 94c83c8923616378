"""From one candidate (articles that links connect) to its stories. Pure, and blind to the rest.

Everything a story is follows from its articles and `StoryContext`, so a result may be kept under
the hash of the two and used again as long as neither changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from broadsheet.digest.context import StoryContext, place_key
from broadsheet.digest.dividing import divided, names_of
from broadsheet.digest.folding import Page, fold
from broadsheet.digest.outlets import outlet_key
from broadsheet.digest.similarity import excerpt_key, title_key
from broadsheet.fingerprint import digest_of
from broadsheet.model import Article, Body, Copy, Counts, Coverage, Outlet, Story, StoryState
from broadsheet.settings import StoryOverride
from broadsheet.text import name_key

HEAT_PER_ENTRY = 10
"""Points of heat for each related entry of an article whose file gives no heat (contract D4.2)."""


def assemble(
    articles: Sequence[Article], future: frozenset[str], context: StoryContext
) -> tuple[Story, ...]:
    """Return the stories that these connected articles make; `future` are ids dated later.

    An article that is unpublished and in no story of a published one leaves no trace.
    """
    ordered = sorted(articles, key=lambda article: article.id)
    pages = [page for page in fold(ordered, context.outlets) if not _withdrawn(page, context)]
    groups = divided(pages, ordered, context)
    group_of = {at: number for number, group in enumerate(groups) for at in group}
    stories = []
    for number, group in enumerate(groups):
        story = _Draft(pages, ordered, group, number, group_of, future, context).story()
        if story is not None:
            stories.append(story)
    return tuple(sorted(stories, key=lambda story: story.id))


def _withdrawn(page: Page, context: StoryContext) -> bool:
    shown = page.coverage
    return context.policies.is_withdrawn(shown.outlet, shown.url, page.keys)


def _sealed_but_for_text(story: Story) -> Story:
    """Return the story with its digest, which leaves its text out, and how long that is.

    Only a page that shows the text depends on it, and says so itself (`Page.body`): another
    sentence in a body makes no list, feed or edition anew.
    """
    blind = msgspec.structs.replace(story, body=Body())
    return msgspec.structs.replace(story, digest=digest_of(blind))


class _Draft:
    """One story in the making."""

    def __init__(
        self,
        pages: Sequence[Page],
        articles: Sequence[Article],
        group: tuple[int, ...],
        number: int,
        group_of: Mapping[int, int],
        future: frozenset[str],
        context: StoryContext,
    ) -> None:
        self.pages = [pages[at] for at in group]
        self.articles = articles
        self.future = future
        self.context = context
        self.own = {twin: page for page in self.pages for twin in page.twins}
        self.mentioned = [
            page
            for at, page in enumerate(pages)
            if group_of.get(at) != number and not self.own.keys().isdisjoint(page.owners)
        ]

    def story(self) -> Story | None:
        """Return the story, or None when nothing of it may be shown."""
        candidates = self._candidates()
        override = self._override()
        if not candidates or (override is not None and override.hide):
            return None
        article, lead = self._lead(candidates, override)
        members = [self.articles[own] for own in sorted(self.own)]
        first = min(members, key=_age)
        coverage, copies = self._coverage(lead)
        mentioned = tuple(
            self._shown(page.coverage) for page in sorted(self.mentioned, key=_page_age)
        )
        days = _days(members, self.context.zone)
        title = override.title if override is not None and override.title else lead.title
        policies = self.context.policies
        may_show_all = policies.allows_text(lead.outlet, lead.url)
        return _sealed_but_for_text(
            Story(
                id=first.id,
                title=title,
                lead=self._shown(lead),
                lead_article=article.id,
                excerpt=policies.excerpt(lead.outlet, lead.url, lead.excerpt),
                published_at=lead.published_at,
                updated_at=max((page.coverage.published_at for page in self._dated()), default=""),
                day=_day(lead.published_at, self.context.zone),
                days=days,
                heat=_heat(article),
                quality=article.quality or 0,
                topics=self._topics(article, members),
                taxonomies=_taxonomies(article, members),
                author=article.author,
                language=article.language,
                image=policies.image(lead.outlet, lead.url, next(iter(article.images), None)),
                featured_content=article.featured_content if may_show_all else "",
                body=article.body if may_show_all else Body(),
                coverage=coverage,
                mentioned=mentioned,
                counts=self._counts(coverage, copies, mentioned, members),
                outlets=_outlets(coverage),
                article_ids=tuple(member.id for member in sorted(members, key=_age)),
                keys=tuple(sorted({key for page in self.pages for key in page.keys})),
                mention_keys=tuple(sorted({key for page in self.mentioned for key in page.keys})),
                state=self._state(article),
                noindex=policies.of(lead.outlet, lead.url).noindex,
                extra=article.extra,
            )
        )

    def _candidates(self) -> list[Article]:
        """Return the articles that may lead: published ones; with drafts shown, any.

        Drafts come before rivals, which lead only where there is nothing else.
        """
        members = [self.articles[own] for own in sorted({page.own for page in self.own.values()})]
        candidates = [article for article in members if article.published is not False]
        if not candidates and self.context.drafts:
            candidates = [article for article in members if article.is_draft] or members
        return candidates

    def _override(self) -> StoryOverride | None:
        for page in self.pages:
            for name in sorted(names_of(page, self.articles)):
                if name in self.context.overrides:
                    return self.context.overrides[name]
        return None

    def _lead(
        self, candidates: Sequence[Article], override: StoryOverride | None
    ) -> tuple[Article, Coverage]:
        """Elect the lead: the highest quality; of equals the earlier, then the smaller id.

        The seeds' own rule (contract D4.3). An editor may name any page of the story instead;
        one that the site does not hold lends its headline only.
        """
        elected = min(candidates, key=lambda a: (-(a.quality or 0), *_age(a)))
        if override is not None and override.lead:
            wanted = place_key(override.lead)
            for page in self.pages:
                if wanted in names_of(page, self.articles):
                    named = self.articles[page.own] if page.own >= 0 else elected
                    return named, page.coverage
        own = next(at for at, page in self.own.items() if self.articles[at] is elected)
        return elected, self.own[own].coverage

    def _dated(self) -> Iterable[Page]:
        return (page for page in self.pages if page.coverage.published_at)

    def _coverage(self, lead: Coverage) -> tuple[tuple[Coverage, ...], int]:
        """Return the coverage, newest first, with syndicated copies under one of them."""
        rows = sorted(
            self.pages,
            key=lambda page: (page.coverage is not lead, page.own < 0, *_page_age(page)),
        )
        first: list[Page] = []
        copies: dict[int, list[Copy]] = {}
        seen: dict[str, int] = {}
        for page in rows:
            marks = [mark for mark in _text_keys(page, self.context) if mark]
            original = next((seen[mark] for mark in marks if mark in seen), None)
            if original is not None and outlet_key(first[original].coverage.outlet) != outlet_key(
                page.coverage.outlet
            ):
                copies.setdefault(original, []).append(_copy(page.coverage))
            else:
                for mark in marks:
                    seen.setdefault(mark, len(first))
                first.append(page)
        shown = [
            self._shown(msgspec.structs.replace(page.coverage, copies=tuple(copies.get(at, ()))))
            for at, page in enumerate(first)
        ]
        shown.sort(key=lambda row: (row.title, row.key))
        shown.sort(key=lambda row: row.published_at, reverse=True)
        return tuple(shown), sum(map(len, copies.values()))

    def _shown(self, coverage: Coverage) -> Coverage:
        return self.context.policies.applied(coverage)

    def _topics(self, article: Article, members: Sequence[Article]) -> tuple[str, ...]:
        names: dict[str, str] = {}
        for member in (article, *members):
            for name in member.topics or self.context.tagger.topics(member.title):
                known = self.context.topic_names.get(name_key(name), name)
                names.setdefault(name_key(known), known)
        return tuple(names.values())

    def _counts(
        self,
        coverage: Sequence[Coverage],
        copies: int,
        mentioned: Sequence[Coverage],
        members: Sequence[Article],
    ) -> Counts:
        independent = {outlet_key(row.outlet) for row in coverage} - {""}
        copied = {outlet_key(copy.outlet) for row in coverage for copy in row.copies} - {""}
        return Counts(
            links=sum(len(member.related) for member in members),
            pages=len(self.pages),
            outlets=len(independent | copied),
            independent=len(independent),
            copies=copies,
            mentioned=len(mentioned),
        )

    def _state(self, article: Article) -> StoryState:
        if article.id in self.future:
            return "future"
        unpublished = all(self.articles[own].published is False for own in self.own)
        return "draft" if article.is_draft or unpublished else "published"


def _age(article: Article) -> tuple[str, str]:
    """Order articles from the earliest; those without any date come last."""
    return (article.published_at or article.collected_on or "9", article.id)


def _page_age(page: Page) -> tuple[str, str, str]:
    return (page.coverage.published_at or "9", page.coverage.title, page.keys[0])


def _heat(article: Article) -> int:
    """Return the file's heat; where it has none, the seeds' formula (contract D4.2)."""
    if article.heat is not None and article.heat >= 0:
        return article.heat
    return (article.quality or 0) + HEAT_PER_ENTRY * len(article.related)


def _day(moment: str, zone: ZoneInfo) -> str:
    """Return the date of a UTC text in the site's time zone."""
    if not moment:
        return ""
    return datetime.fromisoformat(moment).astimezone(zone).date().isoformat()


def _days(articles: Iterable[Article], zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(sorted({_day(article.published_at, zone) for article in articles} - {""}))


def _taxonomies(article: Article, members: Sequence[Article]) -> tuple[tuple[str, ...], ...]:
    """Return the union of the members' terms, the lead's first, for each further taxonomy."""
    fields = len(article.taxonomies)
    rows = []
    for field in range(fields):
        names: dict[str, str] = {}
        for member in (article, *members):
            for name in member.taxonomies[field] if field < len(member.taxonomies) else ():
                names.setdefault(name_key(name), name)
        rows.append(tuple(names.values()))
    return tuple(rows)


def _outlets(coverage: Iterable[Coverage]) -> tuple[Outlet, ...]:
    found: dict[str, Outlet] = {}
    for row in coverage:
        for outlet in (row.outlet, *(copy.outlet for copy in row.copies)):
            key = outlet_key(outlet)
            if key:
                found.setdefault(key, outlet)
    return tuple(found[key] for key in sorted(found))


def _text_keys(page: Page, context: StoryContext) -> tuple[str, str]:
    rules = context.rules
    return (
        title_key(page.coverage.title, rules.min_title_words),
        excerpt_key(page.coverage.excerpt, rules.min_excerpt_words),
    )


def _copy(coverage: Coverage) -> Copy:
    return Copy(coverage.outlet, coverage.url, coverage.title, coverage.published_at)

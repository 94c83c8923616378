"""The whole of `broadsheet relate`: read, compare, propose, and write if that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from broadsheet.crew import Crew
from broadsheet.errors import Location, Problem, SiteError, did_you_mean
from broadsheet.reading.articles import ParseRules
from broadsheet.reading.configuration import read_settings
from broadsheet.reading.discover import Project, Sources, discover, read
from broadsheet.relating.applying import Outcome, outcome_of
from broadsheet.relating.proposing import Proposer
from broadsheet.relating.texts import Reference, read_references
from broadsheet.relating.waiting import waiting_files


class Wishes(NamedTuple):
    """What is wanted of one run. `article` is an id or a file; empty for all of them.

    `now` is a UTC text: what is dated later is not public, so no list may name it. `min_score`
    may only be higher than the setting `relate_gate`, which holds without it.
    """

    now: str
    article: str = ""
    min_score: float | None = None
    write: bool = False


def relate(project: Project, wishes: Wishes, crew: Crew) -> tuple[Outcome, ...]:
    """Return what became of each article that has no related list and gets one, and of each text
    that waits. Raises SiteError when settings are broken or no such article exists, or OSError.
    """  # noqa: D205 -- one promise, two lines
    sources = discover(project, {})
    rules = parse_rules(sources)
    least = rules.story_rules.relate_gate if wishes.min_score is None else wishes.min_score
    if least < rules.story_rules.relate_gate:
        raise SiteError(_not_believed(least, rules.story_rules.relate_gate))
    articles = read_references(sources.articles, rules, crew)
    waiting = read_references(waiting_files(project.content, project.root), rules, crew)
    every = (*articles, *waiting)
    wanted = [at for at, one in enumerate(every) if _is_wanted(one, wishes.article)]
    if wishes.article and not wanted:
        raise SiteError(_no_such_article(wishes.article, every))
    if not wanted:
        return ()
    proposer = Proposer(every, rules.story_rules, least)
    may_name = _public(len(articles), every, wishes.now)
    outcomes = []
    for at in wanted:
        waits = at >= len(articles)
        if every[at].article.related and not waits:
            continue
        proposal = proposer.proposal(at, may_name)
        if proposal.entries or waits:
            outcomes.append(outcome_of(proposal, waits=waits, write=wishes.write, rules=rules))
    return tuple(outcomes)


def parse_rules(sources: Sources) -> ParseRules:
    """Return how the site's settings want articles read. Raises SiteError or OSError."""
    files = {file.path: read(file)[0] for file in sources.settings}
    settings, problems = read_settings(files)
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        raise SiteError(*errors)
    return ParseRules(
        limits=settings.site.limits,
        time_zone=settings.site.time_zone,
        taxonomy_fields=tuple(taxonomy.field for taxonomy in settings.site.taxonomies),
        story_rules=settings.site.stories,
    )


def _public(articles: int, every: Iterable[Reference], now: str) -> Callable[[int], bool]:
    """Return a test of places: neither waiting, nor kept back, nor dated later."""
    public = frozenset(
        at
        for at, reference in enumerate(every)
        if at < articles
        and not reference.article.is_draft
        and reference.article.published_at <= now
    )
    return public.__contains__


def _is_wanted(reference: Reference, name: str) -> bool:
    article = reference.article
    return not name or name in (article.id, article.path, article.path.rsplit("/", 1)[-1])


def _not_believed(wanted: float, believed: float) -> Problem:
    message = f"{wanted:g} is less than what the build believes, {believed:g}"
    hint = "lower relate_gate under stories: in site/site.yaml"
    return Problem(Location("--min-score"), "bad-number", message, hint)


def _no_such_article(name: str, every: Iterable[Reference]) -> Problem:
    known = [reference.article.id for reference in every]
    hint = did_you_mean(name, known) or "name it by its file, or by the last part of its address"
    return Problem(Location(name), "no-such-page", "there is no such article", hint)

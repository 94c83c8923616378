"""How well stories are found, on articles a person has grouped: B-cubed precision, recall and F1.

    python -m bench.stories --corpus DIR            the rule as shipped, beside simple rules
    python -m bench.stories --corpus DIR --select   also choose constants leaving events out

DIR holds articles with related lists (`*.md`) and `LABELS.yaml`: `events`, each with the addresses
of its `members`, of what is `borderline` (not scored, unless it is a member elsewhere) and of what
is `off_topic`. A page that is a member of no event and not borderline is an event of its own.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, product
from math import log
from pathlib import Path
from typing import Any

import msgspec
import yaml

from bench.scores import (
    Constants,
    Groups,
    Score,
    left_out_score,
    mean_score,
    page_scores,
)
from broadsheet.digest.copies import (
    GroupPage,
    article_links,
    mention_marks,
    text_links,
    text_marks,
)
from broadsheet.digest.grouping import average_linkage, connected, group_component
from broadsheet.digest.similarity import (
    PageText,
    day_of,
    days_apart,
    dot,
    gate,
)
from broadsheet.digest.words import tokens
from broadsheet.model_rules import StoryRules
from broadsheet.weburl import identity

GRID = {
    "gate": (0.24, 0.25, 0.26, 0.27, 0.28),
    "cut": (0.1, 0.11, 0.12, 0.125, 0.13, 0.135, 0.14, 0.15, 0.16),
    "near_title": (0.35, 0.4, 0.45, 0.5),
}
"""Constants tried by `--select`: every combination."""


class Article(msgspec.Struct, frozen=True):
    """One file: its page and the entries of its related list, by key."""

    key: str
    text: PageText
    entries: tuple[tuple[str, PageText], ...]


class Corpus(msgspec.Struct, frozen=True):
    """Articles, the pages they name, and what a person says of them."""

    articles: tuple[Article, ...]
    pages: tuple[GroupPage, ...]
    truth: dict[str, str]
    """Event of each scored page; its own key for a page that belongs to none."""
    fold: dict[str, str]
    """The event to leave a page out with: its own, or the one whose lists hold it."""


def read_corpus(folder: Path) -> Corpus:
    """Return the corpus of a folder. Raises OSError or yaml.YAMLError."""
    return corpus_of(sorted(folder.glob("*.md")), folder / "LABELS.yaml")


def corpus_of(paths: Iterable[Path], labels: Path) -> Corpus:
    """Return the corpus of article files and a file of labels. Raises as `read_corpus`."""
    articles = tuple(_article(path) for path in paths)
    texts: dict[str, PageText] = {article.key: article.text for article in articles}
    local = frozenset(texts)
    for article in articles:
        for key, text in article.entries:
            texts.setdefault(key, text)
    pages = tuple(
        GroupPage(key, text.title, text.excerpt, text.published_at, key in local)
        for key, text in sorted(texts.items())
    )
    events = yaml.safe_load(labels.read_text(encoding="utf-8"))["events"]
    return Corpus(articles, pages, *_labels(events, sorted(texts)))


def _article(path: Path) -> Article:
    _, front, _ = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = yaml.load(front, yaml.BaseLoader)
    related = [_page(entry) for entry in fields.get("related") or ()]
    key, text = _page(fields)
    return Article(key, text, tuple(entry for entry in related if entry[0] != key))


def _page(fields: Mapping[str, str]) -> tuple[str, PageText]:
    date = fields.get("publishedDateTime", "")
    text = PageText(fields["title"], fields.get("excerpt", ""), date)
    return identity(fields.get("webUrl") or fields.get("originalUrl") or text.title), text


def _labels(
    events: Sequence[Mapping[str, Any]], keys: Iterable[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the event of each scored page, and the event each is left out with."""
    member_of: dict[str, str] = {}
    off_topic_of: dict[str, str] = {}
    borderline: set[str] = set()
    for event in events:
        name = event["event"]
        member_of.update({identity(url): name for url in event["members"]})
        borderline.update(map(identity, event.get("borderline") or ()))
        for url in event.get("off_topic") or ():
            off_topic_of.setdefault(identity(url), name)
    truth = {
        key: member_of.get(key, key) for key in keys if key in member_of or key not in borderline
    }
    fold = {key: member_of.get(key) or off_topic_of.get(key, key) for key in truth}
    return truth, fold


class Trial:
    """One corpus on which rules are tried; remembers what does not depend on the constants."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.index = {page.key: at for at, page in enumerate(corpus.pages)}
        self.days = {page.key: day_of(page.published_at) for page in corpus.pages}
        self.articles = tuple({article.key: article for article in corpus.articles}.values())
        self.verdicts = [
            gate(article.text, [text for _, text in article.entries], StoryRules())
            for article in self.articles
        ]
        self.marks = [
            text_marks(self._page(article.key), StoryRules()) for article in self.articles
        ]
        self.mentions = {
            key: mention_marks(key, text)
            for article in self.articles
            for key, text in article.entries
        }

    def _page(self, key: str) -> GroupPage:
        return self.corpus.pages[self.index[key]]

    def stories(self, rules: StoryRules) -> Groups:
        """Return the groups of pages, found in a build's two steps.

        First the articles that may share a story, then the stories of each such candidate. Pages
        that articles only mention are grouped among themselves, as in the baselines; where two
        candidates mention one page, the first group counts, and a story counts before any.
        """
        accepted = self._accepted(rules)
        links = self._article_links(accepted, rules)
        found = [
            story
            for candidate in connected(len(self.articles), links)
            for story in self._groups_of(candidate, accepted, rules)
        ]
        found.sort(key=lambda story: not any(self._page(key).is_local for key in story))
        groups = {key: key for key in self.index}
        for story in reversed(found):
            groups.update(dict.fromkeys(story, story[0]))
        return groups

    def _accepted(self, rules: StoryRules) -> list[frozenset[str]]:
        """Return for each article the pages of its list that pass the gate."""
        return [
            frozenset(
                key
                for (key, text), verdict in zip(article.entries, verdicts, strict=True)
                if verdict.score >= (rules.gate if text.stated is None else rules.relate_gate)
                and days_apart(self.days[article.key], self.days[key]) <= rules.window_days
            )
            for article, verdicts in zip(self.articles, self.verdicts, strict=True)
        ]

    def _article_links(
        self, accepted: Sequence[frozenset[str]], rules: StoryRules
    ) -> list[tuple[int, int]]:
        mentions = [
            (at, self.mentions[key])
            for at, article in enumerate(self.articles)
            for key in dict.fromkeys(key for key, _ in article.entries)
            if key not in accepted[at]
        ]
        links = list(article_links(self.marks, mentions, rules))
        first: dict[str, int] = {}
        for at, article in enumerate(self.articles):
            links += [(first.setdefault(key, at), at) for key in (article.key, *accepted[at])]
        return links

    def _groups_of(
        self, candidate: Sequence[int], accepted: Sequence[frozenset[str]], rules: StoryRules
    ) -> Iterator[list[str]]:
        """Yield groups, as keys of pages, of what articles that may share a story are and name."""
        own = {self.articles[at].key: at for at in candidate}
        keys = sorted({*own, *(key for at in candidate for key, _ in self.articles[at].entries)})
        place = {key: rank for rank, key in enumerate(keys)}
        pages = [self._page(key) for key in keys]
        links = [(place[key], place[entry]) for key, at in own.items() for entry in accepted[at]]
        links += text_links([text_marks(page, rules) for page in pages], rules)
        stated = self._stated(candidate, accepted, place)
        for story in group_component(pages, links, rules, stated):
            yield [keys[at] for at in story]

    def _stated(
        self,
        candidate: Sequence[int],
        accepted: Sequence[frozenset[str]],
        place: Mapping[str, int],
    ) -> dict[tuple[int, int], float]:
        """Return what lists state, as `broadsheet.digest.folding.stated_relevance` does."""
        found: dict[tuple[int, int], float] = defaultdict(float)
        for at in candidate:
            one = place[self.articles[at].key]
            for key, text in self.articles[at].entries:
                if text.stated is not None and key in accepted[at] and place[key] != one:
                    found[min(one, place[key]), max(one, place[key])] += text.stated / 2
        return found

    def lists_as_written(self, least: float = 0.0) -> Groups:
        """Return the union of related lists, of entries with a TF-IDF cosine of `least` or more."""
        links = [
            (self.index[article.key], self.index[key])
            for article in self.corpus.articles
            for key, _ in article.entries
            if least == 0 or self._cosine(article.key, key) >= least
        ]
        groups = connected(len(self.corpus.pages), links)
        return {self.corpus.pages[at].key: group[0] for group in groups for at in group}

    def plain_clustering(self, cut: float, window: float) -> Groups:
        """Return average-link clusters of TF-IDF cosines, ignoring the related lists."""
        likeness: list[dict[int, float]] = [{} for _ in self.index]
        for one, other in combinations(self.index, 2):
            if days_apart(self.days[one], self.days[other]) <= window:
                a, b = self.index[one], self.index[other]
                likeness[a][b] = likeness[b][a] = self._cosine(one, other)
        groups = average_linkage(likeness, cut)
        return {self.corpus.pages[at].key: group[0] for group in groups for at in group}

    def _cosine(self, one: str, other: str) -> float:
        return dot(self._vectors[self.index[one]], self._vectors[self.index[other]])

    @property
    def _vectors(self) -> Sequence[Mapping[str, float]]:
        return _plain_tfidf(self.corpus.pages)


@cache
def _plain_tfidf(pages: tuple[GroupPage, ...]) -> Sequence[Mapping[str, float]]:
    """Return vectors of title (twice) and excerpt weighted by ln(n / df): the baseline."""
    counts = [
        Counter((*tokens(page.title), *tokens(f"{page.title} {page.excerpt}"))) for page in pages
    ]
    found = Counter(word for page in counts for word in page)
    rarity = {word: log(len(pages) / count) for word, count in found.items()}
    return [
        {word: weight for word, weight in scaled.items() if weight}
        for scaled in (_scaled(page, rarity) for page in counts)
    ]


def _scaled(page: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    vector = {word: (1 + log(count)) * rarity[word] for word, count in page.items()}
    length = sum(weight * weight for weight in vector.values()) ** 0.5 or 1.0
    return {word: weight / length for word, weight in vector.items()}


def leave_events_out(trial: Trial, at_once: int) -> tuple[Score, Counter[Constants]]:
    """Return the score of pages under constants chosen without their events, and the choices."""
    tried = {
        values: page_scores(trial.stories(rules), trial.corpus.truth) for values, rules in _grid()
    }
    return left_out_score(tried, trial.corpus.fold, GRID, at_once)


def _grid() -> Iterator[tuple[Constants, StoryRules]]:
    for values in product(*GRID.values()):
        yield values, msgspec.convert(dict(zip(GRID, values, strict=True)), StoryRules)


def _row(name: str, groups: Groups, truth: Mapping[str, str]) -> str:
    score = mean_score(page_scores(groups, truth).values())
    largest = max(Counter(groups.values()).values())
    return f"| {name} | {_figures(score)} | {largest} |"


def _figures(score: Score) -> str:
    return f"{score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True, help="folder with LABELS.yaml")
    parser.add_argument(
        "--select", action="store_true", help="choose constants, leaving events out"
    )
    parser.add_argument("--leave", type=int, default=1, metavar="K", help="events left out at once")
    options = parser.parse_args()
    trial = Trial(read_corpus(options.corpus))
    truth = trial.corpus.truth
    print(
        f"{len(trial.corpus.pages)} pages, {len(truth)} scored, {len(set(truth.values()))} events"
    )
    print("\n| rule | B³ precision | recall | F1 | largest story |\n|---|---|---|---|---|")
    print(_row("every page alone", {key: key for key in trial.index}, truth))
    print(_row("union of the lists as written", trial.lists_as_written(), truth))
    print(_row("union, TF-IDF cosine from 0.04", trial.lists_as_written(0.04), truth))
    print(_row("no lists, average linkage from 0.06", trial.plain_clustering(0.06, 10), truth))
    print(_row("**the rule, constants as shipped**", trial.stories(StoryRules()), truth))
    if options.select:
        score, choices = leave_events_out(trial, options.leave)
        print(f"| the rule, {options.leave} event(s) left out at a time | {_figures(score)} | |")
        print()
        for values, times in choices.most_common():
            chosen = ", ".join(f"{name} {value}" for name, value in zip(GRID, values, strict=True))
            print(f"{times} folds chose {chosen}")


if __name__ == "__main__":
    main()

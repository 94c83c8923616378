"""How well `broadsheet relate` does: against people's judgement, and in stories.

    python -m bench.relate [--lee DIR] [--corpus DIR] [--select] [--write FILE]
    python -m bench.relate --speed [N]

The first prints, as Markdown, with a plain TF-IDF baseline in each table:

- Pearson's correlation with the similarity that people gave to pairs of 50 short news texts (Lee,
  Pincombe and Welsh, "An empirical evaluation of models of text document similarity", CogSci 2005).
  The texts ship in gensim's wheel, which is fetched by pip unless `--lee` names their folder.
- B-cubed of the stories of the example site, and of `--corpus` (see `bench.stories`), with every
  related list stripped and made anew by relate, and grouped by the build's own rule.

With `--select` the constants of the last are chosen anew: leaving events out, and on one corpus to
be scored on the other. The second measures the whole command on N invented articles, 10,000 unless
told otherwise (see `bench.relate_speed`).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, product
from math import log
from pathlib import Path
from statistics import correlation

import msgspec

from bench import relate_speed, stories
from bench.scores import (
    Constants,
    PageScores,
    best_constants,
    left_out_score,
    mean_score,
    page_scores,
)
from bench.stories import Corpus, Trial
from broadsheet.digest.similarity import PageText
from broadsheet.digest.words import meaning, tokens, words_of
from broadsheet.model import Article
from broadsheet.model_rules import StoryRules
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.relating.likeness import Likeness, TextWords
from broadsheet.relating.proposing import LIKE_BY_ITSELF, Proposer, entry_text
from broadsheet.relating.texts import MAX_TEXT, Reference, plain_text

GRID = {
    "relate_gate": (0.6, 0.65, 0.7, 0.75, 0.8),
    "like by itself": (0.15, 0.2, 0.25, 0.3),
    "relate_weight": (0.0, 0.01, 0.02, 0.03, 0.05, 0.07),
}
"""Constants tried by `--select`: every combination."""

EXAMPLES = Path("content"), Path("bench/data/example-stories.yaml")
LEE = ("lee.cor", "lee_background.cor", "similarities0-1.txt")


def lee_folder(folder: Path) -> Path:
    """Fetch gensim's wheel and unpack the Lee corpus into the folder; return it."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "gensim"]
    subprocess.run([*command, "--dest", str(folder)], check=True)
    wheel = next(folder.glob("gensim-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        for name in LEE:
            (folder / name).write_bytes(archive.read(f"gensim/test/test_data/{name}"))
    return folder


def correlations(folder: Path) -> list[str]:
    """Return rows of the table of correlations, alone and among a site's other texts."""
    texts, background = (_lines(folder / name) for name in LEE[:2])
    rows = [line.split() for line in _lines(folder / LEE[2])]
    pairs = list(combinations(range(len(texts)), 2))
    people = [float(rows[one][other]) for one, other in pairs]
    table = []
    for name, every in (
        (f"the {len(texts)} texts alone", texts),
        (f"among {len(background)} other texts", [*texts, *background]),
    ):
        words = [Counter(tokens(text)) for text in every]
        scores = Likeness(
            [TextWords(frozenset(), counts) for counts in words], [None] * len(words), 1.0
        ).matrix(range(len(texts)))
        plain = _plain_tfidf(words)
        ours = correlation(people, [float(scores[one, other]) for one, other in pairs])
        base = correlation(people, [_cosine(plain[one], plain[other]) for one, other in pairs])
        table.append(f"| {name} | {base:.3f} | {ours:.3f} |")
    return table


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="latin-1").strip().split("\n")


def _plain_tfidf(texts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Return vectors of counts times ln(n / df), of length 1: the baseline."""
    used = Counter(word for text in texts for word in text)
    vectors = []
    for text in texts:
        vector = {word: n * log(len(texts) / used[word]) for word, n in text.items()}
        length = sum(weight * weight for weight in vector.values()) ** 0.5 or 1.0
        vectors.append({word: weight / length for word, weight in vector.items()})
    return vectors


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def read_labelled(folder: Path, labels: Path) -> tuple[Corpus, dict[str, str]]:
    """Return a labelled corpus, and the bodies of its articles as plain text."""
    paths = sorted(folder.rglob("*.md"))
    corpus = stories.corpus_of(paths, labels)
    bodies = {}
    for path in paths:
        parsed = parse(path.read_bytes(), path.name, ParseRules())
        if parsed.article is not None:
            bodies[parsed.article.key] = plain_text(parsed.body_html)
    return corpus, bodies


def articles_alone(corpus: Corpus) -> Corpus:
    """Return the corpus without the pages that it knows from related lists alone."""
    local = {article.key for article in corpus.articles}
    return Corpus(
        corpus.articles,
        tuple(page for page in corpus.pages if page.key in local),
        {key: event for key, event in corpus.truth.items() if key in local},
        corpus.fold,
    )


def related(
    corpus: Corpus,
    bodies: dict[str, str],
    rules: StoryRules | None = None,
    like_by_itself: float = LIKE_BY_ITSELF,
) -> Corpus:
    """Return the corpus with every page an article, and the lists that relate makes."""
    pages = [msgspec.structs.replace(page, is_local=True) for page in corpus.pages]
    references = [_reference(page, bodies.get(page.key, "")) for page in pages]
    proposer = Proposer(references, rules or StoryRules(), like_by_itself=like_by_itself)
    articles = []
    for at, page in enumerate(pages):
        entries = proposer.proposal(at, lambda _: True).entries
        text = PageText(page.title, page.excerpt, page.published_at)
        listed = tuple(
            (
                entry.reference.article.key,
                msgspec.structs.replace(entry_text(entry.reference.article), stated=entry.score),
            )
            for entry in entries
        )
        articles.append(stories.Article(page.key, text, listed))
    return Corpus(tuple(articles), tuple(pages), corpus.truth, corpus.fold)


def _reference(page: stories.GroupPage, body: str) -> Reference:
    title = [word for word in map(meaning, words_of(page.title)) if word]
    rest = words_of(f"{page.excerpt} {body}"[:MAX_TEXT])
    counts = Counter([*title, *filter(None, map(meaning, rest))])
    article = Article(
        id=page.key,
        path="",
        title=page.title,
        excerpt=page.excerpt,
        published_at=page.published_at,
        url=page.key,
        key=page.key,
    )
    return Reference(article, "", b"", frozenset(title), dict(counts))


def story_rows(name: str, corpus: Corpus, bodies: dict[str, str]) -> list[str]:
    """Return rows of the table of stories: the baseline, and what relate leads to."""
    bare = Trial(corpus)
    made = Trial(related(corpus, bodies))
    found = (
        ("every page alone", {key: key for key in bare.index}),
        ("TF-IDF, average linkage from 0.06", bare.plain_clustering(0.06, 10)),
        ("relate's lists, all joined", made.lists_as_written()),
        ("**relate, then the build's rule**", made.stories(StoryRules())),
    )
    rows = []
    for rule, groups in found:
        score = mean_score(page_scores(groups, corpus.truth).values())
        figures = f"{score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f}"
        rows.append(f"| {name} | {len(corpus.truth)} | {rule} | {figures} |")
    return rows


def tried_on(corpus: Corpus, bodies: dict[str, str]) -> dict[Constants, PageScores]:
    """Return the pages' scores under every combination of the grid."""
    found = {}
    gates, likes, weights = GRID.values()
    for gate, like in product(gates, likes):
        trial = Trial(related(corpus, bodies, StoryRules(relate_gate=gate), like))
        for weight in weights:
            rules = StoryRules(relate_gate=gate, relate_weight=weight)
            found[gate, like, weight] = page_scores(trial.stories(rules), corpus.truth)
    return found


def selected_rows(corpora: Sequence[tuple[str, Corpus, dict[str, str]]]) -> list[str]:
    """Return rows of the table of constants chosen on one part of the data, scored on another."""
    tried = {name: tried_on(corpus, bodies) for name, corpus, bodies in corpora}
    rows = []
    for name, corpus, _ in corpora:
        score, choices = left_out_score(tried[name], corpus.fold, GRID, 1)
        chosen, times = choices.most_common(1)[0]
        how = f"itself, an event left out at a time | {_named(chosen)} ({times} folds)"
        rows.append(f"| {name} | {how} | {score.f1:.3f} |")
        for other, other_corpus, _ in corpora:
            if other != name:
                chosen = best_constants(tried[other], other_corpus.fold, GRID)
                f1 = mean_score(tried[name][chosen].values()).f1
                rows.append(f"| {name} | {other} | {_named(chosen)} | {f1:.3f} |")
    return rows


def _named(values: Constants) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(GRID, values, strict=True))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lee", type=Path, help="folder with the Lee corpus")
    parser.add_argument("--corpus", type=Path, help="folder with articles and LABELS.yaml")
    parser.add_argument("--write", type=Path, help="write the tables to this file too")
    parser.add_argument("--select", action="store_true", help="choose the constants anew, too")
    parser.add_argument(
        "--speed", type=int, nargs="?", const=10_000, metavar="N", help="measure N articles instead"
    )
    options = parser.parse_args()
    if options.speed:
        print(relate_speed.measured(options.speed))
        return
    lines = ["| pairs of Lee's texts | plain TF-IDF | relate |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        lines += correlations(options.lee or lee_folder(Path(folder)))
    lines += ["", "| corpus | scored | rule | B³ precision | recall | F1 |"]
    lines += ["|---|---|---|---|---|---|"]
    corpora = [("example content", *EXAMPLES)]
    if options.corpus:
        corpora.append((options.corpus.name, options.corpus, options.corpus / "LABELS.yaml"))
    labelled = [(name, *read_labelled(folder_, labels)) for name, folder_, labels in corpora]
    for name, corpus, bodies in labelled:
        lines += story_rows(f"{name}, every page", corpus, bodies)
        lines += story_rows(f"{name}, articles alone", articles_alone(corpus), bodies)
    if options.select:
        lines += ["", "| scored on, every page | constants chosen on | chosen | F1 |"]
        lines += ["|---|---|---|---|", *selected_rows(labelled)]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

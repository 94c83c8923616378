"""The invented corpus: the same for everybody, and shaped as the measurements say it is."""

import re

import pytest
import yaml
from bench.corpus import Corpus
from bench.edits import append_sentence, newest, retitle, targets
from bench.trees import TREES, article_file, article_path, write_trees

SIZE = 2_000
KNOWN_TITLE = "Bruk zopur kert preambol dummeandbreak kend brondtol drolrai drairner"


@pytest.fixture(scope="module")
def corpus():
    return Corpus(SIZE)


@pytest.fixture(scope="module")
def articles(corpus):
    return list(corpus.articles())


def share(things, quality):
    return sum(1 for thing in things if quality(thing)) / len(things)


def test_equal_seeds_give_equal_articles():
    """Two corpora of one seed and size hold the same texts."""
    first, second = list(Corpus(60, seed=3).articles()), list(Corpus(60, seed=3).articles())

    assert first == second


def test_another_seed_gives_other_articles():
    """The seed decides the texts."""
    first, second = Corpus(60, seed=3), Corpus(60, seed=4)

    assert {s.title for s in first.sketches}.isdisjoint(s.title for s in second.sketches)


def test_an_article_does_not_depend_on_which_were_asked_for_before():
    """Reading from the end gives what reading from the start gives."""
    corpus = Corpus(20)
    backwards = [corpus.article(index) for index in reversed(range(20))]

    assert list(corpus.articles()) == backwards[::-1]


def test_a_known_title_stays(corpus):
    """Figures of different days are about the same words: a changed generator must be noticed."""
    assert corpus.sketches[0].title == KNOWN_TITLE


@pytest.mark.parametrize(
    ("quality", "expected"),
    [
        (lambda a: a.sketch.published, 0.60),
        (lambda a: bool(a.related), 0.55),
        (lambda a: bool(a.body), 0.50),
    ],
    ids=["published", "with a list", "with a body"],
)
def test_shares_are_as_stated(articles, quality, expected):
    """60 % published, 55 % with related lists, half with bodies: within three hundredths."""
    assert share(articles, quality) == pytest.approx(expected, abs=0.03)


def test_related_lists_have_six_entries_on_average_and_never_more_than_fifteen(articles):
    """The mean is near six and the longest list has fifteen."""
    lengths = [len(article.related) for article in articles if article.related]

    assert sum(lengths) / len(lengths) == pytest.approx(6, abs=0.4)
    assert max(lengths) == 15


def test_bodies_have_200_to_800_words(articles):
    """No body is shorter than 200 words or much longer than 800."""
    lengths = [len(article.body.split()) for article in articles if article.body]

    assert min(lengths) >= 200
    assert max(lengths) <= 840


def test_bodies_use_the_marks_that_people_use(articles):
    """Headings, both kinds of list, links, emphasis, code and quotations all occur."""
    text = "\n".join(article.body for article in articles[:200])
    marks = [r"^## ", r"^- ", r"^1\. ", r"\]\(https://", r"\*\*\w", r"^```$", r"`\w+\(\)`", r"^> "]

    assert [mark for mark in marks if not re.search(mark, text, re.MULTILINE)] == []


def test_topics_are_one_to_three_of_forty(articles):
    """Every article has one to three topics, and all forty are used."""
    used = {topic for article in articles for topic in article.topics}

    assert {len(article.topics) for article in articles} == {1, 2, 3}
    assert len(used) == 40


def test_rivals_follow_their_lead_share_its_words_and_are_mostly_unpublished(corpus):
    """An entry that points at the corpus points, but for strays, at the same event."""
    pairs = [
        (sketch, corpus.sketches[partner])
        for sketch in corpus.sketches
        for partner in sketch.partners
    ]
    alike = [
        (lead, rival)
        for lead, rival in pairs
        if len(set(lead.title.lower().split()) & set(rival.title.lower().split())) >= 3
    ]

    assert 0.8 < len(alike) / len(pairs) < 1
    assert all(lead.moment <= rival.moment for lead, rival in alike)
    assert max((rival.moment - lead.moment).days for lead, rival in alike) <= 3
    assert share(alike, lambda pair: pair[1].published) < 0.25


def test_related_lists_point_at_what_was_planned(corpus, articles):
    """Each partner's address is in the list, and nothing else of the corpus is."""
    own = {sketch.web_url: sketch.index for sketch in corpus.sketches}
    found = [
        {own[entry.web_url] for entry in article.related if entry.web_url in own}
        for article in articles
    ]

    assert found == [set(sketch.partners) for sketch in corpus.sketches]


def test_file_names_are_distinct_and_carry_the_date(corpus):
    """Names are `YYYY-MM-DD-slug`, each once."""
    names = {sketch.name for sketch in corpus.sketches}

    assert len(names) == SIZE
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d-[a-z0-9-]+", name) for name in names)


def test_every_address_is_on_a_reserved_domain(articles):
    """No invented link can lead to anybody: every host ends in .example."""
    text = "".join(article_file(article, TREES["broadsheet"]) for article in articles[:300])
    hosts = set(re.findall(r"https?://([^/\"\s)?]+)", text))

    assert [host for host in hosts if not host.endswith(".example")] == []


@pytest.mark.parametrize("tool", TREES)
def test_front_matter_is_yaml_that_says_what_the_article_says(articles, tool):
    """Marks that YAML would trip over are quoted; keys differ only where a tool reserves them."""
    article = next(a for a in articles if '"' in a.excerpt and a.related)
    _, header, body = article_file(article, TREES[tool]).split("---\n", 2)
    fields = yaml.safe_load(header)

    assert fields["title"] == article.sketch.title
    assert fields["excerpt"] == article.excerpt
    assert fields["topics"] == list(article.topics)
    assert [entry["webUrl"] for entry in fields["related"]] == [e.web_url for e in article.related]
    assert fields[TREES[tool].renames.get("published", "published")] is article.sketch.published
    assert body.strip() == article.body.strip()


def test_every_tool_gets_the_same_files(tmp_path):
    """One file per article and tool, under one name, with one body."""
    corpus = Corpus(12)
    sources = write_trees(corpus, TREES, tmp_path, tmp_path)

    names = {
        tool: sorted(path.name for path in source.rglob("*.md")) for tool, source in sources.items()
    }
    assert all(found == sorted(f"{s.name}.md" for s in corpus.sketches) for found in names.values())


def test_writing_again_removes_what_stood_there(tmp_path):
    """Edits, outputs and caches of an earlier run are gone."""
    (tmp_path / "hugo" / "public").mkdir(parents=True)
    write_trees(Corpus(3), ["hugo"], tmp_path, tmp_path)

    assert not (tmp_path / "hugo" / "public").exists()


def test_edits_change_only_what_they_say(tmp_path):
    """A retitled article has one changed line, a lengthened body one more paragraph."""
    corpus = Corpus(80)
    sources = write_trees(corpus, ["broadsheet"], tmp_path, tmp_path)
    path = article_path(sources["broadsheet"], "broadsheet", targets(corpus.sketches)[0].name)
    before = path.read_text().splitlines()
    retitle(path, "Zzmark")
    append_sentence(path, "Zzend")
    after = path.read_text().splitlines()

    changed = [(old, new) for old, new in zip(before, after, strict=False) if old != new]
    assert changed == [(before[2], before[2].replace('title: "', 'title: "Zzmark '))]
    assert after[len(before) :] == ["", "An added sentence says Zzend here."]


def test_edited_articles_stand_alone(corpus):
    """What is edited is published, has a body and a list, and no other article points at it."""
    pointed_at = {partner for sketch in corpus.sketches for partner in sketch.partners}
    chosen = targets(corpus.sketches)

    assert len(chosen) > SIZE // 20
    assert all(s.published and s.has_body and s.entries and not s.partners for s in chosen)
    assert pointed_at.isdisjoint(s.index for s in chosen)
    assert newest(corpus.sketches).moment == max(s.moment for s in chosen)

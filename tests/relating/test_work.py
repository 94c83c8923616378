"""Relating as a whole: what is proposed, what is written, and what the build makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.crew import Crew
from broadsheet.errors import SiteError
from broadsheet.reading.discover import discover
from broadsheet.relating.proposing import Proposer
from broadsheet.relating.texts import read_references
from broadsheet.relating.work import parse_rules
from newsroom import ARTICLES, FERRY, FERRY_OTHER, WAITING, newsroom, related, stories_of_site, text

FERRIES = ("2026-11-10-ferry", "2026-11-11-ferry")


def names(project_outcomes: object) -> dict[str, list[str]]:
    """Return the proposed ids of each article."""
    return {
        outcome.article: [entry.reference.article.id for entry in outcome.entries]
        for outcome in project_outcomes
    }


def test_articles_of_one_event_find_each_other(tmp_path: Path) -> None:
    """And articles about other things are left alone."""
    proposed = names(related(newsroom(tmp_path)))

    assert {FERRIES[0]: [FERRIES[1]], FERRIES[1]: [FERRIES[0]]} == proposed


def test_without_write_nothing_changes(tmp_path: Path) -> None:
    """A proposal is only said."""
    project = newsroom(tmp_path)

    related(project)

    files = {path.name: path.read_text() for path in project.content[0].iterdir()}
    assert files == ARTICLES


def test_the_build_makes_one_story_of_what_was_written(tmp_path: Path) -> None:
    """Entries that relate writes pass the build's own gate; before there were two stories."""
    project = newsroom(tmp_path)
    before = stories_of_site(project)

    related(project, write=True)

    assert [(FERRIES[0],), (FERRIES[1],)] == [s for s in before if s[0] in FERRIES]
    assert FERRIES in stories_of_site(project)
    assert 3 == len(stories_of_site(project))


def test_relating_twice_changes_nothing_more(tmp_path: Path) -> None:
    """An article that has a list keeps it."""
    project = newsroom(tmp_path)
    related(project, write=True)
    once = {path: path.read_bytes() for path in project.content[0].rglob("*.md")}

    again = related(project, write=True)

    assert () == again
    assert once == {path: path.read_bytes() for path in project.content[0].rglob("*.md")}


def test_a_list_that_somebody_wrote_is_kept(tmp_path: Path) -> None:
    """Only articles without a list get one."""
    own = ARTICLES["2026-11-10-ferry.md"].replace(
        "provider:", "related:\n  - title: By hand\nprovider:"
    )
    project = newsroom(tmp_path, {**ARTICLES, "2026-11-10-ferry.md": own})

    proposed = names(related(project, write=True))

    assert [FERRIES[1]] == list(proposed)
    assert own == (project.content[0] / "2026-11-10-ferry.md").read_text()


def test_articles_further_apart_than_the_window_do_not_meet(tmp_path: Path) -> None:
    """The same words eleven days later are another event; ten days later they are not."""
    for day, expected in (("2026-11-20", [*FERRIES]), ("2026-11-21", [])):
        later = ARTICLES["2026-11-11-ferry.md"].replace("2026-11-11T", f"{day}T")
        project = newsroom(tmp_path / day, {**ARTICLES, "2026-11-11-ferry.md": later})

        assert expected == sorted(names(related(project)))


def test_bodies_count(tmp_path: Path) -> None:
    """Two articles that have their words only in the body find each other."""
    articles = {
        **{name: value for name, value in ARTICLES.items() if "ferry" not in name},
        "2026-11-10-one.md": text("Halcyon aground", "2026-11-10", "amber", body=FERRY),
        "2026-11-11-two.md": text("Halcyon latest", "2026-11-11", "basin", body=FERRY_OTHER),
    }
    project = newsroom(tmp_path, articles)
    without = {
        name: value.replace(FERRY, "").replace(FERRY_OTHER, "") for name, value in articles.items()
    }

    found = related(project)
    blind = related(newsroom(tmp_path / "blind", without))

    assert "chart" in found[0].entries[0].reason
    assert "chart" not in "".join(entry.reason for one in blind for entry in one.entries)


def test_a_draft_and_a_later_article_are_never_named(tmp_path: Path) -> None:
    """What readers may not see yet is in nobody's list."""
    draft = ARTICLES["2026-11-11-ferry.md"].replace("quality:", "published: false\nquality:")
    later = ARTICLES["2026-11-11-ferry.md"].replace("2026-11-11T", "2026-12-03T")
    for number, other in enumerate((draft, later)):
        articles = {**ARTICLES, "2026-11-11-ferry.md": other}
        early = articles["2026-11-10-ferry.md"].replace("2026-11-10T", "2026-11-30T")
        articles["2026-11-10-ferry.md"] = early if number else articles["2026-11-10-ferry.md"]
        project = newsroom(tmp_path / str(number), articles)

        assert FERRIES[0] not in names(related(project))


def test_one_article_can_be_asked_for(tmp_path: Path) -> None:
    """By its id or its file."""
    project = newsroom(tmp_path)

    for name in (FERRIES[1], f"content/{FERRIES[1]}.md", f"{FERRIES[1]}.md"):
        assert [FERRIES[1]] == list(names(related(project, article=name)))


def test_an_unknown_article_is_a_problem_with_a_hint(tmp_path: Path) -> None:
    """The nearest name is said."""
    with pytest.raises(SiteError) as caught:
        related(newsroom(tmp_path), article="2026-11-10-fery")

    assert "2026-11-10-ferry" in caught.value.problems[0].hint


def test_a_higher_bar_proposes_less(tmp_path: Path) -> None:
    """No pair of different texts has everything in common."""
    assert () == related(newsroom(tmp_path), min_score=1.0)


def test_a_waiting_text_is_placed_in_its_story_without_a_date(tmp_path: Path) -> None:
    """It moves among the articles, and the build shows it in the story."""
    project = newsroom(tmp_path, {**ARTICLES, "_unplaced/halcyon.md": WAITING})

    outcomes = [one for one in related(project, write=True) if one.action == "placed"]

    assert ["content/halcyon.md"] == [one.file for one in outcomes]
    assert not (project.content[0] / "_unplaced" / "halcyon.md").exists()
    placed = (project.content[0] / "halcyon.md").read_text()
    assert "publishedDateTime" not in placed.partition("related:")[0]
    assert any({*FERRIES, outcomes[0].article} == set(story) for story in stories_of_site(project))


def test_a_waiting_text_without_a_story_goes_on_waiting(tmp_path: Path) -> None:
    """It is listed, and stays where it is."""
    alone = text("Glaciers of the far south", body="Ice shelves calve into the polar ocean.")
    project = newsroom(tmp_path, {**ARTICLES, "_unplaced/ice.md": alone})

    outcomes = [one for one in related(project, write=True) if one.file.endswith("ice.md")]

    assert ["waiting"] == [one.action for one in outcomes]
    assert alone == (project.content[0] / "_unplaced" / "ice.md").read_text()


def test_a_text_without_a_date_joins_one_story_only(tmp_path: Path) -> None:
    """Two groundings a year apart: it belongs to the one that it resembles more."""
    before = {
        name.replace("2026", "2025"): value.replace("2026-", "2025-").replace(
            ".example/", ".example/old-"
        )
        for name, value in ARTICLES.items()
        if "ferry" in name
    }
    project = newsroom(tmp_path, {**ARTICLES, **before, "_unplaced/halcyon.md": WAITING})

    outcome = next(one for one in related(project) if "halcyon" in one.file)

    years = {entry.reference.article.published_at[:4] for entry in outcome.entries}
    assert 1 == len(years)


def test_a_site_without_articles_is_no_error(tmp_path: Path) -> None:
    """There is nothing to say."""
    assert () == related(newsroom(tmp_path, {}))


def test_a_high_score_alone_proposes_nothing(tmp_path: Path) -> None:
    """What the gate refuses must be alike by its whole text, not only in its company."""
    titles = {"one": "Velvet lamps dimmed", "two": "Orchard wages rise"}
    articles = {
        f"2026-11-10-{name}.md": text(title, "2026-11-10", name, f"{title} twice over.", FERRY)
        for name, title in titles.items()
    }

    project = newsroom(tmp_path, articles)
    sources = discover(project, {})
    rules = parse_rules(sources)
    references = read_references(sources.articles, rules, Crew(1))
    strict = Proposer(references, rules.story_rules, like_by_itself=1.1)

    assert 2 == len(related(project))
    assert strict.likeness.of(0)[1] > rules.story_rules.relate_gate
    assert () == strict.proposal(0, lambda _: True).entries


def test_a_fanciful_headline_is_related_by_the_whole_text(tmp_path: Path) -> None:
    """The gate, which knows titles and excerpts, would refuse it; the build believes the list."""
    body = f"{FERRY} {FERRY_OTHER}"
    title = "Waiting for the lifeboats off Ostrey"
    feature = text(title, "2026-11-12", "elder", "What it is like.", body)
    project = newsroom(tmp_path, {**ARTICLES, "2026-11-12-feature.md": feature})
    related(project, write=True)
    story = next(story for story in stories_of_site(project) if FERRIES[0] in story)

    assert (*FERRIES, "2026-11-12-feature") == story


def test_the_list_states_the_score(tmp_path: Path) -> None:
    """What was proposed with a score is written with it."""
    project = newsroom(tmp_path)
    outcomes = related(project, write=True)
    scores = [entry.score for outcome in outcomes for entry in outcome.entries]
    written = [
        line.removeprefix("    relevance: ")
        for path in sorted(project.content[0].glob("*ferry.md"))
        for line in path.read_text().splitlines()
        if line.startswith("    relevance: ")
    ]

    assert 2 == len(scores)
    assert [str(score) for score in scores] == written


def test_a_bar_below_what_the_build_believes_is_refused(tmp_path: Path) -> None:
    """A list must not say what the story page would not."""
    with pytest.raises(SiteError) as caught:
        related(newsroom(tmp_path), min_score=0.5)

    assert "relate_gate" in caught.value.problems[0].hint


def test_broken_and_unreadable_articles_are_passed_over(tmp_path: Path) -> None:
    """Neither keeps the others from finding each other; the build is the one to report them."""
    broken = {"2026-11-12-broken.md": "---\ntitle: [\n---\n"}
    project = newsroom(tmp_path, {**ARTICLES, **broken, "2026-11-12-gone.md": "---\n"})
    sources = discover(project, {})
    (project.content[0] / "2026-11-12-gone.md").unlink()

    read = read_references(sources.articles, parse_rules(sources), Crew(1))

    assert sorted(ARTICLES) == sorted(one.article.path.rpartition("/")[2] for one in read)


def test_broken_settings_are_said_before_anything_is_compared(tmp_path: Path) -> None:
    """A related list is held to the settings' limits, so they have to be known."""
    project = newsroom(tmp_path)
    project.site.mkdir()
    (project.site / "site.yaml").write_text("title: [\n")

    with pytest.raises(SiteError) as caught:
        related(project)

    assert {"site/site.yaml"} == {problem.where.path for problem in caught.value.problems}


def test_a_word_that_is_never_written_alone_is_named_as_it_was_compared(tmp_path: Path) -> None:
    """`sandbank-pilots` is two words: neither can be quoted as an article writes it."""
    joined = [
        text("Aground at Ostrey", "2026-11-10", "amber", "The sandbank-pilots of Ostrey"),
        text("Aground off Ostrey", "2026-11-11", "basin", "Ostrey has sandbank-pilots"),
    ]
    project = newsroom(tmp_path, {f"2026-11-1{n}-a.md": each for n, each in enumerate(joined)})

    reasons = [entry.reason for one in related(project) for entry in one.entries]

    assert reasons
    assert all("sandbank" in reason and "Ostrey" in reason for reason in reasons)
    assert not any("sandbank-" in reason for reason in reasons)

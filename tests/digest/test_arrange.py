"""The digest of a whole site: what is shown, how stories link, where addresses lead."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import Location
from broadsheet.model import Article
from broadsheet.settings import OverrideLines, Settings, StoryOverride
from digest_samples import article, digest_of_articles, entry


def test_what_is_dated_later_is_held_back() -> None:
    """An article of the future is not shown, and the digest says when it is due."""
    later = article("later", published_at="2026-03-04T09:00:00Z")

    digest = digest_of_articles(article("now"), later, as_of="2026-03-03T00:00:00Z")

    assert ["now"] == [story.id for story in digest.stories]
    assert "2026-03-04T09:00:00Z" == digest.next_due


def test_drafts_show_the_future_marked() -> None:
    """With drafts, articles of the future are shown as such."""
    later = article("later", published_at="2026-03-04T09:00:00Z")

    digest = digest_of_articles(later, as_of="2026-03-03T00:00:00Z", drafts=True)

    assert ["future"] == [story.state for story in digest.stories]


def test_two_articles_of_one_name_get_two_addresses() -> None:
    """The second claimant of an address gets another, and somebody is told (contract D10.3)."""
    one = article("same", url="https://a.example/x")
    two = Article(
        id="same",
        path="content/b/same.md",
        title="Another headline",
        url="https://b.example/y",
        key="b.example/y",
        published_at="2026-03-03T00:00:00Z",
    )

    digest = digest_of_articles(one, two)

    assert 2 == len({story.id for story in digest.stories})
    assert "same" in {story.id for story in digest.stories}
    assert ["same-id"] == [problem.code for problem in digest.problems]


def test_stories_link_where_one_covers_what_another_mentions() -> None:
    """The link is seen from both sides."""
    aside = entry("Headline of leeks", "https://leeks.example/piece", on_topic=False)

    digest = digest_of_articles(article("bridge", related=(aside,)), article("leeks", "Leeks"))
    ids = [story.id for story in digest.stories]

    assert {
        "bridge": (ids.index("leeks"),),
        "leeks": (ids.index("bridge"),),
    } == digest.linked


def test_every_other_address_leads_to_the_story() -> None:
    """An article that does not name its story's address leads there."""
    first = article("first", related=(entry("x", "https://second.example/piece"),))
    second = article("second", published_at="2026-03-02T20:00:00Z")

    digest = digest_of_articles(first, second)

    assert (("second", "first"),) == digest.redirects


def test_an_override_that_names_nothing_is_told() -> None:
    """An entry of stories.yaml for a story that is not there is a warning, not a loss."""
    override = StoryOverride(story="nowhere", title="x")

    digest = digest_of_articles(article("bridge"), settings=Settings(overrides=(override,)))

    assert ["unknown-story"] == [problem.code for problem in digest.problems]


def test_a_hidden_story_is_told_only_if_it_is_not_there() -> None:
    """A slip in an entry that hides would publish what an editor wants hidden."""
    slip, right = (StoryOverride(story=name, hide=True) for name in ("bridgge", "bridge"))

    told = digest_of_articles(article("bridge"), settings=Settings(overrides=(slip, right)))

    assert 0 == len(told.stories)
    assert ["unknown-story"] == [problem.code for problem in told.problems]
    assert "'bridgge'" in told.problems[0].message


@pytest.mark.parametrize(
    "override",
    [
        StoryOverride("bridge", lead="nope"),
        StoryOverride("bridge", merge=("leeks", "nope")),
        StoryOverride("bridge", split=("nope", "https://aside.example/x")),
        StoryOverride("nope"),
    ],
)
def test_every_place_that_names_nothing_is_told_with_its_line(override: StoryOverride) -> None:
    """The field, the place and the line of each slip; a page that we only mention is known."""
    aside = entry("Something else", "https://aside.example/x", on_topic=False)
    field = next(name for name in ("lead", "merge", "split", "story") if getattr(override, name))
    chosen = Settings(overrides=(override,), override_lines=(OverrideLines(4, 5, 6, 7),))

    told = digest_of_articles(
        article("bridge", related=(aside,)), article("leeks"), settings=chosen
    ).problems
    line = {"story": 4, "lead": 5, "merge": 6, "split": 7}[field]

    assert [("unknown-story", Location("site/stories.yaml", line))] == [
        (problem.code, problem.where) for problem in told
    ]
    assert told[0].message.startswith(f"{field}: 'nope' is no ")


def test_lines_of_overrides_make_no_story_anew() -> None:
    """A comment put on top of stories.yaml moves lines, and nothing else."""
    override = StoryOverride("bridge", title="x")
    keys = [
        digest_of_articles(
            article("bridge"),
            settings=Settings(overrides=(override,), override_lines=(OverrideLines(line),)),
        ).keys
        for line in (1, 2)
    ]

    assert keys[0] == keys[1]


def test_a_rival_alone_is_a_draft_when_drafts_are_shown() -> None:
    """Drafts show everything; without them a rival that no story took leaves no trace."""
    rival = article("rival", published=False, heat=-1)

    shown, hidden = (digest_of_articles(rival, drafts=drafts).stories for drafts in (True, False))

    assert [("rival", "draft")] == [(story.id, story.state) for story in shown]
    assert () == hidden


def test_two_files_of_one_page_are_told() -> None:
    """Both files are named; files without any address are nobody's twins."""
    url = "https://a.example/x"
    same = [article(name, url=url) for name in ("one", "two")]
    others = [article(name, f"Of {name} alone", url="") for name in ("three", "four")]

    digest = digest_of_articles(*same, *others)

    assert [("same-page", "content/two.md")] == [
        (problem.code, problem.where.path) for problem in digest.problems
    ]
    assert "content/one.md" in digest.problems[0].message


# ---------------------------------------------------------------- the graph of stories

names = st.integers(0, 11).map(lambda n: f"a{n}")


@st.composite
def graphs(draw: st.DrawFn) -> list[Article]:
    """Articles that name each other and shared pages at random, some of them off topic."""
    ids = draw(st.lists(names, min_size=1, max_size=8, unique=True))
    made = []
    for one in ids:
        targets = draw(
            st.lists(
                st.tuples(st.sampled_from([*ids, "p1", "p2", "p3"]), st.booleans()), max_size=4
            )
        )
        made.append(
            article(
                one,
                f"Title {one} " + draw(st.sampled_from(["apples", "bridges cross", ""])),
                published=draw(st.sampled_from([True, True, False, None])),
                heat=draw(st.sampled_from([None, -1, 70])),
                quality=draw(st.integers(0, 3)),
                published_at=draw(
                    st.sampled_from(["", "2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z"])
                ),
                related=tuple(
                    entry(f"About {to}", f"https://{to}.example/piece", on_topic=on)
                    for to, on in targets
                ),
            )
        )
    return made


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_every_published_article_is_in_exactly_one_story(articles: list[Article]) -> None:
    """Nothing published is lost or shown twice, and no page is coverage of two stories."""
    digest = digest_of_articles(*articles)
    held = [article_id for story in digest.stories for article_id in story.article_ids]
    keys = [key for story in digest.stories for key in story.keys]

    assert len(held) == len(set(held))
    assert len(keys) == len(set(keys))
    assert {one.id for one in articles if one.published is not False} <= set(held)
    assert not {one.id for one in articles if one.is_draft} & set(held)


@given(graphs(), st.randoms())
@settings(max_examples=80, deadline=None)
def test_the_order_of_files_does_not_matter(articles: list[Article], random: object) -> None:
    """The same articles in another order give the same stories."""
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert [story.digest for story in digest_of_articles(*articles).stories] == [
        story.digest for story in digest_of_articles(*shuffled).stories
    ]


@given(graphs())
@settings(max_examples=80, deadline=None)
def test_links_between_stories_go_both_ways(articles: list[Article]) -> None:
    """Where one story links another, the other links back, and none links itself."""
    digest = digest_of_articles(*articles)
    links = {(one, digest.stories[at].id) for one, others in digest.linked.items() for at in others}

    assert links == {(other, one) for one, other in links}
    assert all(one != other for one, other in links)


@given(graphs())
@settings(max_examples=80, deadline=None)
def test_counts_are_honest(articles: list[Article]) -> None:
    """Pages are coverage and copies; nobody is counted twice."""
    for story in digest_of_articles(*articles).stories:
        shown = len(story.coverage) + sum(len(row.copies) for row in story.coverage)

        assert shown == story.counts.pages
        assert story.counts.copies == shown - len(story.coverage)
        assert story.counts.independent <= story.counts.outlets <= shown

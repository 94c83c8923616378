"""Who covers what: outlets against topics."""

from __future__ import annotations

from broadsheet.pages.plan import plan_pages
from broadsheet.pages.source_views import Beats, SourcesIndexView, SourceView
from broadsheet.settings import Settings, SiteSettings
from digest_samples import article, digest_of_articles

SETTINGS = Settings(site=SiteSettings(root_topic="AI"))

ARTICLES = (
    article("bridge", topics=("AI", "Transport")),
    article("tram", topics=("AI", "Transport", "Climate")),
    article("tram-again", topics=("AI", "Transport"), outlet=article("tram").outlet),
    article("storm", topics=("AI", "Climate")),
)


def view_at(output: str, *articles: object) -> object:
    """Return the view of a page of a site of these articles."""
    page = plan_pages(digest_of_articles(*articles, settings=SETTINGS), SETTINGS)[output]  # type: ignore[arg-type]
    return page.make(*page.inputs)


def beats_of(*articles: object) -> Beats | None:
    """Return the table of a site of these articles."""
    view = view_at("sources/index.html", *articles)
    assert isinstance(view, SourcesIndexView)
    return view.beats


def test_each_outlet_is_counted_by_topic() -> None:
    """The outlet with most stories first; the root topic, which all have, tells nothing."""
    beats = beats_of(*ARTICLES)

    assert beats is not None
    assert ("Climate", "Transport") == tuple(link.title for link in beats.topics)
    assert {"Tram": (1, 2), "Bridge": (0, 1), "Storm": (1, 0)} == {
        beat.source.name: beat.counts for beat in beats.outlets
    }
    assert ("Tram", 2) == (beats.outlets[0].source.name, beats.busiest)


def test_one_outlet_or_one_topic_is_no_comparison() -> None:
    """A table of one row or one column is left out."""
    assert beats_of(ARTICLES[0]) is None
    assert beats_of(ARTICLES[0], ARTICLES[2]) is None
    assert beats_of(*ARTICLES[1:3]) is None


def test_the_table_is_bounded() -> None:
    """The twenty outlets and ten topics with most stories, however many there are."""
    many = [
        article(f"paper{number}", topics=("AI", f"T{number:02}", "Most")) for number in range(30)
    ]
    beats = beats_of(*many)

    assert beats is not None
    assert (10, 20) == (len(beats.topics), len(beats.outlets))
    assert "Most" in [link.title for link in beats.topics]


def test_an_outlet_says_what_it_mostly_writes_about() -> None:
    """The topics of its stories, most frequent first, each with the way to its page."""
    view = view_at("sources/tram-example/index.html", *ARTICLES)

    assert isinstance(view, SourceView)
    assert [("Transport", "/topics/transport/"), ("Climate", "/topics/climate/")] == [
        (link.title, link.path) for link in view.topics
    ]

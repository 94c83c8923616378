"""JSON twins against the JSON Schemas that are published with them."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from broadsheet.model import Copy, Coverage, Headline
from broadsheet.pages.twin_views import SchemaView, StoryTwinView
from broadsheet.pages.views import (
    DayGroup,
    DayNumbers,
    EditionView,
    Head,
    Link,
    Paging,
    TermLink,
    TermView,
)
from broadsheet.rendering.twins import edition_twin, schema, story_twin, topic_twin
from machine_samples import HOSTILE, LEDGER, WIRE, card, frame, story

ROBOTS = Link("Robots", "/topics/robots/")


def validator(name: str) -> Draft202012Validator:
    """Return the independent checker of a published schema."""
    published = json.loads(schema(SchemaView(name), frame()))
    Draft202012Validator.check_schema(published)
    return Draft202012Validator(published, format_checker=FormatChecker())


def story_json(**changes: Any) -> dict[str, Any]:
    view = StoryTwinView(story(1, **changes), (ROBOTS,), (("People", (Link("A", "/people/a/"),)),))
    made: dict[str, Any] = json.loads(story_twin(view, frame()))
    return made


def term_view(**changes: Any) -> TermView:
    values: dict[str, Any] = {
        "head": Head("Robots", "/topics/robots/"),
        "taxonomy": Link("Topics", "/topics/"),
        "singular": "topic",
        "title": "Robots",
        "description": "Machines that move",
        "parent": Link("AI", "/topics/ai/"),
        "children": (TermLink("Arms", "/topics/arms/", 3),),
        "count": 27,
        "first_day": "2022-02-01",
        "last_day": "2022-02-02",
        "volume": (),
        "top": (card(2),),
        "days": (DayGroup("2022-02-02", (card(2),)), DayGroup("", (card(1, published_at=""),))),
        "paging": Paging(0, older="/topics/robots/page/1/"),
    }
    return TermView(**(values | changes))


def edition_view(**changes: Any) -> EditionView:
    values: dict[str, Any] = {
        "head": Head("2 February 2022", "/edition/2022-02-02/"),
        "period": "day",
        "day": "2022-02-02",
        "last_day": "2022-02-02",
        "numbers": DayNumbers(2, 1, 4, 3),
        "new": (card(2),),
        "developing": (card(1),),
        "newer": None,
        "older": Link("1 February", "/edition/2022-02-01/"),
    }
    return EditionView(**(values | changes))


def test_twins_of_every_kind_follow_their_schema() -> None:
    """Full and bare twins are valid by a checker that is not ours."""
    full = Coverage(
        title="Page",
        url="https://a.example/",
        outlet=WIRE,
        headlines=(Headline("Before", "2022-02-01T00:00:00Z"), Headline("Then")),
        copies=(Copy(LEDGER, "https://b.example/", "Copy"),),
    )
    validator("story").validate(story_json(coverage=(full,), mentioned=(full,)))
    validator("story").validate(
        story_json(published_at="", updated_at="", coverage=(), lead=Coverage("Lead"))
    )
    validator("topic").validate(json.loads(topic_twin(term_view(), frame())))
    bare = term_view(parent=None, days=(), first_day="", last_day="", paging=Paging(0))
    validator("topic").validate(json.loads(topic_twin(bare, frame())))
    validator("edition").validate(json.loads(edition_twin(edition_view(), frame())))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda twin: twin.pop("title"),
        lambda twin: twin.update(extra=1),
        lambda twin: twin["counts"].update(pages=-1),
        lambda twin: twin["lead"].update(kind="podcast"),
        lambda twin: twin.update(days=["not a day"]),
        lambda twin: twin["coverage"][0].update(title=None),
    ],
)
def test_the_schema_refuses_what_is_no_story(spoil: Any) -> None:
    """The schema says something: a missing, extra or mistyped value breaks it."""
    twin = story_json()
    spoil(twin)

    with pytest.raises(jsonschema.ValidationError):
        validator("story").validate(twin)


def test_a_storys_twin_says_what_its_page_says() -> None:
    """Title, times, topics, counts and every page about it, newest first."""
    twin = story_json()

    assert "https://minds.example/sub/schema/story.json" == twin["$schema"]
    assert "https://minds.example/sub/news/2022-02-01-council-1/" == twin["url"]
    assert ["Robots may vote", "Council lets robots vote"] == [
        page["title"] for page in twin["coverage"]
    ]
    assert [{"title": "Robots", "url": "https://minds.example/sub/topics/robots/"}] == (
        twin["topics"]
    )
    assert "https://albionledger.example/1?a=1&b=2" == twin["lead"]["url"]
    assert {"links": 2, "pages": 2, "outlets": 2, "copies": 0, "mentioned": 0} == twin["counts"]


def test_a_topics_twin_lists_its_newest_page_and_the_way_to_older_ones() -> None:
    """Stories in the order of the page, each once, with the address of the next page."""
    twin = json.loads(topic_twin(term_view(), frame()))

    assert ["2022-02-02-council-2", "2022-02-01-council-1"] == [
        each["id"] for each in twin["stories"]
    ]
    assert "https://minds.example/sub/topics/robots/page/1/" == twin["older"]
    assert (27, "2022-02-01") == (twin["count"], twin["firstDay"])


def test_an_editions_twin_keeps_new_and_developing_apart() -> None:
    """The two lists of the page are two lists of the twin."""
    twin = json.loads(edition_twin(edition_view(), frame()))

    assert ["2022-02-02-council-2"] == [each["id"] for each in twin["new"]]
    assert ["2022-02-01-council-1"] == [each["id"] for each in twin["developing"]]
    assert (None, "https://minds.example/sub/edition/2022-02-01/") == (
        twin["newer"],
        twin["older"],
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_come_back_and_the_bytes_hold_no_markup(hostile: str) -> None:
    """Twins give the text; taken for HTML, they hold no tag, and unsafe addresses are null."""
    coverage = Coverage(title=hostile, url="javascript:alert(1)", outlet=LEDGER)
    view = StoryTwinView(story(1, title=hostile, coverage=(coverage,)), (), ())
    made = story_twin(view, frame())

    assert hostile == json.loads(made)["coverage"][0]["title"]
    assert json.loads(made)["coverage"][0]["url"] is None
    assert b"<" not in made


@given(st.text(max_size=50), st.text(max_size=50))
def test_any_text_gives_a_valid_twin(title: str, excerpt: str) -> None:
    """Every text there is stays a text in the twin."""
    twin = story_json(title=title, excerpt=excerpt)

    assert (title, excerpt) == (twin["title"], twin["excerpt"])

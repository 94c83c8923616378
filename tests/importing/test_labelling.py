"""Topics for drafts: what the source names, what is asked for, what keywords find."""

from __future__ import annotations

from broadsheet.importing.drafts import Draft, Repair
from broadsheet.importing.labelling import Labeller
from broadsheet.settings import TopicSetting

TOPICS = (TopicSetting("AI"), TopicSetting("Boats", keywords=("ferry",)), TopicSetting("Storms"))


def labelled(*, always: tuple[str, ...] = (), root: str = "", **fields: object) -> Draft:
    """Return a draft with its topics."""
    return Labeller(TOPICS, root, always).labelled(
        Draft(source="feed a", title="A ferry", **fields)
    )


def test_topics_of_the_source_are_kept_and_spelt_as_ours() -> None:
    """No keyword is looked for; those that the settings do not know stay as they are."""
    assert ("Storms", "Trains") == labelled(topics=("storms", " Trains ", "STORMS", " ")).topics


def test_labels_count_when_a_topic_has_their_name() -> None:
    """Other labels of a source are no topics of ours, nor is anything that is no text."""
    made = labelled(extra={"tags": ["storms", "weather", 5]})

    assert ("Storms", "Boats") == made.topics
    assert Repair("topic", "Storms", "Storms: the source's label 'storms'") == made.repairs[0]
    assert ("Boats",) == labelled(extra={"tags": "storms"}).topics


def test_what_is_asked_for_comes_with_its_reason() -> None:
    """The first reason for a topic is the one that is told."""
    made = labelled(always=("boats",), topics=())

    assert ("Boats",) == made.topics
    assert (Repair("topic", "Boats", "Boats: asked for with --topic"),) == made.repairs


def test_a_draft_that_nothing_fits_gets_the_root_topic() -> None:
    """Unless there is none."""
    plain = Draft(source="feed a", title="A kettle")

    assert ("AI",) == Labeller(TOPICS, "AI").labelled(plain).topics
    assert () == Labeller(TOPICS).labelled(plain).topics

"""What lists show of a story."""

from __future__ import annotations

from datetime import datetime

from broadsheet.digest.terms import TermPlaces
from broadsheet.fingerprint import sealed
from broadsheet.model import Story, StoryCard
from broadsheet.text import cut, name_key

SPARK_STEPS = 12
"""Bars of the small picture of coverage over time."""

MIN_SPARK_PAGES = 3
"""Pages below which such a picture says nothing."""

EXCERPT_CHARACTERS = 280


def card_of(story: Story, places: TermPlaces, root_topic: str) -> StoryCard:
    """Return the card of a story. Its kicker is the first topic that is not the root."""
    root = name_key(root_topic)
    kicker = next((topic for topic in story.topics if name_key(topic) != root), "")
    kicker = kicker or (story.topics[0] if story.topics else "")
    hours, first_at, last_at = _spark(story)
    return sealed(
        StoryCard(
            id=story.id,
            title=story.title,
            excerpt=cut(" ".join((story.excerpt or story.body.lead).split()), EXCERPT_CHARACTERS),
            published_at=story.published_at,
            updated_at=story.updated_at,
            day=story.day,
            kicker=kicker,
            kicker_path=places.path(0, kicker) if kicker else "",
            topics=story.topics,
            outlet=story.lead.outlet,
            outlets=story.counts.outlets,
            independent=story.counts.independent,
            pages=story.counts.pages,
            url=story.lead.url,
            kind=story.lead.kind,
            language=story.language,
            heat=story.heat,
            hours=hours,
            first_at=first_at,
            last_at=last_at,
            state=story.state,
            noindex=story.noindex,
        )
    )


def _spark(story: Story) -> tuple[tuple[int, ...], str, str]:
    """Return how many pages appeared in each of equal steps, and when the first and last did."""
    moments = [row.published_at for row in story.coverage]
    moments += [copy.published_at for row in story.coverage for copy in row.copies]
    timed = sorted((datetime.fromisoformat(each).timestamp(), each) for each in moments if each)
    if len(timed) < MIN_SPARK_PAGES or timed[-1][0] <= timed[0][0]:
        return (), "", ""
    (begin, first), (end, last) = timed[0], timed[-1]
    steps = [0] * SPARK_STEPS
    for time, _ in timed:
        steps[min(SPARK_STEPS - 1, int((time - begin) / (end - begin) * SPARK_STEPS))] += 1
    return tuple(steps), first, last

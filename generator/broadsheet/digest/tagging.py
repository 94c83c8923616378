"""Topics for articles that name none: a topic's keyword, as whole words, in the title.

The rule is the seeds' own (contract D6.2): case is ignored, only the title counts, and the root
topic is always added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from broadsheet.settings import TopicSetting
from broadsheet.text import name_key


class Match(NamedTuple):
    """A topic that was found, and the keyword that found it (empty for the root topic)."""

    topic: str
    keyword: str


class Tagger:
    """Finds topics in titles."""

    def __init__(self, topics: Iterable[TopicSetting], root_topic: str) -> None:
        self._root = root_topic
        self._patterns = [
            (topic.name, _whole_words(topic.keywords)) for topic in topics if topic.keywords
        ]

    def matches(self, title: str) -> tuple[Match, ...]:
        """Return every topic with a keyword in the title, in the settings' order, root last."""
        folded = name_key(title)
        found = [
            Match(name, hit[0])
            for name, pattern in self._patterns
            if (hit := pattern.search(folded)) and name != self._root
        ]
        if self._root:
            found.append(Match(self._root, ""))
        return tuple(found)

    def topics(self, title: str) -> tuple[str, ...]:
        """Return the names of the topics found."""
        return tuple(match.topic for match in self.matches(title))


def _whole_words(keywords: Iterable[str]) -> re.Pattern[str]:
    words = sorted((name_key(keyword) for keyword in keywords if keyword.strip()), reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")

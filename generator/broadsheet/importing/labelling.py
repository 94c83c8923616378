"""Topics for drafts: those asked for, those the source names, and those found by keyword."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from broadsheet.digest.tagging import Tagger
from broadsheet.importing.drafts import Draft, Repair
from broadsheet.settings import TopicSetting
from broadsheet.text import name_key


class Labeller:
    """Gives drafts their topics, by the topics of the settings.

    A draft whose source names topics keeps exactly those; for others the keyword rule holds
    (contract D6.2, `digest.tagging`). Labels of a source count when a topic has their name.
    """

    def __init__(
        self, topics: Iterable[TopicSetting], root: str = "", always: Iterable[str] = ()
    ) -> None:
        known = tuple(topics)
        self._always = tuple(always)
        self._tagger = Tagger(known, root)
        self._names = {name_key(topic.name): topic.name for topic in known}

    def labelled(self, draft: Draft, remembered: tuple[str, ...] = ()) -> Draft:
        """Return the draft with its topics, each with the reason among its repairs.

        `remembered` are topics that were asked for earlier; they hold unless others are now.
        """
        asked = self._always or remembered
        reasons: dict[str, str] = {}
        for name in draft.topics:
            reasons.setdefault(self._spelt(name), "named by the source")
        for name in asked:
            reasons.setdefault(self._spelt(name), "asked for with --topic")
        for label in _labels(draft):
            if name_key(label) in self._names:
                reasons.setdefault(self._spelt(label), f"the source's label '{label}'")
        if not draft.topics:
            self._find(draft.title, reasons)
        reasons.pop("", None)
        explained = tuple(Repair("topic", name, f"{name}: {why}") for name, why in reasons.items())
        return msgspec.structs.replace(
            draft, topics=tuple(reasons), asked=asked, repairs=(*draft.repairs, *explained)
        )

    def _find(self, title: str, reasons: dict[str, str]) -> None:
        """Add the topics whose keywords are in the title."""
        for match in self._tagger.matches(title):
            why = f"keyword '{match.keyword}' in the title" if match.keyword else "root topic"
            reasons.setdefault(match.topic, why)

    def _spelt(self, name: str) -> str:
        """Return the topic's name as the settings spell it."""
        return self._names.get(name_key(name), name.strip())


def _labels(draft: Draft) -> list[str]:
    """Return the labels that the source gave and that are no topics yet."""
    labels = draft.extra.get("tags", ())
    return [label for label in labels if isinstance(label, str)] if isinstance(labels, list) else []

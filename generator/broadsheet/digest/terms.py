"""The terms of topics and of further taxonomies: what they are called and where they live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from broadsheet import addresses
from broadsheet.settings import Settings, TopicSetting
from broadsheet.text import name_key, short_hash, slug_of


class TermPlaces:
    """Gives every term of a taxonomy one folder name, by looking at its name alone.

    Terms that the settings declare keep the slug given there. Of the rest, those whose slug says
    all of the name (`Computer Vision` → `computer-vision`) get it; others (`Ü`, `C+`) get a hash
    behind it, so that two names can never share a folder by accident.
    """

    def __init__(self, settings: Settings) -> None:
        self._declared = {
            name_key(name): topic.slug or slug_of(topic.name)
            for topic in settings.topics
            for name in (topic.name, topic.short_name)
            if name
        }
        self._taken = frozenset(self._declared.values())
        self._known: dict[tuple[bool, str], str] = {}
        self.paths = (
            addresses.TOPICS.strip("/"),
            *(t.path or t.field for t in settings.site.taxonomies),
        )

    def slug(self, taxonomy: int, name: str) -> str:
        """Return the folder name of a term; taxonomy 0 are the topics."""
        is_topic = taxonomy == 0
        known = self._known.get((is_topic, name))
        if known is None:
            known = self._known[is_topic, name] = self._slug(is_topic, name)
        return known

    def path(self, taxonomy: int, name: str) -> str:
        """Return the address of a term's page."""
        return addresses.term(self.paths[taxonomy], self.slug(taxonomy, name))

    def _slug(self, is_topic: bool, name: str) -> str:
        key = name_key(name)
        if is_topic and key in self._declared:
            return self._declared[key]
        slug = slug_of(key)  # one for all spellings: `CON` and `Con` are one term
        says_all = key.isascii() and slug == "-".join(key.replace("-", " ").split())
        if says_all and not (is_topic and slug in self._taken):
            return slug
        return f"{slug}-{short_hash(key, 6)}"


class TopicTree:
    """Which topic lies below which, in the order of the settings."""

    def __init__(self, topics: Iterable[TopicSetting]) -> None:
        self.by_key: Mapping[str, TopicSetting] = {name_key(t.name): t for t in topics}
        self.children: dict[str, list[TopicSetting]] = {}
        for topic in self.by_key.values():
            self.children.setdefault(name_key(topic.parent), []).append(topic)

    def setting(self, name: str) -> TopicSetting | None:
        """Return what the settings say of a topic."""
        return self.by_key.get(name_key(name))

    def in_order(self) -> list[tuple[TopicSetting, int]]:
        """Return every declared topic with its depth, each parent before its children."""
        rows: list[tuple[TopicSetting, int]] = []

        def visit(parent: str, depth: int) -> None:
            for topic in self.children.get(parent, ()):
                rows.append((topic, depth))
                if name_key(topic.name) != parent:
                    visit(name_key(topic.name), depth + 1)

        visit("", 0)
        return rows

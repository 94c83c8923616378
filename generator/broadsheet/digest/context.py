"""What, besides its articles, decides what a story is: settings, made ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from broadsheet.digest.outlets import Outlets
from broadsheet.digest.policies import Policies
from broadsheet.digest.tagging import Tagger
from broadsheet.fingerprint import digest_of
from broadsheet.settings import Settings, StoryOverride
from broadsheet.text import name_key
from broadsheet.weburl import identity


class StoryContext:
    """What, besides its articles, decides what a story is. Made once per build from settings."""

    def __init__(self, settings: Settings, drafts: bool) -> None:
        site = settings.site
        self.rules = site.stories
        self.zone = ZoneInfo(site.time_zone)
        self.outlets = Outlets(settings.providers)
        self.policies = Policies(settings.policies, settings.withdrawals, site.base_url)
        self.tagger = Tagger(settings.topics, site.root_topic)
        self.topic_names = {
            name_key(name): topic.name
            for topic in settings.topics
            for name in (topic.name, topic.short_name)
            if name
        }
        self.overrides: Mapping[str, StoryOverride] = {
            place_key(override.story): override for override in settings.overrides
        }
        self.split_off = frozenset(
            place_key(place) for override in settings.overrides for place in override.split
        )
        self.drafts = drafts
        self.digest = digest_of(
            (
                site.stories,
                site.time_zone,
                site.root_topic,
                site.base_url if settings.withdrawals else "",
                settings.topics,
                settings.providers,
                settings.policies,
                settings.withdrawals,
                settings.overrides,
                drafts,
            )
        )


def place_key(place: str) -> str:
    """Return the key of a page that an editor names by article id or by address."""
    return identity(place) if "://" in place else f"id:{place}"

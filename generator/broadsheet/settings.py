"""What makes this site this site, typed. `reading.configuration` fills these from `site/*.yaml`.

Field names are the keys of the files; every field's docstring line is its documentation
(docs/settings.md is checked against it).
"""

from __future__ import annotations

import msgspec

from broadsheet.model_rules import StoryRules


class NavigationLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link in the masthead; `path` is one of the site's own, from its root."""

    title: str
    path: str


class Publisher(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who publishes the digest, for feeds and structured data."""

    name: str = ""
    url: str = ""
    email: str = ""


class TaxonomySetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A further taxonomy: the front-matter `field`, its names, and the `path` of its pages."""

    field: str
    title: str
    singular: str = ""
    path: str = ""


class RankingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the front page orders stories. See `digest.ranking` for the formula."""

    half_life_hours: float = 18.0
    heat_weight: float = 1.0
    breadth_weight: float = 1.0
    top_stories: int = 7
    window_days: int = 7


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds on what one article may cost. Beyond them a part is refused, with a message."""

    file_bytes: int = 4_000_000
    front_matter_bytes: int = 2_000_000
    body_bytes: int = 2_000_000
    title_characters: int = 500
    excerpt_characters: int = 5_000
    related_entries: int = 500
    names: int = 100
    problems: int = 100
    yaml_depth: int = 20
    yaml_values: int = 50_000
    nesting: int = 20


class FeedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many stories a feed holds, the hub it announces (WebSub), and what its ids are made of.

    `identity` is any text of the site's own, chosen once: ids of entries come from it and from the
    story, so that neither a new host nor a new lead shows readers the same story again.
    """

    entries: int = 20
    hub: str = ""
    identity: str = "broadsheet"


class NewsletterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the mails of an edition say besides its stories; what is not given is left out.

    `unsubscribe_url` is an address or the placeholder that your sender replaces by one, and
    `postal_address` the sender's (many countries ask for both). `preheader` is what mail programs
    show beside the subject, instead of the next headlines. `share_card` puts the edition's picture
    on top.
    """

    unsubscribe_url: str = ""
    postal_address: str = ""
    preheader: str = ""
    share_card: bool = False


class SiteSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`site/site.yaml`."""

    title: str = "News digest"
    tagline: str = ""
    description: str = ""
    base_url: str = "http://localhost:8000/"
    language: str = "en"
    time_zone: str = "UTC"
    accent: str = "#8a1c1c"
    root_topic: str = ""
    page_size: int = 25
    taxonomies: tuple[TaxonomySetting, ...] = ()
    navigation: tuple[NavigationLink, ...] = ()
    publisher: Publisher = Publisher()
    copyright: str = ""
    stories: StoryRules = StoryRules()
    ranking: RankingRules = RankingRules()
    limits: Limits = Limits()
    feeds: FeedSettings = FeedSettings()
    newsletter: NewsletterSettings = NewsletterSettings()
    api: bool = True
    twins: bool = True
    search: bool = True
    share_cards: bool = True
    newsletters: bool = True
    offline: bool = True
    status_page: bool = False
    noindex: bool = False
    keep_last_good: bool = False
    max_broken_articles: int | None = None


class TopicSetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of `site/topics.yaml`."""

    name: str
    slug: str = ""
    parent: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    id: str = ""
    short_name: str = ""


class ProviderSetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of `site/providers.yaml`; `logo` is a path under `site/static/`."""

    domain: str
    name: str
    other_names: tuple[str, ...] = ()
    logo: str = ""
    description: str = ""


class StoryOverride(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of `site/stories.yaml`: what an editor decides about one story.

    `story` and all other places name a page by article id or by address.
    """

    story: str
    lead: str = ""
    title: str = ""
    merge: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    hide: bool = False


class OverrideLines(msgspec.Struct, frozen=True):
    """The lines of `site/stories.yaml` on which an entry names pages; 0 is not known."""

    story: int = 0
    lead: int = 0
    merge: int = 0
    split: int = 0


OWN_TEXTS = "*"
"""In place of the domain of a policy: the site's own texts."""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of `site/policies.yaml`: what a publisher allows, by domain (and sub-domains)."""

    domain: str
    excerpt_characters: int | None = None
    image: bool = True
    hotlink: bool = False
    title_only: bool = False
    rel: str = ""
    noindex: bool = False
    withdrawn: bool = False
    ai_use: str = ""
    note: str = ""


class Withdrawal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One page taken down on request: its address and the day (`broadsheet takedown`).

    `articles` are the ids of our articles that it was: their addresses say since when they are
    gone, and the `reason`, if one is given.
    """

    url: str
    date: str
    reason: str = ""
    articles: tuple[str, ...] = ()


class StandingPage(msgspec.Struct, frozen=True):
    """A free-standing page from `site/pages/*.md`; its body is safe HTML."""

    slug: str
    title: str
    description: str
    body_html: str
    path: str


class Settings(msgspec.Struct, frozen=True):
    """Everything under `site/` but the assets.

    `override_lines` run in parallel with `overrides`, or are none. They serve messages only and
    stand apart, so that no page is made anew because a line of `site/stories.yaml` moved.
    """

    site: SiteSettings = SiteSettings()
    topics: tuple[TopicSetting, ...] = ()
    providers: tuple[ProviderSetting, ...] = ()
    overrides: tuple[StoryOverride, ...] = ()
    override_lines: tuple[OverrideLines, ...] = ()
    policies: tuple[Policy, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    pages: tuple[StandingPage, ...] = ()

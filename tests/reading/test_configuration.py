"""The files under `site/` become settings."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.model_rules import StoryRules
from broadsheet.reading.configuration import read_settings
from broadsheet.settings import (
    FeedSettings,
    Limits,
    NavigationLink,
    OverrideLines,
    Policy,
    ProviderSetting,
    Publisher,
    RankingRules,
    Settings,
    SiteSettings,
    StandingPage,
    StoryOverride,
    TaxonomySetting,
    TopicSetting,
    Withdrawal,
)
from broadsheet.text import HIDDEN
from settings_samples import problems_of, settings_of


def test_no_files_mean_defaults() -> None:
    """A folder of articles is enough for a site."""
    assert read_settings({}) == (Settings(), ())


def test_empty_files_mean_defaults() -> None:
    """Also those in which everything is a comment."""
    names = ("site", "topics", "providers", "stories", "policies", "takedowns")

    assert settings_of(**dict.fromkeys(names, "# nothing\n")) == Settings()


def test_every_kind_of_setting_is_read() -> None:
    """Texts, numbers, truth values, lists and settings within settings."""
    site = settings_of(
        site="""\
title: 012
base_url: https://News.example.org/
language: pt-BR
time_zone: Europe/Berlin
accent: '#004477'
page_size: 30
max_broken_articles: 5
offline: no
status_page: "on"
taxonomies:
  - field: people
    title: People
navigation:
  - title: Topics
    path: /topics/
publisher:
  name: Us
  url: https://example.org
stories:
  gate: 0.5
ranking:
  half_life_hours: 12
limits:
  yaml_depth: 10
feeds:
  entries: 20
  hub: https://hub.example/
"""
    ).site

    expected = SiteSettings(
        title="012",
        base_url="https://news.example.org/",
        language="pt-BR",
        time_zone="Europe/Berlin",
        accent="#004477",
        page_size=30,
        max_broken_articles=5,
        offline=False,
        status_page=True,
        taxonomies=(TaxonomySetting("people", "People", "People", "people"),),
        navigation=(NavigationLink("Topics", "/topics/"),),
        publisher=Publisher("Us", "https://example.org"),
        stories=StoryRules(gate=0.5),
        ranking=RankingRules(half_life_hours=12.0),
        limits=Limits(yaml_depth=10),
        feeds=FeedSettings(entries=20, hub="https://hub.example/"),
    )
    assert site == expected


@pytest.mark.parametrize("zero", ["-0", "-0.0", "-0e3", "-1e-400", "0"])
def test_there_is_one_zero(zero: str) -> None:
    """What equals it is shown as it is."""
    assert "0.0" == str(
        settings_of(site=f"ranking:\n  heat_weight: {zero}\n").site.ranking.heat_weight
    )


def test_the_address_of_the_site_ends_with_a_slash() -> None:
    """It is added where it is missing."""
    assert (
        settings_of(site="base_url: https://a.example/b\n").site.base_url == "https://a.example/b/"
    )


def test_lists_of_entries_are_read() -> None:
    """Topics get their slugs, domains are cleaned, one text stands for a list."""
    settings = settings_of(
        topics="- name: C++\n  keywords: cpp\n- name: AI\n  slug: a-i\n  parent: c++\n",
        providers="- domain: www.Meridian.example\n  name: M\n  logo: logos/m.svg\n",
        stories="- story: 2022-02-21-a\n  merge: [b]\n  hide: yes\n",
        policies="- domain: meridian.example\n  excerpt_characters: 0\n  rel: nofollow ugc\n",
        takedowns="- url: https://meridian.example/a\n  date: 2022-02-21\n",
    )

    assert settings.topics == (
        TopicSetting("C++", "c-plus-plus", keywords=("cpp",)),
        TopicSetting("AI", "a-i", parent="C++"),
    )
    assert settings.providers == (ProviderSetting("meridian.example", "M", logo="logos/m.svg"),)
    assert settings.overrides == (StoryOverride("2022-02-21-a", merge=("b",), hide=True),)
    assert settings.policies == (
        Policy("meridian.example", excerpt_characters=0, rel="nofollow ugc"),
    )
    assert settings.withdrawals == (Withdrawal("https://meridian.example/a", "2022-02-21"),)


def test_an_entry_for_the_star_is_the_sites_own() -> None:
    """It says what language models may do with the site; `robots.txt` and `llms.txt` tell them."""
    settings = settings_of(policies="- domain: '*'\n  ai_use: train-ai=n\n  note: agreed\n")

    assert settings.policies == (Policy("*", ai_use="train-ai=n", note="agreed"),)


def test_a_free_standing_page_is_read() -> None:
    """Its address comes from the file's name or its slug; it may link within the site."""
    files = {
        "site/pages/about.md": b"---\ntitle: About\n---\n[Topics](/topics/)\n",
        "site/pages/deep/b.md": b"---\ntitle: B\ndescription: D\nslug: bee\n---\n",
        "site/pages/_draft.md": b"no page",
        "site/pages/picture.png": b"\x89",
    }

    settings, problems = read_settings(files)

    assert problems == ()
    assert settings.pages == (
        StandingPage(
            "about",
            "About",
            "",
            '<p><a href="../topics/">Topics</a></p>\n',
            "site/pages/about.md",
        ),
        StandingPage("bee", "B", "D", "", "site/pages/deep/b.md"),
    )


def test_a_wrong_setting_keeps_its_default() -> None:
    """So that a preview has something to work with."""
    settings, _ = read_settings(
        {"site/site.yaml": b"page_size: x\ntime_zone: Mars\ntitle: Kept\nranking: 5\n"}
    )

    assert settings.site == SiteSettings(title="Kept")


def test_topics_that_only_look_alike_are_two() -> None:
    """C++ and C# have slugs of their own."""
    slugs = [
        topic.slug for topic in settings_of(topics="- name: C++\n- name: C#\n- name: C\n").topics
    ]

    assert slugs == ["c-plus-plus", "c-sharp", "c"]


@pytest.mark.parametrize(
    "slug", ["../x", "a/b", "A", "con", "index", "a b", "-a", "é", ".", "a" * 200]
)
def test_a_slug_is_the_name_of_a_folder(slug: str) -> None:
    """Nothing that could leave its folder or collide with another."""
    (problem,) = problems_of(topics=f'- name: x\n  slug: "{slug}"\n')

    assert problem[:2] == (2, "bad-setting")


@given(
    st.sampled_from(["site.yaml", "topics.yaml", "policies.yaml", "pages/a.md"]),
    st.one_of(st.binary(max_size=120), st.text(max_size=120).map(str.encode)),
)
def test_any_bytes_are_settings_or_problems(name: str, data: bytes) -> None:
    """Nothing is raised, and what comes out has its types."""
    settings, problems = read_settings({f"site/{name}": data})

    assert not any(HIDDEN.search(f"{problem.message}{problem.hint}") for problem in problems)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(settings), type=Settings) == settings


def test_overrides_know_their_lines() -> None:
    """Each field's own line, the entry's for one that is not there; broken entries have none."""
    text = "# A note\n- lead: b\n  story: a\n- {lead: x}\n- story: c\n  merge: [d]\n"
    settings, _ = read_settings({"site/stories.yaml": text.encode()})

    assert [override.story for override in settings.overrides] == ["a", "c"]
    assert settings.override_lines == (OverrideLines(3, 2, 2, 2), OverrideLines(5, 5, 6, 5))

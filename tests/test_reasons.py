"""Reasons name the template, the input and the article that changed, as far as they are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.crew import Crew
from broadsheet.prepare import Options, Preparation, Prepared, Silence
from broadsheet.preview.snapshot import successor
from broadsheet.publishing.report import StageTimes
from broadsheet.workshop import Workshop
from living_site import LivingSite, Step
from small_site import NOW

KETTLE, FERRY = "2026-11-10-kettle", "2026-11-11-ferry"
STORY = f"news/{KETTLE}/index.html"
FERRY_CARD = f'"Night ferry finds a berth" (title, in content/{FERRY}.md)'
LONG = "More words than lists quote. " * 40


@pytest.fixture
def living(tmp_path: Path) -> LivingSite:
    """Return a small site that has been built."""
    site = LivingSite(tmp_path)
    site.article(KETTLE, body=f"{LONG} A tpyo.\n")
    site.rebuild()
    return site


def retitle(site: LivingSite) -> None:
    """Give an article another title."""
    site.article(KETTLE, title="Kettle recall is over")


EDITS: list[tuple[str, Step, str, str]] = [
    (
        "a title, on its story",
        retitle,
        STORY,
        f"what it shows (story: title, lead, coverage, in content/{KETTLE}.md)",
    ),
    (
        "a title, in lists",
        retitle,
        "sitemap.xml",
        f'what it shows (cards: "Kettle recall is over" (title, in content/{KETTLE}.md))',
    ),
    (
        "a body",
        lambda s: s.article(KETTLE, body=f"{LONG} A typo.\n"),
        STORY,
        f"what it shows (its text, in content/{KETTLE}.md)",
    ),
    (
        "a title and a body, where no text is shown",
        lambda s: s.article(KETTLE, title="Kettle recall is over", body=f"{LONG} A typo.\n"),
        f"news/{KETTLE}/index.json",
        f"what it shows (story: title, lead, coverage, in content/{KETTLE}.md)",
    ),
    (
        "a template",
        lambda s: s.write("templates/story.html", "{{ page }} again\n"),
        STORY,
        "templates/story.html",
    ),
    (
        "included templates, one of them new",
        lambda s: (
            s.write("templates/_foot.html", "Foot\n"),
            s.write("templates/_absent.html", "Here\n"),
            s.write("templates/front.html", "{{ page }} again\n"),
        ),
        STORY,
        "templates/_absent.html, templates/_foot.html",
    ),
    (
        "what all pages share",
        lambda s: s.setting(copyright="Ours", tagline="Small news"),
        STORY,
        "the site's frame (tagline, copyright)",
    ),
    (
        "the words of the theme",
        lambda s: s.write("site/locales/en.po", 'msgid "Undated"\nmsgstr "No date"\n'),
        STORY,
        "the words of the theme",
    ),
    (
        "settings that reach pages by their views",
        lambda s: s.setting(page_size=3),
        STORY,
        "what it shows (settings: page size)",
    ),
    (
        "settings by which articles are read",
        lambda s: s.setting(limits={"names": 7}),
        "api/news/index.json",
        "what it shows (how its articles are read)",
    ),
    (
        "articles that are shown whole",
        lambda s: s.article(KETTLE, type="interview"),
        "api/news/index.json",
        "what it shows (its articles)",
    ),
    (
        "another story",
        lambda s: s.article(FERRY, title="Night ferry finds a berth"),
        "news/2026-11-14-lamps/index.html",
        f"what it shows (story: mentioned; linked: {FERRY_CARD}; mentions)",
    ),
]
"""What is edited, the page that is made anew, and the reason."""


@pytest.mark.parametrize(("what", "edit", "page", "reason"), EDITS, ids=[row[0] for row in EDITS])
def test_a_build_names_what_changed(
    what: str, edit: Step, page: str, reason: str, living: LivingSite
) -> None:
    """In a process of its own, by what was kept of the last build."""
    edit(living)
    living.trial.reopen()

    assert f"{reason} changed" == living.rebuild()[page]


@pytest.mark.parametrize(("what", "edit", "page", "reason"), EDITS, ids=[row[0] for row in EDITS])
def test_the_preview_names_the_same(
    what: str, edit: Step, page: str, reason: str, living: LivingSite
) -> None:
    """By what it showed before."""
    workshop = Workshop(living.site.project)
    before = successor(None, prepared(workshop), "")
    edit(living)
    after = successor(before, prepared(workshop), "")
    workshop.close()

    assert f"{reason} changed" == after.made_of(page).why


def prepared(workshop: Workshop) -> Prepared:
    """Look at a site."""
    options = Options(as_of=NOW, jobs=1)
    return Preparation(workshop, options, Silence(), Crew(1), StageTimes()).prepare()


def test_a_template_that_went_away_is_named(living: LivingSite) -> None:
    """Where pages may do without it."""
    living.write("templates/_absent.html", "Here\n")
    living.rebuild()
    living.path("templates/_absent.html").unlink()

    assert "templates/_absent.html changed" == living.rebuild()[STORY]


def test_without_a_memory_reasons_say_less(living: LivingSite) -> None:
    """The ledger knows which input it was; what it held is known by the cache alone."""
    retitle(living)
    living.trial.reopen()
    for file in living.trial.project.cache.glob("cache.db*"):
        file.unlink()
    reasons = living.rebuild()

    assert "what it shows (story) changed" == reasons[STORY]
    assert "what it shows (cards) changed" == reasons["sitemap.xml"]


def test_a_killed_build_takes_no_reason_away(living: LivingSite) -> None:
    """What it had not come to is still known."""
    living.write("templates/story.html", "{{ page }} again\n")
    living.cut_power(1)

    assert "templates/story.html changed" == living.rebuild()[STORY]


def test_several_reasons_are_named_together(living: LivingSite) -> None:
    """A new program, a template, a setting and an article; of many things, three."""
    living.upgrade()
    retitle(living)
    living.write("templates/story.html", "{{ page }} again\n")
    living.setting(
        title="Other", tagline="News", copyright="Ours", description="All of it", page_size=3
    )
    reason = living.rebuild()[STORY]

    assert reason.startswith(
        "Broadsheet itself and templates/story.html and the site's frame (title, tagline,"
        " description and 1 more) and what it shows (settings: title, page size; story: title,"
    )

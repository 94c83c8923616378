"""Histories in which a rebuild once differed from a clean build, or might easily."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from unittest import mock

import pytest

from broadsheet.prepare import Preparation
from broadsheet.publishing.ledger import load_ledger
from broadsheet.publishing.output import FolderOutput
from living_site import LivingSite, PowerCut

PLURALS = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n {sign} 1);\\n"

msgid "%(num)s apple"
msgid_plural "%(num)s apples"
msgstr[0] "%(num)s one"
msgstr[1] "%(num)s many"
"""


@pytest.fixture
def living(tmp_path: Path) -> LivingSite:
    """Return a small site that was not built yet."""
    return LivingSite(tmp_path, articles=3)


def ledger_of(living: LivingSite) -> Path:
    """Return the file of the ledger."""
    files = living.site.project.cache.glob("ledger-*")
    return next(file for file in files if not file.suffix)


def test_time_may_go_back_to_before_an_article_that_is_not_shown(living: LivingSite) -> None:
    """The status page counts what is held back, listed or not."""
    living.setting(status_page=True)
    living.article(
        "2026-11-19-late",
        title="Late",
        publishedDateTime="2026-11-19T08:00:00Z",
        webUrl="https://late.example/a",
        published="false",
    )
    living.rebuild()
    living.rest()
    living.options(as_of="2026-11-18T00:00:00Z")

    assert [] == living.differences()


def test_a_number_with_a_sign_that_says_nothing_is_the_number_without(living: LivingSite) -> None:
    """-0 equals 0, and whoever builds again in one process takes it for that: so it is shown."""
    living.setting(ranking={"heat_weight": 0})
    living.rebuild()
    living.setting(ranking={"heat_weight": -0.0})

    assert [] == living.differences()


def test_another_rule_for_plurals_is_another_catalogue(living: LivingSite) -> None:
    """What form a number takes shows on pages, though every message is as it was."""
    foot = '<footer>{{ ngettext("%(num)s apple", "%(num)s apples", 1) }}</footer>'
    living.setting(language="da")
    living.write("templates/_foot.html", foot)
    living.write("site/locales/da.po", PLURALS.format(sign="!="))
    living.rebuild()
    living.write("site/locales/da.po", PLURALS.format(sign="=="))

    assert [] == living.differences()
    assert b"<footer>1 many</footer>" in living.trial.last.tree["index.html"]


def test_strict_refuses_what_an_earlier_build_let_pass(living: LivingSite) -> None:
    """An output that is up to date is no excuse for a broken article."""
    living.write("content/bad.md", "---\ntitle: [\n---\n")
    living.rebuild()
    living.rest()
    living.options(strict=True)

    assert [] == living.differences()
    assert living.trial.last.stopped


def test_a_ledger_with_one_wrong_byte_is_not_believed(living: LivingSite) -> None:
    """It would have named another hash in the manifest."""
    living.rebuild()
    living.trial.reopen()
    path = ledger_of(living)
    content = load_ledger(path)[0].entries["index.html"].content
    data = path.read_bytes()
    path.write_bytes(data.replace(content, bytes([content[0] ^ 1]) + content[1:]))
    living.article("2026-11-10-kettle", body="Other words.")

    assert [] == living.differences()


@pytest.mark.parametrize("again", [False, True], ids=["a new process", "after a power cut"])
def test_a_file_may_take_the_place_of_a_folder_and_back(living: LivingSite, again: bool) -> None:
    """What the folder held makes way first; without that no build would ever succeed again."""
    place = living.path("site/static/root/place")
    for text in ("a file", "another file"):
        living.write("site/static/root/place/one.txt", "one")
        living.write("site/static/root/place/deep/two.txt", "two")
        as_folder = living.differences()
        shutil.rmtree(place)
        place.write_text(text)
        if again:
            living.cut_power(3)
        as_file = living.differences()
        place.unlink()

        assert ([], []) == (as_folder, as_file)


def cut_power_at_last(_: FolderOutput, outputs: Iterable[str]) -> list[str]:
    """Let the power go when all is in its place, and only what is left over is to be removed."""
    if list(outputs):
        raise PowerCut
    return []


@pytest.mark.parametrize("dies", [False, True], ids=["in one go", "after a power cut"])
def test_an_older_cache_knows_what_a_newer_one_published(living: LivingSite, dies: bool) -> None:
    """Two editors may share a published folder, and a restored cache is older than its folder."""
    living.rebuild()
    living.trial.reopen()
    cache = living.site.project.cache
    shutil.copytree(cache, cache.with_name("older"))
    living.article("2026-11-12-newer", title="Newer", topics=["Of its own"])
    living.rebuild()
    living.trial.reopen()
    shutil.rmtree(cache)
    cache.with_name("older").rename(cache)
    living.path("content/2026-11-12-newer.md").unlink()
    if dies:
        with mock.patch.object(FolderOutput, "remove", cut_power_at_last), suppress(PowerCut):
            living.rebuild()
        living.trial.reopen()

    assert [] == living.differences()


def test_a_lost_ledger_costs_no_search_index(living: LivingSite) -> None:
    """The manifest names its files as ours; they are wanted, though no page of the plan."""
    living.setting(search=True)
    living.rebuild()
    living.trial.reopen()
    ledger_of(living).unlink()

    assert [] == living.differences()


def test_nothing_is_planned_when_nothing_changed_since_an_edit(living: LivingSite) -> None:
    """One edit does not cost the next build its shortcut."""
    living.rebuild()
    living.rest()
    living.article("2026-11-10-kettle", body="Other words.")
    living.rebuild()
    living.rest()
    with mock.patch.object(Preparation, "prepare", side_effect=AssertionError):
        made = living.rebuild()

    assert {} == made

"""Last good versions stand in for broken articles, exactly, until they are mended or deleted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from broadsheet.digest.briefs import brief_of
from broadsheet.errors import SiteError
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.model_rules import StoryRules
from broadsheet.prepare import TooManyProblems
from broadsheet.proving.trial import tree_of
from broadsheet.quarantine import keep_originals
from broadsheet.reading.discover import SourceFile
from broadsheet.reading.library import Row
from broadsheet.store import Store
from digest_samples import article
from living_site import LivingSite

FERRY = "content/2026-11-11-ferry.md"
RECALL = "content/deep/2026-11-12-recall.md"
BROKEN = "---\ntitle: [\n---\n"


@pytest.fixture
def living(tmp_path: Path) -> LivingSite:
    """Return a published site that keeps last good versions."""
    living = LivingSite(tmp_path)
    living.setting(keep_last_good=True)
    living.rebuild()
    return living


def as_if_nothing(living: LivingSite) -> dict[str, bytes]:
    """Return what is published, without the lists of what is published."""
    tree = tree_of(living.trial.output)
    del tree["build-manifest.json"]
    return tree


def not_yaml(path: Path) -> None:
    path.write_text(BROKEN)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_dangling_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere.md")


@pytest.mark.parametrize("name", [FERRY, RECALL])
@pytest.mark.parametrize("spoil", [not_yaml, empty, a_folder, a_dangling_link])
def test_the_last_good_version_stands_in(
    living: LivingSite, spoil: Callable[[Path], None], name: str
) -> None:
    """Every page stays as it was, for clean builds too; the report and the index say so."""
    before = as_if_nothing(living)
    spoil(living.path(name))
    found = living.differences()

    assert [] == found
    assert before == as_if_nothing(living)
    assert (name,) == living.trial.last.report.standing_in
    assert 0 == living.trial.last.report.left_out
    assert name in (living.path(".broadsheet-last-good") / "index.json").read_text()


def test_without_the_setting_it_is_left_out(tmp_path: Path) -> None:
    """Nothing is kept, and nothing stands in."""
    living = LivingSite(tmp_path)
    living.rebuild()
    living.write(FERRY, BROKEN)

    assert [] == living.differences()
    assert ((), 1) == (living.trial.last.report.standing_in, living.trial.last.report.left_out)
    assert not living.path(".broadsheet-last-good").exists()


def test_it_outlives_the_cache_and_later_edits(living: LivingSite) -> None:
    """The folder decides, not the cache: broken twice over, rebuilt from nothing, moved."""
    before = as_if_nothing(living)
    living.write(FERRY, BROKEN)
    living.rebuild()
    living.trial.reopen()
    shutil.rmtree(living.trial.project.cache)
    living.write(FERRY, "---\nanother: {\n---\n")

    assert [] == living.differences()
    assert before == as_if_nothing(living)


def test_it_goes_when_the_article_is_mended_or_deleted(living: LivingSite) -> None:
    """The mended text is shown; of the deleted article nothing is left; nor is the folder."""
    living.write(FERRY, BROKEN)
    living.write(RECALL, BROKEN)
    living.rebuild()
    living.path(RECALL).unlink()
    living.path(FERRY).unlink()
    living.article("2026-11-11-ferry", "New.\n", title="Mended", webUrl="https://b.example/new")

    assert [] == living.differences()
    assert () == living.trial.last.report.standing_in
    assert not living.path(".broadsheet-last-good").exists()
    assert not [path for path in tree_of(living.trial.output) if "harbour-towns-return" in path]


def test_a_copy_that_was_changed_by_hand_counts_for_nothing(living: LivingSite) -> None:
    """What stands in is what was published, or it does not stand in; the rebuild sees it."""
    living.write(FERRY, BROKEN)
    living.rebuild()
    (copy,) = living.path(".broadsheet-last-good").glob("*.md")
    copy.write_text("---\ntitle: Forged\n---\n")

    assert [] == living.differences()
    assert ((), 1) == (living.trial.last.report.standing_in, living.trial.last.report.left_out)
    assert "Forged" in copy.read_text(), "what we did not write is not ours to remove"


@pytest.mark.parametrize(
    "index", ["", "[]", '{"version":9}', '{"articles":{"content/x.md":"../../etc/passwd"}}']
)
def test_an_index_that_is_none_is_no_stand_in(living: LivingSite, index: str) -> None:
    """Anybody may edit it; nothing outside of its folder is ever read."""
    living.write(".broadsheet-last-good/index.json", index)

    assert [] == living.differences()
    assert () == living.trial.last.report.standing_in


def planted(living: LivingSite, text: str) -> tuple[Path, str]:
    """Write a file beside the folder that is named as its bytes hash, as a copy would be."""
    data = text.encode()
    name = digest_of_bytes(data).hex()
    living.write(f"drafts/{name}.md", text)
    return living.path(f"drafts/{name}.md"), name


@pytest.mark.parametrize("stands_for", [FERRY, "content/2026-11-13-none.md"])
def test_the_index_leads_to_no_file_outside(living: LivingSite, stands_for: str) -> None:
    """A way out of the folder is no hash: that file is neither shown nor, as useless, removed."""
    text = living.path(FERRY).read_text().replace("title: ", "title: Forged ")
    secret, name = planted(living, text)
    articles = {stands_for: f"../drafts/{name}"}
    living.write(".broadsheet-last-good/index.json", json.dumps({"articles": articles}))
    living.trial.reopen()
    shutil.rmtree(living.trial.project.cache)
    living.write(FERRY, BROKEN)

    assert [] == living.differences()
    assert () == living.trial.last.report.standing_in
    assert secret.is_file()


def test_a_link_among_the_copies_is_not_followed(living: LivingSite) -> None:
    """Even if what it leads to is, to the byte, what was kept."""
    living.write(FERRY, BROKEN)
    living.rebuild()
    (copy,) = living.path(".broadsheet-last-good").glob("*.md")
    elsewhere, _ = planted(living, copy.read_text())
    copy.unlink()
    copy.symlink_to(elsewhere)
    living.trial.reopen()
    shutil.rmtree(living.trial.project.cache)

    assert [] == living.differences()
    assert ((), 1) == (living.trial.last.report.standing_in, living.trial.last.report.left_out)
    assert elsewhere.is_file()


@pytest.mark.parametrize("edited", [False, True])
def test_what_was_edited_after_it_was_read_is_not_kept(tmp_path: Path, edited: bool) -> None:
    """Nobody knows whether the new bytes are good: only those that were read are remembered."""
    path = tmp_path / "ferry.md"
    good = b"---\ntitle: Ferry\n---\n"
    path.write_bytes(BROKEN.encode() if edited else good)
    content = digest_of_bytes(good)
    brief = brief_of(article("ferry"), b"", StoryRules())
    store = Store(None)
    keep_originals(
        [SourceFile(FERRY, str(path))], {FERRY: Row(b"", content, b"", brief, ())}, store
    )
    kept = store.keys("originals")
    store.close()

    assert (set() if edited else {content}) == kept


def test_strict_publishes_nothing(living: LivingSite) -> None:
    """A stand-in is no excuse: the article is broken."""
    living.write(FERRY, BROKEN)
    living.rebuild()
    before = tree_of(living.trial.output)
    living.article("2026-11-10-kettle", "This would be published.\n")
    living.options(strict=True)
    with pytest.raises(TooManyProblems):
        raise_ending(living)

    assert before == tree_of(living.trial.output)


def test_stand_ins_count_towards_the_threshold(living: LivingSite) -> None:
    """`max_broken_articles` counts what is broken, whatever stands in for it."""
    living.setting(keep_last_good=True, max_broken_articles=0)
    living.rebuild()
    living.write(FERRY, BROKEN)
    with pytest.raises(SiteError, match="settings allow 0"):
        raise_ending(living)


def raise_ending(living: LivingSite) -> None:
    """Build; raise what stopped it, which a trial only notes."""
    ending = living.trial.rebuild()
    if ending.stopped:
        kind = TooManyProblems if living.trial.options.strict else SiteError
        raise kind(*ending.problems)


def test_the_status_page_lists_what_is_wrong(living: LivingSite) -> None:
    """Broken files with line and hint, what stands in, what is held back; hostile names escaped."""
    living.setting(keep_last_good=True, status_page=True)
    living.trial.options = living.trial.options._replace(drafts=False)
    living.rebuild()
    living.write("templates/status.html", living.theme("status.html"))
    living.write(FERRY, BROKEN)
    living.write("content/<b>new.md", BROKEN)

    assert [] == living.differences()
    page = tree_of(living.trial.output)["status/index.html"].decode()
    assert f"<code>{FERRY}</code>" in page
    assert "Its last good version stands in for it." in page
    assert "content/&lt;b&gt;new.md:2" in page
    assert "nothing stands in for it" in page
    assert "Held back until their time comes: 1" in page
    assert "Last good versions standing in: 1" in page


def test_there_is_no_status_page_unless_asked_for(living: LivingSite) -> None:
    """It is for the people who make the site."""
    assert "status/index.html" not in tree_of(living.trial.output)


@pytest.mark.parametrize("seed", range(3))
def test_any_history_of_breaking_and_mending(living: LivingSite, seed: int) -> None:
    """Rebuilds and clean builds agree after every step, whatever came before."""
    random = Random(seed)
    names = [FERRY, RECALL, "content/2026-11-10-kettle.md"]
    good = {name: living.path(name).read_bytes() for name in names}
    for step in range(14):
        name = random.choice(names)
        path = living.path(name)
        path.parent.mkdir(exist_ok=True)
        way = random.randrange(5)
        if way < 2:
            path.write_text(BROKEN + "x" * step)
        elif way == 2:
            path.write_bytes(good[name].replace(b"title: ", b"title: Again %d " % step))
        elif way == 3:
            path.unlink(missing_ok=True)
        else:
            living.trial.reopen()
            shutil.rmtree(living.trial.project.cache)

        assert [] == living.differences(), (step, way, name)

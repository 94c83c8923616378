"""The history test fails when any kind of input is left out: so it would see a forgotten one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

import broadsheet.build
import broadsheet.digest.arrange
import broadsheet.digest.assemble
import broadsheet.planning
import broadsheet.prepare
import broadsheet.publishing.manifest
import broadsheet.reading.library
import broadsheet.rendering.drawers
import broadsheet.rendering.share_cards
import broadsheet.searching.parts
import broadsheet.store
from broadsheet.build import _Build
from broadsheet.pages.page import Page
from broadsheet.picturing.pictures import Pictures
from broadsheet.proving.trial import Ending
from broadsheet.publishing.output import FolderOutput
from broadsheet.quarantine import Quarantine
from broadsheet.reading.discover import Stamp
from broadsheet.rendering.render import Renderer
from broadsheet.rendering.templating import Templates
from left_out_inputs import (
    FERRY,
    KETTLE,
    LAMPS,
    NOTHING,
    Patch,
    add_die_and_take_back,
    believing_presence,
    card_key_without,
    lose_what_stands_in,
    patch,
    record_without,
    rename_and_build_elsewhere,
    spoil_kept_body,
    store_picture,
    story_key_without,
    without_body,
    without_clock,
    without_context,
    without_engine,
    without_frame,
    without_graph,
    without_marks,
    without_option,
    without_paths,
    without_picture,
    without_settings_of_before,
    without_site_files,
    without_strictness,
    without_words,
)
from living_site import LivingSite, Step
from small_site import FERRY_PICTURE


class Case(NamedTuple):
    """An input, how to leave it out, and edits that only it can tell of."""

    what: str
    leave_out: Patch
    steps: tuple[Step, ...]


LONG = "More words than lists quote. " * 40

CASES = [
    Case(
        "templates",
        patch(Renderer, "_maker_digest", lambda *_: NOTHING),
        (lambda s: s.write("templates/story.html", "{{ page }} again\n"),),
    ),
    Case(
        "included templates",
        patch(Templates, "_closure", lambda _, name: {name}),
        (lambda s: s.write("templates/_foot.html", "another foot\n"),),
    ),
    Case("the program", without_engine, (lambda s: s.upgrade(),)),
    Case(
        "what a page shows",
        patch(Page, "inputs_digest", lambda _: NOTHING),
        (lambda s: s.article(KETTLE, title="Kettle recall is over"),),
    ),
    Case(
        "bodies",
        without_body,
        (
            lambda s: s.article(KETTLE, body=f"{LONG} A tpyo.\n"),
            lambda s: s.article(KETTLE, body=f"{LONG} A typo.\n"),
        ),
    ),
    Case("what all pages share", without_frame, (lambda s: s.setting(copyright="Ours"),)),
    Case(
        "what share cards show of the site",
        patch(broadsheet.rendering.drawers, "card_digest", lambda *_: NOTHING),
        (lambda s: s.setting(share_cards=True), lambda s: s.setting(accent="#1c3c8a")),
    ),
    Case(
        "the site that a kept share card was drawn for",
        card_key_without(digest=True),
        (lambda s: s.setting(share_cards=True), lambda s: s.setting(accent="#1c3c8a")),
    ),
    Case(
        "the words that a kept share card shows",
        card_key_without(headline=True),
        (lambda s: s.setting(share_cards=True), lambda s: s.article(KETTLE, title="Pans are back")),
    ),
    Case(
        "what icons show of the site",
        patch(broadsheet.rendering.drawers, "icon_digest", lambda _: NOTHING),
        (lambda s: s.setting(accent="#1c3c8a"),),
    ),
    Case(
        "the words of the theme",
        without_words,
        (lambda s: s.write("site/locales/en.po", 'msgid "Undated"\nmsgstr "No date"\n'),),
    ),
    Case(
        "an article's bytes",
        record_without("digest"),
        (lambda s: s.article(KETTLE, title="Kettle recall is over"),),
    ),
    Case(
        "an article's path",
        record_without("path"),
        (lambda s: s.path(f"content/{LAMPS}.md").rename(s.path("content/2026-11-14-new.md")),),
    ),
    Case(
        "the rules of reading",
        record_without("key"),
        (
            lambda s: s.article(KETTLE, publishedDateTime="2026-11-10T23:30:00"),
            lambda s: s.setting(time_zone="Asia/Tokyo"),
        ),
    ),
    Case(
        "a story's articles",
        story_key_without(articles=True),
        (lambda s: s.article(KETTLE, title="Kettle recall is over"),),
    ),
    Case(
        "which articles belong together",
        without_graph,
        (lambda s: s.article("undated", **s.fields(KETTLE)),),
    ),
    Case(
        "whether an article is due",
        story_key_without(due=True),
        (lambda s: s.options(drafts=True), lambda s: s.options(as_of="2026-12-01T00:00:00Z")),
    ),
    Case(
        "the settings of stories",
        without_context,
        (
            lambda s: s.site.write_settings(
                "stories.yaml", [{"story": KETTLE, "title": "By the editor"}]
            ),
        ),
    ),
    Case(
        "that a file changed",
        patch(Stamp, "still_true_of", lambda *_: True),
        (lambda s: s.article(KETTLE, title="Kettle recall is over"),),
    ),
    Case(
        "all files but articles",
        without_site_files,
        (lambda s: s.rest(), lambda s: s.setting(title="Renamed")),
    ),
    Case(
        "the paths of articles",
        without_paths,
        (
            lambda s: s.rest(),
            rename_and_build_elsewhere,
        ),
    ),
    Case(
        "which pictures are stored",
        patch(Pictures, "digest", property(lambda _: NOTHING)),
        (lambda s: s.rest(), store_picture),
    ),
    Case("what stands in", patch(Quarantine, "digest", NOTHING), (lose_what_stands_in,)),
    Case(
        "drafts",
        without_option("drafts"),
        (lambda s: s.rest(), lambda s: s.options(drafts=True)),
    ),
    Case(
        "the base URL asked for",
        without_option("base_url"),
        (lambda s: s.rest(), lambda s: s.options(base_url="https://elsewhere.example/")),
    ),
    Case(
        "whether search engines are kept out",
        without_option("noindex"),
        (lambda s: s.rest(), lambda s: s.options(noindex=True)),
    ),
    Case(
        "strictness",
        without_strictness,
        (
            lambda s: s.write("content/bad.md", "no front matter\n"),
            lambda s: s.rest(),
            lambda s: s.options(strict=True),
        ),
    ),
    Case(
        "what the search finds",
        patch(broadsheet.searching.parts, "digest_of", lambda _: NOTHING),
        (lambda s: s.setting(search=True), lambda s: s.article(KETTLE, body="Other words.\n")),
    ),
    Case(
        "what the manifest lists",
        patch(broadsheet.publishing.manifest, "digest_of_parts", lambda _: NOTHING),
        (lambda s: s.article(KETTLE, body="Other words.\n"),),
    ),
    Case(
        "pages of this process that show something else",
        without_marks(page=True),
        (lambda s: s.article(KETTLE, body="Other words.\n"),),
    ),
    Case(
        "pages of this process made by other templates",
        without_marks(maker=True),
        (lambda s: s.write("templates/story.html", "{{ page }} again\n"),),
    ),
    Case(
        "pages of this process planned by other settings",
        without_settings_of_before,
        (lambda s: s.setting(time_zone="Asia/Tokyo", page_size=1),),
    ),
    Case(
        "the picture of a planned page",
        without_picture,
        (
            lambda s: s.article(FERRY, images=None),
            lambda s: s.article("undated", images=[{"url": FERRY_PICTURE}]),
            store_picture,
        ),
    ),
    Case(
        "the time",
        without_clock,
        (lambda s: s.rest(), lambda s: s.options(as_of="2026-12-01T00:00:00Z")),
    ),
    Case(
        "lost outputs",
        patch(FolderOutput, "intact", lambda _, entries: {p: e.mark for p, e in entries.items()}),
        (lambda s: (s.trial.output / "index.html").unlink(),),
    ),
    Case(
        "outputs changed by hand",
        believing_presence,
        (lambda s: (s.trial.output / "index.html").write_text("by hand"),),
    ),
    Case(
        "orphans",
        patch(FolderOutput, "remove", lambda *_: ()),
        (lambda s: s.path("content/undated.md").unlink(),),
    ),
    Case(
        "what a dying build was about to add",
        patch(_Build, "_announce", lambda *_: None),
        tuple(partial(add_die_and_take_back, writes) for writes in (13, 15, 18)),
    ),
    Case(
        "whether the cache was changed",
        patch(broadsheet.store, "_trusted", lambda *row: row[-1][broadsheet.store.CHECK_BYTES :]),
        (spoil_kept_body,),
    ),
]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Ending:
    """Build the site of every case clean, as it is before the first step."""
    living = LivingSite(tmp_path_factory.mktemp("first"))
    with living.program():
        return living.trial.clean()


def history(folder: Path, steps: tuple[Step, ...], first: Ending) -> list[str]:
    """Return how kept and clean output differ, over all steps."""
    living = LivingSite(folder)
    living.trial.expected = first
    found = living.differences(same_sources=True)

    assert [] == found, "a first build must equal a clean one, or the case shows nothing"
    for step in steps:
        step(living)
        found += living.differences()
    living.trial.reopen()
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_leaving_an_input_out_is_seen(
    case: Case, first: Ending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same edits end well with the input, and badly without it."""
    assert [] == history(tmp_path / "with", case.steps, first)

    case.leave_out(monkeypatch)

    assert [] != history(tmp_path / "without", case.steps, first)

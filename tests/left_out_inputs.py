"""Ways to leave an input of the build out, and edits that only it can tell of."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from random import Random
from typing import Any

import msgspec
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
from broadsheet.columns import Columns
from broadsheet.digest.context import StoryContext
from broadsheet.fingerprint import digest_of, digest_of_bytes, digest_of_parts
from broadsheet.pages.page import Page
from broadsheet.prepare import Options, Preparation
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.publishing.ledger import Ledger
from broadsheet.publishing.output import FolderOutput
from broadsheet.remembered import Recollection
from broadsheet.rendering.catalogue import Catalogue
from broadsheet.rendering.render import Marked, Renderer
from living_site import LivingSite

Patch = Callable[[pytest.MonkeyPatch], None]
NOTHING = b"\0" * 16
KETTLE, FERRY, LAMPS = "2026-11-10-kettle", "2026-11-11-ferry", "2026-11-14-lamps"


def patch(owner: object, name: str, value: object) -> Patch:
    """Return a patch that puts `value` in the place of an attribute."""

    def apply(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(owner, name, value)

    return apply


def without_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page not know the text that it shows."""
    inputs_digest = Page.inputs_digest
    monkeypatch.setattr(Page, "inputs_digest", lambda p: inputs_digest(p._replace(body=b"")))


def record_without(part: str) -> Patch:
    """Return a patch that names parsed articles by less than they follow from."""

    def record(digest: bytes, path: str, key: bytes) -> bytes:
        parts = {"digest": digest, "path": digest_of_bytes(path.encode()), "key": key}
        del parts[part]
        return digest_of_parts(parts.values())

    return patch(broadsheet.reading.library, "_record", record)


def story_key_without(articles: bool = False, due: bool = False) -> Patch:
    """Return a patch that names stories by less than their articles, or than what is due."""
    keys_of = broadsheet.digest.arrange._keys

    def blind(
        groups: Any, shown: Columns, future: frozenset[str], context: StoryContext, known: Any
    ) -> tuple[bytes, ...]:
        keys = keys_of(groups, shown, frozenset() if due else future, context, known)
        if not articles:
            return keys
        return tuple(digest_of([shown.things[at].id for at in group]) for group in groups)

    return patch(broadsheet.digest.arrange, "_keys", blind)


def without_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let articles be related as they once were."""
    groups = broadsheet.digest.arrange._groups

    def blind(shown: Columns, *given: Any) -> Any:
        briefs = [msgspec.structs.replace(brief, graph=NOTHING) for brief in shown.things]
        return groups(Columns(briefs), *given)

    monkeypatch.setattr(broadsheet.digest.arrange, "_groups", blind)


def without_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stories not know the settings that they follow from."""
    init = StoryContext.__init__

    def blind(self: StoryContext, *given: Any) -> None:
        init(self, *given)
        self.digest = NOTHING

    monkeypatch.setattr(StoryContext, "__init__", blind)


def without_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages not know what all of them share."""
    frame_of = broadsheet.planning.frame_of
    monkeypatch.setattr(
        broadsheet.planning,
        "frame_of",
        lambda *given: msgspec.structs.replace(frame_of(*given), digest=NOTHING),
    )


def without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages not know the words of the theme."""
    init = Catalogue.__init__

    def blind(self: Catalogue, *given: Any) -> None:
        init(self, *given)
        self.digest = NOTHING

    monkeypatch.setattr(Catalogue, "__init__", blind)


def without_site_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build with no new article believe that nothing else is new."""
    read_site = broadsheet.prepare.read_site
    monkeypatch.setattr(
        broadsheet.prepare, "read_site", lambda sources: read_site(sources)._replace(digest=NOTHING)
    )


def without_option(name: str) -> Patch:
    """Return a patch that lets a build not ask for what it was asked."""
    inputs = Preparation._inputs

    def blind(self: Preparation, *given: Any) -> bytes:
        asked = self.options
        self.options = asked._replace(**{name: Options._field_defaults[name]})
        try:
            return inputs(self, *given)
        finally:
            self.options = asked

    return patch(Preparation, "_inputs", blind)


def without_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build with no new text believe that no file has another name."""
    inputs = Preparation._inputs

    def blind(self: Preparation, digests: Any) -> bytes:
        sources, digests = self.sources, sorted(digests)
        nameless = tuple(file._replace(path="content") for file in sources.articles)
        self.sources = sources._replace(articles=nameless)
        try:
            return inputs(self, digests)
        finally:
            self.sources = sources

    monkeypatch.setattr(Preparation, "_inputs", blind)


def without_strictness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a strict build be content with an output that is up to date."""
    is_up_to_date = _Build._is_up_to_date

    def blind(self: _Build, *given: Any) -> bool:
        self.options = self.options._replace(strict=False)
        return is_up_to_date(self, *given)

    monkeypatch.setattr(_Build, "_is_up_to_date", blind)


def without_marks(maker: bool = False, page: bool = False) -> Patch:
    """Return a patch that takes a page's hash from this process's last build, unasked."""
    fingerprints = Renderer.fingerprints

    def blind(self: Renderer, pages: Any, before: Marked) -> Any:
        wanted = fingerprints(self, pages, before)
        for path, was in before.marks.items():
            if path in wanted and page:
                wanted[path] = msgspec.structs.replace(wanted[path], inputs=was.inputs)
            if path in wanted and maker:
                wanted[path] = msgspec.structs.replace(wanted[path], maker=was.maker)
        return wanted

    return patch(Renderer, "fingerprints", blind)


def without_settings_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages planned under other settings pass for pages of these."""
    same = Recollection.same

    def blind(self: Recollection, name: Any, value: Any) -> Any:
        kept = self._before.get(name)
        return kept.result if kept and name == "settings" else same(self, name, value)

    monkeypatch.setattr(Recollection, "same", blind)


def without_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a story's planned page be used again, whatever picture it showed."""
    along = Recollection.along

    def blind(self: Recollection, name: Any, make: Any, columns: Any, *common: Any) -> Any:
        kept = self._before.get(name)
        if name == "stories" and kept is not None:
            old, shown, *_ = kept.given[0]
            earlier = {story.id: picture for story, picture in zip(old, shown, strict=True)}
            stories, pictures, *others = columns
            rows = zip(stories, pictures, strict=True)
            pictures = tuple(earlier.get(story.id, picture) for story, picture in rows)
            columns = (stories, pictures, *others)
        return along(self, name, make, columns, *common)

    monkeypatch.setattr(Recollection, "along", blind)


def store_picture(living: LivingSite) -> None:
    """Store a picture for the one article that has an address of one."""
    assert SITE_EDITS["picture"](living.site, Random(1)).endswith("stored")


def rename_and_build_elsewhere(living: LivingSite) -> None:
    """Give an article another name, which only the build to another folder gets to see."""
    living.path(f"content/{LAMPS}.md").rename(living.path("content/x.md"))
    output = living.trial.output
    living.trial.output = output.with_name("elsewhere")
    living.rest()
    living.trial.output = output


def lose_what_stands_in(living: LivingSite) -> None:
    """Break an article; when its last good version stands in for it, lose that."""
    living.setting(keep_last_good=True)
    living.rebuild()
    living.write(f"content/{FERRY}.md", "no front matter\n")
    living.rest()
    shutil.rmtree(living.path(".broadsheet-last-good"))


def without_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build not ask what time it is."""
    monkeypatch.setattr(Ledger, "covers", lambda self, inputs, _: self.inputs == inputs != b"")


def believing_presence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build look whether a file is there, and no closer."""
    intact = FolderOutput.intact
    monkeypatch.setattr(
        FolderOutput,
        "intact",
        lambda self, entries: {path: entries[path].mark for path in intact(self, entries)},
    )


def spoil_kept_body(living: LivingSite) -> None:
    """Change a text in the cache's database, and ask for it again."""
    living.trial.reopen()
    with closing(sqlite3.connect(living.trial.project.cache / "cache.db")) as database, database:
        rows = database.execute("SELECT key, value FROM bodies").fetchall()
        spoilt = [(value.replace(b"Some", b"Same"), key) for key, value in rows]
        database.executemany("UPDATE bodies SET value = ? WHERE key = ?", spoilt)
    living.write("templates/story.html", "{{ page }}|{{ body }} again\n")


def add_die_and_take_back(writes: int, living: LivingSite) -> None:
    """Begin to publish an article, lose the power, and take the article back."""
    living.article("2026-11-15-new", title="Zephyr bells", webUrl="https://zz.example/")
    living.cut_power(writes)
    living.path("content/2026-11-15-new.md").unlink()


def card_key_without(digest: bool = False, headline: bool = False) -> Patch:
    """Return a patch that names kept share cards by less than they show."""
    card_key = broadsheet.rendering.share_cards.card_key

    def blind(engine: bytes, card: bytes, view: Any) -> bytes:
        shown = msgspec.structs.replace(view, headline="") if headline else view
        return card_key(engine, NOTHING if digest else card, shown)

    return patch(broadsheet.rendering.share_cards, "card_key", blind)


def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an upgraded program believe that it is the old one."""
    monkeypatch.setattr(LivingSite, "says_so", False)

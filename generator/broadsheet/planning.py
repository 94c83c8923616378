"""From a digest to the page plan, and to the renderer that makes its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from broadsheet.crew import Crew
from broadsheet.digest.arrange import Digest
from broadsheet.errors import SiteError
from broadsheet.memo import Memo, TemplateShelf
from broadsheet.pages.card_views import MAKER, icon_pages, with_icons
from broadsheet.pages.frame import direction_of, frame_of
from broadsheet.pages.page import Page, facts_of
from broadsheet.pages.plan import plan_pages
from broadsheet.pages.status_pages import Status, status_of
from broadsheet.pages.views import Frame
from broadsheet.picturing.pictures import Pictures, folder_of
from broadsheet.publishing.ledger import Fingerprint, Ingredients
from broadsheet.rendering.assets import Asset, asset_pages, assets_of
from broadsheet.rendering.catalogue import Catalogue, read_catalogue
from broadsheet.rendering.code_makers import CODE_MAKERS
from broadsheet.rendering.drawers import drawers_of
from broadsheet.rendering.drawing_inputs import card_key
from broadsheet.rendering.render import Renderer
from broadsheet.rendering.stylesheet import FEED_NOTE, dark_accent
from broadsheet.rendering.templating import Templates
from broadsheet.settings import Settings
from broadsheet.sitefiles import SiteFiles
from broadsheet.store import Store
from broadsheet.workshop import Workshop

__all__ = ["compiling_beside", "forget_cards", "planned", "status_of"]


def planned(
    files: SiteFiles,
    settings: Settings,
    digest: Digest,
    pictures: Pictures,
    workshop: Workshop,
    status: Status,
    engine: bytes,
) -> tuple[Renderer, dict[str, Page], Ingredients]:
    """Return who renders the pages, every page of the site by output path, and what they share.

    Raises SiteError with the problems of templates. What the workshop knows of the plan before is
    used again where nothing differs. `engine` is the hash of the program.
    """
    known = workshop.known
    settings = known.same("settings", settings)
    renderer, fixed = known.again(
        "renderer",
        _renderer,
        files,
        settings,
        workshop.memo,
        folder_of(workshop.project.cache),
        engine,
    )
    facts = known.again("facts", facts_of, settings)
    ingredients = known.again("ingredients", Renderer.ingredients, renderer, facts)
    pages = plan_pages(digest, settings, fixed, pictures, status, known)
    return renderer, pages, ingredients


@contextmanager
def compiling_beside(
    files: SiteFiles, settings: Settings, memo: Memo, engine: bytes, crew: Crew
) -> Iterator[None]:
    """Let another process compile the templates meanwhile, where the cache has none yet.

    Nothing relies on it: what cannot be compiled there is compiled, or complained of, when it is
    asked for.
    """
    if not memo.store.is_empty("templates") or not crew.may_fork():
        yield
        return
    with crew.beside(partial(_compiled, files, settings, engine)) as made:
        yield
        memo.store.put("templates", _rows.decode(made()))


def _compiled(files: SiteFiles, settings: Settings, engine: bytes) -> bytes:
    """Return the rows of the store that compiling a site's templates makes, faults or not."""
    store = Store(None)
    with suppress(SiteError):
        _theme(files, settings, store, engine).templates.check()
    return msgspec.msgpack.encode(list(store.rows("templates")))


_rows = msgspec.msgpack.Decoder(list[tuple[bytes, bytes]])


class _Theme(NamedTuple):
    """How a site looks and what it says on every page."""

    templates: Templates
    frame: Frame
    catalogue: Catalogue
    assets: tuple[Asset, ...]


def _theme(files: SiteFiles, settings: Settings, store: Store, engine: bytes) -> _Theme:
    words = {
        path: data.decode("utf-8", "replace")
        for path, data in files.settings.items()
        if path.startswith("site/locales/")
    }
    site = settings.site
    catalogue = read_catalogue(site.language, words)
    assets = assets_of(
        files.assets, site.accent, catalogue.gettext(FEED_NOTE), direction_of(site.language)
    )
    frame = frame_of(
        settings,
        with_icons((asset.name, asset.address) for asset in assets),
        dark_accent(site.accent),
        catalogue.gettext,
    )
    templates = Templates(files.templates, frame, catalogue, TemplateShelf(store), engine)
    return _Theme(templates, frame, catalogue, assets)


def _renderer(
    files: SiteFiles, settings: Settings, memo: Memo, stored: Path, engine: bytes
) -> tuple[Renderer, tuple[Page, ...]]:
    """Return who renders the pages of a site, and the files that are the same on every site.

    `stored` is the folder of publishers' pictures. Raises SiteError with the problems of templates.
    """
    theme = _theme(files, settings, memo.store, engine)
    theme.templates.check()
    drawers = drawers_of(theme.frame, theme.catalogue, memo, engine, stored)
    renderer = Renderer(
        theme.templates, CODE_MAKERS, theme.frame, theme.assets, memo, engine, drawers
    )
    icons = icon_pages(asset.name for asset in theme.assets)
    return renderer, (*asset_pages(theme.assets), *icons)


def forget_cards(
    memo: Memo, pages: Mapping[str, Page], wanted: Mapping[str, Fingerprint], engine: bytes
) -> None:
    """Let the cache forget share cards that none of these pages is, once they are many."""
    cards = [page for page in pages.values() if page.maker == MAKER]
    if cards and memo.has_many_pictures(len(cards)):
        card = wanted[cards[0].output].maker
        views = (page.make(*page.inputs) for page in cards)
        memo.keep_pictures_only({card_key(engine, card, view) for view in views})

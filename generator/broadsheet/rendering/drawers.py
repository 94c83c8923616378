"""The makers that draw or copy pictures, for one site. Nothing is loaded before it is drawn.

Most builds draw nothing, and Pillow and a font take longer to load than such a build takes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from broadsheet.memo import Memo
from broadsheet.pages import card_views, picture_views
from broadsheet.pages.views import Frame
from broadsheet.picturing.pictures import PictureShelf
from broadsheet.rendering.catalogue import Catalogue
from broadsheet.rendering.drawing_inputs import card_digest, icon_digest
from broadsheet.rendering.render import Drawer


def drawers_of(
    frame: Frame, catalogue: Catalogue, memo: Memo, engine: bytes, pictures: Path
) -> dict[str, Drawer]:
    """Return each drawer by the name that pages give as their maker.

    `pictures` is the folder of publishers' pictures.
    """

    def cards() -> Drawer:
        from broadsheet.rendering.share_cards import ShareCardPainter

        return ShareCardPainter(frame, catalogue, memo, engine)

    def icons() -> Drawer:
        from broadsheet.rendering.icons import IconPainter

        return IconPainter(frame)

    return {
        card_views.MAKER: _Later(card_digest(frame, catalogue), cards),
        card_views.ICON_MAKER: _Later(icon_digest(frame), icons),
        picture_views.MAKER: PictureShelf(pictures),
    }


class _Later:
    """A drawer that is made when the first picture is asked of it."""

    def __init__(self, digest: bytes, make: Callable[[], Drawer]) -> None:
        self.digest = digest
        self._make = make
        self._drawer: Drawer | None = None

    def __call__(self, view: Any, /) -> bytes:
        if self._drawer is None:
            self._drawer = self._make()
        return self._drawer(view)

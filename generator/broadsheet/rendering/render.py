"""A page to its bytes and, side by side, to the hash of all that would change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, ValuesView
from typing import Any, NamedTuple, Protocol

import msgspec

from broadsheet.columns import differing, picked
from broadsheet.errors import SiteError
from broadsheet.fingerprint import digest_of, digest_of_bytes
from broadsheet.memo import Memo
from broadsheet.pages.page import Facts, Page
from broadsheet.pages.views import Frame
from broadsheet.publishing.ledger import Fingerprint, Ingredients
from broadsheet.rendering.assets import Asset, AssetView
from broadsheet.rendering.code_makers import CodeMaker
from broadsheet.rendering.templating import Templates

SHORT_BYTES = 4
"""Of a hash that only tells people what changed."""


class Drawer(Protocol):
    """Makes pictures. `digest` is all that decides their bytes besides the view.

    A picture shows little of what the frame holds, so that a new stylesheet need not draw ten
    thousand cards again.
    """

    digest: bytes

    def __call__(self, view: Any, /) -> bytes:
        """Return the file's bytes; raises SiteError when it cannot be made."""


class Marked(NamedTuple):
    """Pages by output, the fingerprint of each, and the renderer that found it."""

    by: Renderer | None = None
    pages: Mapping[str, Page] = {}
    marks: Mapping[str, Fingerprint] = {}


UNKNOWN = Fingerprint(b"", b"", b"")


class Renderer:
    """Makes pages: by templates, by code (feeds, indexes), by drawing, or by copying."""

    def __init__(
        self,
        templates: Templates,
        code: Mapping[str, CodeMaker],
        frame: Frame,
        assets: tuple[Asset, ...],
        memo: Memo,
        engine: bytes,
        drawers: Mapping[str, Drawer] | None = None,
    ) -> None:
        self.frame = frame
        self._templates = templates
        self._code = code
        self._drawers = drawers or {}
        self._assets = {digest_of_bytes(asset.data): asset.data for asset in assets}
        self._memo = memo
        self._engine = engine
        self._makers: dict[str, bytes] = {}

    def fingerprint(self, page: Page) -> Fingerprint:
        """Return what decides the page's bytes."""
        maker = self._makers.get(page.maker)
        if maker is None:
            maker = self._makers[page.maker] = self._maker_digest(page.maker)
        return Fingerprint(self._engine, maker, page.inputs_digest())

    def fingerprints(self, pages: Mapping[str, Page], before: Marked) -> Mapping[str, Fingerprint]:
        """Return what decides each page's bytes; `before` are pages that were hashed earlier.

        If there are none, each is found when it is asked for.
        """
        if before.by is None:
            return LateFingerprints(self, pages)
        if before.by is not self:
            return {output: self._mark(page, before, output) for output, page in pages.items()}
        outputs = list(pages)
        if outputs == list(before.pages):
            earlier: list[Page | None] = list(before.pages.values())
            marks = before.marks
            wanted = dict(marks.all() if isinstance(marks, LateFingerprints) else marks)
        else:
            earlier = [before.pages.get(output) for output in outputs]
            known = before.marks.get
            wanted = {output: known(output, UNKNOWN) for output in outputs}
        for output in picked(outputs, differing(list(pages.values()), earlier)):
            wanted[output] = self._mark(pages[output], before, output)
        return wanted

    def _mark(self, page: Page, before: Marked, output: str) -> Fingerprint:
        """Return a page's fingerprint, that of the equal page before if nothing else differs."""
        mark = before.marks.get(output)
        if mark is None or before.pages[output] != page:
            return self.fingerprint(page)
        if before.by is self:
            return mark
        maker = self._makers.get(page.maker)
        is_as_before = mark.maker == maker and mark.engine == self._engine
        return mark if is_as_before else self.fingerprint(page)

    def _maker_digest(self, maker: str) -> bytes:
        if maker == "copy":
            return b""
        if maker in self._drawers:
            return self._drawers[maker].digest
        return self.frame.digest if maker in self._code else self._templates.digest(maker)

    def templates_of(self, page: Page) -> tuple[str, ...]:
        """Return the paths of the templates a page is made by, its own first; none if by code."""
        is_code = page.maker == "copy" or page.maker in self._code or page.maker in self._drawers
        return () if is_code else self._templates.paths(page.maker)

    def template_names(self, page: Page) -> tuple[tuple[str, str], ...]:
        """Return name and path of each template that a page may use, there or not."""
        return self._templates.named(page.maker) if self.templates_of(page) else ()

    def ingredients(self, facts: Facts) -> Ingredients:
        """Return what pages share, each part with a short hash of its own."""
        templates = self._templates
        texts = {name: digest[:SHORT_BYTES] for name, digest in templates.digests().items()}
        return Ingredients(
            texts, _by_field(self.frame), _by_field(facts), templates.words[:SHORT_BYTES]
        )

    def keep_phrases(self) -> None:
        """Let the next build know how days and numbers are written that this one wrote."""
        self._templates.keep_phrases()

    def render(self, page: Page) -> bytes:
        """Return the page's bytes; raises SiteError when its template fails."""
        view = self._view(page)
        if isinstance(view, AssetView):
            return self._assets[view.content]
        drawer = self._drawers.get(page.maker)
        if drawer is not None:
            return drawer(view)
        code = self._code.get(page.maker)
        if code is not None:
            return code(view, self.frame)
        return self._by_template(page, view).encode("utf-8", "replace")

    def _view(self, page: Page) -> msgspec.Struct:
        if not page.records:
            return page.make(*page.inputs)
        return page.make(*page.inputs, tuple(map(self._memo.article, page.records)))

    def _by_template(self, page: Page, view: msgspec.Struct) -> str:
        body = self._memo.body(page.body) if page.body else ""
        try:
            return self._templates.render(page.maker, view, body)
        except SiteError as error:
            raise SiteError(
                *(
                    msgspec.structs.replace(p, message=f"{p.message} (making {page.about})")
                    for p in error.problems
                )
            ) from error


class LateFingerprints(Mapping[str, Fingerprint]):
    """The fingerprints of pages by output, each found when it is first asked for.

    Whoever shows or explains a single page need not wait for those of all others.
    """

    def __init__(self, renderer: Renderer, pages: Mapping[str, Page]) -> None:
        self._renderer = renderer
        self._pages = pages
        self._found: dict[str, Fingerprint] = {}
        self._all: dict[str, Fingerprint] | None = None

    def all(self) -> Mapping[str, Fingerprint]:
        """Return all of them, in the order of the pages."""
        if self._all is None:
            self._all = {output: self[output] for output in self._pages}
        return self._all

    def values(self) -> ValuesView[Fingerprint]:
        """Return all of them, without their outputs."""
        return self.all().values()

    def __getitem__(self, output: str) -> Fingerprint:
        """Return what decides the page's bytes; raises KeyError."""
        found = self._found.get(output)
        if found is None:
            found = self._found[output] = self._renderer.fingerprint(self._pages[output])
        return found

    def __iter__(self) -> Iterator[str]:
        """Iterate over the outputs."""
        return iter(self._pages)

    def __len__(self) -> int:
        """Return how many pages there are."""
        return len(self._pages)


def _by_field(value: msgspec.Struct) -> dict[str, bytes]:
    """Return a short hash of each field but the one that covers them all."""
    fields = [field for field in value.__struct_fields__ if field != "digest"]
    return {field: digest_of(getattr(value, field))[:SHORT_BYTES] for field in fields}

"""A small site that lives through edits and troubles, for tests of the engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from PIL import Image

import broadsheet.digest.arrange
import broadsheet.prepare
import broadsheet.reading.library
from broadsheet.prepare import Options
from broadsheet.proving.sitecopy import SiteCopy, Source, read_source, write, write_source
from broadsheet.proving.trial import Trial
from broadsheet.publishing.ledger import FileMark
from broadsheet.publishing.output import FolderOutput
from broadsheet.rendering.icons import IconPainter
from broadsheet.rendering.templating import package_templates
from small_site import NOW, small_site

REST = 0.06
"""Seconds after which a file counts as being at rest, so that its stamp is believed."""


class PowerCut(BaseException):
    """Ends a build at once."""


class FailingOutput(FolderOutput):
    """A folder that the power leaves after some writes."""

    def __init__(self, root: Path, writes: int) -> None:
        super().__init__(root)
        self.left = writes

    def stage(self, output: str, data: bytes) -> FileMark:
        self._work()
        return super().stage(output, data)

    def put_in_place(self, outputs: Iterable[str]) -> None:
        for output in outputs:
            self._work()
            super().put_in_place([output])

    def remove(self, outputs: Iterable[str]) -> None:
        if self.left == 0:
            raise PowerCut
        super().remove(outputs)

    def _work(self) -> None:
        if self.left == 0:
            raise PowerCut
        self.left -= 1


@cache
def drawn(letter: str, accent: str, size: int, share: float) -> Image.Image:
    """Return a picture of an icon, once for all builds: drawing is half of a tiny site's build."""
    painter = IconPainter.__new__(IconPainter)
    painter._letter, painter._accent = letter, accent
    return REALLY_DRAWN(painter, size, share)


REALLY_DRAWN = IconPainter._drawn


@contextmanager
def quick_icons() -> Iterator[None]:
    """Draw no icon twice."""

    def recalled(self: IconPainter, size: int, share: float) -> Image.Image:
        return drawn(self._letter, self._accent, size, share)

    with mock.patch.object(IconPainter, "_drawn", recalled):
        yield


@contextmanager
def another_broadsheet(version: int, says_so: bool = True) -> Iterator[None]:
    """Run a program whose code differs: pages, parsed titles and (`says_so`) its digest."""
    if not version:
        with quick_icons():
            yield
        return
    render = broadsheet.prepare.Renderer._by_template
    parse = broadsheet.reading.library.parse

    def by_template(self: Any, page: Any, view: Any) -> str:
        return f"{render(self, page, view)}<!-- version {version} -->"

    def parsed(data: bytes, path: str, rules: Any) -> Any:
        return parse(data.replace(b"kettle", f"kettle{version}".encode()), path, rules)

    with ExitStack() as changes:
        changes.enter_context(quick_icons())
        changes.enter_context(
            mock.patch.object(broadsheet.prepare.Renderer, "_by_template", by_template)
        )
        changes.enter_context(mock.patch.object(broadsheet.reading.library, "parse", parsed))
        if says_so:
            changes.enter_context(
                mock.patch.object(
                    broadsheet.prepare, "engine_digest", lambda: bytes([version]) * 16
                )
            )
        yield


class LivingSite:
    """A small site, its kept output, and what people and machines do to both."""

    says_so = True

    def __init__(self, folder: Path, articles: int = 8, theme: bool = False) -> None:
        project = small_site(folder, articles, theme)
        self.site = SiteCopy(project)
        self.trial = Trial(project, folder, Options(as_of=NOW, jobs=1))
        self.version = 0

    def differences(self) -> list[str]:
        """Rebuild, build clean, and return in words how the two differ."""
        with another_broadsheet(self.version, self.says_so):
            return self.trial.differences()

    def rebuild(self) -> dict[str, str]:
        """Rebuild; return what was made, with the reasons."""
        with another_broadsheet(self.version, self.says_so):
            return self.trial.rebuild().report.rendered

    def rest(self) -> None:
        """Let files come to rest, and be looked at once more."""
        time.sleep(REST)
        self.rebuild()

    def upgrade(self) -> None:
        """Go on with another version of the program, in a new process."""
        self.version += 1
        self.trial.reopen()

    def path(self, name: str) -> Path:
        """Return a file of the site by its path from the root."""
        return self.site.project.root / name

    def article(self, name: str, body: str | None = None, **fields: object) -> None:
        """Set fields and body of an article; None removes a field."""
        path = self.path(f"content/{name}.md")
        source = read_source(path) or Source({}, "")
        merged = {**source.fields, **fields}
        kept = {key: value for key, value in merged.items() if value is not None}
        write_source(path, Source(kept, source.body if body is None else body))

    def fields(self, name: str) -> dict[str, Any]:
        """Return the fields of an article."""
        source = read_source(self.path(f"content/{name}.md"))
        return source.fields if source else {}

    def setting(self, **values: object) -> None:
        """Set keys of `site/site.yaml`."""
        self.site.write_settings("site.yaml", {**self.site.settings("site.yaml"), **values})

    def write(self, name: str, text: str) -> None:
        """Write a file of the site."""
        write(self.path(name), text)

    def theme(self, name: str) -> str:
        """Return a template of the theme."""
        return package_templates()[name].text

    def options(self, **values: Any) -> None:
        """Build with other options from now on."""
        self.trial.options = self.trial.options._replace(**values)

    def cut_power(self, writes: int) -> None:
        """Begin a build, and let the power go after some writes."""
        try:
            with another_broadsheet(self.version, self.says_so):
                self.trial.rebuild(FailingOutput(self.trial.output, writes))
        except PowerCut:
            pass
        self.trial.reopen()


Step = Callable[[LivingSite], object]

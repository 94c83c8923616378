"""A small site that lives through edits and troubles, for tests of the engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

import broadsheet.build
import broadsheet.digest.arrange
import broadsheet.prepare
import broadsheet.reading.library
import broadsheet.rendering.render
from broadsheet.prepare import Options
from broadsheet.proving.sitecopy import SiteCopy, Source, read_source, write, write_source
from broadsheet.proving.trial import Trial
from broadsheet.publishing.ledger import FileMark
from broadsheet.publishing.output import FolderOutput
from broadsheet.reading.discover import Project
from broadsheet.rendering.theme import package_templates
from small_site import NOW, small_site
from stand_ins import stand_ins

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

    def remove(self, outputs: Iterable[str]) -> list[str]:
        if self.left == 0:
            raise PowerCut
        return super().remove(outputs)

    def _work(self) -> None:
        if self.left == 0:
            raise PowerCut
        self.left -= 1


@contextmanager
def another_broadsheet(version: int, says_so: bool, draws: bool) -> Iterator[None]:
    """Run a program whose code differs: pages, parsed titles and (`says_so`) its digest.

    Unless it `draws`, icons, cards and the search index are stand-ins.
    """
    with nullcontext() if draws else stand_ins(), changed_code(version, says_so):
        yield


@contextmanager
def changed_code(version: int, says_so: bool) -> Iterator[None]:
    """Run another version of the program; 0 is the one that we have."""
    if not version:
        yield
        return
    render = broadsheet.rendering.render.Renderer._by_template
    parse = broadsheet.reading.library.parse

    def by_template(self: Any, page: Any, view: Any) -> str:
        return f"{render(self, page, view)}<!-- version {version} -->"

    def parsed(data: bytes, path: str, rules: Any) -> Any:
        return parse(data.replace(b"kettle", f"kettle{version}".encode()), path, rules)

    with ExitStack() as changes:
        changes.enter_context(
            mock.patch.object(broadsheet.rendering.render.Renderer, "_by_template", by_template)
        )
        changes.enter_context(mock.patch.object(broadsheet.reading.library, "parse", parsed))
        for module in (broadsheet.prepare, broadsheet.build, broadsheet.digest.arrange):
            if says_so:
                digest = mock.patch.object(module, "engine_digest", lambda: bytes([version]) * 16)
                changes.enter_context(digest)
        yield


class LivingSite:
    """A small site, its kept output, and what people and machines do to both."""

    says_so = True

    def __init__(
        self, folder: Path, articles: int = 8, theme: bool = False, everything: bool = False
    ) -> None:
        self.begin(small_site(folder, articles, theme, everything), folder)
        self.draws = theme
        self.version = 0

    def begin(self, project: Project, folder: Path) -> None:
        """Look after this project from now on, with outputs in `folder`."""
        self.site = SiteCopy(project)
        self.trial = Trial(project, folder, Options(as_of=NOW, jobs=1))

    def program(self) -> AbstractContextManager[None]:
        """Run the version of the program that this site has."""
        return another_broadsheet(self.version, self.says_so, self.draws)

    def differences(self, same_sources: bool = False) -> list[str]:
        """Rebuild, build clean, and return in words how the two differ.

        With `same_sources`, what the trial expects already is not built again.
        """
        with self.program():
            return self.trial.differences(same_sources)

    def rebuild(self) -> dict[str, str]:
        """Rebuild; return what was made, with the reasons."""
        with self.program():
            return self.trial.rebuild().report.rendered

    def content_folders(self, *names: str) -> None:
        """Read articles from these folders of the site from now on, in a new process."""
        for name in names:
            self.path(name).mkdir(exist_ok=True)
        folders = tuple(map(self.path, names))
        self.site.project = self.trial.project = self.site.project._replace(content=folders)
        self.trial.reopen()

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
            with self.program():
                self.trial.rebuild(FailingOutput(self.trial.output, writes))
        except PowerCut:
            pass
        self.trial.reopen()


Step = Callable[[LivingSite], object]

"""Everything that a site is made of but its articles, read whole."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of, digest_of_bytes
from broadsheet.reading.discover import SourceFile, Sources, read
from broadsheet.rendering.assets import theme_assets
from broadsheet.rendering.theme import TemplateText, package_templates
from broadsheet.settings import ProviderSetting


class SiteFiles(NamedTuple):
    """Everything but articles, read whole: by name, and one hash of it all."""

    settings: dict[str, bytes]
    templates: dict[str, TemplateText]
    assets: dict[str, bytes]
    digest: bytes


def read_site(sources: Sources) -> SiteFiles:
    """Read settings, templates and assets whole; raises SiteError for one that cannot be read."""
    settings = {file.path: _whole(file) for file in sources.settings}
    assets = {file.path.removeprefix("site/static/"): _whole(file) for file in sources.assets}
    templates = package_templates()
    for file in sources.templates:
        if file.path.endswith((".html", ".txt", ".xml")):
            name = file.path.removeprefix("templates/")
            templates[name] = TemplateText(file.path, _text(file))
    parts = (
        sorted((path, digest_of_bytes(data)) for path, data in settings.items()),
        sorted(templates.items()),
        sorted((name, digest_of_bytes(data)) for name, data in assets.items()),
        sorted((name, digest_of_bytes(data)) for name, data in theme_assets().items()),
    )
    return SiteFiles(settings, templates, assets, digest_of(parts))


def lost_logos(providers: Iterable[ProviderSetting], assets: Container[str]) -> Iterator[Problem]:
    """Yield a warning for each outlet whose logo is no file of the site."""
    for provider in providers:
        if provider.logo and provider.logo not in assets:
            yield Problem(
                Location("site/providers.yaml"),
                "bad-setting",
                f"{provider.domain}: logo: there is no file site/static/{provider.logo}",
                "put it there, or take the logo out",
                "warning",
            )


def _whole(file: SourceFile) -> bytes:
    try:
        return read(file)[0]
    except OSError as error:
        problem = Problem(
            Location(file.path),
            "unreadable-file",
            f"it cannot be read: {error.strerror or error}",
            "give read permission, or remove it",
        )
        raise SiteError(problem) from None


def _text(file: SourceFile) -> str:
    try:
        return _whole(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(
            Location(file.path, 1),
            "not-utf8",
            f"it is not UTF-8 text: {error.reason}",
            "save it as UTF-8",
        )
        raise SiteError(problem) from None

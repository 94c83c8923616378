"""The files under `site/` -> `Settings`, with everything that is wrong with them.

The files, setting by setting: docs/settings.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from broadsheet.errors import Location, Problem, SiteError, did_you_mean
from broadsheet.reading import dropped_links, frontmatter, markup, settingrules
from broadsheet.reading.schema import Reader
from broadsheet.settings import (
    Limits,
    OverrideLines,
    Policy,
    ProviderSetting,
    Settings,
    SiteSettings,
    StandingPage,
    StoryOverride,
    TopicSetting,
    Withdrawal,
)
from broadsheet.text import shown, slug_of
from broadsheet.yamltext import Path, read_tree

StructT = TypeVar("StructT", bound=msgspec.Struct)

SITE = "site/site.yaml"
TOPICS = "site/topics.yaml"
PROVIDERS = "site/providers.yaml"
STORIES = "site/stories.yaml"
POLICIES = "site/policies.yaml"
TAKEDOWNS = "site/takedowns.yaml"
PAGES = "site/pages/"

FILES = (SITE, TOPICS, PROVIDERS, STORIES, POLICIES, TAKEDOWNS)

MAX_FILE = 4_000_000
"""Bytes of one file of settings."""


class _PageFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The front matter of a free-standing page."""

    title: str
    description: str = ""
    slug: str = ""


def read_settings(files: Mapping[str, bytes]) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings that the files hold, and all that is wrong with them, by place.

    `files` are the bytes by path from the root of the site; a missing file means defaults. With
    errors among the problems the settings are what could be read, and nothing should be built.
    """
    problems = list(_misnamed(files))
    reader = _opened(files, SITE, problems)
    site = SiteSettings()
    if reader is not None and reader.source.tree is not None:
        site = reader.struct(SiteSettings, reader.source.tree) or site
        site = settingrules.checked_site(site, reader)
    topics = _topics(files, problems)
    if reader is not None:
        settingrules.check_root_topic(site, topics, reader)
    overrides, override_lines = _overrides(files, problems)
    settings = Settings(
        site=site,
        topics=topics,
        providers=_rows(files, PROVIDERS, ProviderSetting, settingrules.checked_provider, problems),
        overrides=overrides,
        override_lines=override_lines,
        policies=_rows(files, POLICIES, Policy, settingrules.checked_policy, problems),
        withdrawals=_rows(files, TAKEDOWNS, Withdrawal, settingrules.checked_withdrawal, problems),
        pages=_pages(files, site.limits, problems),
    )
    return settings, tuple(sorted(problems))


def _misnamed(paths: Iterable[str]) -> Iterator[Problem]:
    """Yield a warning for each file that lies among the settings and is none (`site.yml`)."""
    known = {path.removeprefix("site/").removesuffix(".yaml"): path for path in FILES}
    for path in paths:
        folder, _, name = path.rpartition("/")
        if folder == "site" and name.endswith((".yaml", ".yml")) and path not in FILES:
            stem = name.rpartition(".")[0]
            meant = f"name it {known[stem]}" if stem in known else did_you_mean(stem, known)
            hint = meant or "begin its name with _ if it is no mistake"
            message = "no settings are read from a file of this name"
            yield Problem(Location(path), "unknown-setting", message, hint, "warning")


def _opened(files: Mapping[str, bytes], path: str, problems: list[Problem]) -> Reader | None:
    """Return a reader of one file, or None when there is no such file or it is not YAML."""
    data = files.get(path)
    if data is None:
        return None
    try:
        text = _text_of(data, path)
    except SiteError as error:
        problems.extend(error.problems)
        return None
    reader = Reader(path, read_tree(text, 1), problems)
    return reader if reader.source.whole else None


def _text_of(data: bytes, path: str) -> str:
    """Return the text of a file of settings; raises SiteError for bytes that are not YAML's."""
    if len(data) > MAX_FILE:
        message = f"the file has {len(data)} bytes, more than {MAX_FILE}"
        raise SiteError(Problem(Location(path), "file-too-large", message, "shorten it"))
    text = frontmatter.decoded(data, path)
    control = frontmatter.control_character(text, path, 1)
    if control is not None:
        raise SiteError(control)
    return text


def _rows(
    files: Mapping[str, bytes],
    path: str,
    kind: type[StructT],
    checked: Callable[[StructT, Reader, Path], StructT],
    problems: list[Problem],
) -> tuple[StructT, ...]:
    """Return the entries of a file that is a list, each put through `checked`."""
    reader = _opened(files, path, problems)
    if reader is None:
        return ()
    read = reader.structs(kind, reader.source.tree)
    found = {
        place: checked(entry, reader, (place,))
        for place, entry in enumerate(read)
        if entry is not None
    }
    if "domain" in kind.__struct_fields__:
        settingrules.check_domains_once(found, reader)
    return tuple(found.values())


def _overrides(
    files: Mapping[str, bytes], problems: list[Problem]
) -> tuple[tuple[StoryOverride, ...], tuple[OverrideLines, ...]]:
    """Return an editor's decisions, and where the file names their pages."""
    lines: list[OverrideLines] = []

    def located(override: StoryOverride, reader: Reader, where: Path) -> StoryOverride:
        fields = OverrideLines.__struct_fields__
        lines.append(OverrideLines(*(reader.source.line_of((*where, name)) for name in fields)))
        return settingrules.checked_override(override, reader, where)

    overrides = _rows(files, STORIES, StoryOverride, located, problems)
    return overrides, tuple(lines)


def _topics(files: Mapping[str, bytes], problems: list[Problem]) -> tuple[TopicSetting, ...]:
    """Return the topics of `site/topics.yaml`, every one with its slug."""
    reader = _opened(files, TOPICS, problems)
    if reader is None:
        return ()
    return settingrules.checked_topics(reader.structs(TopicSetting, reader.source.tree), reader)


def _pages(
    files: Mapping[str, bytes], limits: Limits, problems: list[Problem]
) -> tuple[StandingPage, ...]:
    """Return the free-standing pages, by path; two with one slug are a problem."""
    found: dict[str, StandingPage] = {}
    for path in sorted(files):
        name = path.rsplit("/", 1)[-1]
        if not path.startswith(PAGES) or not name.endswith(".md") or name[0] in "_.":
            continue
        page = _page(files[path], path, limits, problems)
        if page is None:
            continue
        other = found.setdefault(page.slug, page)
        if other is not page:
            message = f"this page and {other.path} would both be written to {page.slug}/index.html"
            hint = "rename one of them, or give it a 'slug'"
            problems.append(Problem(Location(path, 1), "same-output", message, hint))
    return tuple(found.values())


def _page(data: bytes, path: str, limits: Limits, problems: list[Problem]) -> StandingPage | None:
    """Return one free-standing page, or None when it cannot be read."""
    try:
        document = frontmatter.split(data, path, limits)
        control = frontmatter.control_character(document.front, path)
        if control is not None:
            raise SiteError(control)
    except SiteError as error:
        problems.extend(error.problems)
        return None
    source = read_tree(document.front, 2)
    reader = Reader(path, source, problems)
    fields = reader.struct(_PageFields, source.tree or {}) if source.whole else None
    if fields is None:
        return None
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    body = markup.to_html(shown(document.body)[0], limits.nesting, own_links=True)
    problems.extend(
        dropped_links.warnings(
            body.dropped, document.body, path, document.body_line, own_links=True
        )
    )
    slug = slug_of(fields.slug or stem)
    return StandingPage(slug, fields.title, fields.description, body.html, path)

"""Sites of Jekyll, Hugo and Eleventy, and single Markdown files, to drafts.

Which field becomes which is written down in docs/importing.md; the tables below are that rule.
What has no place of its own goes to `extra`. Nothing of a site is ever run: Liquid tags and
shortcodes stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from broadsheet.importing import ownformat
from broadsheet.importing.deadline import all_in_time
from broadsheet.importing.drafts import Draft, Provider, Reading, Refused, Repair, Skip, SourceKind
from broadsheet.importing.foreign_matter import OldSite, site_of_values, split_front, text_mapping
from broadsheet.importing.layout import title_slug
from broadsheet.importing.moments import moment_of
from broadsheet.importing.prose import excerpt_of, markdown_of_html, plain_of
from broadsheet.importing.recognise import entries_of, read_file
from broadsheet.model import Image
from broadsheet.text import one_line
from broadsheet.weburl import host_of, joined, safe_url

TITLE = ("title", "linkTitle")
DATE = ("publishDate", "pubDate", "date", "published_at", "publishedAt")
UPDATED = ("lastmod", "last_modified_at", "updated", "modified", "updatedDate")
EXCERPT = ("excerpt", "description", "summary", "subtitle")
ADDRESS = (
    "link",
    "external_url",
    "externalUrl",
    "original_url",
    "originalUrl",
    "canonical_url",
    "canonicalUrl",
    "canonicalURL",
    "canonical",
)
AUTHOR = ("author", "authors")
LANGUAGE = ("lang", "language", "locale")
PICTURE = ("image", "images", "cover", "featured_image", "thumbnail", "header", "og_image")
TOPICS = ("topics", "categories", "category")
LABELS = ("tags", "tag", "keywords")

_MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mdown"})
_HTML = frozenset({".html", ".htm"})
_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_HIGHLIGHT = re.compile(r"\{%-?\s{0,9}highlight\s{1,9}(\w{1,40})\b[^%]{0,200}%\}\n?")
_END_HIGHLIGHT = re.compile(r"\n?\{%-?\s{0,9}endhighlight\s{0,9}-?%\}")
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_TEMPLATE = re.compile(r"\{%|\{\{")
_TEASER = 20_000
"""Characters of a teaser that are looked at; excerpts are far shorter."""

_TAGS_NAMED = 20
"""Template tags of one file that its report names."""

_FIRST_HEADING = re.compile(r"\A\s*#[ \t]+([^\n]+)\n?")
_COLLECTIONS = frozenset({"post", "posts", "all", "nav"})
_CONFIGS = [
    "_config.yml",
    "_config.yaml",
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/config.toml",
    "_data/metadata.json",
    "_data/site.json",
    "src/_data/metadata.json",
    "src/_data/site.json",
]
_WITHOUT_SETTINGS = (
    "the articles are imported without the site's title, address, time zone and language: "
    "mend it and import again"
)
_NOT_CONTENT = frozenset({"node_modules", "vendor", "public", "dist", "build", "layouts", "themes"})


def drafts_of_site(folder: Path, kind: SourceKind, label: str) -> Iterator[Reading]:
    """Yield the drafts of a site's folder, file by file, sorted. `label` names it for ever."""
    site, remarks = _site_of(folder, kind, label)
    yield from remarks
    for path, relative in _articles_of(folder, kind):
        source = f"{label}/{relative}"
        try:
            yield from all_in_time(_drafts_in(path, source, site))
        except Refused as refusal:
            yield Skip(source, str(refusal))


def drafts_of_file(path: Path, kind: SourceKind, label: str) -> Iterator[Reading]:
    """Yield the draft of one file with front matter. Raises `Refused`."""
    yield from _drafts_in(path, label, OldSite(kind=kind))


def _drafts_in(path: Path, source: str, site: OldSite) -> Iterator[Reading]:
    yield draft_of(read_file(path), path, source, site)


def draft_of(data: bytes, path: Path, source: str, site: OldSite) -> Draft:
    """Return the draft of a file of an old site. Raises `Refused` when it has no title."""
    fields, body = split_front(data)
    day, slug = _name_parts(path)
    if ownformat.looks_ours(fields):
        return ownformat.draft_of_fields(fields, body, source, path.stem)
    taken = _Taken(fields)
    body, repairs, teaser = _body_of(body, path)
    title = plain_of(taken.text(*TITLE))
    heading = _FIRST_HEADING.match(body)
    if heading and (not title or one_line(heading[1]) == title):
        title = title or one_line(heading[1])
        body = body[heading.end() :].lstrip("\n")
    title = title or (slug.replace("-", " ").replace("_", " ").capitalize() if day else "")
    if not title:
        raise Refused("it has neither a title nor a first heading")
    published = taken.moment(site.time_zone, *DATE) or moment_of(day, site.time_zone)
    url = taken.address(*ADDRESS)
    name_day = published[:10] or day
    name = taken.text("slug") or slug
    return Draft(
        source=f"{site.kind} {source}",
        name=f"{name_day}-{title_slug(name)}" if name_day else title_slug(name),
        title=title,
        excerpt=excerpt_of(taken.text(*EXCERPT) or teaser),
        published_at=published,
        updated_at=taken.moment(site.time_zone, *UPDATED),
        web_url=url,
        original_url=url,
        published=_published(taken, path),
        author=", ".join(taken.names(*AUTHOR)),
        language=(taken.text(*LANGUAGE) or site.language).replace("_", "-").lower(),
        topics=tuple(_topics(taken, site)),
        images=taken.pictures(site.address, *PICTURE),
        provider=_provider(url, site),
        extra=taken.rest(_labels(taken, site)),
        body=body,
        repairs=repairs,
        original=data,
    )


class _Taken:
    """The fields of a file, and which of them have found their place."""

    def __init__(self, fields: dict[str, Any]) -> None:
        params = fields.get("params")
        inner = params if isinstance(params, dict) else {}
        self._fields = {**inner, **{key: fields[key] for key in fields if key != "params"}}
        if params is not None and not isinstance(params, dict):
            self._fields["params"] = params
        taxonomies = self._fields.pop("taxonomies", None)
        if isinstance(taxonomies, dict):
            self._fields |= {str(key): value for key, value in taxonomies.items()}
        self._done: set[str] = set()

    def text(self, *names: str) -> str:
        """Take the first of these fields that is a text."""
        for name in names:
            value = self._fields.get(name)
            if isinstance(value, str) and value.strip():
                self._done.add(name)
                return value.strip()
        return ""

    def moment(self, zone: tzinfo, *names: str) -> str:
        """Take the first of these fields that is a date."""
        for name in names:
            found = moment_of(self._fields.get(name), zone)
            if found:
                self._done.add(name)
                return found
        return ""

    def address(self, *names: str) -> str:
        """Take the first of these fields that is a web address."""
        for name in names:
            value = self._fields.get(name)
            url = safe_url(value) if isinstance(value, str) else None
            if url:
                self._done.add(name)
                return url
        return ""

    def flag(self, name: str) -> bool | None:
        """Take a yes or no, None when it is neither."""
        value = self._fields.get(name)
        word = str(value).strip().lower()
        if word in ("true", "false", "yes", "no"):
            self._done.add(name)
            return word in ("true", "yes")
        return None

    def names(self, *names: str) -> list[str]:
        """Take a list of names: texts, or objects with a `name`."""
        found: list[str] = []
        for field in names:
            values = self._fields.get(field)
            for value in values if isinstance(values, list) else [values]:
                name = value.get("name") if isinstance(value, dict) else value
                if isinstance(name, str) and name.strip():
                    self._done.add(field)
                    found.append(plain_of(name))
        return list(dict.fromkeys(found))

    def words(self, name: str, *, by_space: bool) -> list[str]:
        """Take a list of labels, or one text that holds several."""
        value = self._fields.get(name)
        if value is None:
            return []
        self._done.add(name)
        if isinstance(value, list):
            given: Iterable[str] = (entry for entry in value if isinstance(entry, str))
        else:
            text = str(value)
            given = text.split(",") if "," in text or not by_space else text.split()
        return [one_line(word) for word in given if word.strip()]

    def pictures(self, base: str, *names: str) -> tuple[Image, ...]:
        """Take the first of these fields that leads to a picture on the web."""
        for name in names:
            value = self._fields.get(name)
            while isinstance(value, list | dict) and value:
                keyed = value if isinstance(value, dict) else {}
                value = (
                    value[0]
                    if isinstance(value, list)
                    else next(
                        (
                            keyed[key]
                            for key in ("url", "image", "src", "path", "teaser")
                            if key in keyed
                        ),
                        None,
                    )
                )
            if isinstance(value, str) and value.strip():
                url = joined(base, value)
                if url:
                    self._done.add(name)
                    return (Image(url),)
        return ()

    def rest(self, labels: list[str]) -> dict[str, Any]:
        """Return what has found no place, with the labels that are no topics."""
        kept = {key: value for key, value in self._fields.items() if key not in self._done}
        return {**kept, "tags": labels} if labels else kept


def _published(taken: _Taken, path: Path) -> bool | None:
    """Return False for drafts, None for what says nothing of it."""
    if taken.flag("draft") or taken.flag("published") is False or "_drafts" in path.parts:
        return False
    return None


def _topics(taken: _Taken, site: OldSite) -> list[str]:
    """Return the topics: categories are, labels only if a topic has their name."""
    jekyll = site.kind == "jekyll"
    found = [
        word
        for name in TOPICS
        for word in taken.words(name, by_space=jekyll and name != "category")
    ]
    return list(dict.fromkeys(found))


def _labels(taken: _Taken, site: OldSite) -> list[str]:
    """Return the labels; Eleventy's names of collections are none."""
    jekyll = site.kind == "jekyll"
    found = [word for name in LABELS for word in taken.words(name, by_space=jekyll)]
    if site.kind == "eleventy":
        found = [word for word in found if word.lower() not in _COLLECTIONS]
    return list(dict.fromkeys(found))


def _provider(url: str, site: OldSite) -> Provider:
    """Return who published it: the site itself, unless the article is elsewhere."""
    home = host_of(safe_url(site.address) or "")
    if url and host_of(url) != home:
        return Provider(domain=host_of(url))
    return Provider(site.title, home)


def _body_of(body: str, path: Path) -> tuple[str, tuple[Repair, ...], str]:
    """Return the body as Markdown, what was changed in it, and its teaser as plain text."""
    repairs: list[Repair] = []
    text = body
    fenced = _fenced(text)
    if fenced != text:
        text = fenced
        repairs.append(Repair("liquid-highlight", "{% highlight %}", "a fenced block"))
    text = _RAW.sub("", text)
    teaser = ""
    more = _MORE.search(text)
    if more:
        teaser = text[: min(more.start(), _TEASER)]
        text = text[: more.start()].rstrip() + "\n\n" + text[more.end() :].lstrip()
        repairs.append(Repair("more-mark", more[0], ""))
    left = islice(dict.fromkeys(_template_tags(text)), _TAGS_NAMED)
    repairs += [Repair("template-tag", tag, tag) for tag in left]
    if path.suffix.lower() in _HTML:
        text = markdown_of_html(text)
    return text.strip("\n"), tuple(repairs), _plain_teaser(teaser)


def _fenced(text: str) -> str:
    """Return a text with Liquid's highlighted code as fenced blocks. Reads it once."""
    parts: list[str] = []
    at = 0
    while (start := _HIGHLIGHT.search(text, at)) and (
        end := _END_HIGHLIGHT.search(text, start.end())
    ):
        code = text[start.end() : end.start()]
        parts += [text[at : start.start()], f"```{start[1]}\n{code}\n```"]
        at = end.end()
    return "".join([*parts, text[at:]])


def _template_tags(text: str) -> Iterator[str]:
    """Yield every tag of a template language that is closed. Reads the text once."""
    last = {"{%": text.rfind("%}"), "{{": text.rfind("}}")}
    closing = {"{%": "%}", "{{": "}}"}
    at = 0
    while found := _TEMPLATE.search(text, at):
        at = found.end()
        if at <= last[found[0]]:
            end = text.index(closing[found[0]], at) + 2
            yield text[found.start() : end]
            at = end


def _plain_teaser(markdown: str) -> str:
    """Return a teaser without the marks of Markdown that would show."""
    return re.sub(r"[*_`#>]|\[(?=[^\]]*\]\()|\]\([^)]*\)", "", markdown)


def _name_parts(path: Path) -> tuple[str, str]:
    """Return the date and the slug in a file's name; a bundle is named by its folder."""
    stem = path.parent.name if path.stem in ("index", "_index") else path.stem
    found = _DATED_NAME.fullmatch(stem)
    return (found[1], found[2]) if found else ("", stem)


def _site_of(folder: Path, kind: SourceKind, label: str) -> tuple[OldSite, list[Skip]]:
    """Return what the site's settings say, and what of them is left out."""
    above = folder.name in ("_posts", "_news")
    root, place = (folder.parent, PurePosixPath(label).parent) if above else (folder, label)
    for name in _CONFIGS:
        path = root / name
        if not path.is_file() or path.is_symlink():
            continue
        try:
            site, remarks = site_of_values(kind, text_mapping(read_file(path), name))
        except Refused as refusal:
            site, remarks = OldSite(kind), [f"{refusal}; {_WITHOUT_SETTINGS}"]
        return site, [Skip(f"{place}/{name}", remark) for remark in remarks]
    return OldSite(kind), []


def _articles_of(folder: Path, kind: SourceKind) -> Iterator[tuple[Path, str]]:
    """Yield the article files of a site with their names in it, sorted; links are not followed."""
    start = folder / "content" if kind == "hugo" else folder
    if kind == "hugo" and start.is_symlink():
        raise Refused("its folder of articles is a symbolic link, which is not followed")
    for path in sorted(_files_below(start, kind)):
        if path.suffix.lower() in _MARKDOWN | _HTML:
            yield path, path.relative_to(folder).as_posix()


def _files_below(folder: Path, kind: SourceKind, depth: int = 0) -> Iterator[Path]:
    """Yield the files that the system would take for articles."""
    for path in entries_of(folder, depth) if folder.is_dir() else ():
        if path.name.startswith(".") or path.name in _NOT_CONTENT:
            continue
        if path.is_dir():
            if kind == "jekyll" or not path.name.startswith("_"):
                yield from _files_below(path, kind, depth + 1)
        elif kind == "jekyll":
            if {"_posts", "_drafts", "_news"} & set(path.parts):
                yield path
        elif kind == "hugo":
            if path.stem != "_index":
                yield path
        elif path.suffix.lower() in _MARKDOWN and path.stem.lower() not in (
            "readme",
            "license",
            "changelog",
        ):
            yield path

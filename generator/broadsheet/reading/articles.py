"""Fields of a file -> `Article`. The only place that knows the names of the source format.

The format, field by field: docs/articles.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.model import Article, Body, Parsed
from broadsheet.model_rules import StoryRules
from broadsheet.reading import dates, dropped_links, entries, frontmatter, markup
from broadsheet.reading.entries import MAX_NAME
from broadsheet.reading.fields import HIDDEN_HINT, Fields, Finding, Findings, hidden_in
from broadsheet.settings import Limits
from broadsheet.text import HIDDEN, cut, shown, slug_of
from broadsheet.weburl import identity
from broadsheet.yamltext import Bounds, YamlText, read_plain, read_tree

FIELDS = frozenset(
    [
        "title", "excerpt", "publishedDateTime", "updatedDateTime", "webUrl", "originalUrl",
        "ampWebUrl", "cdnAmpWebUrl", "type", "quality", "heat", "published", "provider", "author",
        "language", "topics", "images", "related", "featuredContent", "category", "secured",
    ]
)  # fmt: skip
"""Names that mean something in a front matter. Others are kept as they are, in `extra`."""

MAX_SLUG = 160
"""Characters of a file name's slug that are kept; the longest of the format's origin has 144."""

MOST_OF_A_LINE = 1_000
"""Characters of a line that are looked at for the excerpt of a problem."""

_FILE_NAME = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:-(?P<slug>.*))?", re.ASCII | re.DOTALL)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


class ParseRules(msgspec.Struct, frozen=True):
    """Everything beside a file's bytes and path on which the result of reading it depends."""

    limits: Limits = Limits()
    time_zone: str = "UTC"
    taxonomy_fields: tuple[str, ...] = ()
    story_rules: StoryRules = StoryRules()


def parse(data: bytes, path: str, rules: ParseRules) -> Parsed:
    """Return the article that the bytes of a file hold, or none, and all that is wrong with them.

    Never raises, whatever the bytes. `path` is relative to the site; its last part gives the
    article's address. With an error there is no article; with warnings only, there is one.
    """
    try:
        document = frontmatter.split(data, path, rules.limits)
    except SiteError as error:
        return Parsed(None, problems=error.problems)
    bounds = Bounds(rules.limits.yaml_depth, rules.limits.yaml_values)
    plain = read_plain(document.front, bounds)
    if plain is not None:
        findings = Findings()
        article = _article(Fields(plain.tree, findings), path, rules)
        if article is not None and not findings and findings.names == plain.names:
            return _with_body(article, document, path, rules, ())
    control = frontmatter.control_character(document.front, path)
    if control is not None:
        return Parsed(None, problems=(control,))
    source = read_tree(document.front, 2, bounds)
    findings = Findings()
    article = _checked(source, findings, path, rules)
    problems = _problems(source, findings, document, path, rules.limits.problems)
    if any(problem.is_error for problem in problems):
        article = None
    return _with_body(article, document, path, rules, problems)


def _checked(source: YamlText, findings: Findings, path: str, rules: ParseRules) -> Article | None:
    """Return the article of a tree, noting what is wrong with it."""
    if not source.whole:
        return None
    tree = {} if source.tree is None else source.tree
    if not isinstance(tree, dict):
        kind = "a list" if isinstance(tree, list) else "one single text"
        message = f"the front matter is {kind}, not 'name: value' lines"
        hint = "write one field a line, such as 'title: The news'"
        findings.append(Finding((), "not-a-mapping", message, hint))
        return None
    return _article(Fields(tree, findings), path, rules)


def _problems(
    source: YamlText,
    findings: Iterable[Finding],
    document: frontmatter.Document,
    path: str,
    most: int,
) -> tuple[Problem, ...]:
    """Return what is wrong with a front matter, by line, each with the line it is about.

    Beyond `most` they are left out, warnings before errors.
    """
    rows = document.front.split("\n")

    @lru_cache(maxsize=1)
    def excerpt_of(line: int) -> str:
        row = rows[line - 2] if 2 <= line < len(rows) + 2 else ""
        return cut(shown(row[:MOST_OF_A_LINE])[0].strip(), 160)

    def problem(line: int, what: Any, severity: Any = "error") -> Problem:
        where = Location(path, line)
        return Problem(where, what.code, what.message, what.hint, severity, excerpt_of(line))

    found = [problem(fault.line, fault) for fault in source.faults]
    for finding in findings:
        line = source.line_of(finding.path)
        found.append(problem(line, finding, finding.severity))
    if len(found) > most:  # a file may hold a fault a byte
        found = sorted(found, key=lambda each: not each.is_error)[:most]
    return tuple(sorted(found))


def _with_body(
    article: Article | None,
    document: frontmatter.Document,
    path: str,
    rules: ParseRules,
    problems: tuple[Problem, ...],
) -> Parsed:
    """Return the result with the body as safe HTML."""
    text = document.body
    if not text or text.isspace():
        return Parsed(article, problems=problems)
    if not text.replace("\n", "").isprintable():
        hidden = _hidden_in_body(document, path)
        problems = (*problems, hidden) if hidden else problems
        text = shown(text)[0]
    if article is None:
        return Parsed(None, problems=problems)
    made = markup.to_html(text, rules.limits.nesting)
    if made.plain:
        message = f"the body has more than {markup.MAX_MARKS} {markup.MARKS}; it is shown plain"
        where = Location(path, document.body_line)
        hint = "split it, or take some of them out"
        problems = (*problems, Problem(where, "too-long", message, hint, "warning"))
    if made.dropped:
        found = dropped_links.warnings(made.dropped, document.body, path, document.body_line)
        problems = (*problems, *found)
    if not made.html:  # it only defines links that nothing in it uses
        return Parsed(article, problems=problems)
    body = Body(digest_of_bytes(made.html.encode()), made.words, made.lead)
    return Parsed(msgspec.structs.replace(article, body=body), made.html, problems)


def _hidden_in_body(document: frontmatter.Document, path: str) -> Problem | None:
    """Return the warning about the first hidden character of a body."""
    found = HIDDEN.search(document.body)
    if found is None:
        return None
    code = "control-character" if found[0] < "\xa0" else "hidden-character"
    message = f"the body {hidden_in(document.body)}"
    line = document.body_line + document.body.count("\n", 0, found.start())
    return Problem(Location(path, line), code, message, HIDDEN_HINT, "warning")


def _article(fields: Fields, path: str, rules: ParseRules) -> Article | None:
    """Return the article of a mapping, or None if it has no title; notes what is wrong."""
    limits, zone, values = rules.limits, rules.time_zone, fields.values
    title = fields.text("title", limits.title_characters)
    if not title.strip():
        if type(values.get("title")) in (str, type(None)):
            what = "is empty" if "title" in values else "is missing"
            fields.note("title", "missing-field", what, "add a line such as 'title: The news'")
        title = ""
    excerpt = fields.text("excerpt", limits.excerpt_characters, lines=True)
    published_at = fields.moment("publishedDateTime", zone)
    url, original = fields.address("webUrl"), fields.address("originalUrl")
    amp = fields.address("ampWebUrl", "warning")
    cdn_amp = fields.address("cdnAmpWebUrl", "warning")
    key = identity(url or original) if url or original else ""
    outlet, logos = entries.outlet(fields)
    author = ", ".join(fields.texts("author", MAX_NAME, limits.names))
    further = (fields.texts(name, MAX_NAME, limits.names) for name in rules.taxonomy_fields)
    day, name = _named(path, title, published_at, zone)
    article = Article(
        id=name,
        path=path,
        title=title,
        excerpt=excerpt,
        published_at=published_at,
        updated_at=fields.moment("updatedDateTime", zone),
        collected_on=day,
        url=url,
        original_url=original,
        amp_url=amp,
        cdn_amp_url=cdn_amp,
        key=key,
        aliases=entries.aliases(key, (original, amp, cdn_amp)),
        kind=entries.kind(fields),
        quality=fields.whole("quality"),
        heat=fields.whole("heat"),
        published=fields.truth("published"),
        outlet=outlet,
        outlet_images=logos,
        author=author,
        language=_language(fields),
        topics=fields.texts("topics", MAX_NAME, limits.names),
        taxonomies=tuple(further),
        images=entries.images(fields),
        related=entries.related(fields, rules.limits, zone),
        featured_content=fields.text("featuredContent", limits.excerpt_characters, lines=True),
        title_as_written=_as_written(values.get("title"), title),
        excerpt_as_written=_as_written(values.get("excerpt"), excerpt),
        extra=_extra(fields, rules.taxonomy_fields),
    )
    return article if title else None


def _named(path: str, title: str, published_at: str, zone: str) -> tuple[str, str]:
    """Return the date in the file's name and the article's id.

    `2022-02-21-irs.md` names both. A file without a date takes the day of publication and the
    title; `undated-` stands for a day that nobody gave.
    """
    name = path.rsplit("/", 1)[-1]
    stem = name[:-3] if name.lower().endswith(".md") else name
    found = _FILE_NAME.fullmatch(stem)
    if found is None or not dates.is_day(found["day"]):
        day = dates.day_in(published_at, zone) if published_at else "undated"
        return "", f"{day}-{slug_of(title)}"
    slug = found["slug"] or ""
    if len(slug) > MAX_SLUG or not _SLUG.fullmatch(slug):
        slug = slug_of(slug or title)
    return found["day"], f"{found['day']}-{slug}"


def is_language(tag: str) -> bool:
    """Tell whether an article may name its language so."""
    return len(tag) <= MAX_NAME and _LANGUAGE.fullmatch(tag) is not None


def _language(fields: Fields) -> str:
    """Return the language's tag (BCP 47), or an empty text."""
    tag = fields.text("language", MAX_NAME).strip()
    if tag and not is_language(tag):
        message = f"'{cut(tag, 40)}' is not the tag of a language"
        fields.note("language", "bad-choice", message, "write it as en, de or pt-BR")
        return ""
    return tag.replace("_", "-")


def _as_written(value: object, decoded: str) -> str:
    """Return a text as the file has it, if decoding its entities changed it."""
    if not isinstance(value, str) or value == decoded or "&" not in value:
        return ""
    return shown(value)[0]


def _extra(fields: Fields, taxonomies: tuple[str, ...]) -> dict[str, Any]:
    """Return the unknown fields with every value as the text that was written.

    Fields gathered in a mapping `extra`, as the importer writes them, count as the file's own;
    of two with one name that beside it is kept.
    """
    if fields.values.keys() <= FIELDS:
        return {}
    known = FIELDS.union(taxonomies)
    inner = {name: value for name, value in fields.values.items() if name not in known}
    kept = {shown(name)[0]: _texts(fields, name, value) for name, value in inner.items()}
    gathered = kept.get("extra")
    if not isinstance(gathered, dict):
        return kept
    del kept["extra"]
    return {**gathered, **kept}


def _texts(fields: Fields, name: str, value: Any) -> Any:
    """Return a value of any shape with its texts cleaned; what is no value becomes an empty text.

    The quick reader does not know how a number was written: that is noted, for the reference.
    """
    if isinstance(value, dict):
        fields.findings.names += len(value)
        return {shown(key)[0]: _texts(fields, name, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(fields, name, item) for item in value]
    if value is None:
        return ""
    if type(value) is not str:
        fields.note(name, "wrong-type", "was not kept as written")
        return ""
    said = hidden_in(value)
    if said:
        fields.note(name, "hidden-character", said, HIDDEN_HINT, "warning")
    return shown(value)[0]

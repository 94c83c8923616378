"""What must hold of an article's bytes whatever they are. Used by tests and by the fuzzer."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from broadsheet.model import Article, Parsed
from broadsheet.reading import markup
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.text import HIDDEN
from broadsheet.weburl import safe_url

PATH = "content/2026-11-01-any.md"
SAFE_ID = re.compile(r"2026-11-01-[a-z0-9]+(?:-[a-z0-9]+)*")
SAFE_LINK = re.compile(r"https?://[A-Za-z0-9_]|mailto:[^\s]|#[A-Za-z0-9]")
TAGS = frozenset(
    [
        "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img",
        "li", "ol", "p", "pre", "section", "strong", "sup", "table", "tbody", "td", "th", "thead",
        "tr", "ul",
    ]
)  # fmt: skip
ATTRIBUTES = frozenset(["href", "title", "rel", "start", "id", "src", "alt", "loading", "class"])

RULES = ParseRules(taxonomy_fields=("people",))


class BrokenPromise(AssertionError):
    """Something that must never happen with an article did."""


def promise(holds: bool, what: str, value: object) -> None:
    """Raise BrokenPromise unless it holds; `assert` would vanish under -O."""
    if not holds:
        raise BrokenPromise(f"{what}: {value!r}")


def check_article(data: bytes) -> None:
    """Parse the bytes as an article's file, and check everything that is promised of the result."""
    parsed = parse(data, PATH, RULES)
    errors = [problem for problem in parsed.problems if problem.is_error]
    promise((parsed.article is None) == bool(errors), "an article or an error", parsed)
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 2
    for problem in parsed.problems:
        promise(problem.where.path == PATH, "the problem names the file", problem)
        promise(0 <= problem.where.line <= lines, "the line exists", problem)
        said = problem.message + problem.hint + problem.excerpt
        promise(not HIDDEN.search(said), "nothing hidden in a message", problem)
        promise("\n" not in problem.message, "a message is one line", problem)
    if parsed.article is not None:
        check_texts(parsed.article)
        check_html(parsed)


def check_texts(article: Article) -> None:
    """Check that no field can lead anywhere or hide anything."""
    promise(bool(SAFE_ID.fullmatch(article.id)), "the id is a folder's name", article.id)
    promise(len(article.id) < 200, "the id is short", article.id)
    urls = [article.url, article.original_url, article.amp_url, article.cdn_amp_url]
    urls += [image.url for image in (*article.images, *article.outlet_images)]
    texts = [article.title, article.excerpt, article.author, article.language, article.outlet.name]
    texts += [*article.topics, *(name for names in article.taxonomies for name in names)]
    for item in article.related:
        urls += [item.url, item.image.url if item.image else ""]
        texts += [item.title, item.excerpt, item.outlet.name]
    for url in urls:
        promise(not url or safe_url(url) == url, "the address is safe, and stays so", url)
    for text in texts:
        promise(not HIDDEN.search(text), "no hidden character", text)
        text.encode()


class _Markup(HTMLParser):
    """Checks every tag and attribute."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        promise(tag in TAGS, "the tag is allowed", tag)
        for name, value in attrs:
            promise(name in ATTRIBUTES, "the attribute is allowed", (tag, name))
            if name == "href":
                promise(bool(SAFE_LINK.match(value or "")), "the link is safe", value)
            if name == "src":
                promise((value or "").startswith("/"), "the picture is our own", value)


def check_html(parsed: Parsed) -> None:
    """Check that a body has only what the sanitizer's list allows, and runs nothing."""
    promise(not HIDDEN.search(parsed.body_html), "no hidden character", parsed.body_html)
    reader = _Markup()
    reader.feed(parsed.body_html)
    reader.close()


def warm_up() -> None:
    """Load what is loaded at first use."""
    check_article(b"---\ntitle: A\ntopics: [x y]\n---\n[a](https://b.example/?q) ~~c~~ &amp;\n")
    check_article(b"---\ntitle: [\n---\n")
    check_article(b"---\ntitle: &a b\n---\n")
    markup.render_reference("a", 20)

"""What would betray a page that was taken down: its addresses and headlines, wherever they stand.

Read from the articles themselves, not from the digest, which no longer knows a page that is gone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

import msgspec

from broadsheet.digest.folding import page_key
from broadsheet.digest.policies import own_article
from broadsheet.model import Article, RelatedItem
from broadsheet.text import cut
from broadsheet.weburl import identity

NEEDLE_CHARACTERS = 60
"""How much of a headline is looked for: pages cut long ones."""

TOO_COMMON = 12
"""Characters below which a headline may stand anywhere by chance."""

_EMPHASIS = re.compile(r"</?(?:ins|del|b|i|em|strong|mark|span)\b[^>]*>", re.IGNORECASE)
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\([\"\\/])")


class Traces(msgspec.Struct, frozen=True):
    """Everything of one page. `needles` are the beginnings of its headlines, as `plain` has them.

    `shared` are headlines that other pages have too, and `short` ones too common to look for:
    neither can be told from those of others. `files` hold it still, `images` were its pictures.
    """

    keys: tuple[str, ...]
    articles: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    needles: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    url: str = ""

    @property
    def is_known(self) -> bool:
        """Whether any article is or names the page."""
        return bool(self.titles)


def traces_of(url: str, base_url: str, articles: Iterable[Article]) -> Traces:
    """Return what betrays the page of an address: the publisher's, or that of an article of ours.

    An address of ours stands for the one article that it names, not for its whole story.
    """
    known = list(articles)
    keys = _keys(url, base_url, known)
    own = [article for article in known if not keys.isdisjoint(_keys_of(article))]
    entries = [entry for entry in _entries(known) if not keys.isdisjoint(_keys_of(entry))]
    titles = {article.title for article in own} | {entry.title for entry in entries}
    titles |= {article.title_as_written for article in own if article.title_as_written}
    needles = {plain(cut(title, NEEDLE_CHARACTERS).rstrip("…")): title for title in sorted(titles)}
    others = [plain(title) for title in _other_titles(known, keys)]
    shared = {needle for needle in needles if any(other.startswith(needle) for other in others)}
    short = {needle for needle in needles if len(needle) < TOO_COMMON} - shared
    address = next((each.url or each.original_url for each in own), "")
    return Traces(
        keys=tuple(sorted(keys)),
        articles=tuple(sorted(article.id for article in own)),
        files=tuple(sorted(article.path for article in own)),
        titles=tuple(sorted(titles)),
        needles=tuple(sorted(needles.keys() - shared - short)),
        shared=tuple(sorted(needles[needle] for needle in shared)),
        short=tuple(sorted(needles[needle] for needle in short)),
        images=tuple(sorted(_images(own, entries))),
        url=address or next((each.url for each in entries), "") or url,
    )


def plain(text: str) -> str:
    """Return a text as a reader reads it: references resolved, spaces and case folded.

    Marks inside a line, such as those of a word diff, are taken out; all other markup stays, for a
    headline in an attribute is there as well.
    """
    if "\\" in text:
        text = _JSON_ESCAPE.sub(_unescaped, text)
    if "<" in text:
        text = _EMPHASIS.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split()).casefold()


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _keys(url: str, base_url: str, articles: Iterable[Article]) -> set[str]:
    """Return every key of the page: those of the article that is it, or the address's own."""
    article_id = own_article(url, base_url)
    keys = {f"article:{article_id}"} if article_id else {identity(url)}
    for article in articles:
        is_it = article.id == article_id if article_id else not keys.isdisjoint(_keys_of(article))
        if is_it:
            keys |= _keys_of(article)
    return keys


def _keys_of(page: Article | RelatedItem) -> set[str]:
    own = page_key(page) if isinstance(page, Article) else page.key
    return {key for key in (own, *page.aliases) if key}


def _entries(articles: Iterable[Article]) -> Iterator[RelatedItem]:
    return (entry for article in articles for entry in article.related)


def _other_titles(articles: Iterable[Article], keys: set[str]) -> set[str]:
    """Return the headlines of all other pages."""
    others = {each.title for each in articles if keys.isdisjoint(_keys_of(each))}
    return others | {each.title for each in _entries(articles) if keys.isdisjoint(_keys_of(each))}


def _images(own: Iterable[Article], entries: Iterable[RelatedItem]) -> set[str]:
    images = {image.url for article in own for image in article.images}
    return images | {entry.image.url for entry in entries if entry.image is not None}

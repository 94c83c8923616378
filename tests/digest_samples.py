"""Small articles for the tests of the digest, made from a few words."""

from __future__ import annotations

from typing import Any

import msgspec

from broadsheet.crew import Crew
from broadsheet.digest.arrange import Digest, arrange
from broadsheet.digest.assemble import assemble
from broadsheet.digest.briefs import brief_of
from broadsheet.digest.context import StoryContext
from broadsheet.fingerprint import digest_of
from broadsheet.memo import Memo, StoredArticle
from broadsheet.model import Article, Outlet, RelatedItem, Story
from broadsheet.settings import Settings
from broadsheet.store import Store
from broadsheet.weburl import identity

NOW = "2030-01-01T00:00:00Z"


def entry(title: str, url: str, **more: Any) -> RelatedItem:
    """Return an entry of a related list that is about the same event, unless told otherwise."""
    host = url.split("/")[2]
    fields: dict[str, Any] = {
        "published_at": "2026-03-02T10:00:00Z",
        "outlet": Outlet(host.split(".")[0].title(), host),
        **more,
    }
    return RelatedItem(title=title, url=url, key=identity(url), **fields)


def article(article_id: str, title: str = "", **more: Any) -> Article:
    """Return an article at its own address, published unless told otherwise."""
    url = more.pop("url", f"https://{article_id}.example/piece")
    fields: dict[str, Any] = {
        "published_at": "2026-03-02T09:00:00Z",
        "quality": 50,
        "published": True,
        "outlet": Outlet(article_id.title(), f"{article_id}.example"),
        **more,
    }
    return Article(
        id=article_id,
        path=f"content/{article_id}.md",
        title=title or f"Headline of {article_id}",
        url=url,
        key=identity(url) if url else "",
        **fields,
    )


def stories_of(
    *articles: Article, settings: Settings | None = None, drafts: bool = False
) -> tuple[Story, ...]:
    """Return the stories that connected articles make."""
    return assemble(articles, frozenset(), StoryContext(settings or Settings(), drafts))


def digest_of_articles(
    *articles: Article,
    settings: Settings | None = None,
    as_of: str = NOW,
    drafts: bool = False,
) -> Digest:
    """Return the digest of articles, as a build would make it."""
    settings = settings or Settings()
    memo = Memo(Store(None))
    briefs = []
    for one in articles:
        record = digest_of((one.path, one))
        memo.keep_articles([(record, msgspec.msgpack.encode(StoredArticle(one, ())))])
        briefs.append(brief_of(one, record, settings.site.stories))
    return arrange(briefs, settings, memo, as_of, drafts, Crew(1))

"""What earlier builds found out, by content: parsed articles, bodies and stories.

Two tiers: what this process holds, and the store on disk. Both are keyed by everything that the
value depends on, so nothing here can be out of date; it can only be absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from broadsheet.model import Article, Story, StoryCard
from broadsheet.store import Store

Stories = tuple[tuple[Story, StoryCard], ...]

_articles = msgspec.msgpack.Decoder(Article)
_stories = msgspec.msgpack.Decoder(Stories)
_encoder = msgspec.msgpack.Encoder()


class Memo:
    """Values by the hash of what they follow from."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._fresh_articles: dict[bytes, Article] = {}
        self._stories: dict[bytes, Stories] = {}
        self._unsaved: dict[bytes, Stories] = {}
        self._loaded = False

    def keep_article(self, record: bytes, article: Article) -> None:
        """Hold an article that was just parsed until its stories are made."""
        self._fresh_articles[record] = article

    def article(self, record: bytes) -> Article:
        """Return a parsed article; raises KeyError when the store has lost it."""
        fresh = self._fresh_articles.get(record)
        if fresh is not None:
            return fresh
        stored = self.store.get("parsed", record)
        if stored is None:
            raise KeyError(record)
        return _articles.decode(stored)

    def stories(self, key: bytes) -> Stories | None:
        """Return the stories made of one candidate, if they were made before."""
        if not self._loaded:
            self._load()
        return self._stories.get(key)

    def keep_stories(self, key: bytes, stories: Stories) -> None:
        """Remember the stories of a candidate."""
        self._stories[key] = self._unsaved[key] = stories

    def settle(self, in_use: Iterable[bytes]) -> None:
        """Save what is new and let go of what no build wants any more."""
        rows = [(key, _encoder.encode(stories)) for key, stories in self._unsaved.items()]
        self.store.put("stories", rows)
        self._unsaved.clear()
        self._fresh_articles.clear()
        wanted = set(in_use)
        gone = self._stories.keys() - wanted
        for key in gone:
            del self._stories[key]
        self.store.forget("stories", gone)

    def _load(self) -> None:
        self._loaded = True
        for key, value in self.store.rows("stories"):
            try:
                self._stories[key] = _stories.decode(value)
            except msgspec.DecodeError:
                continue


def encoded_articles(rows: Sequence[tuple[bytes, Article]]) -> list[tuple[bytes, bytes]]:
    """Return articles as the store keeps them."""
    return [(record, _encoder.encode(article)) for record, article in rows]

"""What earlier builds found out, by content: parsed articles, bodies and stories.

Two tiers: what this process holds, and the store on disk. Both are keyed by everything that the
value depends on, so nothing here can be out of date; it can only be absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from broadsheet.errors import Problem
from broadsheet.model import Article, Story, StoryCard
from broadsheet.store import Store

Stories = tuple[tuple[Story, StoryCard], ...]


class StoredArticle(msgspec.Struct, frozen=True, array_like=True):
    """A parsed file: the article or none, and what was wrong with it."""

    article: Article | None
    problems: tuple[Problem, ...]


class LostRecord(LookupError):
    """The store does not hold what an earlier stage put there; the cache must be made anew."""


_articles = msgspec.msgpack.Decoder(StoredArticle)
_stories = msgspec.msgpack.Decoder(Stories)
_encoder = msgspec.msgpack.Encoder()


class Memo:
    """Values by the hash of what they follow from."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._fresh: dict[bytes, bytes] = {}
        self._stories: dict[bytes, Stories] = {}
        self._unsaved: dict[bytes, Stories] = {}
        self._loaded = False

    def keep_articles(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Save encoded articles, and hold them until their stories are made."""
        self.store.put("parsed", rows)
        self._fresh.update(rows)

    def stored_article(self, record: bytes) -> StoredArticle | None:
        """Return what reading a file gave earlier, or None."""
        data = self._fresh.get(record) or self.store.get("parsed", record)
        if data is None:
            return None
        try:
            return _articles.decode(data)
        except msgspec.DecodeError:
            return None

    def article(self, record: bytes) -> Article:
        """Return a parsed article; raises LostRecord."""
        stored = self.stored_article(record)
        if stored is None or stored.article is None:
            raise LostRecord(record)
        return stored.article

    def body(self, digest: bytes) -> str:
        """Return the safe HTML of an article's body; raises LostRecord."""
        stored = self.store.get("bodies", digest)
        if stored is None:
            raise LostRecord(digest)
        return stored.decode()

    def stories(self, key: bytes) -> Stories | None:
        """Return the stories made of one candidate, if they were made before."""
        if not self._loaded:
            self._load()
        return self._stories.get(key)

    def keep_stories(self, key: bytes, stories: Stories) -> None:
        """Remember the stories of a candidate."""
        self._stories[key] = self._unsaved[key] = stories

    def settle(self, stories: Iterable[bytes]) -> None:
        """Save what is new and let go of the stories that this build did not want."""
        rows = [(key, _encoder.encode(made)) for key, made in self._unsaved.items()]
        self.store.put("stories", rows)
        self._unsaved.clear()
        self._fresh.clear()
        gone = self._stories.keys() - set(stories)
        for key in gone:
            del self._stories[key]
        self.store.forget("stories", gone)

    def tidy(self, records: set[bytes], bodies: set[bytes]) -> None:
        """Remove articles and bodies that no source has any more, once they are many."""
        for table, wanted in (("parsed", records), ("bodies", bodies)):
            gone = self.store.keys(table) - wanted
            if len(gone) > len(wanted) // 4:
                self.store.forget(table, gone)

    def _load(self) -> None:
        self._loaded = True
        for key, value in self.store.rows("stories"):
            try:
                self._stories[key] = _stories.decode(value)
            except msgspec.DecodeError:
                continue

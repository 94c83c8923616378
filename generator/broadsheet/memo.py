"""What earlier builds found out, by content: parsed articles, bodies and stories.

Two tiers: what this process holds, and the store on disk. Both are keyed by everything that the
value depends on, so nothing here can be out of date; it can only be absent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from broadsheet.errors import Problem
from broadsheet.model import Article, Story, StoryCard
from broadsheet.store import Store, Table, row_of, together

Stories = tuple[tuple[Story, StoryCard], ...]
Groups = list[tuple[int, ...]]


SPARE_PICTURES = 100

SPARE_TEMPLATES = 3
"""How many times as many compiled templates are kept as one site has."""


class StoredArticle(msgspec.Struct, frozen=True, array_like=True):
    """A parsed file: the article or none, and what was wrong with it."""

    article: Article | None
    problems: tuple[Problem, ...]


class LostRecord(LookupError):
    """The store does not hold what an earlier stage put there; the cache must be made anew."""


_articles = msgspec.msgpack.Decoder(StoredArticle)
_stories = msgspec.msgpack.Decoder(list[tuple[bytes, Stories]])
_groups = msgspec.msgpack.Decoder(tuple[bytes, Groups])
_encoder = msgspec.msgpack.Encoder()


class TemplateShelf:
    """Compiled templates and what goes with them, in the store; see `rendering.compiling.Shelf`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: bytes) -> bytes | None:
        """Return what was kept, or None."""
        return self._store.get("templates", key)

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value."""
        self._store.put("templates", [(key, value)])

    def retain(self, keys: Collection[bytes]) -> None:
        """Forget all others, once they are many: a preview and a build use their own in turn."""
        others = self._store.keys("templates").difference(keys)
        if len(others) > SPARE_TEMPLATES * len(keys):
            self._store.forget("templates", others)


class Memo:
    """Values by the hash of what they follow from."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._fresh: dict[bytes, bytes] = {}
        self._stories: dict[bytes, Stories] = {}
        self._unsaved: dict[bytes, Stories] = {}
        self._groups: tuple[bytes, Groups] = (b"", [])
        self._has_new_groups = False
        self._loaded = False
        self._table: Table = "stories"

    def turn_to(self, drafts: bool) -> None:
        """Give and keep stories of builds with drafts, or without: neither drops the other's."""
        table: Table = "draft_stories" if drafts else "stories"
        if table != self._table:
            self._table, self._loaded, self._groups = table, False, (b"", [])
            self._has_new_groups = False
            self._stories.clear()
            self._unsaved.clear()

    def keep_articles(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Save encoded articles, and hold them until their stories are made."""
        self.store.put("parsed", rows)
        self._fresh.update(rows)

    def put_down_articles(self) -> None:
        """Hold no article any longer: their stories are made, and the store has them."""
        self._fresh.clear()

    def has_articles(self) -> bool:
        """Whether any article is kept; a clean build need not ask for each."""
        return bool(self._fresh) or not self.store.is_empty("parsed")

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

    def picture(self, key: bytes) -> bytes | None:
        """Return a picture that was drawn before, or None."""
        return self.store.get("pictures", key)

    def keep_picture(self, key: bytes, data: bytes) -> None:
        """Save a picture at once: the process that drew it may be one of several."""
        self.store.put("pictures", [(key, data)])

    def has_many_pictures(self, shown: int) -> bool:
        """Whether there are more than twice as many as a site shows, and some to spare.

        As many again may be those of the same site under another address.
        """
        return len(self.store.keys("pictures")) > 2 * shown + SPARE_PICTURES

    def keep_pictures_only(self, keys: set[bytes]) -> None:
        """Forget all other pictures."""
        self.store.forget("pictures", self.store.keys("pictures") - keys)

    def stories(self, key: bytes) -> Stories | None:
        """Return the stories made of one candidate, if they were made before."""
        return self.known_stories().get(key)

    def has_stories_to_read(self) -> bool:
        """Whether any story is kept that this process has not read yet."""
        return not self._loaded and not self.store.is_empty(self._table)

    def known_stories(self) -> Mapping[bytes, Stories]:
        """Return all stories that were made before, by the key of their candidate."""
        if not self._loaded:
            self._load()
        return self._stories

    def keep_stories(self, key: bytes, stories: Stories) -> None:
        """Remember the stories of a candidate."""
        self._stories[key] = self._unsaved[key] = stories

    def groups(self, key: bytes) -> Groups | None:
        """Return the candidates found in a graph of links, if it was looked at before."""
        if not self._groups[0]:
            stored = self.store.get("groups", self._table.encode())
            if stored is None:
                return None
            try:
                self._groups = _groups.decode(stored)
            except msgspec.DecodeError:
                return None
        return self._groups[1] if self._groups[0] == key else None

    def keep_groups(self, key: bytes, groups: Groups) -> None:
        """Remember the candidates of a graph in the place of the one before."""
        self._groups, self._has_new_groups = (key, groups), True

    def settle(self, stories: Iterable[bytes]) -> None:
        """Save what is new and let go of the stories that this build did not want."""
        held = self.known_stories()
        gone = held.keys() - set(stories)
        stale = {row_of(key) for key in (*self._unsaved, *gone)}
        for key in gone:
            del self._stories[key]
        for row, keys in together(held if stale else (), stale).items():
            if keys:
                self.store.put(self._table, [(row, _encoder.encode([(k, held[k]) for k in keys]))])
            else:
                self.store.forget(self._table, [row])
        if self._has_new_groups:
            self.store.put("groups", [(self._table.encode(), _encoder.encode(self._groups))])
        self._has_new_groups = False
        self._unsaved.clear()

    def let_go(self, stories: Collection[bytes]) -> Iterator[tuple[Story, StoryCard]]:
        """Yield stories that were kept and that a build which wants `stories` does not settle for.

        Until then they are here, so that it can be told what changed.
        """
        for key in self._stories.keys() - set(stories):
            yield from self._stories[key]

    def tidy(self, records: set[bytes], bodies: set[bytes]) -> None:
        """Remove articles and bodies that no source has any more, once they are many."""
        tables: tuple[tuple[Table, set[bytes]], ...] = (("parsed", records), ("bodies", bodies))
        for table, wanted in tables:
            gone = self.store.keys(table) - wanted
            if len(gone) > len(wanted) // 4:
                self.store.forget(table, gone)

    def _load(self) -> None:
        self._loaded = True
        for _, value in self.store.rows(self._table):
            try:
                self._stories.update(_stories.decode(value))
            except msgspec.DecodeError:
                continue

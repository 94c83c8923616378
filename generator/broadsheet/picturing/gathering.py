"""Fetches what is wanted and not there yet, politely; stores it; forgets what nobody wants."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from broadsheet.importing.drafts import Refused
from broadsheet.importing.fetch import Fetch, FetchLimits
from broadsheet.picturing.pictures import (
    Index,
    StoredPicture,
    is_stored_name,
    load_index,
    load_pictures,
    save_index,
)
from broadsheet.picturing.resizing import NotAPictureError, resized
from broadsheet.publishing.whole import clear_dead, write_whole
from broadsheet.weburl import host_of, safe_url

LIMITS = FetchLimits(max_bytes=12_000_000, seconds=20.0, redirects=4)

HOST_DELAY = 1.0
"""Seconds between two requests to one host."""

SAVE_EVERY = 10
"""Pictures after which the index is saved: what a stopped run has to fetch again, at most."""


class Gathered(NamedTuple):
    """What a run did: how many pictures came, were there, were refused, and were let go."""

    fetched: int
    kept: int
    refused: tuple[tuple[str, str], ...]
    forgotten: int


class Pace:
    """Hands out addresses so that no host is asked twice within a delay."""

    def __init__(
        self,
        delay: float = HOST_DELAY,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._delay = delay
        self._clock = clock
        self._sleep = sleep

    def through(self, urls: Iterable[str]) -> Iterator[str]:
        """Yield every address; hosts take turns, and wait only when all of them must."""
        queues: dict[str, deque[str]] = {}
        for url in urls:
            queues.setdefault(host_of(url), deque()).append(url)
        ready = dict.fromkeys(queues, 0.0)
        while queues:
            host = min(queues, key=lambda name: (ready[name], name))
            wait = ready[host] - self._clock()
            if wait > 0:
                self._sleep(wait)
            yield queues[host].popleft()
            ready[host] = self._clock() + self._delay
            if not queues[host]:
                del queues[host]


def gather(
    wanted: Iterable[str],
    folder: Path,
    fetch: Fetch,
    pace: Pace,
    retry: bool = False,
    progress: Callable[[str, str], None] = lambda _url, _said: None,
) -> Gathered:
    """Fetch the wanted pictures that are not stored, and remove stored ones that nobody wants.

    Stopped at any moment, the next run goes on. An address that was refused is asked again only
    with `retry`. `progress` hears of each address what became of it. Raises OSError when the
    folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    urls = {url for given in wanted if (url := safe_url(given))}
    before = load_index(folder)
    pictures = {u: p for u, p in load_pictures(folder).by_url.items() if u in urls}
    refused = {} if retry else {u: why for u, why in before.refused.items() if u in urls}
    missing = sorted(urls - pictures.keys() - refused.keys())
    kept = len(pictures)
    try:
        for number, url in enumerate(pace.through(missing), 1):
            try:
                pictures[url] = _stored(fetch(url).data, folder)
                progress(url, "")
            except (Refused, NotAPictureError) as error:
                refused[url] = str(error)
                progress(url, str(error))
            if number % SAVE_EVERY == 0:
                save_index(folder, Index(pictures={**before.pictures, **pictures}, refused=refused))
    except BaseException:
        save_index(folder, Index(pictures={**before.pictures, **pictures}, refused=refused))
        raise
    save_index(folder, Index(pictures=pictures, refused=refused))
    _sweep(folder, pictures)
    rows = tuple((url, refused[url]) for url in sorted(refused.keys() & set(missing)))
    return Gathered(
        fetched=len(missing) - len(rows),
        kept=kept,
        refused=rows,
        forgotten=len(before.pictures.keys() - pictures.keys()),
    )


def forget(folder: Path, urls: Iterable[str]) -> int:
    """Remove pictures from the index and the folder; return how many there were."""
    index = load_index(folder)
    gone = index.pictures.keys() & {safe_url(url) or url for url in urls}
    if gone:
        pictures = {url: kept for url, kept in index.pictures.items() if url not in gone}
        save_index(folder, Index(pictures=pictures, refused=index.refused))
        _sweep(folder, pictures)
    return len(gone)


def _stored(data: bytes, folder: Path) -> StoredPicture:
    made = resized(data)
    for each in made:
        write_whole(folder / each.file.name, each.data)
    return StoredPicture(tuple(each.file for each in made))


def _sweep(folder: Path, pictures: dict[str, StoredPicture]) -> None:
    """Remove the files that no picture needs, and no others."""
    names = {file.name for picture in pictures.values() for file in picture.files}
    for path in folder.iterdir():
        if is_stored_name(path.name) and path.name not in names:
            path.unlink(missing_ok=True)
    clear_dead(folder, time.time())

"""The door of the importer: sources in, articles and a report out.

Each source is recognised, read by the module for its kind, labelled with topics and put on the
shelf. A source that cannot be read costs only itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from broadsheet.importing import everyday, feeds, oldsites, rawtext, recognise, webpages
from broadsheet.importing.deadline import all_in_time
from broadsheet.importing.drafts import Draft, Reading, Refused, Repair, Skip, SourceKind
from broadsheet.importing.fetch import Answer, Fetch
from broadsheet.importing.labelling import Labeller
from broadsheet.importing.manifest import Fetched, Manifest
from broadsheet.importing.outlets import OutletBook
from broadsheet.importing.report import Explained, ImportReport
from broadsheet.importing.shelf import Outcome, Shelf
from broadsheet.reading.articles import is_language

PARALLEL_FETCHES = 6


class Wishes(msgspec.Struct, frozen=True):
    """What the person asked for. `base` is the folder that names of files are relative to."""

    sources: tuple[str, ...]
    base: Path
    kind: SourceKind | None = None
    full_text: bool = False
    refresh: bool = False
    explain: bool = False
    dry: bool = False


class Found(msgspec.Struct, frozen=True):
    """What one place gave: its readings, and for a feed what to remember once they are placed."""

    place: str
    readings: Iterable[Reading] = ()
    remember: Fetched | None = None
    failure: str = ""
    unchanged: bool = False


class Ports(msgspec.Struct, frozen=True):
    """What an intake works with: network, record, topics, shelf, outlets, and a listener."""

    fetch: Fetch
    manifest: Manifest
    labeller: Labeller
    shelf: Shelf
    outlets: OutletBook
    tell: Callable[[str], None]


def take_in(wishes: Wishes, ports: Ports) -> ImportReport:
    """Import every source and say what became of each article. Raises OSError when writing fails.

    It may be stopped at any moment: what was written is recorded, and the same call goes on.
    """
    outcomes: list[Outcome] = []
    failed: list[Outcome] = []
    explained: list[Explained] = []
    for source in wishes.sources:
        for found in _finds(source, wishes, ports):
            if found.failure:
                failed.append(Outcome("skipped", found.place, reason=found.failure))
                continue
            if found.unchanged:
                outcomes.append(Outcome("same", found.place, reason="not changed since last time"))
            broken = len(failed)
            for outcome, draft in _placed(found, ports, failed):
                outcomes.append(outcome)
                if wishes.explain and draft is not None and draft.repairs:
                    file = outcome.file or outcome.source
                    explained.append(Explained(draft.source, file, draft.repairs))
            ports.outlets.save()
            if found.remember is not None and len(failed) == broken and not wishes.dry:
                ports.manifest.record(found.remember)
    return ImportReport(
        tuple(outcomes), tuple(failed), tuple(explained), wishes.dry, tuple(ports.outlets.recorded)
    )


def _placed(
    found: Found, ports: Ports, failed: list[Outcome]
) -> Iterator[tuple[Outcome, Draft | None]]:
    """Yield what became of each reading; a source that breaks off midway keeps what it gave."""
    ports.tell(found.place)
    try:
        for reading in found.readings:
            if isinstance(reading, Skip):
                yield Outcome("skipped", reading.source, reason=reading.reason), None
                continue
            known = ports.manifest.written(reading.source)
            draft = ports.labeller.labelled(
                _nameable(reading), known.topics if known is not None else ()
            )
            ports.outlets.note(draft.provider)
            ports.tell(draft.title)
            yield ports.shelf.place(draft), draft
    except Refused as refusal:
        failed.append(Outcome("skipped", found.place, reason=str(refusal)))


def _nameable(draft: Draft) -> Draft:
    """Return the draft without a language that would have its article left out."""
    if not draft.language or is_language(draft.language):
        return draft
    repair = Repair("no-language", draft.language, "")
    return msgspec.structs.replace(draft, language="", repairs=(*draft.repairs, repair))


def _finds(source: str, wishes: Wishes, ports: Ports) -> Iterator[Found]:
    """Yield what a source holds, place by place."""
    try:
        if source.lower().startswith(("http://", "https://")):
            yield from _from_address(source, wishes, ports)
        elif Path(source).is_dir():
            yield from _from_folder(Path(source), wishes, ports)
        else:
            yield from _from_file(Path(source), wishes, ports)
    except Refused as refusal:
        yield Found(source, failure=str(refusal))


def _from_folder(folder: Path, wishes: Wishes, ports: Ports) -> Iterator[Found]:
    """Yield an old site as one place, any other folder file by file."""
    kind = wishes.kind or recognise.kind_of_folder(folder)
    if kind == "everyday":
        start = recognise.everyday_start(folder)
        if start is None:
            raise Refused("there is no api/news/index.json in it")
        yield Found(str(folder), everyday.drafts_of_list(str(start), _load_file))
    elif kind in ("jekyll", "hugo", "eleventy"):
        label = _label(folder, wishes.base)
        yield Found(str(folder), oldsites.drafts_of_site(folder, kind, label))
    else:
        for path in recognise.files_in(folder):
            try:
                yield from _from_file(path, wishes, ports)
            except Refused as refusal:
                yield Found(str(path), failure=str(refusal))


def _from_file(path: Path, wishes: Wishes, ports: Ports) -> Iterator[Found]:
    """Yield what one file holds."""
    data = recognise.read_file(path)
    label = _label(path, wishes.base)
    kind = wishes.kind or recognise.kind_of_bytes(data, path.name)
    if kind == "opml":
        yield from _from_list(data, wishes, ports)
    elif kind == "feed":
        options = _feed_options(wishes)
        yield Found(label, all_in_time(feeds.drafts_of_feed(data, label, options)))
    elif kind == "page":
        yield Found(label, all_in_time(webpages.drafts_of_page(data, label)))
    elif kind == "text":
        yield Found(label, all_in_time(rawtext.drafts_of_text(data, label)))
    elif kind == "everyday":
        yield Found(label, everyday.drafts_of_list(str(path), _load_file))
    else:
        yield Found(label, all_in_time(oldsites.drafts_of_file(path, kind, label)))


def _from_address(url: str, wishes: Wishes, ports: Ports) -> Iterator[Found]:
    """Yield what an address holds; a feed that has not changed since last time gives nothing."""
    if wishes.kind == "everyday":
        yield Found(url, everyday.drafts_of_list(url, _loader(ports.fetch)))
        return
    answer = _ask(url, wishes, ports)
    if not answer.fresh:
        yield Found(url, unchanged=True)
        return
    kind = wishes.kind or recognise.kind_of_bytes(answer.data, url, answer.content_type)
    if kind == "opml":
        yield from _from_list(answer.data, wishes, ports)
    elif kind == "feed":
        yield _feed(url, answer, _feed_options(wishes), ports)
    elif kind == "page":
        page = webpages.drafts_of_page(answer.data, answer.url, url=answer.url)
        yield Found(url, all_in_time(page))
    elif kind == "text":
        yield Found(url, all_in_time(rawtext.drafts_of_text(answer.data, url)))
    elif kind == "everyday":
        yield Found(url, everyday.drafts_of_list(answer.url, _loader(ports.fetch)))
    else:
        raise Refused(f"a {kind} source must be a file or a folder, not an address")


def _from_list(data: bytes, wishes: Wishes, ports: Ports) -> Iterator[Found]:
    """Yield every feed of an OPML list, in its order, fetched a few at a time."""
    listed = feeds.feeds_listed(data)

    def fetched(feed: feeds.ListedFeed) -> Found:
        try:
            answer = _ask(feed.url, wishes, ports)
        except Refused as refusal:
            return Found(feed.url, failure=str(refusal))
        if not answer.fresh:
            return Found(feed.url, unchanged=True)
        return _feed(feed.url, answer, _feed_options(wishes, feed.name), ports)

    with ThreadPoolExecutor(PARALLEL_FETCHES) as pool:
        for start in range(0, len(listed), PARALLEL_FETCHES):
            yield from pool.map(fetched, listed[start : start + PARALLEL_FETCHES])


def _feed(url: str, answer: Answer, options: feeds.FeedOptions, ports: Ports) -> Found:
    """Return a fetched feed, with what to send along next time.

    A feed whose text was wanted once is read with it again, or its articles would lose it.
    """
    known = ports.manifest.fetched(url)
    full_text = options.full_text or (known is not None and known.full_text)
    options = msgspec.structs.replace(options, full_text=full_text)
    remember = Fetched(url, answer.etag, answer.modified, full_text)
    return Found(url, all_in_time(feeds.drafts_of_feed(answer.data, url, options)), remember)


def _ask(url: str, wishes: Wishes, ports: Ports) -> Answer:
    """Fetch an address, telling the server what we have of it already."""
    known = None if wishes.refresh else ports.manifest.fetched(url)
    if known is None or (wishes.full_text and not known.full_text):
        return ports.fetch(url)
    return ports.fetch(url, etag=known.etag, modified=known.modified)


def _feed_options(wishes: Wishes, name: str = "") -> feeds.FeedOptions:
    return feeds.FeedOptions(name, wishes.full_text)


def _load_file(path: str) -> bytes:
    return recognise.read_file(Path(path))


def _loader(fetch: Fetch) -> everyday.Load:
    return lambda url: fetch(url).data


def _label(path: Path, base: Path) -> str:
    """Return the name of a file by which it is known for ever: relative to the site's folder."""
    return Path(os.path.relpath(path.resolve(), base.resolve())).as_posix()

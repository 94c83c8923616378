"""Links to other sites, opened one by one: politely, seldom, and never a reason to fail.

Other people's servers refuse, sleep and move without our doing, so what is found is a warning. A
host is asked for one page at a time with a pause after each; what was found is kept for a while.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import msgspec

from broadsheet.checking.findings import Finding
from broadsheet.checking.page_facts import PageFacts
from broadsheet.checking.published import Published
from broadsheet.importing.drafts import Refused
from broadsheet.importing.fetch import Fetch, FetchLimits

DAY = 86_400.0
GOOD_FOR = 14 * DAY
"""Seconds for which a link that worked is not opened again."""
BAD_FOR = 1 * DAY
"""Seconds for which a link that did not work is not opened again."""
PAUSE = 1.0
"""Seconds between two requests to one host."""
HOSTS_AT_ONCE = 8
LIMITS = FetchLimits(max_bytes=100_000, seconds=20.0)
"""Enough to know that a page is there; what is larger is not read on."""

_TOO_LARGE = "larger than"


class Visit(msgspec.Struct, frozen=True, gc=False):
    """When a link was opened (seconds since 1970), and what was wrong, or an empty text."""

    at: float
    problem: str


def external_links(site: Published, pages: Mapping[str, PageFacts]) -> dict[str, list[Finding]]:
    """Return the links to other sites, without fragments, each with the places where it stands."""
    links: dict[str, list[Finding]] = defaultdict(list)
    for file, page in pages.items():
        for reference in page.references:
            is_elsewhere = site.place(reference.address, file).answer == "elsewhere"
            if reference.use == "link" and is_elsewhere:
                address = urldefrag(reference.address).url
                where = Finding(file, reference.line, "external-link", address, "warning")
                links[address].append(where)
    return dict(links)


def external_findings(
    links: Mapping[str, Iterable[Finding]], visits: Mapping[str, Visit]
) -> Iterator[Finding]:
    """Yield a warning for every place of a link that could not be opened."""
    for address, places in links.items():
        visit = visits.get(address)
        if visit and visit.problem:
            for place in places:
                yield msgspec.structs.replace(place, message=f"{address}: {visit.problem}")


def visited(
    addresses: Iterable[str],
    known: Mapping[str, Visit],
    fetch: Fetch,
    now: Callable[[], float] = time.time,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, Visit]:
    """Return the visits of these links: those still good as they are, the rest made now."""
    fresh: dict[str, Visit] = {}
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in sorted(set(addresses)):
        visit = known.get(address)
        if visit and now() - visit.at < (BAD_FOR if visit.problem else GOOD_FOR):
            fresh[address] = visit
        else:
            by_host[urlsplit(address).netloc.lower()].append(address)

    def ask_host(waiting: list[str]) -> dict[str, Visit]:
        made = {}
        for number, address in enumerate(waiting):
            if number:
                pause(PAUSE)
            made[address] = Visit(now(), _problem(address, fetch))
        return made

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for made in pool.map(ask_host, by_host.values()):
            fresh |= made
    return fresh


def _problem(address: str, fetch: Fetch) -> str:
    """Open a link. Return what was wrong, or an empty text; a large page is a page."""
    try:
        fetch(address)
    except Refused as refusal:
        reason = str(refusal)
        return "" if reason.startswith(_TOO_LARGE) else reason
    return ""


def read_visits(path: Path) -> dict[str, Visit]:
    """Return the visits kept in a file; none when it is absent or damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Visit])
    except (OSError, msgspec.DecodeError):
        return {}


def write_visits(path: Path, visits: Mapping[str, Visit]) -> None:
    """Keep visits in a file. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(dict(sorted(visits.items())))))

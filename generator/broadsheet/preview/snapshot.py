"""A prepared site as it is on show, and what differs from the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from broadsheet.columns import differing, picked
from broadsheet.pages.page import Page
from broadsheet.prepare import Prepared
from broadsheet.preview.faults import NOTHING_WRONG, Faults
from broadsheet.publishing.ledger import Fingerprint
from broadsheet.reasons import since

InWords = Callable[[str, Fingerprint, Fingerprint], str]

FIRST = "the preview was started"


class Made(NamedTuple):
    """When a page last changed, and why, in words."""

    clock: str
    why: str


class Reason:
    """Why an output changed. Until it was asked for its words, it holds on to the site before."""

    __slots__ = ("_why",)

    def __init__(self, why: Callable[[], str] | str) -> None:
        self._why = why

    def in_words(self) -> str:
        """Return the reason, which is found when it is first asked for."""
        why = self._why
        if not isinstance(why, str):
            why = self._why = why()
        return why


class Changes(Mapping[str, str]):
    """Outputs with the reason why each changed."""

    def __init__(self, reasons: Mapping[str, Reason]) -> None:
        self.reasons = reasons

    def __getitem__(self, output: str) -> str:
        """Return the reason in words."""
        return self.reasons[output].in_words()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the outputs."""
        return iter(self.reasons)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.reasons)

    def settle(self) -> None:
        """Find all reasons, and let go of the site before."""
        for reason in self.reasons.values():
            reason.in_words()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One prepared site.

    `changed` holds the outputs that differ from the snapshot before, with the reason; `made` the
    last change of every page there is, if it changed since the start. `drafts` counts the articles
    that a plain build would not show. `restyled` pairs the old and new addresses of stylesheets
    whose text changed.
    """

    number: int
    prepared: Prepared
    began: str
    changed: Changes
    made: Mapping[str, tuple[str, Reason]]
    drafts: int = 0
    restyled: tuple[tuple[str, str], ...] = ()

    @property
    def pages(self) -> Mapping[str, Page]:
        """Every page by output."""
        return self.prepared.pages

    def made_of(self, output: str) -> Made:
        """Return when and why an output last changed."""
        clock, reason = self.made.get(output, (self.began, None))
        return Made(clock, FIRST if reason is None else reason.in_words())


@dataclass(frozen=True, slots=True)
class State:
    """What is on show: the last good snapshot, if ever there was one, and what is wrong now."""

    snapshot: Snapshot | None = None
    faults: Faults = NOTHING_WRONG


def successor(before: Snapshot | None, prepared: Prepared, clock: str) -> Snapshot:
    """Return the snapshot that follows; `clock` is the local time in words. Pure."""
    drafts = prepared.digest.not_public
    if before is None:
        everything = Changes(dict.fromkeys(prepared.pages, Reason(FIRST)))
        return Snapshot(1, prepared, clock, everything, {}, drafts)
    changed = changes(before.prepared.wanted, prepared.wanted, _reasons(before, prepared))
    made = _made(before, changed, clock, prepared.pages)
    restyled = _restyled(before.pages, prepared.pages, changed)
    return Snapshot(before.number + 1, prepared, before.began, changed, made, drafts, restyled)


def _made(
    before: Snapshot, changed: Changes, clock: str, pages: Mapping[str, Page]
) -> dict[str, tuple[str, Reason]]:
    """Return the last change of every page. What is no more is not asked for, so it is let go."""
    made = {**before.made, **{each: (clock, reason) for each, reason in changed.reasons.items()}}
    for output in changed:
        if output not in pages:
            del made[output]
    return made


def _reasons(before: Snapshot, prepared: Prepared) -> InWords:
    reasons = since(before.prepared, prepared)
    pages = before.pages
    return lambda output, now, was: reasons.of_page(output, now, was, pages[output].input_sums)


def in_general(_: str, now: Fingerprint, before: Fingerprint) -> str:
    """Return in words what differs, for whoever knows no more than the two fingerprints."""
    return now.difference(before)


def changes(
    before: Mapping[str, Fingerprint],
    wanted: Mapping[str, Fingerprint],
    in_words: InWords = in_general,
) -> Changes:
    """Return every output that is new, differs or is gone, with the reason in words. Pure."""
    found: dict[str, Reason] = {}
    for output, now, was in _others(before, wanted):
        if was is None:
            found[output] = Reason("it is new")
        elif was != now:
            found[output] = Reason(partial(in_words, output, now, was))
    if not before.keys() <= wanted.keys():
        found |= dict.fromkeys(before.keys() - wanted.keys(), Reason("it was removed"))
    return Changes(found)


def makers_changed(before: Mapping[str, Fingerprint], wanted: Mapping[str, Fingerprint]) -> bool:
    """Whether a template or the frame of the site differs for any page that stays. Pure."""
    return any(was.maker != now.maker for _, now, was in _others(before, wanted) if was)


def _others(
    before: Mapping[str, Fingerprint], wanted: Mapping[str, Fingerprint]
) -> list[tuple[str, Fingerprint, Fingerprint | None]]:
    """Return the outputs whose fingerprint may differ, with that of now and before."""
    known, outputs = before.get, list(wanted)
    is_alike = outputs == list(before)
    earlier = list(before.values()) if is_alike else list(map(known, outputs))
    others = picked(outputs, differing(list(wanted.values()), earlier))
    return [(output, wanted[output], known(output)) for output in others]


def _restyled(
    before: Mapping[str, Page], after: Mapping[str, Page], changed: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Return the old and new address of each stylesheet that was there and changed."""
    styles = [output for output in changed if output.endswith(".css")]
    old = {
        before[output].inputs[0]: before[output].address for output in styles if output in before
    }
    new = {after[output].inputs[0]: after[output].address for output in styles if output in after}
    return tuple((old[name], new[name]) for name in sorted(old.keys() & new.keys()))

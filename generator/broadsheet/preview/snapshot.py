"""A prepared site as it is on show, and what differs from the one before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

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


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One prepared site.

    `changed` holds the outputs that differ from the snapshot before, with the reason; `made` the
    last change of every output since the start. `drafts` counts the articles that a plain build
    would not show. `restyled` pairs the old and new addresses of stylesheets whose text changed.
    """

    number: int
    prepared: Prepared
    began: str
    changed: Mapping[str, str]
    made: Mapping[str, Made]
    drafts: int = 0
    restyled: tuple[tuple[str, str], ...] = ()

    @property
    def pages(self) -> Mapping[str, Page]:
        """Every page by output."""
        return self.prepared.pages

    def made_of(self, output: str) -> Made:
        """Return when and why an output last changed."""
        return self.made.get(output) or Made(self.began, FIRST)


@dataclass(frozen=True, slots=True)
class State:
    """What is on show: the last good snapshot, if ever there was one, and what is wrong now."""

    snapshot: Snapshot | None = None
    faults: Faults = NOTHING_WRONG


def successor(before: Snapshot | None, prepared: Prepared, as_of: str, clock: str) -> Snapshot:
    """Return the snapshot that follows; `as_of` is a UTC text, `clock` local words. Pure."""
    drafts = _drafts(prepared, as_of)
    if before is None:
        return Snapshot(1, prepared, clock, dict.fromkeys(prepared.pages, FIRST), {}, drafts)
    changed = changes(before.prepared.wanted, prepared.wanted, _reasons(before, prepared))
    made = {**before.made, **{output: Made(clock, why) for output, why in changed.items()}}
    restyled = _restyled(before.pages, prepared.pages, changed)
    return Snapshot(before.number + 1, prepared, before.began, changed, made, drafts, restyled)


def _reasons(before: Snapshot, prepared: Prepared) -> InWords:
    reasons = since(before.prepared, prepared)
    pages = before.pages
    return lambda output, now, was: reasons.of_page(output, now, was, pages[output].input_sums)


def in_general(_: str, now: Fingerprint, before: Fingerprint) -> str:
    """Return in words what differs, for whoever knows no more than the two hashes."""
    return f"{' and '.join(now.changes_since(before))} changed"


def changes(
    before: Mapping[str, Fingerprint],
    wanted: Mapping[str, Fingerprint],
    in_words: InWords = in_general,
) -> dict[str, str]:
    """Return every output that is new, differs or is gone, with the reason in words. Pure."""
    changed: dict[str, str] = {}
    for output, now in wanted.items():
        was = before.get(output)
        if was is None:
            changed[output] = "it is new"
        elif was != now:
            changed[output] = in_words(output, now, was)
    for output in before.keys() - wanted.keys():
        changed[output] = "it was removed"
    return changed


def makers_changed(before: Mapping[str, Fingerprint], wanted: Mapping[str, Fingerprint]) -> bool:
    """Whether a template or the frame of the site differs for any page that stays. Pure."""
    return any(
        output in before and before[output].maker != now.maker for output, now in wanted.items()
    )


def _drafts(prepared: Prepared, as_of: str) -> int:
    briefs = [row.brief for row in prepared.readings.rows.values() if row.brief is not None]
    return sum(brief.standing == "draft" or brief.published_at > as_of for brief in briefs)


def _restyled(
    before: Mapping[str, Page], after: Mapping[str, Page], changed: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return the old and new address of each stylesheet that was there and changed."""
    styles = [output for output in changed if output.endswith(".css")]
    old = {
        before[output].inputs[0]: before[output].address for output in styles if output in before
    }
    new = {after[output].inputs[0]: after[output].address for output in styles if output in after}
    return tuple((old[name], new[name]) for name in sorted(old.keys() & new.keys()))

"""Proposals into files: lists written, waiting texts placed, and nothing that somebody changed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.publishing.whole import write_whole
from broadsheet.reading.articles import ParseRules
from broadsheet.relating.editing import Unchanged, with_related
from broadsheet.relating.proposing import Entry, Proposal
from broadsheet.relating.waiting import move_companions, place_of

Action = Literal["proposed", "written", "placed", "waiting", "skipped"]


class Outcome(msgspec.Struct, frozen=True):
    """What became of a proposal. `file` is where its article lies now; `reason` is for people."""

    action: Action
    article: str
    title: str
    file: str
    entries: tuple[Entry, ...] = ()
    reason: str = ""


def outcome_of(proposal: Proposal, *, waits: bool, write: bool, rules: ParseRules) -> Outcome:
    """Return what becomes of a proposal; with `write`, do it. Raises OSError."""
    reference = proposal.reference
    article = reference.article
    told = Outcome("proposed", article.id, article.title, article.path, proposal.entries)
    if not proposal.entries:
        reason = "no story among the articles is about this"
        return msgspec.structs.replace(told, action="waiting", reason=reason)
    if not write:
        return told
    path = Path(reference.file).resolve()
    try:
        made = _edited(path, proposal, rules)
    except (Unchanged, FileNotFoundError) as reason:
        why = str(reason) if isinstance(reason, Unchanged) else "it is gone by now"
        return msgspec.structs.replace(told, action="skipped", reason=why)
    if not waits:
        write_whole(path, made)
        return msgspec.structs.replace(told, action="written")
    target = place_of(path, made)
    write_whole(target, made)
    move_companions(path, target)
    path.unlink()
    folder = Path(article.path).parent.parent
    return msgspec.structs.replace(told, action="placed", file=(folder / target.name).as_posix())


def _edited(path: Path, proposal: Proposal, rules: ParseRules) -> bytes:
    """Return the bytes that the file should have. Raises Unchanged or OSError."""
    data = path.read_bytes()
    if digest_of_bytes(data) != proposal.reference.digest:
        raise Unchanged("it was changed while we were reading")
    return with_related(data, proposal.reference.article.path, proposal.entries, rules)

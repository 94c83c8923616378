"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

from broadsheet.errors import Location, Problem, SiteError


def as_of(text: str | None) -> str:
    """Return `--as-of` as a UTC text, or an empty one; raises SiteError when it is no time."""
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        problem = Problem(
            Location("--as-of"),
            "bad-date",
            f"expected a time, got {text!r}",
            "write it as 2022-02-22 or 2022-02-22T14:00:00Z",
        )
        raise SiteError(problem) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""What can be wrong with a built site, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Literal

import msgspec

FAULTS: dict[str, str] = {
    "broken-link": "A link leads to a page that does not exist.",
    "broken-anchor": "A link leads to a place in a page that does not exist.",
    "missing-file": "A page needs a file of the site that does not exist.",
    "outside-base": "An address of this host lies outside the site's base path.",
    "unsafe-link": "An address would run something instead of opening a page.",
    "third-party": "Opening a page sends a request to another host.",
    "inline-code": "A script, style or handler stands in the page, where the policy forbids it.",
    "duplicate-id": "Two elements of a page share an id.",
    "duplicate-title": "Several pages share a title.",
    "duplicate-canonical": "Several pages claim one canonical address.",
    "bad-canonical": "A canonical address is not that of a page of this site.",
    "missing-title": "A page has no title.",
    "missing-description": "A page has no description; site/site.yaml may give one for such pages.",
    "missing-language": "A page does not say its language.",
    "missing-alt": "A picture has no text in its place (alt).",
    "bad-feed": "A feed breaks its format.",
    "bad-sitemap": "A sitemap breaks its protocol.",
    "bad-json": "A JSON file cannot be read.",
    "bad-xml": "An XML file cannot be read.",
    "bad-structured-data": "The JSON-LD of a page breaks its rules.",
    "active-content": "A feed's HTML holds something that a reader could run.",
    "redirected-link": "A link works, but only by way of a redirect.",
    "external-link": "A link to another site could not be opened.",
}
"""Every code and what it means, in the order of the report. docs/checking.md lists them."""

Severity = Literal["error", "warning"]


class Finding(msgspec.Struct, frozen=True, order=True, gc=False):
    """One fault: where (path below the output folder, line or 0) and what."""

    path: str
    line: int
    code: str
    message: str
    severity: Severity = "error"

    def __post_init__(self) -> None:
        """Refuse a code that the catalogue lacks: it would be undocumented."""
        if self.code not in FAULTS:
            raise KeyError(f"code {self.code!r} is not in the catalogue")

    def __str__(self) -> str:
        """`path:line: message`."""
        return (
            f"{self.path}:{self.line}: {self.message}"
            if self.line
            else (f"{self.path}: {self.message}")
        )


class Report(msgspec.Struct, frozen=True):
    """What a check looked at, and what it found, sorted."""

    pages: int
    files: int
    links: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many findings fail the check; warnings do not."""
        return sum(finding.severity == "error" for finding in self.findings)


def report_lines(report: Report, at_most: int = 10) -> list[str]:
    """Return a report for people, grouped by fault; each group shows `at_most` faults.

    A fault that many pages share, such as a link in the masthead, is told once.
    """
    lines: list[str] = []
    order = {code: number for number, code in enumerate(FAULTS)}
    ranked = sorted(report.findings, key=lambda each: (order[each.code], each))
    for code, group in groupby(ranked, key=lambda each: each.code):
        found = list(group)
        lines += [f"{code} ({len(found)}): {FAULTS[code]}", *_told(found, at_most), ""]
    warnings = len(report.findings) - report.errors
    lines.append(
        f"{report.pages:,} pages, {report.files:,} files, {report.links:,} links: "
        f"{_count(report.errors, 'error')}, {_count(warnings, 'warning')}"
    )
    return lines


def _told(found: Sequence[Finding], at_most: int) -> list[str]:
    """Return the lines of a group: equal messages as one, with the number of their pages."""
    by_message: dict[str, list[Finding]] = {}
    for finding in found:
        by_message.setdefault(finding.message, []).append(finding)
    told = list(by_message.values())
    lines = [f"  {_with_others(same)}" for same in told[:at_most]]
    if len(told) > at_most:
        lines.append(f"  … and {len(told) - at_most:,} more (--all shows them)")
    return lines


def _with_others(same: Sequence[Finding]) -> str:
    """Return a finding as text, with the number of further places where it is."""
    others = len({finding.path for finding in same}) - 1
    return f"{same[0]}  (and on {_count(others, 'more page')})" if others else str(same[0])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def report_value(report: Report) -> dict[str, object]:
    """Return a report as what `--json` prints."""
    return {
        "pages": report.pages,
        "files": report.files,
        "links": report.links,
        "errors": report.errors,
        "warnings": len(report.findings) - report.errors,
        "findings": [msgspec.to_builtins(finding) for finding in report.findings],
    }


def merged(*groups: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return all findings, sorted, each once."""
    return tuple(sorted({finding for group in groups for finding in group}))

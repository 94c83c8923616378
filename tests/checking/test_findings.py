"""How findings are told to people, and what they must be."""

from __future__ import annotations

import pytest

from broadsheet.checking.findings import FAULTS, Finding, Report, report_lines


def test_the_report_tells_a_fault_of_many_pages_once() -> None:
    """Equal faults become one line with a number, and long groups end with how many are left."""
    findings = [Finding(f"{n}.html", 1, "broken-link", "/gone/") for n in range(5)]
    findings += [Finding("a.html", n, "broken-link", f"/{n}/") for n in range(12)]
    lines = report_lines(Report(5, 9, 40, tuple(sorted(findings))), at_most=3)

    assert [
        f"broken-link (17): {FAULTS['broken-link']}",
        "  0.html:1: /gone/  (and on 4 more pages)",
        "  a.html: /0/",
        "  a.html:1: /1/",
        "  … and 10 more (--all shows them)",
        "",
        "5 pages, 9 files, 40 links: 17 errors, 0 warnings",
    ] == lines


def test_a_code_must_be_in_the_catalogue() -> None:
    """A finding without documentation cannot be made."""
    with pytest.raises(KeyError):
        Finding("a.html", 1, "no-such-code", "")

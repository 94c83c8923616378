"""A whole built site, checked: the one way to a report."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import msgspec

from broadsheet.checking.findings import Finding, Report, merged
from broadsheet.checking.machine_files import json_findings, xml_findings
from broadsheet.checking.page_facts import PageFacts, page_facts
from broadsheet.checking.pages import (
    comparison_findings,
    link_findings,
    page_findings,
    stylesheet_findings,
)
from broadsheet.checking.published import Published

WORTH_A_PROCESS = 1_000
"""Pages below which starting processes takes longer than reading."""

FRONT = "index.html"

OTHER_PROGRAMS = ("pagefind/",)
"""Folders whose files another program wrote in its own formats."""


def check_site(site: Published, pages: Mapping[str, PageFacts]) -> Report:
    """Return every fault of a site whose pages were read. Raises OSError for unreadable files."""
    machine = [file for file in sorted(site.files) if not file.startswith(OTHER_PROGRAMS)]
    return Report(
        pages=len(pages),
        files=len(site.files),
        links=sum(len(page.references) for page in pages.values()),
        findings=merged(
            chain.from_iterable(page_findings(file, page) for file, page in pages.items()),
            _all_link_findings(site, pages),
            comparison_findings(site, pages),
            chain.from_iterable(_file_findings(site, file, pages) for file in machine),
        ),
    )


def with_findings(report: Report, more: Iterable[Finding]) -> Report:
    """Return the report with further findings."""
    return msgspec.structs.replace(report, findings=merged(report.findings, more))


def read_pages(site: Published, jobs: int = 0) -> dict[str, PageFacts]:
    """Return the facts of every HTML page, by file.

    `jobs` processes read them; 0 takes one for each core.
    """
    files = sorted(
        file
        for file in site.files
        if file.endswith(".html") and not file.startswith(OTHER_PROGRAMS)
    )
    count = jobs or os.cpu_count() or 1
    paths = [site.folder / file for file in files]
    if count == 1 or len(files) < WORTH_A_PROCESS:
        return dict(zip(files, map(_read, paths), strict=True))
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        return dict(zip(files, pool.map(_read, paths, chunksize=50), strict=True))


def _read(path: Path) -> PageFacts:
    return page_facts(path.read_bytes())


def _all_link_findings(site: Published, pages: Mapping[str, PageFacts]) -> Iterator[Finding]:
    ids = {file: page.ids for file, page in pages.items()}
    for file, page in pages.items():
        yield from link_findings(site, file, page, ids)


def _file_findings(site: Published, file: str, pages: Mapping[str, PageFacts]) -> Iterator[Finding]:
    """Yield the faults of a file that is no page.

    Of a site that keeps search engines out as a whole, a preview, no sitemap is announced: what it
    lists is offered to nobody.
    """
    is_kept_out = FRONT in pages and not pages[FRONT].is_indexed

    def is_indexed(page: str) -> bool:
        return is_kept_out or page not in pages or pages[page].is_indexed

    if file.endswith((".xml", ".opml", ".rss", ".atom")):
        yield from xml_findings(site, file, is_indexed)
    elif file.endswith((".json", ".webmanifest")):
        yield from json_findings(site, file)
    elif file.endswith(".css"):
        yield from stylesheet_findings(site, file)

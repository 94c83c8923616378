"""What relating found and did: a table for people, and the same as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from broadsheet.relating.applying import Outcome
from broadsheet.relating.proposing import Entry
from broadsheet.text import cut, shown

MOST_ROWS = 200
"""Rows of the table; the rest is counted. The JSON report has them all."""


def as_json(outcomes: Sequence[Outcome]) -> bytes:
    """Return the report for programs."""
    rows = [
        {
            "action": outcome.action,
            "article": outcome.article,
            "title": outcome.title,
            "file": outcome.file,
            "reason": outcome.reason,
            "related": [_entry(entry) for entry in outcome.entries],
        }
        for outcome in outcomes
    ]
    value = {"counts": dict(sorted(counts(outcomes).items())), "articles": rows}
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _entry(entry: Entry) -> dict[str, Any]:
    article = entry.reference.article
    return {
        "article": article.id,
        "title": article.title,
        "webUrl": article.url,
        "score": entry.score,
        "relevance": entry.relevance,
        "isCopy": entry.is_copy,
        "reason": entry.reason,
    }


def counts(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Return how many there are of each kind of outcome."""
    return Counter(outcome.action for outcome in outcomes)


def print_report(outcomes: Sequence[Outcome], console: Console) -> None:
    """Print each article with its list, then the counts."""
    told = [row for outcome in outcomes for row in _rows(outcome)]
    if told:
        console.print(_table(told[:MOST_ROWS]))
    if len(told) > MOST_ROWS:
        console.print(f"and {len(told) - MOST_ROWS} more rows (--json lists them all)")
    found = counts(outcomes)
    summary = ", ".join(f"{number} {action}" for action, number in sorted(found.items()))
    console.print(summary or "every article has a related list, or none that could be found")
    if found["proposed"]:
        console.print("nothing was written; --write does")


def _rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """Return the rows of one article: itself, then its entries."""
    rows: list[tuple[str, ...]] = [(outcome.action, "", "", outcome.file, outcome.reason)]
    rows += [
        (
            "",
            f"{entry.score:.2f}",
            f"{entry.relevance:.2f}",
            f"  {cut(entry.reference.article.title, 70)}",
            entry.reason,
        )
        for entry in outcome.entries
    ]
    return rows


def _table(rows: Sequence[tuple[str, ...]]) -> Table:
    """Return a table of rows. Foreign text is never read as markup."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "score", "gate", "article", "why"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(escape(shown(cell)[0]) for cell in row))
    return table

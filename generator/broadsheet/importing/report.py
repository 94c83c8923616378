"""What an import did: a table for people, and the same as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from broadsheet.importing.drafts import Repair
from broadsheet.importing.shelf import Action, Outcome
from broadsheet.text import cut, shown

ACTIONS: tuple[Action, ...] = ("new", "updated", "same", "skipped")
MOST_ROWS = 50
"""Rows of the table; the rest is counted. The JSON report has them all."""


class Explained(msgspec.Struct, frozen=True):
    """The repairs of one draft, for `--explain`."""

    source: str
    file: str
    repairs: tuple[Repair, ...]


class ImportReport(msgspec.Struct, frozen=True):
    """Everything an import found, in its order.

    `failed` are sources that could not be read, `outlets` the domains added to the settings.
    """

    outcomes: tuple[Outcome, ...] = ()
    failed: tuple[Outcome, ...] = ()
    explained: tuple[Explained, ...] = ()
    dry: bool = False
    outlets: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether any file was written (or would have been)."""
        return any(outcome.action in ("new", "updated") for outcome in self.outcomes)

    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind of outcome."""
        counted = Counter(outcome.action for outcome in (*self.outcomes, *self.failed))
        return {action: counted[action] for action in ACTIONS}


def as_json(report: ImportReport) -> bytes:
    """Return the report for programs."""
    value: dict[str, Any] = {
        "dryRun": report.dry,
        "changed": report.changed,
        "counts": report.counts(),
        "outlets": report.outlets,
        "outcomes": report.outcomes,
        "failed": report.failed,
        "explained": report.explained,
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def print_report(report: ImportReport, console: Console) -> None:
    """Print what is new, updated and skipped, then the counts; and the repairs if there are any."""
    for entry in report.explained:
        _print_repairs(entry, console)
    shown_rows = [row for row in report.outcomes if row.action != "same"]
    rows = [*report.failed, *shown_rows]
    if rows:
        console.print(_table(rows[:MOST_ROWS]))
    if len(rows) > MOST_ROWS:
        console.print(f"and {len(rows) - MOST_ROWS} more (--json lists them all)")
    if report.outlets:
        console.print(escape(f"outlets added to providers.yaml: {', '.join(report.outlets)}"))
    counts = ", ".join(f"{number} {action}" for action, number in report.counts().items())
    console.print(f"{counts}{' (dry run: nothing was written)' if report.dry else ''}")


def _table(rows: Iterable[Outcome]) -> Table:
    """Return a table of outcomes. Foreign text is never read as markup."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "article", "why"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        cells = (row.action, row.file or cut(row.title, 70) or row.source, row.reason)
        table.add_row(*(escape(shown(cell)[0]) for cell in cells))
    return table


def _print_repairs(entry: Explained, console: Console) -> None:
    """Print every repair of a draft with the rule behind it."""
    table = Table(box=None, pad_edge=False, title=escape(entry.file), title_justify="left")
    for heading in ("line", "rule", "was", "is"):
        table.add_column(heading, overflow="fold")
    for repair in entry.repairs:
        line = str(repair.line) if repair.line else ""
        after = "(unchanged)" if repair.after == repair.before else repair.after or "(left out)"
        cells = (line, repair.rule, cut(repair.before, 160), cut(after, 160))
        table.add_row(*(escape(shown(cell)[0]) for cell in cells))
    console.print(table)
    console.print()

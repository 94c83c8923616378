"""PyYAML's rows and a file's lines: three characters end a row that end a line in no editor."""

from __future__ import annotations

import re
from itertools import accumulate

_BREAK = re.compile("[\n\x85\u2028\u2029]")
"""What ends a row in YAML 1.1 (section 4.1.4); YAML 1.2 took the last three back."""

_UNSEEN = re.compile("[\x85\u2028\u2029]")


class Rows:
    """The rows of a text that begins on a line of its file, and whose lines end in LF alone."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._first_line = first_line
        self._lines: list[int] | None = None
        if not text.isascii() and _UNSEEN.search(text):
            seen = (found[0] == "\n" for found in _BREAK.finditer(text))
            self._lines = list(accumulate(seen, initial=first_line))

    def line(self, row: int) -> int:
        """Return the line of the file on which a row (from 0) lies."""
        if self._lines is None:
            return self._first_line + row
        return self._lines[min(row, len(self._lines) - 1)]

    def text(self, row: int) -> str:
        """Return a row (from 0), without its end."""
        rows = _BREAK.split(self._text)
        return rows[min(row, len(rows) - 1)]

"""Options that all tests share."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare `--rewrite-golden`: expected files are written anew, to be reviewed as a diff."""
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write the expected files of golden tests anew",
    )

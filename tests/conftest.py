"""Options that all tests share."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes is the machine's affair: on a busy one nothing here may fail for it.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare `--rewrite-golden`: expected files are written anew, to be reviewed as a diff."""
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write the expected files of golden tests anew",
    )

"""What the tests of faults share."""

from __future__ import annotations

import pytest

from broadsheet.proving.trial import Tree


@pytest.fixture(scope="module")
def clean() -> dict[int, Tree]:
    """Keep what clean builds give of each version, where all tests of a module have one site."""
    return {}

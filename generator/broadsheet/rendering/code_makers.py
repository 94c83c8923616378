"""The makers that are code: which function turns which machine view into bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from broadsheet.pages.views import Frame

CodeMaker = Callable[[Any, Frame], bytes]

CODE_MAKERS: dict[str, CodeMaker] = {}
"""By the name that a page of the plan gives as its maker."""

"""The list API of the "Every Day" sites, as bytes."""

from __future__ import annotations

from broadsheet.pages.api_views import ApiList, ApiTopics
from broadsheet.pages.views import Frame
from broadsheet.rendering.json_documents import json_document


def api(view: ApiList | ApiTopics, _frame: Frame) -> bytes:
    """Return a page of the list API, or the index of topics."""
    return json_document(view)

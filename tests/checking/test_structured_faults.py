"""The checker of JSON-LD, on blocks written by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from broadsheet.checking.structured_data import structured_faults


def faults_of(*things: Any) -> list[str]:
    return list(structured_faults(json.dumps({"@context": "https://schema.org", "@graph": things})))


def test_what_is_no_object_with_a_context_is_refused() -> None:
    """JSON-LD must be JSON, an object, and say whose words it uses."""
    assert ["it is not an object"] == list(structured_faults("[]"))
    assert ["its @context is not https://schema.org"] == list(structured_faults('{"@type": "X"}'))
    assert ["its @graph is not a list"] == list(
        structured_faults('{"@context": "https://schema.org", "@graph": 1}')
    )
    assert next(structured_faults("{")).startswith("it is not JSON")


@pytest.mark.parametrize(
    ("thing", "fault"),
    [
        ({"name": "x"}, "an object has no @type: ['name']"),
        ({"@id": "#gone"}, "nothing in the page is called #gone"),
        ({"@type": "Organization"}, "Organization has no name"),
        ({"@type": "WebPage", "url": "/x/"}, "WebPage: url is not an absolute address"),
        ({"@type": "WebPage", "url": "https://[x"}, "WebPage: url is not an absolute address"),
        ({"@type": "WebPage", "url": 1}, "WebPage: url is not an absolute address"),
        (
            {"@type": "WebPage", "url": "https://a.example/", "dateModified": "2022-02-30"},
            "WebPage: dateModified is not a date",
        ),
        (
            {
                "@type": "ItemList",
                "itemListElement": [{"@type": "ListItem", "position": 1, "name": "x"}],
            },
            "ItemList: an item has no absolute address",
        ),
        ({"@type": "ItemList", "itemListElement": "x"}, None),
    ],
)
def test_each_fault_is_named(thing: dict[str, Any], fault: str | None) -> None:
    """Types, required values, addresses, dates and the order of lists."""
    assert ([fault] if fault else []) == faults_of(thing)

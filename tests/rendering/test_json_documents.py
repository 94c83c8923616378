"""JSON that no browser takes for markup."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.rendering.json_documents import json_compact, json_document, json_for_script

MARKUP = "<>&\u2028\u2029"


def test_markup_characters_are_escaped_one_by_one() -> None:
    """Each becomes the escape that JSON has for it, wherever it stands."""
    assert '"\\u003c\\u003e\\u0026\\u2028\\u2029 é"' == json_for_script(f"{MARKUP} é")


@given(st.recursive(st.text(max_size=20), lambda part: st.dictionaries(st.text(), part)))
def test_values_come_back_as_they_were(value: object) -> None:
    """Escapes change the bytes and not the value, in all three forms."""
    for made in (json_document(value), json_compact(value), json_for_script(value).encode()):
        assert value == json.loads(made)
        assert not set(MARKUP) & set(made.decode())


def test_files_end_with_a_line_feed() -> None:
    """Indented or compact, one value and one line end."""
    assert (b'{\n  "a": [\n    1\n  ]\n}\n', b'{"a":[1]}\n') == (
        json_document({"a": [1]}),
        json_compact({"a": [1]}),
    )

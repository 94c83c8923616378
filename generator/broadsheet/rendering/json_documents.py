"""JSON for files and for `<script>`: the same values, with nothing a browser could take as markup.

`<`, `>` and `&` occur in JSON only inside texts, where an escape means the same; so they are
escaped everywhere, and a file that is served as HTML by mistake holds no tag.
"""

from __future__ import annotations

import msgspec

_encoder = msgspec.json.Encoder()
_ESCAPES = tuple((character, f"\\u{ord(character):04x}") for character in "<>&\u2028\u2029")


def json_document(value: object) -> bytes:
    """Return a JSON file: two spaces of indent, UTF-8, a line feed at its end."""
    return msgspec.json.format(json_for_script(value).encode(), indent=2) + b"\n"


def json_compact(value: object) -> bytes:
    """Return a JSON file without any white space but a line feed at its end."""
    return json_for_script(value).encode() + b"\n"


def json_for_script(value: object) -> str:
    """Return compact JSON that can stand between `<script>` and `</script>`."""
    text = _encoder.encode(value).decode()
    for character, escape in _ESCAPES:
        text = text.replace(character, escape)
    return text

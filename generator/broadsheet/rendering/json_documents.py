"""JSON for files and for `<script>`: the same values, with nothing a browser could take as markup.

`<`, `>` and `&` occur in JSON only inside texts, where an escape means the same; so they are
escaped everywhere, and a file that is served as HTML by mistake holds no tag.
"""

from __future__ import annotations

import msgspec

_encoder = msgspec.json.Encoder()
_ESCAPES = tuple(
    (character.encode(), f"\\u{ord(character):04x}".encode()) for character in "<>&\u2028\u2029"
)


def json_document(value: object) -> bytes:
    """Return a JSON file: two spaces of indent, UTF-8, a line feed at its end."""
    return msgspec.json.format(_escaped(value), indent=2) + b"\n"


def json_compact(value: object) -> bytes:
    """Return a JSON file without any white space but a line feed at its end."""
    return _escaped(value) + b"\n"


def json_for_script(value: object) -> str:
    """Return compact JSON that can stand between `<script>` and `</script>`."""
    return _escaped(value).decode()


def _escaped(value: object) -> bytes:
    """Return compact JSON, in UTF-8: bytes are searched sooner than text."""
    data = _encoder.encode(value)
    for character, escape in _ESCAPES:
        data = data.replace(character, escape)
    return data

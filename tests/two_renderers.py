"""Whether the two renderers of Markdown agree on a text."""

from __future__ import annotations

import re

from broadsheet.reading import markup, quickmarkup

_BLOCK = re.compile(r"\s*(</?(?:p|h[1-6]|ul|ol|li|blockquote|pre|hr)\b[^>]*>)\s*")


def meaning(rendered: str) -> str:
    """Return the safe HTML without the white space that says nothing, around blocks."""
    return _BLOCK.sub(r"\1", markup.safe(rendered))


def differences(text: str) -> tuple[str, str] | None:
    """Return what the renderers make of a text, if it is let pass and they differ."""
    if not quickmarkup.can_render(text):
        return None
    quick = meaning(quickmarkup.render(text))
    reference = meaning(markup.render_reference(text, 20))
    return None if quick == reference else (quick, reference)

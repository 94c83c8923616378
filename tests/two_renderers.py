"""Whether the two renderers of Markdown agree on a text."""

from __future__ import annotations

from broadsheet.reading import markup, quickmarkup


def differences(text: str) -> tuple[str, str] | None:
    """Return what the renderers make of a text, as safe HTML, if it is let pass and they differ."""
    if not quickmarkup.can_render(text):
        return None
    quick = markup.safe(quickmarkup.render(text))
    reference = markup.safe(markup.render_reference(text, 20))
    return None if quick == reference else (quick, reference)

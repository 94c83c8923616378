"""What decides a drawing besides its view: little of the frame, so that little draws it anew."""

from __future__ import annotations

from broadsheet.fingerprint import digest_of, digest_of_parts
from broadsheet.pages.views import Frame
from broadsheet.rendering.catalogue import Catalogue


def card_digest(frame: Frame, catalogue: Catalogue) -> bytes:
    """Return the hash of all that a share card shows besides its view."""
    words = (frame.title, frame.tagline, frame.description, frame.base_url, frame.accent)
    return digest_of((words, frame.language, frame.time_zone, catalogue.digest))


def card_key(engine: bytes, card: bytes, view: object) -> bytes:
    """Return the name of a drawn card in the cache; `card` is the hash that `card_digest` gave."""
    return digest_of_parts((engine, card, digest_of(view)))


def icon_digest(frame: Frame) -> bytes:
    """Return the hash of all that an icon shows."""
    return digest_of((frame.title, frame.accent))

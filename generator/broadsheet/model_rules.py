"""The constants of the story rule, which `site/site.yaml` may set under `stories:`."""

from __future__ import annotations

from typing import Annotated

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
"""A number from 0 to 1."""


class StoryRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What decides which pages are about one event. The rule itself: `broadsheet.digest.grouping`.

    The defaults were chosen with `bench/stories.py`, leaving events out.
    """

    gate: Share = 0.25
    """Relevance from which a related entry counts as the same event; below, "Also mentioned"."""

    window_days: Annotated[float, msgspec.Meta(gt=0.0)] = 10.0
    """Days. Two pages further apart are never joined by their text or a related list."""

    cut: Share = 0.135
    """Mean likeness from which two groups of pages are one story (average linkage)."""

    near_title: Share = 0.4
    """Share of words two titles must have in common to be compared at all (Dice)."""

    subject_share: Share = 0.4
    """Share of all titles from which a word tells the site's subject, and makes no title near."""

    subject_pages: Annotated[int, msgspec.Meta(ge=1)] = 100
    """Pages a site needs before words are taken for its subject."""

    min_title_words: Annotated[int, msgspec.Meta(ge=1)] = 4
    """Words a title needs before an equal title means a syndicated copy."""

    min_excerpt_words: Annotated[int, msgspec.Meta(ge=1)] = 12
    """Words an excerpt needs before an equal beginning means a syndicated copy."""

    relate_gate: Share = 0.7
    """Score from which `relate` proposes a page, and from which a relevance that a list states is
    believed."""

    relate_weight: Share = 0.02
    """What a stated relevance of 1 adds to the likeness of two pages that lists of both name."""

    max_pages: Annotated[int, msgspec.Meta(ge=2)] = 150
    """Pages compared each with each; larger heaps are first cut along their weakest links."""

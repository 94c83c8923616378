"""What the JSON twin of a story may show. Topics and editions share the views of their pages."""

from __future__ import annotations

import msgspec

from broadsheet.model import Story
from broadsheet.pages.views import Link


class StoryTwinView(msgspec.Struct, frozen=True):
    """A story with the links to its topics and other terms, as its page is given them."""

    story: Story
    topics: tuple[Link, ...]
    terms: tuple[tuple[str, tuple[Link, ...]], ...]


class SchemaView(msgspec.Struct, frozen=True):
    """The JSON Schema of a kind of twin: `story`, `topic` or `edition`."""

    name: str

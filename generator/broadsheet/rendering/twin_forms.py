"""The form of JSON twins. The published schemas are made from these, so they cannot disagree.

Docstrings become the descriptions in the schemas. Every field is always there; what is not known
is null, or an empty list.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Address = Annotated[str, msgspec.Meta(extra_json_schema={"format": "uri"})]
Moment = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
Day = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date"})]
Count = Annotated[int, msgspec.Meta(ge=0)]


class Form(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    gc=False,
    rename="camel",
    forbid_unknown_fields=True,
):
    """What all twins share: exact names, in camel case."""


class OutletForm(Form, frozen=True):
    """Who published a page; either part may be unknown."""

    name: str | None
    domain: str | None


class LinkForm(Form, frozen=True):
    """A page of this site."""

    title: str
    url: Address


class HeadlineForm(Form, frozen=True):
    """An earlier headline of a page, and when it was seen."""

    title: str
    seen_at: Moment | None


class CopyForm(Form, frozen=True):
    """A page that repeats another's text."""

    title: str
    url: Address | None
    outlet: OutletForm
    published_at: Moment | None


class PageForm(Form, frozen=True):
    """A page about the story, at its publisher."""

    title: str
    url: Address | None
    outlet: OutletForm
    published_at: Moment | None
    kind: Literal["article", "video"]
    excerpt: str
    headlines: tuple[HeadlineForm, ...]
    copies: tuple[CopyForm, ...]


class CountsForm(Form, frozen=True):
    """What a story is made of: links as written, distinct pages, outlets, copies, mentions."""

    links: Count
    pages: Count
    outlets: Count
    copies: Count
    mentioned: Count


class TermsForm(Form, frozen=True):
    """The terms of one further taxonomy that a story carries."""

    taxonomy: str
    terms: tuple[LinkForm, ...]


class StoryForm(Form, frozen=True):
    """A story: the pages about one event, gathered. Newest coverage first."""

    schema: Address = msgspec.field(name="$schema")
    id: str
    url: Address
    title: str
    excerpt: str
    language: str
    published_at: Moment | None
    updated_at: Moment | None
    days: tuple[Day, ...]
    heat: int
    author: str | None
    topics: tuple[LinkForm, ...]
    terms: tuple[TermsForm, ...]
    counts: CountsForm
    lead: PageForm
    coverage: tuple[PageForm, ...]
    mentioned: tuple[PageForm, ...]


class CardForm(Form, frozen=True):
    """A story in a list."""

    id: str
    url: Address
    title: str
    excerpt: str
    published_at: Moment | None
    updated_at: Moment | None
    outlet: OutletForm
    outlets: Count
    pages: Count


class TopicForm(Form, frozen=True):
    """A topic, or a term of another taxonomy, with its newest stories."""

    schema: Address = msgspec.field(name="$schema")
    url: Address
    title: str
    taxonomy: str
    description: str
    parent: LinkForm | None
    children: tuple[LinkForm, ...]
    count: Count
    first_day: Day | None
    last_day: Day | None
    stories: tuple[CardForm, ...]
    older: Address | None


class NumbersForm(Form, frozen=True):
    """The day or week in numbers."""

    stories: Count
    new_stories: Count
    pages: Count
    outlets: Count


class EditionForm(Form, frozen=True):
    """The digest of a day or a week: new stories, then those that went on."""

    schema: Address = msgspec.field(name="$schema")
    url: Address
    title: str
    period: str
    day: Day
    last_day: Day
    numbers: NumbersForm
    new: tuple[CardForm, ...]
    developing: tuple[CardForm, ...]
    newer: Address | None
    older: Address | None


FORMS: dict[str, type[Form]] = {"story": StoryForm, "topic": TopicForm, "edition": EditionForm}
"""The kinds of twins, by the names of their schemas."""

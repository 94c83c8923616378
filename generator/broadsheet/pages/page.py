"""A page of the plan, and the facts of the site that its builder may use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from broadsheet import addresses
from broadsheet.fingerprint import Digested, digest_of_inputs, sealed, sums_of
from broadsheet.settings import RankingRules, Settings


class Page(NamedTuple):
    """One file that will be published.

    `make(*inputs)` returns its view; being pure, the bytes follow from `inputs` and from what
    `maker` names: a template (`story.html`) or a function of the rendering layer (`atom`).
    `about` says in words what it is, for messages. `body` names the safe HTML that it shows;
    `records` name the parsed articles that `make` is given besides `inputs`.
    """

    address: str
    maker: str
    make: Callable[..., msgspec.Struct]
    inputs: tuple[Any, ...]
    about: str
    body: bytes = b""
    records: tuple[bytes, ...] = ()

    @property
    def output(self) -> str:
        """The file's path below the output folder."""
        return addresses.output_of(self.address)

    def inputs_digest(self) -> bytes:
        """Return the hash of all that its view follows from."""
        return digest_of_inputs(self.make.__qualname__, (*self.inputs, self.body, self.records))

    def input_sums(self) -> bytes:
        """Return short sums of its inputs, its body and its records, in this order."""
        return sums_of((*self.inputs, self.body, self.records))


class Facts(Digested, frozen=True):
    """Settings that reach pages through their views; what reaches them as words is the frame."""

    title: str
    language: str
    time_zone: str
    page_size: int
    root_topic: str
    ranking: RankingRules
    twins: bool
    share_cards: bool
    newsletters: bool


def facts_of(settings: Settings) -> Facts:
    """Return the facts of a site."""
    site = settings.site
    return sealed(
        Facts(
            title=site.title,
            language=site.language,
            time_zone=site.time_zone,
            page_size=site.page_size,
            root_topic=site.root_topic,
            ranking=site.ranking,
            twins=site.twins,
            share_cards=site.share_cards,
            newsletters=site.newsletters,
        )
    )

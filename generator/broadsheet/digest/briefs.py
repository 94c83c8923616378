"""What is kept in memory of every article: just enough to see which ones belong together."""

from __future__ import annotations

from typing import Literal

import msgspec

from broadsheet.digest.copies import GroupPage, TextMarks, mention_marks, text_marks
from broadsheet.digest.folding import page_key
from broadsheet.digest.similarity import PageText, gate
from broadsheet.fingerprint import digest_of
from broadsheet.model import Article
from broadsheet.model_rules import StoryRules

Standing = Literal["published", "rival", "draft"]


class Brief(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An article's place in the graph of links.

    `record` names the parsed article in the store; `keys` are the identities of its own page;
    `links` those of the entries that passed the relevance gate; `mentions` are the marks of those
    that did not.
    """

    record: bytes
    path: str
    id: str
    keys: tuple[str, ...]
    links: tuple[str, ...]
    marks: TextMarks
    published_at: str
    standing: Standing
    mentions: tuple[TextMarks, ...] = ()
    topics: tuple[str, ...] = ()
    graph: bytes = b""
    """Hash of what decides which articles belong together: all but record, path and topics."""


def gated(article: Article, rules: StoryRules) -> Article:
    """Return the article with the relevance gate's verdict on each of its related entries."""
    if not article.related:
        return article
    own = own_text(article)
    entries = [
        PageText(item.title, item.excerpt, item.published_at, item.stated)
        for item in article.related
    ]
    verdicts = gate(own, entries, rules)
    return msgspec.structs.replace(
        article,
        related=tuple(
            msgspec.structs.replace(
                item, on_topic=verdict.on_topic, relevance=verdict.score, reason=verdict.reason
            )
            for item, verdict in zip(article.related, verdicts, strict=True)
        ),
    )


def own_text(article: Article) -> PageText:
    """Return what the gate may know of an article: without an excerpt, its first words instead."""
    return PageText(article.title, article.excerpt or article.body.lead, article.published_at)


def brief_of(article: Article, record: bytes, rules: StoryRules) -> Brief:
    """Return the brief of a gated article."""
    key = page_key(article)
    brief = Brief(
        record=record,
        path=article.path,
        id=article.id,
        keys=(key, *article.aliases),
        links=tuple(
            key
            for item in article.related
            if item.on_topic and item.key
            for key in (item.key, *item.aliases)
        ),
        marks=text_marks(
            GroupPage(key, article.title, article.excerpt, article.published_at, True), rules
        ),
        published_at=article.published_at,
        standing="rival" if article.is_rival else "draft" if article.is_draft else "published",
        mentions=tuple(
            mention_marks(item.key, PageText(item.title, "", item.published_at))
            for item in article.related
            if not item.on_topic and item.key
        ),
        topics=article.topics,
    )
    return msgspec.structs.replace(brief, graph=_graph_digest(brief))


def _graph_digest(brief: Brief) -> bytes:
    plain = (brief.id, brief.keys, brief.links, brief.published_at, brief.standing)
    return digest_of((plain, brief.marks, brief.mentions))

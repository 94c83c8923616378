"""The makers that are code: which function turns which machine view into bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from broadsheet.pages.views import Frame
from broadsheet.rendering import api, feeds, host_files, service_worker, sitemaps, twins

CodeMaker = Callable[[Any, Frame], bytes]

CODE_MAKERS: Mapping[str, CodeMaker] = {
    "api": api.api,
    "atom": feeds.atom,
    "edition_twin": twins.edition_twin,
    "headers": host_files.headers,
    "json_feed": feeds.json_feed,
    "llms": host_files.llms,
    "news_sitemap": sitemaps.news_sitemap,
    "opml": sitemaps.opml,
    "redirects": host_files.redirects,
    "robots": host_files.robots,
    "rss": feeds.rss,
    "schema": twins.schema,
    "service_worker": service_worker.service_worker,
    "sitemap": sitemaps.sitemap,
    "story_twin": twins.story_twin,
    "topic_twin": twins.topic_twin,
    "web_manifest": service_worker.web_manifest,
}
"""By the name that a page of the plan gives as its maker."""

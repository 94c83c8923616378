"""The makers that are code: which function turns which machine view into bytes.

Their modules are imported when the first page is made: after most edits no feed is, and lxml alone
takes longer to load than such a page takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from broadsheet.pages.views import Frame

CodeMaker = Callable[[Any, Frame], bytes]


def _feeds() -> Any:
    from broadsheet.rendering import feeds

    return feeds


def _host_files() -> Any:
    from broadsheet.rendering import host_files

    return host_files


def _service_worker() -> Any:
    from broadsheet.rendering import service_worker

    return service_worker


def _sitemaps() -> Any:
    from broadsheet.rendering import sitemaps

    return sitemaps


def _twins() -> Any:
    from broadsheet.rendering import twins

    return twins


def _api() -> Any:
    from broadsheet.rendering import api

    return api


def _made_by(module: Callable[[], Any], name: str) -> CodeMaker:
    """Return the maker of this name in a module that is imported when it is asked for."""

    def make(view: Any, frame: Frame) -> bytes:
        data: bytes = getattr(module(), name)(view, frame)
        return data

    return make


_PLACES: Mapping[Callable[[], Any], tuple[str, ...]] = {
    _api: ("api",),
    _feeds: ("atom", "json_feed", "rss"),
    _host_files: ("headers", "llms", "redirects", "robots"),
    _service_worker: ("service_worker", "web_manifest"),
    _sitemaps: ("news_sitemap", "opml", "sitemap"),
    _twins: ("edition_twin", "schema", "story_twin", "topic_twin"),
}

CODE_MAKERS: Mapping[str, CodeMaker] = {
    name: _made_by(module, name) for module, names in _PLACES.items() for name in names
}
"""By the name that a page of the plan gives as its maker, which is that of the function."""

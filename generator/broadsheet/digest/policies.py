"""What publishers allow (`site/policies.yaml`) and what was taken down, applied to coverage.

Applied where stories are made, so that no output can show more than another.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from broadsheet.digest.folding import page_key
from broadsheet.model import Article, Body, Copy, Coverage, Image, Outlet
from broadsheet.settings import Policy, Withdrawal
from broadsheet.text import cut
from broadsheet.weburl import host_of, identity

NO_POLICY = Policy(domain="")


class Policies:
    """The policy of each outlet, and the pages that were withdrawn.

    A withdrawal names a page by its publisher's address or, where it has none, by ours below
    `base_url`.
    """

    def __init__(
        self, policies: Iterable[Policy], withdrawals: Iterable[Withdrawal], base_url: str = ""
    ) -> None:
        self._by_domain = {
            policy.domain.lower().removeprefix("www."): policy for policy in policies
        }
        self._withdrawn = frozenset(
            key for withdrawal in withdrawals for key in withdrawn_keys(withdrawal.url, base_url)
        )
        self._is_empty = not self._by_domain

    def of(self, outlet: Outlet, url: str) -> Policy:
        """Return the policy of an outlet's domain or of the nearest domain above it.

        Where its domain has none, that of the page's host counts.
        """
        if self._is_empty:
            return NO_POLICY
        for domain in (outlet.domain.lower().removeprefix("www."), host_of(url)):
            while domain:
                found = self._by_domain.get(domain)
                if found is not None:
                    return found
                domain = domain.partition(".")[2]
        return NO_POLICY

    def is_withdrawn(self, outlet: Outlet, url: str, keys: Iterable[str]) -> bool:
        """Whether a page was taken down, by address or with its whole outlet."""
        if self._withdrawn and not self._withdrawn.isdisjoint(keys):
            return True
        return not self._is_empty and self.of(outlet, url).withdrawn

    def excerpt(self, outlet: Outlet, url: str, excerpt: str) -> str:
        """Return as much of an excerpt as may be shown."""
        policy = self.of(outlet, url)
        if policy.title_only or policy.excerpt_characters == 0:
            return ""
        if policy.excerpt_characters is not None:
            return cut(excerpt, policy.excerpt_characters)
        return excerpt

    def allows_text(self, outlet: Outlet, url: str) -> bool:
        """Whether a text may be shown whole: not where titles or so many characters are allowed."""
        policy = self.of(outlet, url)
        return not policy.title_only and policy.excerpt_characters is None

    def image(self, outlet: Outlet, url: str, image: Image | None) -> Image | None:
        """Return a picture if it may be shown."""
        policy = self.of(outlet, url)
        return image if policy.image and not policy.title_only else None

    def applied(self, coverage: Coverage) -> Coverage:
        """Return coverage as it may be shown."""
        if self._is_empty and not self._withdrawn:
            return coverage
        outlet, url = coverage.outlet, coverage.url
        return msgspec.structs.replace(
            coverage,
            excerpt=self.excerpt(outlet, url, coverage.excerpt),
            image=self.image(outlet, url, coverage.image),
            copies=tuple(self._linked(copy) for copy in coverage.copies if self._may_show(copy)),
            rel=self.of(outlet, url).rel,
        )

    def article(self, article: Article) -> Article:
        """Return an article as lists of articles may show it."""
        outlet, url = article.outlet, article.url or article.original_url
        if self.of(outlet, url) == NO_POLICY:
            return article
        may_show_all = self.allows_text(outlet, url)
        shown = [image for image in article.images if self.image(outlet, url, image)]
        return msgspec.structs.replace(
            article,
            excerpt=self.excerpt(outlet, url, article.excerpt),
            excerpt_as_written=article.excerpt_as_written if may_show_all else "",
            images=tuple(shown),
            featured_content=article.featured_content if may_show_all else "",
            body=article.body if may_show_all else Body(),
        )

    def _linked(self, copy: Copy) -> Copy:
        rel = self.of(copy.outlet, copy.url).rel
        return msgspec.structs.replace(copy, rel=rel) if rel else copy

    def _may_show(self, copy: Copy) -> bool:
        return not self.is_withdrawn(copy.outlet, copy.url, (identity(copy.url),))


def withdrawn_keys(url: str, base_url: str) -> tuple[str, ...]:
    """Return the keys of the page that an address names: the publisher's, or an article of ours."""
    article_id = own_article(url, base_url)
    if article_id:
        return (page_key(Article(article_id, "", "")),)
    return (identity(url),)


def own_article(url: str, base_url: str) -> str:
    """Return the id of the article whose address on our site this is, or an empty text."""
    start = f"{identity(base_url)}/news/" if base_url else ""
    key = identity(url)
    return key.removeprefix(start) if start and key.startswith(start) else ""

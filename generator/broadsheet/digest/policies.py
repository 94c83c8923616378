"""What publishers allow (`site/policies.yaml`) and what was taken down, applied to coverage.

Applied where stories are made, so that no output can show more than another.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from broadsheet.model import Copy, Coverage, Outlet
from broadsheet.settings import Policy, Withdrawal
from broadsheet.text import cut
from broadsheet.weburl import host_of, identity

NO_POLICY = Policy(domain="")


class Policies:
    """The policy of each outlet, and the pages that were withdrawn."""

    def __init__(self, policies: Iterable[Policy], withdrawals: Iterable[Withdrawal]) -> None:
        self._by_domain = {
            policy.domain.lower().removeprefix("www."): policy for policy in policies
        }
        self._withdrawn = frozenset(identity(withdrawal.url) for withdrawal in withdrawals)
        self._is_empty = not self._by_domain

    def of(self, outlet: Outlet, url: str) -> Policy:
        """Return the policy of an outlet's domain or of the nearest domain above it."""
        if self._is_empty:
            return NO_POLICY
        for domain in (outlet.domain, host_of(url)):
            while domain:
                found = self._by_domain.get(domain)
                if found is not None:
                    return found
                domain = domain.partition(".")[2]
        return NO_POLICY

    def is_withdrawn(self, url: str, keys: Iterable[str]) -> bool:
        """Whether a page was taken down, by address or with its whole outlet."""
        if self._withdrawn and not self._withdrawn.isdisjoint(keys):
            return True
        return not self._is_empty and self.of(Outlet(), url).withdrawn

    def excerpt(self, outlet: Outlet, url: str, excerpt: str) -> str:
        """Return as much of an excerpt as may be shown."""
        policy = self.of(outlet, url)
        if policy.title_only:
            return ""
        if policy.excerpt_characters is not None:
            return cut(excerpt, policy.excerpt_characters)
        return excerpt

    def allows_text(self, outlet: Outlet, url: str) -> bool:
        """Whether more than a title may be shown."""
        return not self.of(outlet, url).title_only

    def applied(self, coverage: Coverage) -> Coverage:
        """Return coverage as it may be shown."""
        if self._is_empty and not self._withdrawn:
            return coverage
        policy = self.of(coverage.outlet, coverage.url)
        return msgspec.structs.replace(
            coverage,
            excerpt=self.excerpt(coverage.outlet, coverage.url, coverage.excerpt),
            image=coverage.image if policy.image else None,
            copies=tuple(copy for copy in coverage.copies if self._may_show(copy)),
        )

    def _may_show(self, copy: Copy) -> bool:
        return not self.is_withdrawn(copy.url, (identity(copy.url),))

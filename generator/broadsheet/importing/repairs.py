"""The rules by which raw texts are mended, by name, and the ways to apply one and to list it.

Every rule only takes away, joins or marks. A word that is missing is marked with `GAP` and never
filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from broadsheet.importing.drafts import Repair

GAP = "[…]"
"""Stands where words are missing."""

RULES: dict[str, str] = {
    # the text as a whole
    "decoded": "The text was not UTF-8; it was read as the encoding that fits its bytes.",
    "plain-spaces": "No-break and other odd spaces become plain ones; runs become one.",
    "unwrapped": "Lines that were broken at a fixed width are joined into paragraphs.",
    "long-first-line": "The first line is a whole paragraph; its beginning serves as title.",
    # head
    "byline": "A line that names who wrote it becomes author and outlet.",
    "author-line": "A line that only repeats the author's name is left out.",
    "stamp": "A line that says when it was published or updated becomes a date.",
    "dateline": "The place at the beginning of the first paragraph is kept apart.",
    # things that are not the article
    "title-repeated": "The title repeated in the text is left out; what it cut off is marked.",
    "caption": "A caption (a line given twice, or one with a picture credit) is left out.",
    "repeated-paragraph": "A paragraph given twice running is kept once.",
    "promo-line": "A line that advertises another article is left out.",
    "author-box": "The name of a site's author box is left out.",
    "site-tail": "What a site puts under its articles is left out.",
    # tokenised text
    "split-name": "A name that was split at its full stop is joined.",
    "split-number": "A number or a time that was split at its mark is joined.",
    "detached-apostrophe": "An apostrophe that stands alone is joined to its word.",
    "detached-mark": "A punctuation mark that stands alone is joined to its word.",
    "detached-quote": "A quotation mark that stands alone is joined to what it quotes.",
    # words that are missing
    "lost-between-commas": "Two commas with nothing between them: a name is missing.",
    "lost-owner": "A possessive without its owner: a name is missing.",
    "lost-object": "A preposition or verb without its object: a name is missing.",
    "lost-subject": "A verb without its subject: a name is missing.",
    "lost-name": "A company that is introduced but not named: a name is missing.",
    "broken-join": "A sentence goes on in lower case after a full stop: words are missing.",
    "orphan-fragment": "A scrap of a word stands as a sentence: words are missing.",
    # noticed, not changed
    "unclosed-quotation": "A quotation is opened and not closed; where it ends is not known.",
    "date-hint": "A day of the week is named; it is shown as a hint and never stored.",
    "truncated": "The text ends in the middle of a sentence.",
    "spun": "Broken sentences show that a machine reworded the text.",
    "aggregator": "The text says of itself that a site copied it from elsewhere.",
}
"""Every rule and what it does. docs/importing.md lists them."""

CONTEXT = 24
"""Characters on either side of a repair that are listed with it."""


class Paragraph(msgspec.Struct, frozen=True):
    """A line of the original that stands as a paragraph; `apart` when a blank line is before it."""

    text: str
    line: int
    apart: bool = False


class Ledger:
    """The repairs of one text, in the order in which they were made."""

    def __init__(self) -> None:
        self._repairs: list[Repair] = []

    def note(self, rule: str, before: str, after: str, line: int = 0) -> None:
        """List a repair. The rule must be one of `RULES`."""
        if rule not in RULES:
            raise KeyError(rule)
        self._repairs.append(Repair(rule, before, after, line))

    def count(self, *rules: str) -> int:
        """Return how often these rules were applied."""
        return sum(repair.rule in rules for repair in self._repairs)

    def flags(self, *rules: str) -> list[str]:
        """Return those of the rules that were applied, in this order."""
        return [rule for rule in rules if self.count(rule)]

    def all(self) -> tuple[Repair, ...]:
        """Return the repairs by line; those that concern the whole come first."""
        return tuple(sorted(self._repairs, key=lambda repair: repair.line))


Replacement = Callable[[re.Match[str]], str]


def replaced(
    rule: str,
    pattern: re.Pattern[str],
    by: str | Replacement,
    text: str,
    ledger: Ledger,
    line: int,
) -> str:
    """Return the text with every match replaced, each listed with what stands around it.

    A replacement that returns the match itself changes and lists nothing.
    """

    def change(found: re.Match[str]) -> str:
        new = found.expand(by) if isinstance(by, str) else by(found)
        if new != found[0]:
            before = text[max(0, found.start() - CONTEXT) : found.start()]
            after = text[found.end() : found.end() + CONTEXT]
            ledger.note(rule, f"{before}{found[0]}{after}", f"{before}{new}{after}", line)
        return new

    return pattern.sub(change, text)

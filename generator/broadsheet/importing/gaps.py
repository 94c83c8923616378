"""Where words are missing from a text: found by broken grammar, marked, never filled.

Some signs are sure and always marked. Others also occur in sound sentences; they are only marked
in a text that shows a sure sign of having lost names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from broadsheet.importing.repairs import GAP, Ledger, Paragraph, replaced

_FINITE = "will|would|could|can|may|might|shall|should|is|was|has|had|are|were|said|says"
_CONTENT = "meets|uses|provides|needs|works|offers|complies|requires|allows|helps|supports|has"

SURE: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("lost-between-commas", re.compile(r",\s*,"), f", {GAP},"),
    (
        "lost-owner",
        re.compile(
            r"\b(from|with|of|to|by|for|at|on|in|into|through|using|via|under|against|about|the|and)"
            r" ?(?=['’]s\b)"
        ),
        rf"\1 {GAP}",
    ),
    (
        "lost-object",
        re.compile(r"\b(with|from|by|of|for|through) (?=in order (?:to|that)\b)"),
        rf"\1 {GAP} ",
    ),
)
"""Rules that hold in any text: (name, pattern, replacement)."""

LIKELY: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "lost-object",
        re.compile(rf"\b(with|from|by|through|via|using)(?=, (?:{_FINITE}|which|who)\b)"),
        rf"\1 {GAP}",
    ),
    (
        "lost-object",
        re.compile(
            r"\b(to (?:use|adopt|employ|hire|contact|require|introduce|replace))(?=, wh(?:ich|o)\b)"
        ),
        rf"\1 {GAP}",
    ),
    (
        "lost-object",
        re.compile(
            r"\b((?:go(?:es|ing)?|went|work(?:s|ed|ing)?|contract(?:s|ed)?|deal|register|sign up)"
            r" (?:through|with)) (?=(?:or|and) (?!without|against|through|for\b|out\b))"
        ),
        rf"\1 {GAP} ",
    ),
    (
        "lost-object",
        re.compile(
            r"(?<!\bthat )(?<!\bwhich )(?<!\bthey )(?<!\bwe )(?<!\byou )"
            r"\b(also uses?) (?=to [a-z]+\b)"
        ),
        rf"\1 {GAP} ",
    ),
    (
        "lost-subject",
        re.compile(rf"\b(ensur(?:e|es|ed|ing) that) (?=(?:{_FINITE}|{_CONTENT})\b)"),
        rf"\1 {GAP} ",
    ),
    (
        "lost-subject",
        re.compile(
            rf"\b((?:says?|said|announced|believes?|hopes?|confirmed) that) (?=(?:{_CONTENT})\b)"
        ),
        rf"\1 {GAP} ",
    ),
    (
        "lost-subject",
        re.compile(
            r"(?:^|(?<=[.!?”\"] ))((?:(?:Earlier )?[Tt]his|Last|Next) (?:week|month|year),|"
            r"On [A-Z][a-z]+day,) (?=(?:says|said|announced|has|had|will|is|was|plans|agreed)\b)"
        ),
        rf"\1 {GAP} ",
    ),
    (
        "lost-name",
        re.compile(
            r"\b((?:by|from|with|to|of|via|using) (?:third-party|private|outside|independent)"
            r" (?:company|firm|vendor|contractor|provider))(?=,)"
        ),
        rf"\1 {GAP}",
    ),
)
"""Rules that hold only where a sure one has shown that names were lost."""

_ORPHAN = re.compile(r"(?<=[.!?] )[a-z]{1,12}\.(?=\s|$)")
_BROKEN = re.compile(r"(?<![.\w])([A-Za-z]*[a-z]{2})\. (?=[a-z]{2,})")
_SENTENCE_START = re.compile(r"(?<=[.!?] )[^\W\d_]")
_MOST_LOWER = 0.25
"""Share of sentences that may begin in lower case before that is the writer's habit."""

_ABBREVIATIONS = frozenset(
    re.findall(
        r"\w+",
        "inc corp co ltd llc vs etc al approx ca cf dept est fig jr sr mr mrs ms dr prof st ave "
        "gen gov sen rep sgt capt lt col jan feb mar apr jun jul aug sept sep oct nov dec vol ed "
        "eds pp min max no nos tel ext hon rev",
    )
)


def marked(paragraphs: Sequence[Paragraph], ledger: Ledger) -> list[Paragraph]:
    """Return the paragraphs with a `GAP` wherever words are missing, each one listed."""
    before = ledger.count("lost-between-commas", "lost-owner", "lost-object")
    result = [_ruled(paragraph, SURE, ledger) for paragraph in paragraphs]
    if ledger.count("lost-between-commas", "lost-owner", "lost-object") > before:
        result = [_ruled(paragraph, LIKELY, ledger) for paragraph in result]
    if _lower_share(result) <= _MOST_LOWER:
        result = [_rejoined(paragraph, ledger) for paragraph in result]
    return result


def _ruled(
    paragraph: Paragraph, rules: Sequence[tuple[str, re.Pattern[str], str]], ledger: Ledger
) -> Paragraph:
    """Return the paragraph after each of the rules."""
    text = paragraph.text
    for rule, pattern, by in rules:
        text = replaced(rule, pattern, by, text, ledger, paragraph.line)
    return msgspec.structs.replace(paragraph, text=text)


def _rejoined(paragraph: Paragraph, ledger: Ledger) -> Paragraph:
    """Return the paragraph with scraps and broken sentence borders marked."""

    def border(found: re.Match[str]) -> str:
        known = found[1].lower() in _ABBREVIATIONS
        return found[0] if known else f"{found[1]} {GAP} "

    text = replaced("orphan-fragment", _ORPHAN, GAP, paragraph.text, ledger, paragraph.line)
    text = replaced("broken-join", _BROKEN, border, text, ledger, paragraph.line)
    return msgspec.structs.replace(paragraph, text=text)


def _lower_share(paragraphs: Sequence[Paragraph]) -> float:
    """Return the share of sentences that begin in lower case."""
    starts = [start for each in paragraphs for start in _SENTENCE_START.findall(each.text)]
    lower = sum(1 for start in starts if start.islower())
    return lower / max(20, len(starts))

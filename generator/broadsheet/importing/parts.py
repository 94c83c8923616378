"""The parts of a pasted page that are not its article: found by their form and left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from broadsheet.importing.repairs import GAP, Ledger, Paragraph

WRAPPED_WIDTH = 100
"""Characters of the longest line of a text that was broken at a fixed width."""

_SENTENCE_END = (".", "!", "?", "”", '"', ":", "…", ")")
_SHORT = 20
"""Words of the longest line that can be a link under an article."""

_LIST_LABEL = re.compile(
    r"related (?:articles?|posts?|stories|news|content|topics|links)|you (?:may|might) also like|"
    r"more (?:from|stories|news)\b.*|most (?:read|popular)|recommended(?: for you)?|"
    r"trending(?: now)?|read next|(?:previous|next) (?:article|post)",
    re.IGNORECASE,
)
"""Lines above a list of other articles."""

_LABEL = re.compile(
    r"back to top(?: button)?|leave a (?:reply|comment)|comments|load more|share (?:this|on)\b.*|"
    r"tags?:.*|filed under.*|about the author|all rights reserved\.?|(?:©|\(c\)|copyright\b).*|"
    r"advertisement|follow us\b.*|print|e-?mail|source link",
    re.IGNORECASE,
)
"""Other lines that stand under an article."""

_COPIED = re.compile(
    r"\b(?:news )?aggregat(?:or|ion)\b.{0,400}?\b(?:source|media|content|owners?)\b|"
    r"\ball (?:trademarks|materials|rights) belong to\b|"
    r"\bdo not want us to publish\b|\bcontent will be (?:deleted|removed) within\b|"
    r"\bhas not been edited by\b.{0,80}?\bstaff\b",
    re.IGNORECASE | re.DOTALL,
)
_PROMO = re.compile(
    r"(?:(?i:see also|read more|read also|also read|read next|see more|must read|don['’]t miss|"
    r"more on this|related (?:story|article|video))|RELATED|MORE|WATCH|LISTEN|VIDEO|RECOMMENDED|"
    r"TRENDING)\s*[:|–—-]\s*\S.*|"
    r"(?i:sign up (?:for|to)|subscribe (?:to|now)|click here|download (?:the|our)\b.*\bapp|"
    r"follow us on|like us on|get the\b.*\bnewsletter)\b.*|"
    r"(?i:advertisement|(?:story|article) continues below.{0,30})"
)
_CREDIT = re.compile(
    r"(?i:photo|image|caption|picture|credit)s?(?: by| credit)?:|"
    r".*\((?:AP |file |Photo|Image|Getty|Reuters|Credit)[^)]{0,80}\)$|"
    r".*\b(?:Getty Images|/ ?AP|/ ?AFP|/ ?Reuters|Shutterstock|AP Photo)\W*$"
)
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.'’-]+(?:[ ,]+[A-Z][A-Za-z.'’-]+){0,4}?)"
    r"(?:,\s+[A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"\s*(?P<agency>\([A-Z][A-Za-z ./]{1,30}\))?\s+[–—-]{1,2}\s+(?=[A-Z\"“])"
)


def unwrapped(lines: Sequence[Paragraph], ledger: Ledger) -> list[Paragraph]:
    """Return the lines with those joined that were broken at a fixed width.

    Blocks between blank lines are joined when most of their lines end within a sentence.
    """
    result: list[Paragraph] = []
    block: list[Paragraph] = []
    for line in [*lines, None]:
        if line is None or (line.apart and block):
            result += _block_joined(block, ledger)
            block = []
        if line is not None:
            block.append(line)
    return result


def _block_joined(block: list[Paragraph], ledger: Ledger) -> list[Paragraph]:
    """Return the lines of a block as they are, or as one paragraph if they were broken."""
    inner = block[:-1]
    within = sum(not line.text.endswith(_SENTENCE_END) for line in inner)
    long = sum(len(line.text) >= WRAPPED_WIDTH // 2 for line in inner)
    fixed = all(len(line.text) <= WRAPPED_WIDTH for line in block)
    if not inner or not fixed or within * 5 < len(inner) * 3 or long * 5 < len(inner) * 3:
        return block
    text = " ".join(line.text for line in block)
    ledger.note("unwrapped", f"{len(block)} lines", "1 paragraph", block[0].line)
    return [msgspec.structs.replace(block[0], text=text)]


def without_tail(lines: Sequence[Paragraph], ledger: Ledger) -> tuple[list[Paragraph], str]:
    """Return the lines above a site's tail, and the name of a site that says it only copies."""
    start = max(1, _tail_start(lines)) if lines else 0
    tail = list(lines[start:])
    copied = [line for line in tail if _COPIED.search(line.text)]
    box = lines[start - 1] if copied and start > 1 else None
    if box is not None and _is_box(box.text, copied[0].text):
        start -= 1
        ledger.note("author-box", box.text, "", box.line)
    else:
        box = None
    for line in tail:
        ledger.note("site-tail", line.text, "", line.line)
    if copied:
        ledger.note("aggregator", copied[0].text, "", copied[0].line)
    return list(lines[:start]), box.text if box is not None else ""


def _tail_start(lines: Sequence[Paragraph]) -> int:
    """Return where the tail begins: only labels to the end, and links under a list's label."""
    start = len(lines)
    while start and (_is_label(lines[start - 1].text) or _is_link(lines[start - 1].text)):
        start -= 1
    for index in range(start, len(lines)):
        if _LIST_LABEL.fullmatch(lines[index].text):
            break
        if not _is_label(lines[index].text):
            start = index + 1
    return start


def _is_label(text: str) -> bool:
    """Return whether a line is of the kind that sites put under every article."""
    return bool(_LIST_LABEL.fullmatch(text) or _LABEL.fullmatch(text) or _COPIED.search(text))


def _is_link(text: str) -> bool:
    """Return whether a line can be the title of another article."""
    return len(text.split()) <= _SHORT and not text.endswith((".", "!", "”", '"'))


def _is_box(text: str, description: str) -> bool:
    """Return whether a line names the site that the next one describes."""
    words, described = text.split(), description.split()
    return len(words) <= 6 and not text.endswith(_SENTENCE_END) and words[0] == described[0]


def without_promos(lines: Sequence[Paragraph], ledger: Ledger) -> list[Paragraph]:
    """Return the lines without those that advertise another article or the site."""
    return _without(
        "promo-line",
        [bool(_PROMO.fullmatch(line.text)) and len(line.text) < 250 for line in lines],
        lines,
        ledger,
    )


def without_captions(lines: Sequence[Paragraph], ledger: Ledger) -> list[Paragraph]:
    """Return the lines without captions, and with a paragraph given twice only once."""
    caption, again = [], []
    for index, line in enumerate(lines):
        before = index > 0 and lines[index - 1].text == line.text
        after = index + 1 < len(lines) and lines[index + 1].text == line.text
        sentence = line.text.endswith(_SENTENCE_END)
        credit = len(line.text) < 300 and bool(_CREDIT.match(line.text))
        caption.append(credit or ((before or after) and not sentence))
        again.append(before and sentence and not credit)
    kept = [line for line, repeated in zip(lines, again, strict=True) if not repeated]
    for line, repeated in zip(lines, again, strict=True):
        if repeated:
            ledger.note("repeated-paragraph", line.text, "", line.line)
    flags = [flag for flag, repeated in zip(caption, again, strict=True) if not repeated]
    return _without("caption", flags, kept, ledger)


def without_title(lines: Sequence[Paragraph], title: str, ledger: Ledger) -> list[Paragraph]:
    """Return the lines without the title repeated; a sentence it cuts off ends with a gap."""
    result: list[Paragraph] = []
    for index, line in enumerate(lines):
        if line.text == title:
            ledger.note("title-repeated", line.text, "", line.line)
        elif index == len(lines) - 1 and line.text.endswith(title):
            text = f"{line.text[: -len(title)].rstrip()} {GAP}"
            ledger.note("title-repeated", line.text[-len(title) - 40 :], text[-44:], line.line)
            ledger.note("truncated", text[-44:], text[-44:], line.line)
            result.append(msgspec.structs.replace(line, text=text))
        else:
            result.append(line)
    return result


def without_dateline(lines: Sequence[Paragraph], ledger: Ledger) -> tuple[list[Paragraph], str]:
    """Return the lines without the place that opens the first, and that place."""
    found = _DATELINE.match(lines[0].text) if lines else None
    if found is None:
        return list(lines), ""
    first = msgspec.structs.replace(lines[0], text=lines[0].text[found.end() :])
    ledger.note("dateline", found[0], "", lines[0].line)
    return [first, *lines[1:]], " ".join(part for part in found.group("place", "agency") if part)


def _without(
    rule: str, flags: Sequence[bool], lines: Sequence[Paragraph], ledger: Ledger
) -> list[Paragraph]:
    """Return the lines that are not flagged; list the others under the rule."""
    for line, flag in zip(lines, flags, strict=True):
        if flag:
            ledger.note(rule, line.text, "", line.line)
    return [line for line, flag in zip(lines, flags, strict=True) if not flag]

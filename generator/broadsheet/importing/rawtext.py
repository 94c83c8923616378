"""Plain text, as people paste it, to a draft (contract D9): cleaned, marked, nothing invented.

The first line is the title. What the text does not say (date, address, outlet) stays empty: such
a text waits to be placed in the story it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from charset_normalizer import from_bytes

from broadsheet.importing import gaps, joining, parts
from broadsheet.importing.drafts import Draft, Provider, Reading, Refused
from broadsheet.importing.prose import markdown_of_plain
from broadsheet.importing.repairs import GAP, Ledger, Paragraph, replaced
from broadsheet.importing.stamps import byline_in, stamp_in
from broadsheet.text import cut, shown

LOW_QUALITY = 0
"""Quality of a text that a machine reworded or an aggregator copied: it must never lead."""

LONG_TITLE = 200
"""Characters beyond which a first line is no title."""

MOST_BYTES = 2_000_000
"""Of a text; the reader takes no longer body."""

FLAGS = ("aggregator", "spun", "truncated")
_HEAD_LINES = 8
_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]+")
_RUNS = re.compile(r" {2,}")
_ENDS = (".", "!", "?", "”", '"', "’", "'", ")", "…", ":", GAP)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")


class _Head(msgspec.Struct):
    """What the lines under the title say, collected while they are read."""

    authors: list[str] = []
    outlet: str = ""
    published_at: str = ""
    updated_at: str = ""


def drafts_of_text(data: bytes, label: str) -> Iterator[Reading]:
    """Yield the one draft of a text; `label` names it for ever. Raises `Refused` if it is empty."""
    if len(data) > MOST_BYTES:
        raise Refused(f"larger than {MOST_BYTES:,} bytes, which no article is")
    ledger = Ledger()
    lines = _lines(_decoded(data, ledger), ledger)
    if not lines:
        raise Refused("it is empty")
    if joining.is_tokenised("\n".join(line.text for line in lines)):
        lines = [
            msgspec.structs.replace(line, text=joining.joined(line.text, ledger, line.line))
            for line in lines
        ]
    title, rest = _title(lines, ledger)
    head = _Head()
    rest = _without_head(rest, head, ledger)
    body, extra = _body(rest, title, ledger)
    flags = ledger.flags(*FLAGS)
    if flags:
        extra["flags"] = flags
    yield Draft(
        source=f"text {label}",
        title=title,
        published_at=head.published_at,
        updated_at=head.updated_at,
        quality=LOW_QUALITY if {"spun", "aggregator"} & set(flags) else None,
        author=", ".join(head.authors),
        provider=Provider(head.outlet),
        extra={**extra, "textOnFile": True},
        body="\n\n".join(markdown_of_plain(paragraph.text) for paragraph in body),
        repairs=ledger.all(),
        original=data,
    )


def _decoded(data: bytes, ledger: Ledger) -> str:
    """Return the bytes as text with plain line ends."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data[:200_000]).best()
        encoding = best.encoding if best is not None else "cp1252"
        text = data.decode(encoding, "replace")
        ledger.note("decoded", encoding, "UTF-8")
    return shown(text.replace("\r\n", "\n").replace("\r", "\n"))[0]


def _lines(text: str, ledger: Ledger) -> list[Paragraph]:
    """Return the lines that hold something, with plain spaces."""
    found: list[Paragraph] = []
    apart = False
    for number, raw in enumerate(text.split("\n"), start=1):
        line = replaced("plain-spaces", _ODD_SPACES, " ", raw, ledger, number)
        line = _RUNS.sub(" ", line).strip()
        if line:
            found.append(Paragraph(line, number, apart))
        apart = not line
    return found


def _title(lines: list[Paragraph], ledger: Ledger) -> tuple[str, list[Paragraph]]:
    """Return the title, and the lines under it."""
    first = lines[0]
    if len(first.text) <= LONG_TITLE:
        return first.text.lstrip("# ").strip() or first.text, lines[1:]
    sentence = _SENTENCE.match(first.text)
    title = cut(sentence[0] if sentence else first.text, LONG_TITLE)
    ledger.note("long-first-line", first.text, title, first.line)
    return title, lines


def _without_head(lines: list[Paragraph], head: _Head, ledger: Ledger) -> list[Paragraph]:
    """Return the lines after bylines and stamps, which go to `head`."""
    names = {
        name
        for line in lines[:_HEAD_LINES]
        if (byline := byline_in(line.text))
        for name in byline.authors
    }
    for index, line in enumerate(lines[:_HEAD_LINES]):
        byline, stamp = byline_in(line.text), stamp_in(line.text)
        if byline is not None:
            head.authors = list(dict.fromkeys([*head.authors, *byline.authors]))
            head.outlet = head.outlet or byline.outlet
            ledger.note("byline", line.text, "", line.line)
        elif line.text in names:
            ledger.note("author-line", line.text, "", line.line)
        elif stamp is not None:
            name = "updated_at" if stamp.is_update else "published_at"
            setattr(head, name, getattr(head, name) or stamp.moment)
            ledger.note("stamp", line.text[: stamp.end].strip(), stamp.moment, line.line)
            glued = line.text[stamp.end :].strip()
            if glued:
                return [msgspec.structs.replace(line, text=glued), *lines[index + 1 :]]
        else:
            return lines[index:]
    return lines[_HEAD_LINES:]


def _body(
    lines: list[Paragraph], title: str, ledger: Ledger
) -> tuple[list[Paragraph], dict[str, Any]]:
    """Return the paragraphs of the article itself, and what was kept apart from them."""
    extra: dict[str, Any] = {}
    body = parts.unwrapped(lines, ledger)
    body, site = parts.without_tail(body, ledger)
    if site:
        extra["aggregator"] = site
    body = parts.without_promos(body, ledger)
    body = parts.without_captions(body, ledger)
    body = parts.without_title(body, title, ledger)
    body, place = parts.without_dateline(body, ledger)
    if place:
        extra["dateline"] = place
    body = gaps.marked(body, ledger)
    _notice(body, ledger)
    return body, extra


def _notice(body: list[Paragraph], ledger: Ledger) -> None:
    """List what can be seen in a text but not mended."""
    for index, paragraph in enumerate(body):
        text = paragraph.text
        goes_on = index + 1 < len(body) and body[index + 1].text.startswith(('"', "“"))
        if _is_open(text) and not goes_on:
            ledger.note("unclosed-quotation", text[-60:], text[-60:], paragraph.line)
        for day in dict.fromkeys(_WEEKDAY.findall(text)):
            ledger.note("date-hint", day, day, paragraph.line)
    if body and not ledger.count("truncated") and not body[-1].text.endswith(_ENDS):
        ledger.note("truncated", body[-1].text[-60:], body[-1].text[-60:], body[-1].line)
    if ledger.count("broken-join", "orphan-fragment") > 1:
        ledger.note("spun", "", "")


def _is_open(text: str) -> bool:
    """Return whether a paragraph opens a quotation that it does not close."""
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”")

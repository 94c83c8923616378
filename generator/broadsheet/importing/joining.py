"""Tokenised text re-joined: `ID . me ' s " way "` becomes `ID.me's "way"`."""

from __future__ import annotations

import re

from broadsheet.importing.repairs import Ledger, replaced

LEAST_DETACHED = 5
"""Marks that must stand alone before a text counts as tokenised."""

NAMES: dict[str, str] = {
    "id.me": "ID.me",
    "login.gov": "Login.gov",
    "healthcare.gov": "HealthCare.gov",
    "irs.gov": "IRS.gov",
    "amazon.com": "Amazon.com",
    "booking.com": "Booking.com",
    "u.s.": "U.S.",
    "u.s.a.": "U.S.A.",
    "u.k.": "U.K.",
    "u.n.": "U.N.",
    "e.u.": "E.U.",
    "d.c.": "D.C.",
    "a.m.": "a.m.",
    "p.m.": "p.m.",
    "i.e.": "i.e.",
    "e.g.": "e.g.",
}
"""Names and abbreviations with full stops in them, as they are spelt."""

_DETACHED = re.compile(r"(?<=\w) [.,;:!?](?=\s|$)")
_ATTACHED = re.compile(r"\w[.,;:!?](?=\s|$)")
_NAME = re.compile(
    r"(?<![\w.])(?:"
    + "|".join(
        r" ?\. ?".join(map(re.escape, name.removesuffix(".").split(".")))
        + (r" ?\." if name.endswith(".") else r"\b")
        for name in sorted(NAMES, key=len, reverse=True)
    )
    + ")",
    re.IGNORECASE,
)
_HOST = re.compile(r"\b([\w-]{1,63}) \. (com|org|net|gov|edu|info|io|ai|tv)\b(?! \. \w)")
_NUMBERS = (
    re.compile(r"(?<=\d) ?(,) ?(?=\d{3}\b(?! ?\d))"),
    re.compile(
        r"(?<=\d) (\.) (?=\d{1,2}(?: ?%| (?:percent|per cent|million|billion|trillion|points?)\b))"
    ),
    re.compile(r"(?<=\b\d) (:) (?=\d\d\b)|(?<=\b\d\d) (:) (?=\d\d\b)"),
    re.compile(r"([$£€]) (?=\d)"),
    re.compile(r"(?<=\d) (%)"),
)
_CLITIC = re.compile(r"(?<=\w) ?(['’]) ?(s|t|re|ve|ll|d|m)\b(?!['’])", re.IGNORECASE)
_NOT = re.compile(r"\b(\w+) (n['’]t)\b")
_IRISH = re.compile(r"\b([OD]) (['’]) (?=[A-Z])")
_LONE = re.compile(r"(?P<before>\S?)(?:(?<=\S) |^)(?P<mark>['’])(?: |$)")
_ELLIPSIS = re.compile(r" ?\. \. \.")
_CLOSING = re.compile(r" +([.,;:!?)\]}]+)(?=[\s.,;:!?)\]}\"'’”]|$)")
_OPENING = re.compile(r"([(\[{#]) +")
_QUOTE = re.compile(r" ?\" ?|(?<=\S)\"|\"(?=\S)")
_SPACES = re.compile(r" {2,}")


def is_tokenised(text: str) -> bool:
    """Return whether more marks stand alone than with their words."""
    detached = len(_DETACHED.findall(text))
    return detached >= LEAST_DETACHED and detached > len(_ATTACHED.findall(text))


def joined(text: str, ledger: Ledger, line: int) -> str:
    """Return one tokenised paragraph as it was before, every join listed."""
    text = replaced("split-name", _NAME, _spelt, text, ledger, line)
    text = replaced("split-name", _HOST, r"\1.\2", text, ledger, line)
    for pattern in _NUMBERS:
        text = replaced("split-number", pattern, _mark_alone, text, ledger, line)
    text = replaced("detached-apostrophe", _CLITIC, _clitic, text, ledger, line)
    text = replaced("detached-apostrophe", _NOT, r"\1\2", text, ledger, line)
    text = replaced("detached-apostrophe", _IRISH, r"\1\2", text, ledger, line)
    text = _lone_joined(text, ledger, line)
    text = replaced("detached-mark", _ELLIPSIS, "...", text, ledger, line)
    text = replaced("detached-mark", _CLOSING, r"\1", text, ledger, line)
    text = replaced("detached-mark", _OPENING, r"\1", text, ledger, line)
    text = _quotes_joined(text, ledger, line)
    return _SPACES.sub(" ", text).strip()


def _spelt(found: re.Match[str]) -> str:
    """Return a name as it is spelt, if it was split; else leave it."""
    if " " not in found[0]:
        return found[0]
    return NAMES[found[0].replace(" ", "").lower()]


def _mark_alone(found: re.Match[str]) -> str:
    """Return the mark that was found without the spaces around it."""
    return next(group for group in found.groups() if group)


def _clitic(found: re.Match[str]) -> str:
    """Return `'s` and its like without spaces."""
    return f"{found[1]}{found[2]}" if " " in found[0] else found[0]


def _lone_joined(text: str, ledger: Ledger, line: int) -> str:
    """Return the text with its lone single quotes joined to what they belong to.

    After a word in `s` it is a possessive; otherwise the first of two opens a quotation, which
    the next one closes.
    """
    is_open = False

    def join(found: re.Match[str]) -> str:
        nonlocal is_open
        possessive = not is_open and found["before"] in ("s", "S")
        is_open = not is_open and not possessive
        left, right = (" ", "") if is_open else ("", " ")
        return f"{found['before']}{left if found['before'] else ''}{found['mark']}{right}"

    return replaced("detached-apostrophe", _LONE, join, text, ledger, line)


def _quotes_joined(text: str, ledger: Ledger, line: int) -> str:
    """Return the text with straight double quotes joined: every second one closes."""
    is_open = False
    end = len(text.rstrip())

    def join(found: re.Match[str]) -> str:
        nonlocal is_open
        is_open = not is_open and found.end() < end
        before, after = (
            text[max(0, found.start() - 1) : found.start()],
            text[found.end() : found.end() + 2],
        )
        if is_open:
            return '"' if before in ("", "(", "[", " ") else ' "'
        glued = not after or after.lstrip()[:1] in tuple(".,;:!?)]") or found[0].endswith('"')
        return '"' if glued else '" '

    return replaced("detached-quote", _QUOTE, join, text, ledger, line)

"""Slugs, keys of names, cuts of text: string in, string out. Nothing here knows a page."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

MAX_SLUG_BYTES = 80
"""Leaves room for a date, a page number and `index.html` under the 255 bytes of a file name."""

WINDOWS_NAMES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)
"""Names that Windows gives to devices, in any case and with any ending.

Source: Microsoft, "Naming Files, Paths, and Namespaces".
"""

_SPOKEN = ((re.compile(r"(?<=\w)\+\+"), "-plus-plus"), (re.compile(r"(?<=\w)#"), "-sharp"))
_SPACES = re.compile(r"\s+")
_WORD_JOINT = re.compile(r"(\d\.?)[ \u202f](?=[^\W\d])")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")
"""Most names; what transcribes the others takes longer to load than to use."""

_NO_CHARACTERS = "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    f"\U000e0000-\U000e007f{_NO_CHARACTERS}]"
)
"""C0 and C1 controls, bidirectional overrides, invisible characters and noncharacters.

After Unicode TR36 and CVE-2021-42574: they make a text read otherwise than it is stored. The
zero-width joiners U+200C and U+200D stay: Persian, Hindi and emoji need them. Noncharacters are
errors in HTML ("noncharacter-in-input-stream") and, two of them, in XML.
"""


def short_hash(text: str, digits: int = 8) -> str:
    """Return the first hexadecimal digits of the text's BLAKE2b hash."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()[:digits]


def slug_of(text: str) -> str:
    """Return a safe, non-empty name for a folder: lower-case ASCII, at most 80 bytes.

    A text without a single Latin, Greek or other transcribable letter gives a hash, so that it
    still has an address. `C++` and `C#` are told apart by their spoken names.
    """
    if len(text) <= MAX_SLUG_BYTES and _PLAIN_NAME.fullmatch(text):
        slug = text.lower().replace(" ", "-")
    else:
        from slugify import slugify

        spoken = text[:1000]
        for pattern, word in _SPOKEN:
            spoken = pattern.sub(word, spoken)
        slug = slugify(spoken, max_length=MAX_SLUG_BYTES, word_boundary=True)
        slug = slug or slugify(spoken, max_length=MAX_SLUG_BYTES)
    if not slug:
        return f"x{short_hash(text)}"
    if slug in WINDOWS_NAMES or slug == "index":
        return f"{slug}-{short_hash(text, 4)}"
    return slug


def name_key(name: str) -> str:
    """Return what two spellings of one name share: compatible forms, case and spaces folded."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


def one_line(text: str) -> str:
    """Return the text with every run of white space as one space, and trimmed."""
    return " ".join(text.split())


def shown(text: str) -> tuple[str, int]:
    """Return the text with hidden controls made visible, and how many there were.

    A soft hyphen, a byte order mark and a zero-width space say nothing and are dropped; every
    other control becomes U+FFFD, so that a reader sees that something was there.
    """
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text, 0  # nothing hidden is printable to Python, which tells it far sooner
    return HIDDEN.subn(lambda found: "" if found[0] in "\u00ad\ufeff\u200b" else "\ufffd", text)


def tied(text: str) -> str:
    """Return the text with a number and the word after it on one line, as a compositor sets it."""
    return _WORD_JOINT.sub("\\1\u00a0", text)


def cut(text: str, length: int) -> str:
    """Return at most `length` characters, cut at the end of a word and marked with an ellipsis."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    at_word = head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head
    return at_word.rstrip(" ,;:.–—-") + "…"

"""What can be wrong, said to the person who can mend it. A leaf: everybody may import it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal

import msgspec

Severity = Literal["error", "warning"]

CODES: dict[str, str] = {
    # files
    "unreadable-file": "The file could not be read.",
    "not-a-file": "Something named like an article is a folder, a pipe or a device.",
    "link-outside": "A symbolic link leads out of the site, or in a circle.",
    "file-too-large": "The file is larger than the limit in the settings.",
    "not-utf8": "The file is not UTF-8 text.",
    "control-character": "The text holds a NUL or another control character.",
    # front matter
    "empty-file": "The file is empty.",
    "no-front-matter": "The file does not begin with a line of three hyphens.",
    "unterminated-front-matter": "The front matter has no closing line of three hyphens.",
    "bad-yaml": "The front matter is not valid YAML.",
    "not-a-mapping": "The front matter is not a list of `name: value` pairs.",
    "duplicate-field": "A field is given twice.",
    "yaml-alias": "Anchors, aliases and merge keys are not read.",
    "yaml-tag": "YAML tags are not read.",
    "too-deep": "Values or folders are nested deeper than the limit.",
    "too-many-values": "There are more values than the limit.",
    # fields
    "missing-field": "A required field is absent or empty.",
    "wrong-type": "A field holds another kind of value than it should.",
    "bad-date": "A date cannot be understood, or does not exist.",
    "zoneless-date": "A date has no time zone; the site's was taken.",
    "bad-number": "A number was expected.",
    "bad-url": "An address is not a usable http(s) address.",
    "bad-choice": "A value is not one of those allowed.",
    "too-long": "A text is longer than the limit.",
    "too-many-related": "There are more related entries than the limit; the rest is left out.",
    "hidden-character": "The text holds invisible controls; they are shown or removed.",
    "dropped-link": "A link or picture of a text may not be shown; its words are.",
    # settings
    "unknown-setting": "A setting does not exist.",
    "bad-setting": "A setting holds a value it cannot have.",
    "low-contrast": "The accent colour cannot be read on the paper colour.",
    "unknown-story": "stories.yaml names an article or address that no story has.",
    # pages
    "same-output": "Two pages would be written to one file.",
    "same-id": "Two articles have one address.",
    "same-page": "Two article files are one page of the web.",
    # templates
    "missing-template": "A template that is needed does not exist.",
    "template-syntax": "A template cannot be understood.",
    "dynamic-template": "A template names another by a value; only fixed names are allowed.",
    "unknown-field": "A template asks for a value that its page does not have.",
    "template-error": "A template failed while it was rendered.",
    "page-failed": "A page could not be made, by a fault of Broadsheet; the others are.",
    "lost-picture": "A fetched picture is listed, but its file is missing or damaged.",
    "no-edition": "A newsletter was asked for of a day without stories.",
    "not-ours": "A page was to be taken down that no article and no story has.",
    "no-such-page": "No page, output or article has the name that a command was given.",
    # publishing
    "locked": "Another build is writing to the same output folder.",
    "cannot-write": "The output could not be written.",
    "search-index": "The search index could not be made; the rest of the site is published.",
    "foreign-file": "A file that Broadsheet did not write stands where a page belongs.",
    "unsafe-output": "The output folder would hold the site's own sources.",
    "cache-rebuilt": "The cache was damaged or made by another version; it was made anew.",
    "too-many-problems": "More articles are broken than the settings allow.",
}
"""Every problem code and what it means. Codes are permanent; docs/problems.md lists them."""


class Location(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place in a source file. `path` is relative to the site, with forward slashes."""

    path: str
    line: int = 0
    column: int = 0

    def __post_init__(self) -> None:
        """Spell out what UTF-8 cannot say: a file's name may be any bytes."""
        make_sayable(self, "path")

    def __str__(self) -> str:
        """`path:line:column`, leaving out what is not known.

        A file's name may hold anything: what could move a cursor or turn the text is spelled out.
        """
        parts = [self.path if self.path.isprintable() else _spelled_out(self.path)]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


def _spelled_out(text: str) -> str:
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def make_sayable(said: msgspec.Struct, *fields: str) -> None:
    """Spell out the halves of surrogate pairs in fields of something that was just made.

    Neither a file, nor a terminal, nor another process could be given one.
    """
    for field in fields:
        text: str = getattr(said, field)
        if not text.isascii():
            sayable = text.encode("utf-8", "backslashreplace").decode()
            if sayable != text:
                msgspec.structs.force_setattr(said, field, sayable)


class Problem(msgspec.Struct, frozen=True, order=True, gc=False):
    """One thing that is wrong, where, and what to do about it.

    What is quoted (a value, a line of a template) may hold anything: it is told in UTF-8.
    """

    where: Location
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    excerpt: str = ""

    def __post_init__(self) -> None:
        """Refuse a code that the catalogue lacks: it would be undocumented."""
        if self.code not in CODES:
            raise KeyError(f"problem code {self.code!r} is not in the catalogue")
        make_sayable(self, "message", "hint", "excerpt")

    def __str__(self) -> str:
        """`path:line: message [code]`, with the hint on a line of its own."""
        level = "warning: " if self.severity == "warning" else ""
        hint = f"\n    hint: {self.hint}" if self.hint else ""
        return f"{self.where}: {level}{self.message} [{self.code}]{hint}"

    @property
    def is_error(self) -> bool:
        """Whether the thing it is about had to be left out."""
        return self.severity == "error"


class SiteError(Exception):
    """Stops what is being done; carries every problem that is known by then."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "did you mean 'x'?" for the nearest known word, or an empty text."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""

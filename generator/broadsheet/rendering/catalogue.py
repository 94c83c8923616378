"""The words of the theme in the site's language: gettext catalogues, read as they are written.

English is the language of the templates and needs no catalogue. Others are `.po` files in
`broadsheet/locales/`, named by language tag; a site's own `site/locales/<tag>.po` adds a language
or overrides single messages.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from broadsheet.errors import Location, Problem, SiteError
from broadsheet.fingerprint import digest_of
from broadsheet.rendering.theme import PACKAGE

SOURCE_LANGUAGE = "en"


class Catalogue:
    """Messages of one language: text by message, and plural forms by number. Never changes."""

    def __init__(
        self,
        language: str,
        messages: Mapping[str, tuple[str, ...]],
        plural: str = "n != 1",
    ) -> None:
        """`plural` tells the form for a number `n`, as gettext's `Plural-Forms` writes it."""
        self.language = language
        self._messages = dict(messages)
        self._plural: Callable[[int], int] = gettext.c2py(plural)
        self.digest = digest_of((language, plural, tuple(sorted(self._messages.items()))))

    def gettext(self, message: str) -> str:
        """Return the message in this language, or as it is."""
        forms = self._messages.get(message)
        return forms[0] if forms else message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form of a message that this language uses for a number."""
        forms = self._messages.get(singular)
        if forms and len(forms) > 1:
            return forms[min(self._plural(number), len(forms) - 1)]
        return singular if number == 1 else plural

    def __contains__(self, message: str) -> bool:
        return message in self._messages


def read_catalogue(language: str, overrides: Mapping[str, str] | None = None) -> Catalogue:
    """Return the words for a language tag; those of its parent (`de` for `de-AT`) fill gaps.

    `overrides` are the texts of the site's own `.po` files by path (`site/locales/de.po`). Raises
    SiteError (`bad-setting`) with the line for one that cannot be read.
    """
    own = {
        PurePosixPath(path).stem.lower(): (text, path) for path, text in (overrides or {}).items()
    }
    messages: dict[str, tuple[str, ...]] = {}
    rule = ""
    for tag in reversed(_fallbacks(language)):
        for text, path in ((packaged(tag), f"broadsheet/locales/{tag}.po"), own.get(tag, ("", ""))):
            if text:
                found, rule = _read(text, path)
                messages.update(found)
    return Catalogue(language, messages, rule) if rule else Catalogue(language, messages)


def packaged(tag: str) -> str:
    """Return the text of the catalogue that comes with the program, or an empty text."""
    if not tag.replace("-", "").isalnum():
        return ""
    file = PACKAGE / "locales" / f"{tag}.po"
    return file.read_text("utf-8") if file.is_file() else ""


def _fallbacks(language: str) -> list[str]:
    """`de-at`, then `de`: the most particular first."""
    parts = language.lower().replace("_", "-").split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _read(text: str, place: str) -> tuple[dict[str, tuple[str, ...]], str]:
    # Imported when there is something to read: sites in English have nothing.
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalog = read_po(io.BytesIO(text.encode()), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        line = int(getattr(error, "lineno", -1)) + 1  # Babel counts from 0
        message = f"the catalogue cannot be read: {error}"
        hint = 'write it as `msgid "…"` and `msgstr "…"`, as gettext does'
        where = Location(place, line)
        raise SiteError(Problem(where, "bad-setting", message, hint)) from error
    messages: dict[str, tuple[str, ...]] = {}
    for entry in catalog:
        if not entry.id or entry.fuzzy:
            continue
        key = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
        forms = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
        if all(forms):
            messages[str(key)] = tuple(str(form) for form in forms)
    return messages, str(catalog.plural_expr)

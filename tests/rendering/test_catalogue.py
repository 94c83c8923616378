"""The theme's words: every one of them in every language that is called complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from broadsheet.errors import SiteError
from broadsheet.pages.frame import CODE_WORDS
from broadsheet.rendering.catalogue import packaged, read_catalogue
from broadsheet.rendering.stylesheet import FEED_NOTE
from broadsheet.rendering.theme import package_templates
from broadsheet.rendering.vocabulary import SMALL_NUMBERS, WEEK

HEBREW = Path(__file__).parents[1] / "hebrew_site" / "site" / "locales" / "he.po"
"""A second language, from right to left, as a site brings it along."""

COMPLETE = {
    "de": packaged("de"),
    "he": HEBREW.read_text("utf-8"),
}
PLACE = re.compile(r"%\((\w+)\)")
TAG = re.compile(r"</?\w+")


def messages_of_the_theme() -> list[tuple[str, ...]]:
    """Return every message that a template or the vocabulary asks for: (one,) or (one, many)."""
    extractor = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    found = {(word,) for word in (*SMALL_NUMBERS, *CODE_WORDS, WEEK, FEED_NOTE)}
    for template in package_templates().values():
        extract = extractor.extract_translations  # type: ignore[attr-defined]
        for _, _, message in extract(template.text):
            forms = (message,) if isinstance(message, str) else message
            found.add(tuple(form for form in forms if form))
    return sorted(found)


MESSAGES = messages_of_the_theme()


def test_the_theme_has_words_to_translate() -> None:
    """Guards the tests below: an extraction that finds nothing would pass them."""
    assert ("Topics",) in MESSAGES
    assert ("%(num)s story", "%(num)s stories") in MESSAGES


@pytest.mark.parametrize("language", COMPLETE)
def test_every_message_is_translated(language: str) -> None:
    """A new sentence in a template needs its translation before it is published."""
    catalogue = read_catalogue(language, {f"{language}.po": COMPLETE[language]})

    assert [] == [message for message in MESSAGES if message[0] not in catalogue]


@pytest.mark.parametrize("language", COMPLETE)
def test_a_translation_takes_the_same_values_and_marks(language: str) -> None:
    """A misspelt value would fail while a page is made; a lost tag would change its form."""
    catalogue = read_catalogue(language, {f"{language}.po": COMPLETE[language]})
    wrong = []
    for one, *many in MESSAGES:
        forms = [catalogue.ngettext(one, many[0], n) for n in (1, 2)] if many else []
        for form in forms or [catalogue.gettext(one)]:
            known = set(PLACE.findall(one)) | set(PLACE.findall("".join(many)))
            if not set(PLACE.findall(form)) <= known or TAG.findall(form) != TAG.findall(one):
                wrong.append((one, form))

    assert [] == wrong


@pytest.mark.parametrize("language", COMPLETE)
def test_a_catalogue_holds_nothing_that_nobody_says(language: str) -> None:
    """A sentence that left the templates leaves the catalogues."""
    asked = {message[0] for message in MESSAGES}
    said = re.findall(r'^msgid "(.+)"$', COMPLETE[language], re.MULTILINE)

    assert [] == [text for text in said if text.replace('\\"', '"') not in asked]


def test_english_needs_no_catalogue() -> None:
    """The templates are written in English."""
    catalogue = read_catalogue("en")

    assert ("Topics", "stories") == (
        catalogue.gettext("Topics"),
        catalogue.ngettext("story", "stories", 0),
    )


def test_a_country_speaks_its_language() -> None:
    """Austrian German is German where nothing else is said."""
    assert read_catalogue("de").gettext("Search") == read_catalogue("de-AT").gettext("Search")


def test_a_site_overrides_single_messages() -> None:
    """The rest stays as the program says it."""
    own = {"site/locales/de.po": 'msgid "Search"\nmsgstr "Stöbern"\n'}
    catalogue = read_catalogue("de", own)

    assert ("Stöbern", "Quellen") == (catalogue.gettext("Search"), catalogue.gettext("Sources"))


def test_a_site_adds_a_language_with_its_own_plurals() -> None:
    """Polish has three forms; the file says which number takes which."""
    text = (
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4'
        ' && (n%100<12 || n%100>14) ? 1 : 2);\\n"\n\n'
        'msgid "%(num)s story"\nmsgid_plural "%(num)s stories"\n'
        'msgstr[0] "temat"\nmsgstr[1] "tematy"\nmsgstr[2] "tematów"\n'
    )
    catalogue = read_catalogue("pl", {"site/locales/pl.po": text})
    forms = [catalogue.ngettext("%(num)s story", "%(num)s stories", n) for n in (1, 3, 5, 12, 22)]

    assert ["temat", "tematy", "tematów", "tematów", "tematy"] == forms


def test_other_words_are_another_digest() -> None:
    """A changed translation must make every page anew."""
    own = {"site/locales/de.po": 'msgid "Search"\nmsgstr "Stöbern"\n'}

    assert read_catalogue("de").digest != read_catalogue("de", own).digest
    assert read_catalogue("de").digest == read_catalogue("de").digest


def test_a_broken_catalogue_names_its_line() -> None:
    """The author of a `.po` file is told where it is wrong."""
    with pytest.raises(SiteError) as caught:
        read_catalogue(
            "fr", {"site/locales/fr.po": 'msgid "Search"\nmsgstr "Chercher"\n\nnonsense\n'}
        )
    problem = caught.value.problems[0]

    assert ("bad-setting", "site/locales/fr.po", 4) == (
        problem.code,
        problem.where.path,
        problem.where.line,
    )

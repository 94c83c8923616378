"""The frame of the site: what every page shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from broadsheet import __version__, addresses
from broadsheet.fingerprint import sealed
from broadsheet.pages.views import Frame, Link
from broadsheet.settings import Settings

RIGHT_TO_LEFT = frozenset(
    (
        *("ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"),
        *("ku-arab", "pa-arab"),
    )
)
"""Languages (or language and script) written from right to left (Unicode CLDR, characterOrder)."""

CODE_WORDS = (
    "Topics",
    "Sources",
    "Archive",
    "Editions",
    "Latest news",
    "Data",
    "Topic",
    "The day",
)
"""Words of the theme that code writes: crumbs, lists of feeds, llms.txt, share cards."""


def direction_of(language: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    parts = language.lower().replace("_", "-").split("-")
    script = f"{parts[0]}-{parts[1]}" if len(parts) > 1 else ""
    return "rtl" if parts[0] in RIGHT_TO_LEFT or script in RIGHT_TO_LEFT else "ltr"


def frame_of(
    settings: Settings,
    assets: Iterable[tuple[str, str]],
    accent_dark: str,
    translate: Callable[[str], str] = str,
) -> Frame:
    """Return the frame; `assets` pairs static files' names with their published paths.

    `translate` gives a word of the theme in the site's language.
    """
    site = settings.site
    published = tuple(sorted(assets))
    paths = dict(published)
    language = site.language.replace("_", "-")
    return sealed(
        Frame(
            title=site.title,
            tagline=site.tagline,
            description=site.description,
            base_url=site.base_url,
            base_path=urlsplit(site.base_url).path.rstrip("/"),
            language=language,
            direction=direction_of(language),
            time_zone=site.time_zone,
            accent=site.accent,
            accent_dark=accent_dark,
            navigation=tuple(Link(link.title, link.path) for link in site.navigation),
            publisher_name=site.publisher.name,
            publisher_url=site.publisher.url,
            publisher_email=site.publisher.email,
            copyright=site.copyright,
            assets=published,
            search=site.search,
            offline=site.offline,
            noindex=site.noindex,
            feeds=(
                Link("Atom", addresses.FEED),
                Link("RSS", addresses.RSS),
                Link("JSON Feed", addresses.JSON_FEED),
            ),
            logos=tuple(
                (provider.domain, paths[provider.logo])
                for provider in settings.providers
                if provider.logo in paths
            ),
            generator=f"Broadsheet {__version__}",
            words=tuple((word, translate(word)) for word in CODE_WORDS if translate(word) != word),
        )
    )

"""What people do to settings, templates and static files, each made at random, said in words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.picturing.pictures import (
    Index,
    PictureFile,
    StoredPicture,
    folder_of,
    load_index,
    save_index,
)
from broadsheet.proving.article_edits import WORDS, Edit, words
from broadsheet.proving.sitecopy import SiteCopy, files_below, read_source, write
from broadsheet.rendering.assets import theme_assets
from broadsheet.rendering.theme import package_templates

SETTINGS: dict[str, tuple[object, ...]] = {
    "title": ("The Morning Lantern", "Evening Digest"),
    "tagline": ("", "What happened, and who says so"),
    "description": ("", "A digest of invented news"),
    "base_url": ("https://one.example/", "https://two.example/news/"),
    "language": ("en", "de", "pt-BR", "ar"),
    "time_zone": ("UTC", "Asia/Tokyo", "America/New_York", "Pacific/Auckland"),
    "accent": ("#8a1c1c", "#1c3c8a", "#0b5a3c"),
    "page_size": (1, 2, 3, 25),
    "copyright": ("", "Each to its own"),
    "noindex": (True, False),
    "search": (True, False),
    "share_cards": (True, False),
    "newsletters": (True, False),
    "offline": (True, False),
    "api": (True, False),
    "twins": (True, False),
    "status_page": (True, False),
    "keep_last_good": (True, True, False),
    "max_broken_articles": (0, 1, 50),
    "root_topic": ("", "Tools", "Robots"),
    "taxonomies": ([], [{"field": "people", "title": "People", "singular": "Person"}]),
    "navigation": ([], [{"title": "Topics", "path": "/topics/"}]),
    "ranking": ({}, {"top_stories": 1}, {"half_life_hours": 2.0, "heat_weight": 0.0}),
    "publisher": ({}, {"name": "Lantern House", "url": "https://lantern.example/"}),
    "feeds": ({}, {"entries": 2}, {"hub": "https://hub.example/", "identity": "lantern"}),
    "stories": ({}, {"gate": 0.9}, {"window_days": 1.0}, {"near_title": 0.0, "cut": 0.0}),
    "newsletter": ({}, {"postal_address": "1 Quay", "share_card": True}),
    "limits": ({}, {"excerpt_characters": 20}, {"related_entries": 1}),
}
"""Settings that are tried, each with values that it may have."""


def _setting(site: SiteCopy, random: Random) -> str:
    held = site.settings("site.yaml")
    settings = held if isinstance(held, dict) else {}
    name = random.choice(list(SETTINGS))
    value = random.choice(SETTINGS[name])
    settings[name] = value
    if random.random() < 0.2:
        del settings[name]
    site.write_settings("site.yaml", settings)
    return f"the setting {name}" + (f": {value}" if name in settings else " removed")


def _rows(site: SiteCopy, name: str) -> list[dict[str, Any]]:
    held = site.settings(name)
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []


def _topic(site: SiteCopy, random: Random) -> str:
    """Declare, describe, re-order or drop a topic."""
    rows = _rows(site, "topics.yaml")
    deed = random.choice(["declared", "described", "given keywords", "moved", "dropped"])
    if deed == "declared" or not rows:
        name = random.choice(["Robots", "Chips", *(word.capitalize() for word in WORDS)])
        rows.append({"name": name, "keywords": [name, words(random, 1)]})
        deed = "declared"
    else:
        row = random.choice(rows)
        name = row.get("name", "")
        _change_topic(rows, row, deed, random)
    site.write_settings("topics.yaml", rows)
    return f"the topic {name} {deed}"


def _change_topic(
    rows: list[dict[str, Any]], row: dict[str, Any], deed: str, random: Random
) -> None:
    if deed == "described":
        row["description"] = words(random, 4)
    elif deed == "given keywords":
        row["keywords"] = [words(random, 1) for _ in range(3)]
    elif deed == "moved":
        rows.append(rows.pop(rows.index(row)))
    else:
        rows.remove(row)
        for other in rows:
            if other.get("parent") == row.get("name"):
                del other["parent"]


def _provider(site: SiteCopy, random: Random) -> str:
    """Name an outlet, or take its name away."""
    rows = _rows(site, "providers.yaml")
    if rows and random.random() < 0.4:
        row = rows.pop(random.randrange(len(rows)))
    else:
        domain = random.choice(_domains(site) or [f"{random.choice(WORDS)}.example"])
        rows = [row for row in rows if row.get("domain") != domain]
        row = {"domain": domain, "name": words(random, 2).title(), "description": words(random, 3)}
        rows.append(row)
    site.write_settings("providers.yaml", rows)
    return f"the outlet {row.get('domain')} in providers.yaml"


def _domains(site: SiteCopy) -> list[str]:
    """Return the domains of the outlets of a few articles."""
    found = set()
    for path in site.articles()[:40]:
        source = read_source(path)
        outlet = source.fields.get("provider") if source else None
        if isinstance(outlet, dict) and isinstance(outlet.get("domain"), str):
            found.add(outlet["domain"])
    return sorted(domain for domain in found if domain)


def _story(site: SiteCopy, random: Random) -> str:
    """Decide something about a story by hand, or take a decision back."""
    rows = _rows(site, "stories.yaml")
    names = [path.stem for path in site.articles()]
    if rows and random.random() < 0.4:
        row = rows.pop(random.randrange(len(rows)))
    elif len(names) > 1:
        one, other = random.sample(names, 2)
        decisions: tuple[dict[str, Any], ...] = (
            {"title": words(random, 4).capitalize()},
            {"merge": [other]},
            {"split": [other]},
            {"lead": other},
            {"hide": True},
        )
        row = {"story": one, **random.choice(decisions)}
        rows = [held for held in rows if held.get("story") != one]
        rows.append(row)
    else:
        return ""
    site.write_settings("stories.yaml", rows)
    return f"stories.yaml: {row}"


def _policy(site: SiteCopy, random: Random) -> str:
    """Say what a publisher allows, or take a page down."""
    domain = random.choice(_domains(site) or ["amber.example"])
    name, row = random.choice(
        [
            ("policies.yaml", {"domain": domain, "title_only": True}),
            ("policies.yaml", {"domain": domain, "excerpt_characters": 20}),
            ("policies.yaml", {"domain": domain, "withdrawn": True}),
            (
                "takedowns.yaml",
                {"url": f"https://{domain}/{words(random, 1)}", "date": "2026-11-01"},
            ),
        ]
    )
    rows = [] if random.random() < 0.3 else [row]
    site.write_settings(name, rows)
    return f"{name}: {rows}"


def _standing(site: SiteCopy, random: Random) -> str:
    """Write, change or delete a free-standing page."""
    path = site.project.site / "pages" / f"{random.choice(['about', 'imprint'])}.md"
    if path.is_file() and random.random() < 0.4:
        path.unlink()
        return f"{site.name(path)} deleted"
    write(path, f"---\ntitle: {words(random, 2).title()}\n---\n{words(random, 8)}\n")
    return f"{site.name(path)} written"


def _words_of_theme(site: SiteCopy, random: Random) -> str:
    """Put a message of the theme in other words."""
    path = site.project.site / "locales" / f"{random.choice(['en', 'de'])}.po"
    message = random.choice(["Latest stories", "Topics", "Sources"])
    write(path, f'msgid ""\nmsgstr ""\n\nmsgid "{message}"\nmsgstr "{words(random, 2)}"\n')
    return f"{site.name(path)} written"


# ---------------------------------------------------------------- templates and static files


def _template(site: SiteCopy, random: Random) -> str:
    """Override a template of the theme, change an override, or take one away."""
    own = [path for path in files_below(site.project.templates) if path.suffix == ".html"]
    deed = random.random()
    if own and deed < 0.2:
        path = random.choice(own)
        path.unlink()
        return f"{site.name(path)} removed"
    if own and deed < 0.7:
        path = random.choice(own)
        text = path.read_text("utf-8")
    else:
        texts = package_templates()
        name = random.choice(sorted(texts))
        path, text = site.project.templates / name, texts[name].text
    mark = f"<!-- {words(random, 2)} -->"
    at = max(text.rfind("</main>"), text.rfind("{% endblock"))
    write(path, f"{text[:at]}{mark}{text[at:]}" if at >= 0 else f"{text}{mark}\n")
    return f"{site.name(path)} changed"


def _unused_template(site: SiteCopy, random: Random) -> str:
    path = site.project.templates / f"_{random.choice(WORDS)}.html"
    write(path, f"{words(random, 3)}\n")
    return f"{site.name(path)} written, which no other names"


def _asset(site: SiteCopy, random: Random) -> str:
    """Add, change or delete a static file."""
    folder = site.project.site / "static"
    own = [path for path in files_below(folder) if path.suffix in {".txt", ".svg", ".css"}]
    deed = random.random()
    if own and deed < 0.3:
        path = random.choice(own)
        path.unlink()
        return f"{site.name(path)} deleted"
    if own and deed < 0.5:
        path = random.choice(own)
        write(path, path.read_bytes() + b"\n")
        return f"{site.name(path)} changed"
    name = random.choice([f"{random.choice(WORDS)}.txt", "root/CNAME", "root/CNAME/deep.txt"])
    if (folder / name).is_dir():
        shutil.rmtree(folder / name)
    elif (folder / name).parent.is_file():
        (folder / name).parent.unlink()
    write(folder / name, f"{words(random, 3)}\n")
    return f"site/static/{name} written"


def _stylesheet(site: SiteCopy, random: Random) -> str:
    """Give the site a stylesheet of its own, which every page names by its hash."""
    path = site.project.site / "static" / "style.css"
    text = path.read_bytes() if path.is_file() else theme_assets().get("style.css", b"")
    write(path, text + f"\n.{random.choice(WORDS)} {{ color: inherit }}\n".encode())
    return f"{site.name(path)} changed"


def _picture(site: SiteCopy, random: Random) -> str:
    """Store a publisher's picture of an article, as `broadsheet images` does, or forget one.

    Its bytes are no picture: builds copy them, and show only what the index says of them.
    """
    folder = folder_of(site.project.cache)
    stored = dict(load_index(folder).pictures)
    if stored and random.random() < 0.4:
        url = random.choice(sorted(stored))
        del stored[url]
    else:
        wanted = _image_addresses(site)
        if not wanted:
            return ""
        url = random.choice(wanted)
        stored[url] = StoredPicture(tuple(_stored(folder, width, random) for width in (480, 960)))
    save_index(folder, Index(pictures=stored))
    return f"the picture {url} {'stored' if url in stored else 'forgotten'}"


def _stored(folder: Path, width: int, random: Random) -> PictureFile:
    data = f"RIFF {words(random, 3)}".encode()
    name = f"{digest_of_bytes(data).hex()}.webp"
    write(folder / name, data)
    return PictureFile(name, "webp", width, width // 2, len(data))


def _image_addresses(site: SiteCopy) -> list[str]:
    """Return the addresses of the pictures of a few articles."""
    found = set()
    for path in site.articles()[:40]:
        source = read_source(path)
        rows = source.fields.get("images") if source else None
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and isinstance(row.get("url"), str):
                found.add(row["url"])
    return sorted(url for url in found if url)


def _without(name: str) -> Callable[[SiteCopy, Random], str]:
    """Return an edit that removes a file of settings, so that defaults hold."""

    def edit(site: SiteCopy, _: Random) -> str:
        path: Path = site.project.site / name
        if not path.is_file():
            return ""
        path.unlink()
        return f"{site.name(path)} deleted"

    return edit


SITE_EDITS: dict[str, Edit] = {
    "setting": _setting,
    "topic": _topic,
    "provider": _provider,
    "story": _story,
    "policy": _policy,
    "standing page": _standing,
    "words of the theme": _words_of_theme,
    "template": _template,
    "unused template": _unused_template,
    "static file": _asset,
    "stylesheet": _stylesheet,
    "picture": _picture,
    "no stories.yaml": _without("stories.yaml"),
    "no providers.yaml": _without("providers.yaml"),
}
"""Every kind of edit to what is not an article, by name."""

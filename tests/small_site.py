"""A small invented site for tests of the engine: few articles, every kind of link, tiny pages."""

from __future__ import annotations

from pathlib import Path

import yaml

from broadsheet.proving.sitecopy import Source, write, write_source
from broadsheet.reading.discover import Project
from broadsheet.rendering.theme import package_templates

NOW = "2026-11-20T12:00:00Z"

FERRY_PICTURE = "https://basin.example/ferry.jpg"

BASE = """<!doctype html><title>{% block title %}{% endblock %}</title>{{ site }}
{% include "_absent.html" ignore missing %}{% include "_foot.html" %}
{{ _("Topics") }} {{ _("Undated") }}<main>{% block main %}{% endblock %}</main>
"""

PLAIN = '{% extends "_base.html" %}{% block main %}{{ page }}|{{ body }}{% endblock %}\n'
"""Shows every value of the view, so that no change of it can hide."""


def tiny_templates(folder: Path) -> None:
    """Override every template of the theme by one that shows the whole view."""
    for name in package_templates():
        write(folder / name, PLAIN if not name.startswith("_") else "<!-- empty -->\n")
    write(folder / "_base.html", BASE)
    write(folder / "_foot.html", "<footer>foot</footer>\n")


def article(
    title: str,
    day: str,
    address: str,
    related: tuple[tuple[str, str], ...] = (),
    body: str = "",
    **fields: object,
) -> Source:
    """Return an article; `related` are pairs of title and address."""
    domain = address.split("/")[2]
    return Source(
        {
            "title": title,
            "excerpt": f"{title}, in more words than the title has.",
            "publishedDateTime": f"{day}T08:00:00Z",
            "webUrl": address,
            "published": "true",
            "provider": {"name": domain.split(".")[0].title(), "domain": domain},
            "related": [
                {
                    "title": name,
                    "publishedDateTime": f"{day}T10:00:00Z",
                    "webUrl": url,
                    "provider": {"domain": url.split("/")[2]},
                }
                for name, url in related
            ],
            **fields,
        },
        body,
    )


def small_site(
    folder: Path, articles: int = 6, theme: bool = False, everything: bool = False
) -> Project:
    """Write a site of a few stories and return it.

    With `theme`, the real templates are used; that, or `everything`, leaves all outputs on.
    """
    root = folder / "site-root"
    write_settings(root, theme or everything)
    if not theme:
        tiny_templates(root / "templates")
        write(root / "site" / "static" / "style.css", ":root { --accent: #8a1c1c }\n")
    for name, source in list(_articles().items())[:articles]:
        write_source(root / "content" / name, source)
    return Project.at(root)


def write_settings(root: Path, everything: bool) -> None:
    """Write settings, topics and outlets."""
    site: dict[str, object] = {
        "title": "Small",
        "base_url": "https://small.example/",
        "page_size": 2,
    }
    if not everything:
        slow = ("search", "share_cards", "newsletters", "offline")
        site |= dict.fromkeys(slow, False)
    topics = [
        {"name": "Tools", "keywords": ["kettle"]},
        {"name": "Robots", "parent": "Tools", "keywords": ["robot"]},
    ]
    outlets = [{"domain": "amber.example", "name": "Amber Post"}]
    for name, value in (("site", site), ("topics", topics), ("providers", outlets)):
        write(root / "site" / f"{name}.yaml", yaml.safe_dump(value, sort_keys=False))


def _articles() -> dict[str, Source]:
    kettle = "https://amber.example/kettle"
    ferry = "https://basin.example/ferry"
    shared = ("Kettle recall grows in the harbour towns", "https://cobalt.example/recall")
    return {
        "2026-11-10-kettle.md": article(
            "Kettle recall grows in harbour towns",
            "2026-11-10",
            kettle,
            (shared,),
            "Some *text*.\n",
        ),
        "2026-11-11-ferry.md": article(
            "Night ferry finds its own berth",
            "2026-11-11",
            ferry,
            (("Kettle recall grows in harbour towns", kettle),),
            topics=["Robots", "Ferries"],
            images=[{"url": FERRY_PICTURE, "width": 640, "height": 360, "title": "A ferry"}],
        ),
        "deep/2026-11-12-recall.md": article(
            "Harbour towns return their kettles after recall",
            "2026-11-12",
            "https://ember.example/return",
            (shared, ("Kettles by the hundred", "https://fathom.example/hundred")),
            "A second text.\n",
            topics=["Tools"],
        ),
        "2026-11-12-rival.md": article(
            "Kettle recall grows, say harbour towns",
            "2026-11-12",
            "https://girder.example/kettle",
            (shared,),
            published="false",
            heat="-1",
        ),
        "2026-11-13-draft.md": article(
            "Orchard robot learns to wait",
            "2026-11-13",
            "https://hollow.example/robot",
            published="false",
        ),
        "2026-11-25-later.md": article(
            "Orchard robots wait for spring",
            "2026-11-25",
            "https://inlet.example/spring",
            (("Orchard robot learns to wait", "https://hollow.example/robot"),),
        ),
        "2026-11-14-lamps.md": article(
            "Velvet lamps dim the walnut quarter",
            "2026-11-14",
            "https://juniper.example/lamps",
            (("Night ferry finds its own berth", ferry),),
            topics=["Tools"],
        ),
        "undated.md": Source({"title": "A note nobody dated"}, "Only words.\n"),
    }

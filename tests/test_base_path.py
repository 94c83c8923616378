"""A site below a path of its host: nothing that it publishes leads out of that path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from lxml import html

from broadsheet.checking.published import Published, base_url_of
from broadsheet.checking.site import check_site, read_pages
from broadsheet.commands import main
from small_site import NOW, small_site

HOST = "https://small.example"
PATH = "/deep/sub/"
BASE = HOST + PATH

ADDRESSES = ("href", "src", "action", "poster", "data-base", "data-src", "srcset")
ATOM = "{http://www.w3.org/2005/Atom}"
TEXTS = (".html", ".xml", ".json", ".opml", ".txt", ".css", ".js", ".webmanifest", ".svg")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one site built twice: for the root of a host, and for a path below."""
    folder = tmp_path_factory.mktemp("base-path")
    root = small_site(folder, articles=8, theme=True).root
    settings = root / "site" / "site.yaml"
    values = yaml.safe_load(settings.read_text())
    values |= {
        "description": "A small digest",
        "search": True,
        "share_cards": True,
        "newsletters": True,
        "offline": True,
        "navigation": [{"title": "Topics", "path": "/topics/"}],
        "taxonomies": [{"field": "people", "title": "People"}],
    }
    settings.write_text(yaml.safe_dump(values))
    pages = root / "site" / "pages"
    pages.mkdir()
    picture = "![The plan](/media/plan.png)\n"
    about = f"---\ntitle: About\ndescription: Us.\n---\nUs. {picture}"
    (pages / "about.md").write_text(about)
    (root / "content" / "2026-11-01-plan.md").write_text(f"---\ntitle: Plan\n---\n{picture}")
    media = root / "site" / "static" / "root" / "media"
    media.mkdir(parents=True)
    (media / "plan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for name, base_url in (("root", f"{HOST}/"), ("below", BASE)):
        options = ["--jobs", "1", "--quiet", "--as-of", NOW, "--base-url", base_url]
        output = ["--output", str(folder / name)]
        assert 0 == main(["build", "--source", str(root), *output, *options])
    return folder


@pytest.fixture(scope="module")
def below(folder: Path) -> Path:
    """Return the site that is published below a path."""
    return folder / "below"


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every file of text that we make, by path; the search program's own are not ours."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_text = name.endswith(TEXTS) or name in ("_headers", "_redirects")
        if path.is_file() and is_text and not name.startswith("pagefind/"):
            yield name, path.read_text("utf-8")


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, dict):
        yield from strings(list(value.values()))


def test_the_check_finds_nothing(below: Path) -> None:
    """No link, anchor, asset, feed or sitemap is broken or outside the base path."""
    assert BASE == base_url_of(below)
    site = Published(below, BASE)

    assert [] == [str(finding) for finding in check_site(site, read_pages(site)).findings]


def test_no_whole_address_leads_out(below: Path) -> None:
    """In no file: page, feed, sitemap, twin, API, script or list for hosts and crawlers."""
    found = {
        name: re.findall(rf"{re.escape(HOST)}[^\s\"'<>)\]]*", text) for name, text in texts(below)
    }
    wrong = [
        (name, address)
        for name, addresses in found.items()
        for address in addresses
        if not f"{address}/".startswith(BASE)
    ]

    assert [] == wrong
    assert {"index.html", "feed.xml", "sitemap.xml", "robots.txt"} <= {n for n in found if found[n]}


def test_no_address_in_a_page_leads_out(below: Path) -> None:
    """Every address that a page writes from the host's root begins with the base path."""
    written = [
        (name, value)
        for name, text in texts(below)
        if name.endswith(".html")
        for element in html.document_fromstring(text.encode()).iter()
        for key, value in element.attrib.items()
        if key in ADDRESSES and value.startswith("/")
    ]

    assert [] == [(name, value) for name, value in written if not f"{value}/".startswith(PATH)]
    assert len(written) > 500


def test_pictures_of_texts_are_found(folder: Path) -> None:
    """An article and a free-standing page name a file of the site from the site's root."""
    names = ("about/index.html", "news/2026-11-01-plan/index.html")
    found = [
        re.findall(r'<img src="([^"]+)"', (folder / place / name).read_text())
        for place in ("root", "below")
        for name in names
    ]

    assert [["/media/plan.png"]] * 2 + [[f"{PATH}media/plan.png"]] * 2 == found
    assert (folder / "below" / "media" / "plan.png").is_file()


def test_no_address_in_json_leads_out(below: Path) -> None:
    """Twins, feeds, the old API and the web manifest; `reader.json` holds words and keys only."""
    written = [
        (name, value)
        for name, text in texts(below)
        if name.endswith((".json", ".webmanifest")) and name != "reader.json"
        for value in strings(json.loads(text))
        if value.startswith("/")
    ]

    assert [] == [(name, value) for name, value in written if not value.startswith(PATH)]
    assert "manifest.webmanifest" in {name for name, _ in written}


def test_no_redirect_or_header_is_for_another_path(below: Path) -> None:
    """Each rule begins with the base path, and each redirect stays in it."""
    redirects = [line.split()[:2] for line in (below / "_redirects").read_text().splitlines()]
    rules = re.findall(r"^\S+", (below / "_headers").read_text(), re.MULTILINE)
    pages = [
        (below / source.removeprefix(PATH) / "index.html").read_text() for source, _ in redirects
    ]

    assert [] == [way for way in redirects if not all(end.startswith(PATH) for end in way)]
    assert [] == [rule for rule in rules if not rule.startswith(PATH)]
    assert all(
        f'content="0; url={target}"' in page
        for page, (_, target) in zip(pages, redirects, strict=True)
    )
    assert redirects


def test_the_service_worker_keeps_to_its_path(below: Path) -> None:
    """What it fetches lies below the path and exists, and it is registered for that path."""
    script = (below / "service-worker.js").read_text()
    constants = dict(re.findall(r"^const (BASE|KEPT) = (.*);$", script, re.MULTILINE))
    kept = json.loads(constants["KEPT"])
    site = Published(below, BASE)

    assert PATH.rstrip("/") == json.loads(constants["BASE"])
    assert [] == [path for path in kept if not path.startswith(PATH)]
    assert {"file"} == {site.place(path, "index.html").answer for path in kept}


def test_a_move_shows_no_reader_an_old_story_again(folder: Path) -> None:
    """Feeds at the root and below a path have the same ids and dates, and other links."""
    root, below = (
        [
            [entry.findtext(f"{ATOM}{part}") for part in ("id", "updated")]
            for entry in ET.parse(folder / name / "feed.xml").iter(f"{ATOM}entry")
        ]
        for name in ("root", "below")
    )
    links = {entry.get("href") for entry in ET.parse(folder / "below" / "feed.xml").iter()}

    assert root == below
    assert root
    assert any(str(link).startswith(f"{BASE}news/") for link in links)

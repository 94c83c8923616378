"""A whole site, built by the command under a base path and held against independent checkers."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from broadsheet.checking.published import Published, base_url_of
from broadsheet.checking.site import check_site, read_pages
from broadsheet.commands import main
from small_site import small_site

BASE = "https://small.example/sub/"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output of a site with the real templates, without parts other programs make."""
    folder = tmp_path_factory.mktemp("built")
    root = small_site(folder, articles=8, theme=True).root
    settings = root / "site" / "site.yaml"
    values = yaml.safe_load(settings.read_text())
    values |= {
        "base_url": BASE,
        "description": "A small digest",
        "feeds": {"hub": "https://hub.example/"},
        "search": False,
        "share_cards": False,
        "newsletters": False,
        "offline": False,
    }
    settings.write_text(yaml.safe_dump(values))
    output = folder / "out"
    arguments = ["--source", str(root), "--output", str(output), "--jobs", "1", "--quiet"]
    assert 0 == main(["build", *arguments, "--as-of", "2026-11-20T12:00:00Z"])
    return output


def test_the_check_finds_nothing(built: Path) -> None:
    """No broken link, anchor or asset, no duplicate, no fault in feeds, sitemaps or JSON-LD."""
    assert BASE == base_url_of(built)
    site = Published(built, BASE)

    assert [] == [str(finding) for finding in check_site(site, read_pages(site)).findings]


def test_every_twin_follows_its_published_schema(built: Path) -> None:
    """By an independent validator, with formats; every story, topic and edition has one."""
    validators = {
        f"{BASE}schema/{path.name}": Draft202012Validator(
            json.loads(path.read_bytes()), format_checker=FormatChecker()
        )
        for path in (built / "schema").iterdir()
    }
    twins = [path for path in built.rglob("index.json") if "api" not in path.parts]
    for path in twins:
        twin = json.loads(path.read_bytes())
        validators[twin["$schema"]].validate(twin)

    stories = {path.parent for path in (built / "news").rglob("index.json")}
    redirects = {
        path.parent
        for path in (built / "news").rglob("index.html")
        if b'http-equiv="refresh"' in path.read_bytes()
    }
    assert {path.parent for path in (built / "news").rglob("index.html")} - redirects == stories
    assert {"news", "topics", "edition"} == {path.relative_to(built).parts[0] for path in twins}


def test_every_feed_is_read_without_complaint(built: Path) -> None:
    """The site, each topic, each source and the editions have three feeds that readers take."""
    feeds = [*built.rglob("feed.xml"), *built.rglob("rss.xml")]
    for path in feeds:
        parsed = feedparser.parse(path.read_bytes())
        assert not parsed.bozo
        assert all(entry.id.startswith("urn:uuid:") for entry in parsed.entries)
        assert all(entry.link.startswith(BASE) for entry in parsed.entries)
    places = {path.relative_to(built).parts[0] for path in feeds}

    assert {"feed.xml", "rss.xml", "topics", "sources", "edition"} == places
    assert len(feeds) == 2 * len(list(built.rglob("feed.json")))


def test_pages_announce_feeds_that_exist(built: Path) -> None:
    """The links of the front page lead, under the base path, to three feeds."""
    front = read_pages(Published(built, BASE))["index.html"]
    feeds = {each.address for each in front.references if each.address.endswith((".xml", ".json"))}

    assert {"/sub/feed.xml", "/sub/rss.xml", "/sub/feed.json"} <= feeds


def test_the_first_page_of_the_api_is_its_index(built: Path) -> None:
    """Contract D3.1: byte for byte."""
    news = built / "api" / "news"

    assert (news / "page" / "1" / "index.json").read_bytes() == (news / "index.json").read_bytes()


def test_a_site_without_articles_is_sound(tmp_path: Path) -> None:
    """A new site, before its first article, is built and has no fault."""
    root = small_site(tmp_path, articles=0, theme=True).root
    (root / "content").mkdir(exist_ok=True)
    settings = root / "site" / "site.yaml"
    values = yaml.safe_load(settings.read_text())
    values |= {"search": False, "share_cards": False, "offline": False, "description": "Empty"}
    settings.write_text(yaml.safe_dump(values))
    output = tmp_path / "out"
    status = main(
        ["build", "--source", str(root), "--output", str(output), "--jobs", "1", "--quiet"]
    )
    site = Published(output, "https://small.example/")

    assert 0 == status
    assert [] == [str(finding) for finding in check_site(site, read_pages(site)).findings]

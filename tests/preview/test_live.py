"""Edits of every kind reach those who look, and only them."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from preview_server import (
    FILE_DAY,
    Edited,
    Preview,
    Site,
    listening,
    marks,
    previewing,
    shows,
    until,
)
from preview_server import news as address_of


def test_a_new_article_is_seen(edited: Edited) -> None:
    """A file that was not there has a page, and stands on the front page."""
    site, preview = edited
    site.add("fresh", "A lantern festival begins early")

    shows(preview, "lantern festival")
    assert 200 == preview.get(address_of("fresh")).status_code


def test_a_deleted_article_is_gone(edited: Edited) -> None:
    """Its page answers 404, and no list shows it."""
    site, preview = edited
    site.path("cobalt").unlink()
    until(lambda: preview.get(address_of("cobalt")).status_code == 404)

    assert "Velvet lamps" not in preview.text("/")


def test_a_save_by_rename_is_seen(edited: Edited) -> None:
    """Editors write a new file beside the old one and rename it."""
    site, preview = edited
    text = site.path("amber").read_text().replace("Some text.", "Renamed into place.")
    for name in (".amber.md.swp", "amber.md~", "4913", "amber.md.tmp"):
        temporary = site.content / name
        temporary.write_text(text)
        if name != "amber.md.tmp":
            temporary.unlink()
    (site.content / "amber.md.tmp").rename(site.path("amber"))

    shows(preview, "Renamed into place.", address_of("amber"))


def test_folders_are_followed(edited: Edited) -> None:
    """Folders made, moved, removed and made again, with what is in them."""
    site, preview = edited
    deep = site.content / "one" / "two" / "three"
    deep.mkdir(parents=True)
    site.add("deep", "Divers chart a sunken lane", folder=deep)
    shows(preview, "Divers chart", address_of("deep"))
    (site.content / "one").rename(site.content / "uno")
    moved = site.content / "uno" / "two" / "three"
    site.add("deep", "Divers leave a sunken lane", folder=moved)
    shows(preview, "Divers leave", address_of("deep"))
    shutil.rmtree(site.content / "uno")
    until(lambda: preview.get(address_of("deep")).status_code == 404)
    deep.mkdir(parents=True)
    site.add("deep", "Divers find a sunken lane", folder=deep)

    shows(preview, "Divers find", address_of("deep"))


def test_the_content_folder_itself_may_be_replaced(edited: Edited) -> None:
    """As when another branch is checked out underneath."""
    site, preview = edited
    aside = site.root / "aside"
    for _ in range(2):
        site.content.rename(aside)
        until(lambda: preview.get(address_of("amber")).status_code == 404)
        shutil.copytree(aside, site.content)
        shutil.rmtree(aside)
        shows(preview, "Kettles return")
    site.add("amber", "Kettles leave the harbour towns")

    shows(preview, "Kettles leave")


def test_linked_content_is_watched_where_it_really_is(edited: Edited) -> None:
    """A linked folder, and a linked file, elsewhere in the site."""
    site, preview = edited
    elsewhere = site.root / "desk" / "inner"
    lone = site.root / "lone"
    elsewhere.mkdir(parents=True)
    lone.mkdir()
    (site.content / "linked").symlink_to(elsewhere)
    site.add("far", "Orchards bloom on the far side", folder=elsewhere)
    shows(preview, "Orchards bloom", address_of("far"))
    site.add("far", "Orchards fade on the far side", folder=elsewhere)
    shows(preview, "Orchards fade", address_of("far"))
    path = site.add("lone", "Beacon lit by a lone keeper", folder=lone)
    site.path("lone").symlink_to(path)
    shows(preview, "Beacon lit", address_of("lone"))
    site.add("lone", "Beacon lost by a lone keeper", folder=lone)

    shows(preview, "Beacon lost", address_of("lone"))


def test_settings_reach_every_page(edited: Edited) -> None:
    """A new title stands on each page."""
    site, preview = edited
    settings = site.root / "site" / "site.yaml"
    settings.write_text(settings.read_text().replace("Harbour Digest", "Quay Digest"))

    shows(preview, "Quay Digest")
    assert "Quay Digest" in preview.text(address_of("amber"))


def test_a_templates_folder_may_appear_and_vanish(edited: Edited) -> None:
    """The first template of the site's own takes the theme's place, and gives it back."""
    site, preview = edited
    own = '{% extends "_base.html" %}{% block main %}An own page.{% endblock %}'
    (site.root / "templates").mkdir()
    (site.root / "templates" / "story.html").write_text(own)
    shows(preview, "An own page.", address_of("amber"))
    (site.root / "templates" / "story.html").write_text(own.replace("An own", "Our own"))
    shows(preview, "Our own page.", address_of("amber"))
    shutil.rmtree(site.root / "templates")

    until(lambda: "own page." not in preview.text(address_of("amber")))


def test_only_browsers_on_changed_pages_are_told(edited: Edited) -> None:
    """A new body concerns the story's page and no other."""
    site, preview = edited
    with (
        listening(preview, address_of("amber")) as amber,
        listening(preview, address_of("basin")) as basin,
    ):
        first = amber.next(), basin.next()
        site.add("amber", "Kettles return to the harbour towns", body="Another text.")
        told = amber.next()
        shows(preview, "Another text.", address_of("amber"))
        heard = basin.heard()

    assert ["reload", "reload"] == [news["move"] for news in first]
    assert "reload" == told["move"]
    changed = f"what it shows (its text, in content/{FILE_DAY}-amber.md)"
    assert told["panel"]["why"].startswith(changed)
    assert [] == heard


def test_reading_rings_nothing(tmp_path: Path) -> None:
    """Reading all sources, or saving the same bytes, tells nobody anything."""
    site = Site(tmp_path / "harbour")
    with previewing(site) as preview, listening(preview, "/") as ear:
        ear.next()
        for path in sorted(site.root.rglob("*")):
            if path.is_file():
                path.read_bytes()
        site.path("amber").write_bytes(site.path("amber").read_bytes())
        site.add("fence", "A fence is painted at last")
        news = ear.next()
        said = until(lambda: changes(preview))

    assert "reload" == news["move"]
    assert 1 == len(said)
    assert "-fence.md" in said[0]


def test_an_edit_before_the_stream_is_open_is_not_lost(edited: Edited) -> None:
    """A browser says what it shows; if that is out of date, it is told at once."""
    site, preview = edited
    old = preview.get(address_of("amber")).headers["etag"].strip('"')
    site.add("amber", "Kettles return to the harbour towns", body="Edited in between.")
    shows(preview, "Edited in between.", address_of("amber"))
    with listening(preview, address_of("amber"), old) as late:
        told = late.next()
    with listening(preview, address_of("amber"), told["mark"]) as fresh:
        quiet = fresh.next()

    assert ("reload", "stay") == (told["move"], quiet["move"])


def test_a_burst_is_one_change_or_a_few(edited: Edited) -> None:
    """1,000 files at once: at most 20 rebuilds and reloads, and all are there in the end."""
    site, preview = edited
    before = len(changes(preview))
    addresses = [f"{preview.url}{address_of(f'burst{number}')}" for number in range(1000)]
    with listening(preview, "/") as ear:
        ear.next()
        for number in range(1000):
            site.add(f"burst{number}", f"Bell number {number} rings")
        until(lambda: addresses[-1] in preview.text("/sitemap.xml"))
        until(lambda: len(changes(preview)) > before)  # said just after it can be seen
        listed = preview.text("/sitemap.xml")
        first = ear.until(lambda news: news["move"] == "reload")
        reloads = [first, *(news for news in ear.heard() if news["move"] == "reload")]
        rebuilds = len(changes(preview)) - before

    assert [] == [address for address in addresses if f"<loc>{address}</loc>" not in listed]
    assert 1 <= len(reloads) <= 20
    assert 1 <= rebuilds <= 20


def changes(preview: Preview) -> list[str]:
    """Return the lines in which the preview says what changed."""
    return [line for line in preview.lines if " changed, " in line]


def git(site: Site, *arguments: str) -> None:
    """Run git in the site's folder, whatever the machine's own settings."""
    who = ("-c", "user.name=A", "-c", "user.email=a@small.example", "-c", "commit.gpgsign=false")
    command = ("git", "-C", str(site.root), *who, *arguments)
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_a_checkout_underneath_is_followed(edited: Edited) -> None:
    """Another branch: articles changed, added, gone and moved, and another title; and back."""
    site, preview = edited
    before = marks(preview)
    git(site, "init", "-q", "-b", "main")
    (site.root / ".gitignore").write_text(".broadsheet*\n")
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "as it is")
    git(site, "switch", "-q", "-c", "other")
    site.add("amber", "Kettles as another branch tells it")
    site.path("basin").unlink()
    (site.content / "deep").mkdir()
    site.path("cobalt").rename(site.content / "deep" / site.path("cobalt").name)
    for number in range(60):
        site.add(f"branch{number}", f"Only on a branch, number {number}", folder=site.content)
    settings = site.root / "site" / "site.yaml"
    settings.write_text(settings.read_text().replace("Harbour Digest", "Branch Digest"))
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "another branch")
    git(site, "switch", "-q", "main")
    until(lambda: marks(preview) == before)
    git(site, "switch", "-q", "other")
    shows(preview, "as another branch tells it", address_of("amber"))
    shows(preview, "Branch Digest")
    until(lambda: preview.get(address_of("basin")).status_code == 404)
    listed = until(lambda: text if "-branch59/" in (text := preview.text("/sitemap.xml")) else "")
    moved = preview.get(address_of("cobalt")).status_code
    git(site, "switch", "-q", "main")
    until(lambda: marks(preview) == before)
    shutil.rmtree(site.root / ".git")

    assert 60 == listed.count("-branch")
    assert 200 == moved
    assert 404 == preview.get(address_of("branch0")).status_code


def test_drafts_are_shown_when_asked_for(tmp_path: Path) -> None:
    """Unpublished and future articles have marked pages with --drafts, and none without."""
    site = Site(tmp_path / "harbour")
    site.add("hidden", "An unfinished thought", published="false")
    site.add("later", "A thought for next year", day="2027-11-10")
    pages = (address_of("hidden"), address_of("later"))
    with previewing(site) as preview, listening(preview, "/") as ear:
        plain = [preview.get(page).status_code for page in pages]
        counted = ear.next()["panel"]
    with previewing(site, "--drafts") as preview:
        shown = [preview.text(page) for page in pages]

    assert [404, 404] == plain
    assert (2, False) == (counted["drafts"], counted["drafts_shown"])
    assert "Draft" in shown[0]
    assert "Held back" in shown[1]


def test_without_file_events_it_looks_by_the_clock(tmp_path: Path) -> None:
    """--poll sees edits, new folders and deletions as well."""
    site = Site(tmp_path / "harbour")
    with previewing(site, "--poll") as preview:
        shows(preview, "Kettles return")
        (site.content / "new").mkdir()
        site.path("amber").rename(site.content / "new" / f"{FILE_DAY}-fresh.md")
        until(lambda: preview.get(address_of("amber")).status_code == 404)

        assert "Kettles return" in preview.text(address_of("fresh"))


def test_edits_faster_than_builds_are_all_there_in_the_end(edited: Edited) -> None:
    """Whatever was saved last is what is shown last, for every file."""
    site, preview = edited

    def write(name: str) -> None:
        for number in range(30):
            site.add(name, f"Version {number} of {name}")

    writers = [threading.Thread(target=write, args=(name,)) for name in ("swift", "eager")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    shows(preview, "Version 29 of swift", address_of("swift"))
    shows(preview, "Version 29 of eager", address_of("eager"))


def memory_of(preview: Preview) -> int:
    status = Path(f"/proc/{preview.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


REBUILDS = int(os.environ.get("PREVIEW_REBUILDS", "60"))
"""docs/preview.md has the figure for 300, which take a minute or two."""


def test_memory_does_not_grow_with_rebuilds(edited: Edited) -> None:
    """60 rebuilds after warming up leave less than 20 MiB and 15 % behind."""
    site, preview = edited
    before = 0
    for number in range(20 + REBUILDS):
        site.add("memory", f"Round {number} of the long day")
        shows(preview, f"Round {number} of", address_of("memory"))
        if number == 20:
            before = memory_of(preview)
    grown = memory_of(preview) - before

    assert grown < 20 * 1024
    assert grown < 0.15 * before

"""What is wrong with a site is shown over its last good pages, and goes away when it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from preview_server import Edited, Site, listening, previewing, save, shows, until
from preview_server import news as address_of


def test_a_broken_article_keeps_its_last_good_page(edited: Edited) -> None:
    """Under the fault with place, lines and hint; other edits are shown meanwhile."""
    site, preview = edited
    path = site.path("amber")
    good = path.read_text()
    with listening(preview, address_of("amber")) as ear:
        ear.next()
        save(path, good.replace("2026-11-10T08:00:00Z", "2026-13-41T08:00:00Z"))
        news = ear.until(lambda news: bool(news["faults"]["shown"]))
        site.add("basin", "Night ferry loses its berth again")
        shows(preview, "loses its berth")
        still = preview.get(address_of("amber"))
        on_front = preview.text("/")
        with listening(preview, address_of("cobalt")) as other:
            others = other.next()["faults"]
        save(path, good)
        mended = ear.until(lambda news: not news["faults"]["shown"])
    fault = news["faults"]["shown"][0]

    assert "stay" == news["move"] == mended["move"]
    assert fault["place"].endswith("-amber.md:4") or ":4:" in fault["place"]
    assert "bad-date" == fault["code"]
    assert fault["hint"]
    assert [4] == [line["number"] for line in fault["lines"] if line["is_it"]]
    assert "2026-13-41" in next(line["text"] for line in fault["lines"] if line["is_it"])
    assert 200 == still.status_code
    assert "Kettles return" in still.text
    assert "Kettles return" in on_front
    assert news["faults"] == others
    until(lambda: any("-amber.md:4" in line and "[bad-date]" in line for line in preview.lines))


@pytest.mark.parametrize(
    ("name", "text", "place", "code"),
    [
        ("site/site.yaml", "title: [\n", "site/site.yaml:", "bad-yaml"),
        ("site/site.yaml", "titel: Quay\n", "site/site.yaml:1", "unknown-setting"),
        ("templates/story.html", "one\n{% if %}\n", "templates/story.html:2", "template-syntax"),
        (
            "templates/story.html",
            "\n\n{{ page.summry }}",
            "templates/story.html:3",
            "unknown-field",
        ),
    ],
)
def test_a_broken_site_keeps_its_last_good_pages(
    name: str, text: str, place: str, code: str, edited: Edited
) -> None:
    """A fault in settings or a template stops every page, under what is wrong, until mended."""
    site, preview = edited
    path = site.root / name
    path.parent.mkdir(exist_ok=True)
    good = path.read_bytes() if path.exists() else None
    with listening(preview, address_of("amber")) as ear:
        ear.next()
        save(path, text)
        news = ear.until(lambda news: bool(news["faults"]["shown"]))
        page = preview.get(address_of("amber"))
        if good is None:
            path.unlink()
        else:
            save(path, good)
        mended = ear.until(lambda news: not news["faults"]["shown"])
    fault = news["faults"]["shown"][0]

    assert fault["place"].startswith(place)
    assert code == fault["code"]
    assert any(line["is_it"] for line in fault["lines"])
    assert 200 == page.status_code
    assert "Kettles return" in page.text
    assert "stay" == news["move"] == mended["move"]
    until(lambda: any(place in line and f"[{code}]" in line for line in preview.lines))


def test_a_site_that_never_was_whole_says_so(tmp_path: Path) -> None:
    """Started on broken settings, it serves what is wrong, and the site once it is mended."""
    site = Site(tmp_path / "harbour")
    settings = site.root / "site" / "site.yaml"
    good = settings.read_text()
    settings.write_text("title: <script>alert(1)</script>\ntitel: 1\n")
    with previewing(site) as preview, listening(preview, "/") as ear:
        broken = preview.get("/")
        ear.until(lambda news: bool(news["faults"]["shown"]))
        settings.write_text(good)
        news = ear.until(lambda news: not news["faults"]["shown"])
        whole = preview.get("/")

    assert 500 == broken.status_code
    assert "unknown-setting" in broken.text
    assert "/_broadsheet/preview.js" in broken.text
    assert "<script>alert" not in broken.text
    assert "reload" == news["move"]
    assert 200 == whole.status_code

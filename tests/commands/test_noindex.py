"""A build for a preview keeps search engines out, and the next one for the site does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadsheet.commands import main
from small_site import NOW, small_site

ROBOTS = re.compile(r'<meta name="robots" content="noindex[",]')


def build(root: Path, *more: str) -> dict[str, str]:
    """Build the site; return its texts by path."""
    options = ["--jobs", "1", "--quiet", "--as-of", NOW, *more]
    assert 0 == main(["build", "--source", str(root), *options])
    public = root / "public"
    return {
        path.relative_to(public).as_posix(): path.read_text("utf-8")
        for path in public.rglob("*")
        if path.suffix in (".html", ".txt") or path.name == "_headers"
    }


def indexed(texts: dict[str, str]) -> list[str]:
    """Return the pages that search engines may list."""
    return [
        name for name, text in texts.items() if name.endswith(".html") and not ROBOTS.search(text)
    ]


def test_a_preview_is_kept_out_by_every_means(tmp_path: Path) -> None:
    """By every page, by the headers of all answers; robots.txt lets the pages say so."""
    texts = build(small_site(tmp_path, theme=True).root, "--noindex")

    assert [] == indexed(texts)
    assert "\n  X-Robots-Tag: noindex\n" in texts["_headers"]
    assert "Sitemap:" not in texts["robots.txt"]
    assert "Disallow" not in texts["robots.txt"]


def test_the_site_itself_is_not(tmp_path: Path) -> None:
    """Though the preview was built into the same folder, and nothing else was changed since."""
    root = small_site(tmp_path, theme=True).root
    build(root, "--noindex")
    texts = build(root)

    assert {"index.html", "topics/index.html", "archive/index.html"} <= set(indexed(texts))
    assert "X-Robots-Tag" not in texts["_headers"]
    assert "Sitemap:" in texts["robots.txt"]


def test_a_preview_is_no_faulty_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its sitemap, which it announces to nobody, lists pages that ask not to be indexed."""
    root = small_site(tmp_path, theme=True).root
    settings = root / "site" / "site.yaml"
    settings.write_text(f"{settings.read_text()}\ndescription: A small digest\n")
    texts = build(root, "--noindex")
    capsys.readouterr()
    status = main(["check", "--source", str(root), "--jobs", "1"])

    assert (root / "public" / "sitemap.xml").is_file()
    assert [] == indexed(texts)
    assert (0, "") == (status, "".join(capsys.readouterr().out.splitlines()[:-1]))

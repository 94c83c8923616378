"""`broadsheet images`: the pictures that the pages want, fetched once, with a word about each."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from broadsheet.commands import main
from broadsheet.importing import fetch
from broadsheet.proving.sitecopy import write_source
from importing.conftest import LocalServer, loopback_too
from small_site import article, small_site


@pytest.fixture
def server() -> Iterator[LocalServer]:
    """Give a running server without pages."""
    running = LocalServer()
    yield running
    running.close()


@pytest.fixture
def site(tmp_path: Path, server: LocalServer) -> Path:
    """Return a site of two articles: one has a picture, the other one that is gone."""
    data = io.BytesIO()
    Image.new("RGB", (640, 360), (90, 60, 60)).save(data, "JPEG")
    server.pages["/ferry.jpg"] = (200, {"content-type": "image/jpeg"}, data.getvalue())
    root = small_site(tmp_path, articles=0).root
    for name in ("ferry", "gone"):
        images = [{"url": server.url(f"/{name}.jpg"), "width": 640, "height": 360}]
        address = f"https://post.example/{name}"
        made = article(f"The {name} of the harbour", "2026-11-10", address, images=images)
        write_source(root / "content" / f"2026-11-10-{name}.md", made)
    return root


def run(site: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[list[str], list[str]]:
    """Run the command; return the lines it said, and those it complained."""
    assert 0 == main(["images", "--source", str(site), "--delay", "0", *words])
    said = capsys.readouterr()
    return said.out.splitlines(), said.err.splitlines()


def test_pictures_are_fetched_once(
    site: Path,
    server: LocalServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each gets a line, a refused one its reason; the next run asks for nothing again."""
    allowing = functools.partial(fetch.Fetcher, allow=loopback_too)
    monkeypatch.setattr(fetch, "Fetcher", allowing)
    said, complained = run(site, capsys)
    asked = len(server.asked)
    again, _ = run(site, capsys, "--quiet")
    run(site, capsys, "--quiet", "--retry")

    assert [server.url("/ferry.jpg")] == said[:-1]
    assert [server.url("/gone.jpg")] == [line.split(": ")[0] for line in complained]
    assert "1 fetched, 0 there already, 1 refused, 0 no longer wanted" == said[-1]
    assert 1 == len(again)
    assert again[0].startswith("0 fetched, 1 there already")
    assert ["/gone.jpg"] == [path for path, _ in server.asked[asked:]]


def test_this_machine_is_never_asked(
    site: Path, server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """An article cannot make the command look into a network that strangers cannot see."""
    said, complained = run(site, capsys)

    assert [] == server.asked
    assert 2 == len([line for line in complained if "is a private address" in line])
    assert ["0 fetched, 0 there already, 2 refused, 0 no longer wanted"] == said

"""Fetching pictures from a server of our own: once, politely, resumably, and never from inside."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from broadsheet.errors import SiteError
from broadsheet.importing.fetch import Answer, Fetcher, FetchLimits
from broadsheet.picturing.gathering import Pace, forget, gather
from broadsheet.picturing.pictures import (
    PictureShelf,
    load_index,
    load_pictures,
)
from importing.conftest import LocalServer, loopback_too


def jpeg(width: int = 640, shade: int = 90) -> bytes:
    """Return a photograph of one colour."""
    data = io.BytesIO()
    Image.new("RGB", (width, width * 9 // 16), (shade, 60, 60)).save(data, "JPEG")
    return data.getvalue()


@pytest.fixture
def server():
    """Give a running server without pages."""
    running = LocalServer()
    yield running
    running.close()


@pytest.fixture
def fetch():
    """Give a fetcher that may ask the local server."""
    with Fetcher(FetchLimits(max_bytes=200_000, seconds=3), loopback_too) as made:
        yield made


def at_once() -> Pace:
    """Return a pace without waiting."""
    return Pace(0)


def test_picture_is_fetched_once(server: LocalServer, fetch: Fetcher, tmp_path: Path) -> None:
    """The second run asks nobody."""
    server.pages["/a.jpg"] = (200, {}, jpeg())
    first = gather([server.url("/a.jpg")], tmp_path, fetch, at_once())
    second = gather([server.url("/a.jpg")], tmp_path, fetch, at_once())
    stored = load_pictures(tmp_path).of(server.url("/a.jpg"))

    assert (first.fetched, second.fetched, second.kept) == (1, 0, 1)
    assert len(server.asked) == 1
    assert stored is not None
    assert [file.width for file in stored.files if file.kind == "webp"] == [480, 640]


def test_others_files_stay(server: LocalServer, fetch: Fetcher, tmp_path: Path) -> None:
    """A picture that nobody wants goes; what we did not store stays, whatever its ending."""
    server.pages["/a.jpg"] = (200, {}, jpeg())
    gather([server.url("/a.jpg")], tmp_path, fetch, at_once())
    stored = {path.name for path in tmp_path.iterdir()}
    (tmp_path / "holiday.webp").write_bytes(b"mine")
    forget(tmp_path, [server.url("/a.jpg")])
    forgotten = {path.name for path in tmp_path.iterdir()}
    gather([], tmp_path, fetch, at_once())

    assert len(stored) > 1
    assert {"holiday.webp", "index.json"} == forgotten
    assert {"holiday.webp", "index.json"} == {path.name for path in tmp_path.iterdir()}


def test_type_is_judged_by_the_bytes(server: LocalServer, fetch: Fetcher, tmp_path: Path) -> None:
    """A page that calls itself a picture is none; a picture without a type is one."""
    server.pages["/page.jpg"] = (200, {"content-type": "image/jpeg"}, b"<html>hello</html>")
    server.pages["/picture"] = (200, {"content-type": "text/html"}, jpeg())
    done = gather([server.url("/page.jpg"), server.url("/picture")], tmp_path, fetch, at_once())

    assert done.fetched == 1
    assert [url for url, _ in done.refused] == [server.url("/page.jpg")]


def test_limits_hold(server: LocalServer, fetch: Fetcher, tmp_path: Path) -> None:
    """More bytes than allowed are not read on."""
    server.pages["/large.jpg"] = (200, {}, jpeg() + b"\0" * 300_000)
    done = gather([server.url("/large.jpg")], tmp_path, fetch, at_once())

    assert "larger than 200,000 bytes" in done.refused[0][1]


def test_private_addresses_are_refused(server: LocalServer, tmp_path: Path) -> None:
    """Neither directly, nor by name, nor by a redirect does a picture come from inside."""
    server.pages["/a.jpg"] = (200, {}, jpeg())
    inside = [server.url("/a.jpg"), f"http://localhost:{server.port}/a.jpg", "file:///etc/passwd"]
    with Fetcher() as strict:
        done = gather(inside, tmp_path, strict, at_once())

    assert (done.fetched, len(done.refused), server.asked) == (0, 2, [])


def test_redirect_inside_is_refused(server: LocalServer, tmp_path: Path) -> None:
    """Each step is checked for itself."""
    server.pages["/a.jpg"] = (302, {"location": "http://127.0.0.2/secret.jpg"}, b"")
    with Fetcher(FetchLimits(), loopback_too) as fetch:
        done = gather([server.url("/a.jpg")], tmp_path, fetch, at_once())

    assert "private address" in done.refused[0][1]


def test_refusals_are_remembered_until_asked(
    server: LocalServer, fetch: Fetcher, tmp_path: Path
) -> None:
    """A missing picture costs one request, not one a day; `--retry` asks again."""
    url = server.url("/late.jpg")
    gather([url], tmp_path, fetch, at_once())
    gather([url], tmp_path, fetch, at_once())
    server.pages["/late.jpg"] = (200, {}, jpeg())
    asked = len(server.asked)
    done = gather([url], tmp_path, fetch, at_once(), retry=True)

    assert (asked, done.fetched, load_index(tmp_path).refused) == (1, 1, {})


def test_stopped_run_goes_on(server: LocalServer, fetch: Fetcher, tmp_path: Path) -> None:
    """What came before the stop is kept and not fetched again."""
    urls = [server.url(f"/{number}.jpg") for number in range(4)]
    for number in range(4):
        server.pages[f"/{number}.jpg"] = (200, {}, jpeg(shade=number))

    def stopping(url: str, **_: str) -> Answer:
        if url == urls[2]:
            raise KeyboardInterrupt
        return fetch(url)

    with pytest.raises(KeyboardInterrupt):
        gather(urls, tmp_path, stopping, at_once())
    done = gather(urls, tmp_path, fetch, at_once())

    assert (done.kept, done.fetched, len(server.asked)) == (2, 2, 4)


def test_unwanted_pictures_are_forgotten(
    server: LocalServer, fetch: Fetcher, tmp_path: Path
) -> None:
    """A picture that no story shows leaves no file."""
    for name in ("a", "b"):
        server.pages[f"/{name}.jpg"] = (200, {}, jpeg(shade=len(name) + ord(name)))
    gather([server.url("/a.jpg"), server.url("/b.jpg")], tmp_path, fetch, at_once())
    both = len(list(tmp_path.iterdir()))
    done = gather([server.url("/b.jpg")], tmp_path, fetch, at_once())

    assert done.forgotten == 1
    assert len(list(tmp_path.iterdir())) == (both + 1) // 2
    assert forget(tmp_path, [server.url("/b.jpg")]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["index.json"]


def test_lost_file_is_fetched_again_and_a_changed_one_is_not_published(
    server: LocalServer, fetch: Fetcher, tmp_path: Path
) -> None:
    """The set is an input of the build: only what is whole belongs to it."""
    url = server.url("/a.jpg")
    server.pages["/a.jpg"] = (200, {}, jpeg())
    gather([url], tmp_path, fetch, at_once())
    stored = load_pictures(tmp_path).of(url)
    assert stored is not None
    file = tmp_path / stored.files[0].name
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    with pytest.raises(SiteError, match="lost-picture"):
        PictureShelf(tmp_path)(stored.files[0])

    file.unlink()

    assert load_pictures(tmp_path).of(url) is None
    assert gather([url], tmp_path, fetch, at_once()).fetched == 1
    assert PictureShelf(tmp_path)(stored.files[0]) == data


def test_index_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    """A name that is no hash is not read, whatever the index says."""
    (tmp_path / "secret").write_text("x")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "index.json").write_text(
        '{"format":1,"pictures":{"https://a.example/a.jpg":{"files":[{"name":"../secret",'
        '"kind":"webp","width":1,"height":1,"bytes":1}]}},"refused":{}}'
    )

    assert not load_pictures(tmp_path / "images").by_url


def test_host_is_not_asked_twice_within_the_delay() -> None:
    """Hosts take turns; only when all have been asked is there a wait."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    urls = ["https://a.example/1", "https://a.example/2", "https://b.example/1"]
    pace = Pace(5.0, lambda: now[0], sleep)
    log = [(now[0], url) for url in pace.through(urls)]

    assert log == [
        (0.0, "https://a.example/1"),
        (0.0, "https://b.example/1"),
        (5.0, "https://a.example/2"),
    ]

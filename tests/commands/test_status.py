"""What a deploy would change is said page by page, and nothing to deploy has its own status."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from broadsheet.commands import main
from broadsheet.publishing.manifest import NAME
from small_site import NOW, small_site

CHANGED, UNKNOWN, SAME = 0, 1, 3
LAMPS = "2026-11-14-lamps"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small site that was built, and whose output was deployed to `live/`."""
    root = small_site(tmp_path, articles=8).root
    build(root)
    shutil.copytree(root / "public", tmp_path / "live")
    return root


def build(root: Path) -> None:
    """Build the site."""
    options = ["--jobs", "1", "--quiet", "--as-of", NOW]
    assert 0 == main(["build", "--source", str(root), *options])


def edit(root: Path) -> None:
    """Change the site's output by one page more, one page less and a new excerpt."""
    pages = root / "site" / "pages"
    pages.mkdir()
    (pages / "new.md").write_text("---\ntitle: New\n---\nText.\n")
    (root / "content" / "undated.md").unlink()
    lamps = root / "content" / f"{LAMPS}.md"
    lamps.write_text(lamps.read_text().replace("Velvet lamps dim", "Velvet lamps fade"))
    build(root)


def status(root: Path, *words: str) -> int:
    """Run the command on the site."""
    return main(["status", "--source", str(root), *words])


def test_nothing_to_deploy(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 3, also when the site was built anew."""
    shutil.rmtree(root / "public")
    build(root)

    assert SAME == status(root, str(tmp_path / "live"))
    assert "0 new, 0 changed, 0 removed" in capsys.readouterr().out


def test_changes_are_named(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0, with every page that is new, changed or gone."""
    edit(root)

    assert CHANGED == status(root, str(tmp_path / "live" / NAME))
    lines = capsys.readouterr().out.splitlines()
    assert "new      new/index.html" in lines
    assert f"changed  news/{LAMPS}/index.html" in lines
    assert "removed  news/undated-a-note-nobody-dated/index.html" in lines


def test_json_says_the_same(
    root: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The lists are whole and sorted, and agree with the two folders."""
    edit(root)

    assert CHANGED == status(root, str(tmp_path / "live"), "--json")
    told = json.loads(capfdbinary.readouterr().out)
    here, live = files_of(root / "public"), files_of(tmp_path / "live")
    assert sorted(here.keys() - live.keys()) == told["added"]
    assert sorted(live.keys() - here.keys()) == told["removed"]
    assert sorted(p for p in here.keys() & live.keys() if here[p] != live[p]) == told["changed"]


def files_of(folder: Path) -> dict[str, bytes]:
    """Return a published folder's files but for the manifest itself."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != NAME
    }


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """Serve what is deployed; return its address."""

    class Live(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = tmp_path / "live" / self.path.lstrip("/")
            self.send_response(200 if path.is_file() else 404)
            self.end_headers()
            if path.is_file():
                self.wfile.write(path.read_bytes())

        def log_request(self, code: object = "-", size: object = "-") -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Live)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_is_live_is_asked_over_http(root: Path, host: str) -> None:
    """The address of the manifest, or of the site that has it."""
    assert [SAME, SAME] == [status(root, f"{host}{NAME}"), status(root, host)]
    edit(root)

    assert [CHANGED, CHANGED] == [status(root, f"{host}{NAME}"), status(root, host)]


def test_what_cannot_be_compared_is_no_change_and_no_peace(
    root: Path, tmp_path: Path, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing, foreign and unreadable manifests give status 1, with the reason."""
    (tmp_path / "live" / NAME).write_text('{"version": 99, "files": {}}')
    foreign = status(root, str(tmp_path / "live"))
    (tmp_path / "live" / NAME).unlink()
    missing = status(root, str(tmp_path / "live"))
    not_found = status(root, host)
    (root / "public" / NAME).unlink()
    unbuilt = status(root, str(tmp_path / "live"))
    said = capsys.readouterr().err

    assert [UNKNOWN] * 4 == [foreign, missing, not_found, unbuilt]
    for words in ("no manifest of Broadsheet", "No such file", "404", "broadsheet build"):
        assert words in said


def test_a_first_deploy_can_be_allowed(
    root: Path, tmp_path: Path, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --first, a place that has no manifest counts as empty: all is new. Other faults stay."""
    (tmp_path / "live" / NAME).unlink()
    firsts = [status(root, place, "--first") for place in (host, str(tmp_path / "live"))]
    total = len(files_of(root / "public"))

    assert [CHANGED, CHANGED] == firsts
    assert f"{total} new, 0 changed, 0 removed" in capsys.readouterr().out
    assert UNKNOWN == status(root, "http://127.0.0.1:9/", "--first")


def test_the_settings_of_the_fixture_hold(root: Path) -> None:
    """The site has a manifest over all its files, so that the comparisons above are whole."""
    written = yaml.safe_load((root / "public" / NAME).read_text())

    assert files_of(root / "public").keys() == written["files"].keys()

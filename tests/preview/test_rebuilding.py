"""`build --watch`: the folder keeps up with the sources."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet.preview.bell import Bell
from broadsheet.preview.rebuilding import build_on_changes
from broadsheet.reading.discover import Project
from preview_server import PATIENCE, Site, environment, interruptible, news, until


def test_the_folder_keeps_up(tmp_path: Path) -> None:
    """Edits, new files and faults; it goes on after a fault, and Ctrl-C ends it.

    What stops it is said once, and that it is mended, though nothing was to be written for it.
    """
    site = Site(tmp_path / "harbour")
    public = site.root / "public"
    amber = public / f"{news('amber').strip('/')}/index.html"
    told = tmp_path / "told"
    settings = site.root / "site" / "site.yaml"
    with told.open("w") as sink:
        process = subprocess.Popen(
            (sys.executable, "-m", "broadsheet", "build", "--watch", "--source", str(site.root)),
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=environment(),
            preexec_fn=interruptible,
        )
    try:
        until(lambda: amber.exists() and "Some text." in amber.read_text())
        until(lambda: "Watching" in told.read_text())
        site.add("amber", "Kettles return to the harbour towns", body="Watched text.")
        until(lambda: "Watched text." in amber.read_text())
        good = settings.read_text()
        settings.write_text("titel: wrong\n")
        until(lambda: "[unknown-setting]" in told.read_text())
        site.add("cobalt", "Velvet lamps dim", body="Unseen text.", day="2026-11-12")
        site.add("cobalt", "Velvet lamps dim the walnut quarter", day="2026-11-12")
        settings.write_text(good)
        until(lambda: "  0 written, " in told.read_text())
        site.add("amber", "Kettles return to the harbour towns", body="Mended text.")
        until(lambda: "Mended text." in amber.read_text())
        site.path("amber").unlink()
        until(lambda: not amber.exists())
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
    said = told.read_text()

    assert 130 == process.returncode
    assert "Traceback" not in said
    assert any(" written, " in line and line[2] == ":" for line in said.splitlines())
    assert 1 == said.count("[unknown-setting]")


def test_an_edit_is_built_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each build is of the whole site, whatever was touched: none is left for the silence after."""
    done: list[str] = []
    bells: list[Bell] = []

    class OneFile:
        """A watch that has always seen the same file touched."""

        def __init__(self, _: Project, bell: Bell, __: object) -> None:
            bells.append(bell)

        def touched(self) -> frozenset[str]:
            return frozenset({"content/a.md"})

        def start(self) -> None:
            """Begin."""

        def stop(self) -> None:
            """End."""

        def refresh(self) -> bool:
            return False

    def tidied() -> None:
        done.append("tidied")
        bells[0].ring()
        if done.count("tidied") == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("broadsheet.preview.rebuilding.Watch", OneFile)
    monkeypatch.setattr("broadsheet.preview.lookout.IDLE_SECONDS", 0.05)
    monkeypatch.setattr("broadsheet.preview.lookout.gc.collect", tidied)
    with pytest.raises(KeyboardInterrupt):
        build_on_changes(
            Project.at(tmp_path), tmp_path / "public", lambda: done.append("built"), False, print
        )

    assert ["built", "tidied", "built", "tidied"] == done

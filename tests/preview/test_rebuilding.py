"""`build --watch`: the folder keeps up with the sources."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from preview_server import PATIENCE, Site, environment, news, until


def test_the_folder_keeps_up(tmp_path: Path) -> None:
    """Edits, new files and faults; it goes on after a fault, and Ctrl-C ends it."""
    site = Site(tmp_path / "harbour")
    public = site.root / "public"
    amber = public / f"{news('amber').strip('/')}/index.html"
    process = subprocess.Popen(
        (sys.executable, "-m", "broadsheet", "build", "--watch", "--source", str(site.root)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
    )
    try:
        until(lambda: amber.exists() and "Some text." in amber.read_text())
        until(lambda: (site.root / ".broadsheet" / "stamps").exists())
        site.add("amber", "Kettles return to the harbour towns", body="Watched text.")
        until(lambda: "Watched text." in amber.read_text())
        settings = (site.root / "site" / "site.yaml").read_text()
        (site.root / "site" / "site.yaml").write_text("titel: wrong\n")
        site.add("amber", "Kettles return to the harbour towns", body="Mended text.")
        (site.root / "site" / "site.yaml").write_text(settings)
        until(lambda: "Mended text." in amber.read_text())
        site.path("amber").unlink()
        until(lambda: not amber.exists())
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()

    assert 130 == process.returncode
    assert "Traceback" not in said
    assert any(" written, " in line and line[2] == ":" for line in said.splitlines())

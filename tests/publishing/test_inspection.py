"""Files are found as they are, whether this process looks at them or another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet.crew import Crew
from broadsheet.fingerprint import digest_of_bytes
from broadsheet.publishing import inspection
from broadsheet.publishing.inspection import inspecting
from broadsheet.publishing.ledger import Entry, Fingerprint
from broadsheet.publishing.output import FolderOutput

PRINT = Fingerprint(b"e", b"m", b"i")


def written(root: Path) -> dict[str, Entry]:
    """Write five files, then disturb some; return what the ledger says of them."""
    output = FolderOutput(root)
    output.begin()
    names = ["as-it-was.html", "gone.html", "other.html", "touched.html", "deep/gone.html"]
    entries = {
        name: Entry(PRINT, digest_of_bytes(name.encode()), output.stage(name, name.encode()))
        for name in names
    }
    output.put_in_place(names)
    entries = output.finish(entries)
    (root / "gone.html").unlink()
    (root / "deep" / "gone.html").unlink()
    (root / "other.html").write_text("somebody else's")
    os.utime(root / "touched.html", ns=(1, 1))
    return entries


def inspect(root: Path, jobs: int) -> None:
    """Compare what is found with what a look from here finds; to be run without threads."""
    entries, output = written(root), FolderOutput(root)
    inspection.MANY = 0
    own = output.intact

    def watched(of: object) -> object:
        looked.append(os.getpid())
        return own(of)  # type: ignore[arg-type]

    looked: list[int] = []
    output.intact = watched  # type: ignore[assignment, method-assign]
    with inspecting(entries, output, Crew(jobs)) as found:
        marks, again = found(), found()

    assert own(entries) == marks
    assert again is marks
    assert [os.getpid()] * (jobs == 1) == looked
    assert {"as-it-was.html", "other.html", "touched.html"} == marks.keys()
    assert marks["as-it-was.html"] is entries["as-it-was.html"].mark
    assert marks["other.html"] is None
    assert 1 == marks["touched.html"].modified_ns  # type: ignore[union-attr]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_found_is_what_is_there(tmp_path: Path, jobs: int) -> None:
    """In a process of its own: the runner of parallel tests has threads, and then none forks."""
    name = Path(__file__).stem
    code = f"from pathlib import Path; import {name} as it; it.inspect(Path(r'{tmp_path}'), {jobs})"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == told.returncode, told.stderr

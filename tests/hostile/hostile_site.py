"""A site of all hostile articles, good ones between them, and every trick that folders allow."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from hostile.expected import EXPECTED

CASES = Path(__file__).parent / "cases"
GENERATOR = Path(__file__).parents[2] / "generator"
AS_OF = "1795000000"
"""The moment of every build here, in seconds since 1970: 2026-11-18."""

SETTINGS = """title: Hostile Digest
base_url: https://hostile.example/
taxonomies:
  - field: people
    title: People
status_page: true
"""

GOOD = {
    "2026-11-02-ferry": "Night ferry finds its own berth",
    "2026-11-03-kettles": "Kettles return to the harbour towns",
    "2026-11-04-lamps": "Velvet lamps dim the walnut quarter",
    "2026-11-05-orchard": "Orchard robots wait for spring",
}
"""Articles that must all be there, whatever lies beside them: id to title."""

TRICKS = {
    "2026-11-01-a-folder.md": "not-a-file",
    "2026-11-01-nowhere.md": "unreadable-file",
    "2026-11-01-itself.md": "unreadable-file",
    "2026-11-01-outside.md": "link-outside",
    "2026-11-01-pipe.md": "not-a-file",
    "outside": "link-outside",
    "circle": "link-outside",
    "deep": "too-deep",
}
"""What only a file system can hold, below content/bad/, and what must be said about it."""

_GOOD = """---
title: {title}
publishedDateTime: {day}T08:00:00Z
webUrl: https://{name}.example/news
published: true
topics: [Harbour]
---
{title}, told at length.
"""


def write_site(root: Path, cases: bool = True) -> Path:
    """Write settings, good articles and, with `cases`, every hostile one; return the root."""
    (root / "site").mkdir(parents=True)
    (root / "site" / "site.yaml").write_text(SETTINGS)
    content = root / "content"
    (content / "good").mkdir(parents=True)
    for name, title in GOOD.items():
        text = _GOOD.format(title=title, day=name[:10], name=name[11:])
        (content / "good" / f"{name}.md").write_text(text)
    bad = content / "bad"
    bad.mkdir()
    if cases:
        for name in EXPECTED:
            (bad / name).write_bytes((CASES / name).read_bytes())
    return root


def add_tricks(root: Path) -> None:
    """Add what only a file system can hold, and a secret beside the site."""
    bad = root / "content" / "bad"
    secret = root.parent / "secret"
    secret.mkdir()
    (secret / "2026-11-01-secret.md").write_text(
        _GOOD.format(title="TOP SECRET PAPERS", day="2026-11-01", name="secret")
    )
    (bad / "2026-11-01-a-folder.md").mkdir()
    (bad / "2026-11-01-nowhere.md").symlink_to(root / "gone.md")
    (bad / "2026-11-01-itself.md").symlink_to("2026-11-01-itself.md")
    (bad / "2026-11-01-outside.md").symlink_to(secret / "2026-11-01-secret.md")
    (bad / "outside").symlink_to(secret)
    (bad / "circle").symlink_to(root / "content")
    os.mkfifo(bad / "2026-11-01-pipe.md")
    folder = bad / "deep"
    for _ in range(40):
        folder /= "d"
    folder.mkdir(parents=True)
    (folder / "2026-11-01-deep.md").write_text(_GOOD.format(title="D", day="2026-11-01", name="d"))


def run_build(root: Path, *options: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Build a site by the command, as people do; what it says is decoded as a terminal would."""
    return subprocess.run(
        [sys.executable, "-m", "broadsheet", "build", "--source", str(root), *options],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=False,
        env={**os.environ, "PYTHONPATH": str(GENERATOR), "SOURCE_DATE_EPOCH": AS_OF},
    )


def everything_below(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes, links as where they lead."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = os.fsencode(path.relative_to(folder)).decode("utf-8", "replace")
        if path.is_symlink():
            found[name] = os.fsencode(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def is_built(expected: str) -> bool:
    """Tell whether an article of this outcome has a page."""
    return expected == "inert" or expected.startswith("warn:")


def named_with_line(said: str, name: str, expected: str) -> bool:
    """Tell whether the messages name the file with the line and the code that are expected."""
    code, _, line = expected.removeprefix("warn:").rpartition(":")
    head = re.escape(f"content/bad/{name}:{line}:")
    return re.search(rf"^{head}.*\[{code}\]$", said, re.MULTILINE) is not None

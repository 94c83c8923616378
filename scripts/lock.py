"""Write requirements/*.txt anew: every version pinned, every file hashed, no addresses."""

from __future__ import annotations

import subprocess
import sys

COMMON = [
    *("--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-annotate", "--no-header", "--upgrade", "-q"),
]


def main() -> int:
    """Lock the packages to run with, to test with, and to guard with (fuzzing, audit)."""
    for name, extra in (
        ("run", []),
        ("test", ["--extra", "test"]),
        ("guard", ["--extra", "guard", "-c", "requirements/test.txt"]),
    ):
        sources = ["pyproject.toml", "requirements/build.in"]
        target = ["-o", f"requirements/{name}.txt"]
        uv = [sys.executable, "-m", "uv", "pip", "compile"]
        subprocess.run([*uv, *sources, *extra, *COMMON, *target], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

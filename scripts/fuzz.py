"""Fuzz the reading of articles for a while, beginning with the hostile articles of the tests.

    python scripts/fuzz.py [SECONDS]

What libFuzzer finds interesting is kept in .fuzz/ and used again; an input that breaks a promise
is left there as crash-*, and the exit status is not 0.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "hostile" / "cases"
FOLDER = ROOT / ".fuzz"
LARGEST = 4096
"""Bytes of one input: long enough for every construct, short enough for many of them a second."""

SLOWEST = 20
"""Seconds that one input may take before libFuzzer calls it a hang."""


def main() -> int:
    """Return libFuzzer's exit status."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "600"
    corpus = FOLDER / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "fuzz" / "articles.py"),
            f"-max_total_time={int(seconds)}",
            f"-max_len={LARGEST}",
            f"-timeout={SLOWEST}",
            "-rss_limit_mb=1024",
            f"-dict={ROOT / 'fuzz' / 'articles.dict'}",
            f"-artifact_prefix={FOLDER}/",
            "-print_final_stats=1",
            str(corpus),
            str(CASES),
        ],
        check=False,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

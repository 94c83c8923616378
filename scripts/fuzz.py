"""Fuzz what reads strangers' bytes for a while, beginning with the hostile cases of the tests.

    python scripts/fuzz.py [SECONDS] [articles|feeds|pages|sources|oldsites|settings]

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

MOST_MEGABYTES = 512
"""Memory that the process may take, with all that it has loaded."""


def main() -> int:
    """Return libFuzzer's exit status."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "600"
    target = sys.argv[2] if len(sys.argv) > 2 else "articles"
    corpus = FOLDER / ("corpus" if target == "articles" else f"corpus-{target}")
    corpus.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            sys.executable,
            *_program(target, corpus),
            f"-max_total_time={int(seconds)}",
            f"-max_len={LARGEST}",
            f"-timeout={SLOWEST}",
            f"-rss_limit_mb={MOST_MEGABYTES}",
            f"-dict={ROOT / 'fuzz' / _dictionary(target)}",
            f"-artifact_prefix={FOLDER}/",
            "-print_final_stats=1",
            str(corpus),
            *([str(CASES)] if target == "articles" else []),
        ],
        check=False,
    )
    return done.returncode


def _program(target: str, corpus: Path) -> list[str]:
    """Return the program that fuzzes a target and its own arguments; its seeds are put down."""
    if target == "articles":
        return [str(ROOT / "fuzz" / "articles.py")]
    sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]
    from hostile.import_promises import SEEDS

    for number, (seed, _) in enumerate(SEEDS[target]):
        (corpus / f"seed-{number}").write_bytes(seed)
    return [str(ROOT / "fuzz" / "imports.py"), target]


def _dictionary(target: str) -> str:
    return "articles.dict" if target in ("articles", "oldsites", "settings") else "imports.dict"


if __name__ == "__main__":
    sys.exit(main())

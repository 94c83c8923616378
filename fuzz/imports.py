"""Coverage-guided fuzzing of what reads imports and settings: any bytes in, no exception out.

    python fuzz/imports.py feeds|pages|sources|oldsites|settings [OPTION OF LIBFUZZER ...]

Run by `make fuzz` (scripts/fuzz.py), never by the tests. What it holds is in
`hostile.import_promises`, which the tests call too.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "generator"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


def main() -> None:
    """Run until a limit of libFuzzer's own, given on the command line, is reached."""
    import atheris

    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["broadsheet", "feedparser", "bs4", "tomllib"]):
        from hostile.import_promises import SEEDS, warm_up

        warm_up(name)  # imports that wait for their first use have to be instrumented too

    atheris.Setup(sys.argv, SEEDS[name][0][1])
    atheris.Fuzz()


if __name__ == "__main__":
    main()

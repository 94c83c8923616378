"""Coverage-guided fuzzing of what reads articles: any bytes in, an article or problems out.

Run by `make fuzz` (scripts/fuzz.py), never by the tests: atheris needs a compiler's runtime and
time. What it holds is in `check_article`, which the tests call too, with bytes of their own.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "generator"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


def main() -> None:
    """Run until a limit of libFuzzer's own, given on the command line, is reached."""
    import atheris

    with atheris.instrument_imports(include=["broadsheet", "markdown_it", "mdit_py_plugins"]):
        from hostile.promises import check_article, warm_up

        warm_up()  # imports that wait for their first use have to be instrumented too

    atheris.Setup(sys.argv, check_article)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

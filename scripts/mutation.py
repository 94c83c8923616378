"""Change the program a little in many places, and see whether the tests notice (mutmut).

    python scripts/mutation.py [NAME ...]

What decides about stories, ranking, fingerprints and the ledger is changed, one place at a time.
mutmut wants sources in src/, so that it gets a copy laid out that way, in build/mutation/, with
the tests of those modules alone. Mutants that no test kills, or not in time, are printed; what we
think of each is in docs/mutation.md. A NAME, such as 'broadsheet.digest.grouping.x__split*', tests
only those mutants; 'broadsheet.digest.*[147]' is a sample, the mutants with such a last digit.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "mutation"
MUTANTS = FOLDER / "mutants" / "src"
COPIED = {"generator": "src", "tests": "tests", "templates": "templates", "site": "site"}
MUTATED = (
    "digest/copies.py",
    "digest/folding.py",
    "digest/grouping.py",
    "digest/nearness.py",
    "digest/ranking.py",
    "digest/similarity.py",
    "fingerprint.py",
    "publishing/ledger.py",
)
TESTS = (
    "tests/digest/test_assemble.py",
    "tests/digest/test_copies.py",
    "tests/digest/test_cutting.py",
    "tests/digest/test_folding.py",
    "tests/digest/test_following.py",
    "tests/digest/test_gate_formula.py",
    "tests/digest/test_grouping.py",
    "tests/digest/test_ranking.py",
    "tests/digest/test_similarity.py",
    "tests/publishing/test_ledger.py",
    "tests/publishing/test_ledger_words.py",
    "tests/publishing/test_output.py",
    "tests/test_fingerprint.py",
)
CONFIGURATION = """[tool.mutmut]
source_paths = ["src"]
only_mutate = {mutated}
also_copy = ["templates", "site"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:randomly"]
pytest_add_cli_args_test_selection = {tests}

[tool.pytest.ini_options]
addopts = "--strict-markers --import-mode=importlib"
pythonpath = ["src", "tests", "."]
markers = ["browser: opens pages in Chromium"]
"""


def main() -> int:
    """Run mutmut and show what survived; return its exit status."""
    laid_out()
    mutmut = [sys.executable, "-m", "mutmut"]
    done = subprocess.run(
        [*mutmut, "run", "--max-children", "2", *sys.argv[1:]],
        cwd=FOLDER,
        env={**os.environ, "PYTHONPATH": str(MUTANTS)},
        check=False,
    )
    told = subprocess.run([*mutmut, "results"], cwd=FOLDER, capture_output=True, text=True)
    for line in told.stdout.splitlines():
        name, _, state = line.strip().partition(": ")
        if state in {"survived", "no tests", "suspicious", "timeout"}:
            print(f"# {name}: {state}")
            subprocess.run([*mutmut, "show", name], cwd=FOLDER, check=False)
    return done.returncode


def laid_out() -> None:
    """Lay a fresh copy of the sources and tests out as mutmut expects them."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, target in COPIED.items():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, FOLDER / target, ignore=ignored)
    mutated = [f"src/broadsheet/{name}" for name in MUTATED]
    tests = [name for name in TESTS if (ROOT / name).exists()]
    settings = CONFIGURATION.format(mutated=mutated, tests=tests)
    (FOLDER / "pyproject.toml").write_text(settings, "utf-8")
    MUTANTS.mkdir(parents=True)  # a folder of the path that is missing at the start is never read


if __name__ == "__main__":
    sys.exit(main())

"""Same site, same bytes: wherever, whenever and however it is built."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import other_pythons
from broadsheet.proving.trial import Tree, differences, tree_of

REPOSITORY = Path(__file__).parents[1]
AS_OF = "2026-11-20T00:00:00Z"
SHUFFLED = """
import os, random, sys
real = os.scandir
class Shuffled:
    def __init__(self, entries):
        held = list(entries)
        random.shuffle(held)
        self.entries = iter(held)
    def __iter__(self): return self.entries
    def __next__(self): return next(self.entries)
    def __enter__(self): return self.entries
    def __exit__(self, *_): pass
    def close(self): pass
os.scandir = lambda *given: Shuffled(real(*given))
from broadsheet.commands import main
sys.exit(main())
"""
"""The command line on a file system that lists every folder in random order."""


LETTERS = f"""---
title: "Straße, İstanbul, ﬁnance ½: 𝒜 \U0001fae8 \U0001fae9 shakes ①, and 𠮷野家 answers"
excerpt: "Ǆ ŉ ΐ ẞ ﷺ \U0001f6dc {" ".join(f"w{n}ords" for n in range(90))}"
date: 2026-11-12T24:00:00+05:30
source: {{name: "ﬃ İnfo ² \U0001fae8", url: "https://straße.example/%7Ea b?q=[1]&x=½#é"}}
topics: [ＡＩ, "Ǆ", "ſecurity", "½", "C++", "\U0001fae8"]
related:
  - {{title: "Strasse, Istanbul, finance: a wide sample", source: "ς Σ", url: "https://a.example/ı"}}
  - {{title: "𠮷野家 answers 0.1 and 1e-7", source: "Ⅻ", url: "https://b.example/[::1]/x"}}
---
An *`odd`* body &notin; &NotEqualTilde; &#x1F6DC; &#0; — “ﬀ” <b title=x>½</b> [a](http://ａ.example).
"""
"""An article of what Python's own tables decide: cases, forms, entities, dates and addresses."""


def copied(folder: Path, names: Iterable[Path]) -> Path:
    """Copy the example site, file by file in the given order, and add the article of letters."""
    for path in names:
        target = folder / path.relative_to(REPOSITORY)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    (folder / "content" / "2026-11-12-letters.md").write_text(LETTERS, "utf-8")
    return folder


def sources() -> list[Path]:
    """Return a part of the example site that shows every feature, in listing order."""
    settings = [path for path in (REPOSITORY / "site").rglob("*") if path.is_file()]
    articles = sorted((REPOSITORY / "content").rglob("*.md"))[::5]
    return [*settings, *articles]


def built(
    site: Path,
    *given: str,
    program: Iterable[str] = ("-m", "broadsheet"),
    python: str = sys.executable,
    **environment: str,
) -> Tree:
    """Build a site in a process of its own, in an environment of its own; return the output."""
    shutil.rmtree(site / "public", ignore_errors=True)
    command = [python, *program, "build", "--quiet", "--no-cache", "--as-of", AS_OF, *given]
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY / "generator"), **environment}
    done = subprocess.run(command, cwd=site, env=own, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stderr
    return tree_of(site / "public")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the example site, without outputs or caches."""
    return copied(tmp_path_factory.mktemp("here"), sources())


@pytest.fixture(scope="module")
def expected(site: Path) -> Tree:
    """Return what a plain build of it gives."""
    return built(site, "--jobs", "1")


@pytest.mark.parametrize(
    ("given", "environment"),
    [
        (["--jobs", "2"], {"TZ": "Pacific/Auckland"}),
        (["--jobs", "5"], {"PYTHONHASHSEED": "1"}),
        ([], {"TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}),
        ([], {"PYTHONHASHSEED": "4242", "HOME": "/nonexistent", "USER": "nobody", "COLUMNS": "20"}),
        ([], {"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"}),
    ],
    ids=lambda value: " ".join(value if isinstance(value, list) else map("=".join, value.items())),
)
def test_the_environment_does_not_matter(
    given: list[str], environment: dict[str, str], site: Path, expected: Tree
) -> None:
    """Time zone, locale, encoding, hash seed, user and number of processes change no byte."""
    assert [] == differences(built(site, *given, **environment), expected)


@pytest.mark.parametrize("version", other_pythons.SUPPORTED)
def test_the_python_does_not_matter(version: str, site: Path, expected: Tree) -> None:
    """Every supported version gives the same, with packages of the same versions."""
    python = other_pythons.python_or_skip(version)

    assert [] == differences(built(site, python=python), expected)


def test_the_folder_and_file_times_do_not_matter(tmp_path: Path, expected: Tree) -> None:
    """Files copied elsewhere, in another order, with other times and rights, give the same."""
    names = sources()
    random.Random(7).shuffle(names)
    elsewhere = copied(tmp_path / "Ünder a long path with spaces" / "site", names)
    for number, path in enumerate(sorted(elsewhere.rglob("*.md"))):
        os.utime(path, (number, 1_000_000_000 - number))
        path.chmod(0o600)

    assert [] == differences(built(elsewhere), expected)


def test_the_umask_does_not_matter(site: Path, expected: Tree) -> None:
    """Bytes are the same whatever rights new files are given."""
    before = os.umask(0o077)
    try:
        found = built(site)
    finally:
        os.umask(before)

    assert [] == differences(found, expected)


def test_the_order_of_folders_does_not_matter(site: Path, expected: Tree) -> None:
    """A file system may list files in any order."""
    found = built(site, program=["-c", SHUFFLED])

    assert [] == differences(found, expected)


def test_the_day_does_not_matter(site: Path, expected: Tree) -> None:
    """The clock only holds back what is dated later: nothing here is, so no byte changes."""
    later = built(site, "--as-of", "2031-03-03T03:03:03Z")

    assert [] == differences(later, expected)


def test_source_date_epoch_is_the_clock(site: Path, expected: Tree) -> None:
    """Without --as-of, SOURCE_DATE_EPOCH says what is held back."""
    command = [sys.executable, "-m", "broadsheet", "build", "--quiet", "--no-cache"]
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY / "generator")}
    published = []
    for epoch in ("1793491200", "1800000000"):
        shutil.rmtree(site / "public", ignore_errors=True)
        subprocess.run(command, cwd=site, env={**own, "SOURCE_DATE_EPOCH": epoch}, check=True)
        published.append(tree_of(site / "public"))

    assert len(published[0]) < len(published[1])
    assert [] == differences(published[1], expected)


def test_the_output_names_nothing_of_this_machine(site: Path, expected: Tree) -> None:
    """Neither the folder nor the user is in any published byte."""
    marks = [os.fsencode(site), os.fsencode(REPOSITORY)]

    assert [] == [path for path, data in expected.items() if any(mark in data for mark in marks)]

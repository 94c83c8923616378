"""An upgraded Broadsheet rebuilds what its own clean build gives, whatever was cached before."""

from __future__ import annotations

import ast
import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from broadsheet.engine import SHAPING
from broadsheet.proving.trial import Tree, differences, tree_of
from preview_server import until
from small_site import NOW, small_site

REPOSITORY = Path(__file__).parents[1]
CHECKOUT = ("generator", "templates", "site/static")
"""What a checkout needs to be run: the program and the theme."""

Change = tuple[str, str, str]
"""A file of the program, a text in it, and what another version has in its place."""

ANOTHER_PARSE = """def parse(data, path, rules):
    return as_it_was(data.replace(b"kettle", b"cauldron"), path, rules)


def as_it_was("""

ANOTHER_STORY = """def assemble(articles, future, context):
    loud = [msgspec.structs.replace(each, title=each.title + "!") for each in articles]
    return as_it_was(loud, future, context)


def as_it_was("""

CHANGES: dict[str, Change] = {
    "reading": ("generator/broadsheet/reading/articles.py", "def parse(", ANOTHER_PARSE),
    "a story": ("generator/broadsheet/digest/assemble.py", "def assemble(", ANOTHER_STORY),
    "a feed": (
        "generator/broadsheet/rendering/feeds.py",
        "entry.updated_at)",
        "entry.updated_at[:10])",
    ),
    "words of the theme": (
        "generator/broadsheet/locales/de.po",
        'msgid "Topics"\nmsgstr "',
        'msgid "Topics"\nmsgstr "Alle ',
    ),
    "a template of the theme": ("templates/story.html", "<article", "<article data-new"),
    "the theme's stylesheet": ("site/static/style.css", "body {", "body { quotes: none;"),
}


MAKE_NO_BYTES = {
    "filelock": "keeps two builds apart",
    "fontpkg": "finds the font, whose own package is named",
    "pagefind": "decides the search index alone, which names its version itself",
    "typing-extensions": "for type checkers",
}
"""Libraries that the pipeline imports and whose versions are left out, with the reason."""

NAME = re.compile(r"[\w.-]+")

BESIDE_THE_PIPELINE = (
    "checking",
    "commands",
    "importing",
    "picturing",
    "preview",
    "proving",
    "relating",
    "withdrawal",
)


def imported() -> set[str]:
    """Return the distributions of all that modules of the pipeline import, and their own needs."""
    package = REPOSITORY / "generator" / "broadsheet"
    names: set[str] = set()
    for path in package.rglob("*.py"):
        if path.relative_to(package).parts[0] not in BESIDE_THE_PIPELINE:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    names |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module.partition(".")[0])
    owners = metadata.packages_distributions()
    found = {canonical(owner) for name in names for owner in owners.get(name, ())}
    found.discard("broadsheet")
    for name in sorted(found):
        needs = (need for need in metadata.requires(name) or () if ";" not in need)
        found |= {canonical(NAME.match(need)[0]) for need in needs}
    return found


def canonical(name: str) -> str:
    """Return the one spelling of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_that_shapes_output_is_part_of_the_engine() -> None:
    """An upgrade of any of them is an upgrade of ours."""
    assert set() == imported() - MAKE_NO_BYTES.keys() - set(SHAPING)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the program, compiled so that each change of a file's bytes is noticed."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in CHECKOUT:
        unwanted = shutil.ignore_patterns("__pycache__", "*.pyc", "tests")
        shutil.copytree(REPOSITORY / name, folder / name, ignore=unwanted)
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(folder / "generator", quiet=2, invalidation_mode=mode)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of its own language."""
    root = small_site(tmp_path_factory.mktemp("site"), articles=4, theme=True).root
    settings = root / "site" / "site.yaml"
    settings.write_text(f"{settings.read_text()}language: de\nsearch: false\n")
    return root


@pytest.fixture
def published(checkout: Path, site: Path) -> Path:
    """Return a site that the program as it is has built last, whatever built it before."""
    run(checkout, site, "--output", str(site / "public"))
    return site


def run(program: Path, site: Path, *given: str, **variables: str) -> None:
    """Build a site with a program of its own, in a process of its own."""
    own = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(program / "generator"),
        "PYTHONDONTWRITEBYTECODE": "1",
        **variables,
    }
    options = ("--quiet", "--jobs", "1", "--as-of", NOW, *given)
    command = (sys.executable, "-m", "broadsheet", "build", "--source", str(site), *options)
    done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stderr


def kept_and_clean(site: Path, program: Path, **variables: str) -> tuple[Tree, Tree]:
    """Rebuild with another program, and build anew with it."""
    run(program, site, "--output", str(site / "public"), **variables)
    run(program, site, "--output", str(site / "clean"), "--no-cache", **variables)
    return tree_of(site / "public"), tree_of(site / "clean")


@pytest.mark.parametrize("what", CHANGES)
def test_an_upgrade_rebuilds_what_it_would_build(
    what: str, checkout: Path, published: Path
) -> None:
    """One changed line, in the code or in the theme: every byte is the new program's.

    The site stays where it is, with its cache and ledger, which are of the version before.
    """
    name, old, new = CHANGES[what]
    path = checkout / name
    text = path.read_text()
    before = tree_of(published / "public")

    assert old in text
    path.write_text(text.replace(old, new, 1))
    try:
        kept, clean = kept_and_clean(published, checkout)
    finally:
        path.write_text(text)

    assert [] == differences(kept, clean)
    assert before.items() != clean.items()


def test_a_program_without_its_docstrings_is_another(checkout: Path, published: Path) -> None:
    """Published schemas quote them: what was made with them is not what Python -OO makes."""
    before = tree_of(published / "public")
    kept, clean = kept_and_clean(published, checkout, PYTHONOPTIMIZE="2")

    assert [] == differences(kept, clean)
    assert before.items() != clean.items()


def test_a_folder_is_kept_up_to_date_by_the_program_that_began(
    checkout: Path, published: Path, tmp_path: Path
) -> None:
    """`build --watch` that had nothing to do yet does an edit without the files of an upgrade."""
    shutil.copytree(checkout, tmp_path / "program")
    shutil.copytree(published, tmp_path / "site", ignore=shutil.ignore_patterns(".broadsheet"))
    program, site, told = tmp_path / "program", tmp_path / "site", tmp_path / "told"
    run(program, site, "--output", str(site / "public"))
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(program / "generator")}
    command = (sys.executable, "-m", "broadsheet", "build", "--watch", "--as-of", NOW)
    article = next((site / "content").glob("*.md"))
    with told.open("w") as sink:
        watching = subprocess.Popen(
            (*command, "--source", str(site)), env=own, stdout=sink, stderr=subprocess.STDOUT
        )
    try:
        until(lambda: "Watching" in told.read_text())
        for module in (program / "generator").rglob("*.py"):
            module.write_text("raise SystemError('the program after the upgrade')")
        article.write_text(f"{article.read_text()}\nWords of an edit.\n")
        until(lambda: b"Words of an edit." in b"".join(tree_of(site / "public").values()))
    finally:
        watching.kill()
        watching.wait()

    assert "upgrade" not in told.read_text()


def test_who_runs_on_loads_all_that_a_build_needs_and_no_client_of_the_network() -> None:
    """Fetching pictures is for a command of its own."""
    code = "import sys; from broadsheet.engine import load_all; load_all(); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ended.stdout.split())
    package = REPOSITORY / "generator" / "broadsheet"
    of_builds = {
        "broadsheet." + ".".join(path.relative_to(package).with_suffix("").parts)
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] in ("digest", "pages", "publishing", "rendering")
        and path.name != "__init__.py"
    }

    assert set() == of_builds - loaded
    assert "httpx" not in loaded

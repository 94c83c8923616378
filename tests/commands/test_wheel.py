"""The wheel is enough: it begins, builds and checks a site where nothing else of ours is."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that `pip wheel` makes of the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    told = [*PIP, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*told, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a clean environment with the wheel, and with our dependencies in reach.

    Those are lent by a `.pth` file, which does not make Python read the `.pth` of the checkout.
    """
    folder = tmp_path_factory.mktemp("clean") / "env"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install(python, wheel.parent, str(wheel))
    return python


def install(python: Path, folder: Path, *what: str) -> None:
    """Install something into an environment, from this machine alone."""
    told = ["install", "--quiet", "--no-deps", "--no-index", "--force-reinstall", *what]
    subprocess.run([*PIP, "--python", str(python), *told], cwd=folder, check=True)


def run(python: Path, folder: Path, *words: str) -> str:
    """Run a command in a folder; return what it said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [python.with_name("broadsheet"), *words],
        cwd=folder,
        env=clean,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stdout
    return done.stdout


def test_it_works_in_a_clean_environment(python: Path, tmp_path: Path) -> None:
    """A new site is begun, built and faultless, by the wheel's own package."""
    code = "import broadsheet; print(broadsheet.__file__)"
    used = subprocess.run([python, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True)
    begun = run(python, tmp_path, "new", "site", "--yes")
    built = run(python, tmp_path / "site", "build", "--jobs", "1", "--strict")
    checked = run(python, tmp_path / "site", "check", "--jobs", "1")

    assert used.stdout.startswith(str(python.parents[1]))
    assert "Before a host builds it" not in begun
    assert "3 articles read; 2 stories" in built
    assert "0 errors, 0 warnings" in checked


def test_a_host_gets_the_same_wheel(python: Path, wheel: Path, tmp_path: Path) -> None:
    """It lies in the new site, whose requirements.txt installs it from there."""
    run(python, tmp_path, "new", "site", "--yes")
    site = tmp_path / "site"
    (vendored,) = (site / "vendor").iterdir()
    install(python, site, "-r", "requirements.txt")

    assert wheel.read_bytes() == vendored.read_bytes()
    assert run(python, site, "--version").startswith("broadsheet ")


def test_a_site_template_takes_the_place_of_the_wheels(python: Path, tmp_path: Path) -> None:
    """Ejecting copies one; what is changed in it is on the page, and the others stay."""
    run(python, tmp_path, "new", "site", "--yes")
    site = tmp_path / "site"
    run(python, site, "eject", "archive.html")
    template = site / "templates" / "archive.html"
    template.write_text(template.read_text().replace("<h1", '<p class="ours">Ours</p><h1', 1))
    run(python, site, "build", "--jobs", "1")

    assert '<p class="ours">Ours</p>' in (site / "public" / "archive" / "index.html").read_text()
    assert ["archive.html"] == [path.name for path in (site / "templates").iterdir()]


def test_it_carries_the_theme_whole_and_nothing_of_the_example(wheel: Path) -> None:
    """Every template, static file and other data of the program; no logo, nothing for one host."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    code = ROOT / "generator"
    theme = {
        f"broadsheet/theme/{part}/{path.relative_to(folder).as_posix()}"
        for part, folder in (("templates", ROOT / "templates"), ("static", ROOT / "site/static"))
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in ("logos", "root")
    }
    own = {
        path.relative_to(code).as_posix()
        for path in code.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    found = {name for name in names if ".dist-info/" not in name}

    assert theme | own == found


def test_its_metadata_is_whole(wheel: Path) -> None:
    """Name, licence with its text, readme, and the command."""
    with zipfile.ZipFile(wheel) as archive:
        by_name = {name.split(".dist-info/")[-1]: name for name in archive.namelist()}
        metadata = message_from_bytes(archive.read(by_name["METADATA"]))
        commands = archive.read(by_name["entry_points.txt"]).decode()
        licence = archive.read(by_name["licenses/LICENSE"]).decode()

    assert ("broadsheet", "MIT") == (metadata["Name"], metadata["License-Expression"])
    assert str(metadata.get_payload()).startswith("# Broadsheet\n")
    assert "broadsheet = broadsheet.commands:program" in commands
    assert licence.startswith("MIT License")

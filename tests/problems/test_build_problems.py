"""Golden messages: what commands print when a whole site cannot be built, to the letter.

`built/<code>.txt` is what stands on standard error; the folder of the test is written as `…`.
Messages about single files that are read are in `test_problems.py`.
"""

from __future__ import annotations

import ctypes
import errno
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

import broadsheet.build
import broadsheet.publishing.swap
from broadsheet.commands import main
from broadsheet.commands.terminal import report_failures
from broadsheet.errors import CODES
from broadsheet.pages.page import Page
from broadsheet.picturing.pictures import PictureFile, PictureShelf
from broadsheet.proving.sitecopy import write, write_source
from broadsheet.publishing.exclusive import exclusive
from broadsheet.reading.discover import Project
from broadsheet.rendering.render import Renderer
from broadsheet.workshop import Workshop
from small_site import NOW, article, small_site

HERE = Path(__file__).parent
GOLDEN = HERE / "built"
Patch = pytest.MonkeyPatch
Case = Callable[[Path, Patch], None]
"""Spoils the site whose root is given, and runs the command that meets it."""

NO_MESSAGE = {
    "cache-rebuilt": "a notice of the preview's overlay, and no problem of a site",
}
"""Codes without a golden message here, and why."""


def build(root: Path, *words: str) -> None:
    """Build the site into `public/`."""
    main(["build", "--source", str(root), "--as-of", NOW, "--jobs", "1", *words])


def with_file(name: str, text: str, *words: str) -> Case:
    """Return the case of a site with this file."""

    def run(root: Path, patch: Patch) -> None:
        write(root / name, text)
        build(root, *words)

    return run


def with_setting(line: str) -> Case:
    """Return the case of a site with a further line of settings."""

    def run(root: Path, patch: Patch) -> None:
        settings = root / "site/site.yaml"
        write(settings, f"{settings.read_text('utf-8')}{line}\n")
        write(root / "content/broken.md", "---\ntitle: [\n---\n")
        write(root / "content/torn.md", "no front matter\n")
        build(root)

    return run


def asked(*words: str) -> Case:
    """Return the case of a sound site and a command that names what it lacks."""

    def run(root: Path, patch: Patch) -> None:
        main([*words, "--source", str(root)])

    return run


def same_id(root: Path, patch: Patch) -> None:
    """Name two files alike, in two folders."""
    other = article("Ferries by night", "2026-11-11", "https://quarry.example/night")
    write_source(root / "content/again/2026-11-11-ferry.md", other)
    build(root)


def same_page(root: Path, patch: Patch) -> None:
    """Copy an article's file under another name."""
    copy = (root / "content/2026-11-11-ferry.md").read_text("utf-8")
    write(root / "content/2026-11-11-ferry-copy.md", copy)
    build(root)


def unreadable_file(root: Path, patch: Patch) -> None:
    """Leave a link whose file was moved away."""
    (root / "content/2026-11-01-gone.md").symlink_to(root / "content/moved.md")
    build(root)


def not_a_file(root: Path, patch: Patch) -> None:
    """Name a folder like an article."""
    (root / "content/2026-11-01-folder.md").mkdir()
    build(root)


def link_outside(root: Path, patch: Patch) -> None:
    """Lay a link to a file beside the site."""
    write(root.parent / "secret.md", "---\ntitle: Secret\n---\n")
    (root / "content/2026-11-01-secret.md").symlink_to(root.parent / "secret.md")
    build(root)


def locked(root: Path, patch: Patch) -> None:
    """Build while another build holds the folder."""
    patch.setattr(broadsheet.build, "exclusive", partial(exclusive, patience=0))
    workshop, target = Workshop(Project.at(root)), root / "public"
    with ExitStack() as held:
        held.callback(workshop.close)
        held.enter_context(exclusive(workshop.lock_path(target), target))
        build(root)


def cannot_write(root: Path, patch: Patch) -> None:
    """Publish where two folders cannot change places."""

    def refused(one: bytes, other: bytes) -> bool:
        ctypes.set_errno(errno.EINVAL)
        return False

    build(root)
    patch.setattr(broadsheet.publishing.swap, "_exchanged", refused)
    write(root / "content/undated.md", "---\ntitle: A note that was changed\n---\n")
    build(root, "--swap")


def foreign_file(root: Path, patch: Patch) -> None:
    """Publish where somebody else's front page stands."""
    write(root / "public/index.html", "<!doctype html><title>Somebody else's</title>\n")
    build(root)


def page_failed(root: Path, patch: Patch) -> None:
    """Meet an error that nobody thought of, on one page."""
    real = Renderer.render

    def failing(self: Renderer, page: Page) -> bytes:
        if page.output == "news/2026-11-11-ferry/index.html":
            raise ValueError("year 0 is out of range")
        return real(self, page)

    patch.setattr(Renderer, "render", failing)
    build(root)


def search_index(root: Path, patch: Patch) -> None:
    """Build without the program that makes the index."""
    settings = root / "site/site.yaml"
    write(settings, settings.read_text("utf-8").replace("search: false", "search: true"))
    patch.setenv("PAGEFIND_BINARY_PATH", str(root / "nothing"))
    build(root)


def lost_picture(root: Path, patch: Patch) -> None:
    """Lose a stored picture after the set was read."""
    with report_failures():
        PictureShelf(root)(PictureFile("0f1e2d3c.jpg", "jpeg", 320, 200, 9000))


CASES: dict[str, Case] = {
    "template-syntax": with_file("templates/story.html", "<p>\n{% if %}\n"),
    "unknown-field": with_file("templates/story.html", "<p>\n{{ page.storry.title }}\n"),
    "dynamic-template": with_file("templates/story.html", "{% include page.story.id %}\n"),
    "missing-template": with_file("templates/story.html", '{% include "_fot.html" %}\n'),
    "template-error": with_file("templates/story.html", "<p>\n{{ page.story.title + 1 }}\n"),
    "unknown-story": with_file("site/stories.yaml", "- {story: 2026-11-11-fery, title: A}\n"),
    "unsafe-output": lambda root, patch: build(root, "--output", str(root / "content/out")),
    "too-many-problems": with_setting("max_broken_articles: 1"),
    "same-id": same_id,
    "same-page": same_page,
    "unreadable-file": unreadable_file,
    "not-a-file": not_a_file,
    "link-outside": link_outside,
    "locked": locked,
    "cannot-write": cannot_write,
    "foreign-file": foreign_file,
    "page-failed": page_failed,
    "search-index": search_index,
    "lost-picture": lost_picture,
    "no-edition": asked("newsletter", "2026-11-14x", "--as-of", NOW),
    "not-ours": asked("takedown", "https://nobody.example/page"),
    "no-such-page": asked("why", "/topics/tols/", "--as-of", NOW),
}


@pytest.mark.parametrize("code", CASES)
def test_a_spoiled_site_gives_these_messages(
    code: str,
    tmp_path: Path,
    monkeypatch: Patch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    """Where it is, what is wrong, code, and what to do; never a stack trace."""
    root = small_site(tmp_path).root
    CASES[code](root, monkeypatch)
    said = capsys.readouterr().err.replace(str(tmp_path.resolve()), "…")
    golden = GOLDEN / f"{code}.txt"
    if request.config.getoption("--rewrite-golden"):
        golden.write_text(said, encoding="utf-8")

    assert golden.read_text(encoding="utf-8") == said
    assert f" [{code}]\n" in said


def test_every_code_has_golden_messages_or_a_reason() -> None:
    """A code without an example would be one nobody has looked at."""
    read = {folder.name for folder in HERE.iterdir() if (folder / "expected.txt").exists()}
    shown = read | {path.stem for path in GOLDEN.iterdir()}

    assert set(CASES) == {path.stem for path in GOLDEN.iterdir()}
    assert [] == sorted(CODES.keys() - shown - NO_MESSAGE.keys())
    assert [] == sorted(shown - CODES.keys())
    assert not shown & NO_MESSAGE.keys()

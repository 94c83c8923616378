"""`broadsheet why`: the reasons, in words, for pages named in any way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from broadsheet.commands import main
from broadsheet.commands import why as why_command
from small_site import NOW, small_site, write

KETTLE = "2026-11-10-kettle"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site that has been built."""
    root = small_site(tmp_path).root

    assert 0 == main(["build", "--source", str(root), "--as-of", NOW, "--quiet", "--jobs", "1"])
    return root


def why(
    site: Path,
    page: str,
    capsys: pytest.CaptureFixture[str],
    status: int = 0,
    given: Sequence[str] = (),
) -> str:
    """Run the command; return what it says."""
    capsys.readouterr()

    assert status == main(["why", page, "--source", str(site), "--as-of", NOW, *given])
    found = capsys.readouterr()
    return found.out if status == 0 else found.err


@pytest.mark.parametrize(
    "page",
    [
        f"/news/{KETTLE}/",
        f"news/{KETTLE}",
        f"news/{KETTLE}/index.html",
        f"https://small.example/news/{KETTLE}/",
        KETTLE,
        f"{KETTLE}.md",
        f"content/{KETTLE}.md",
    ],
)
def test_a_page_is_found_by_any_name(
    page: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By address, output path, whole address, or article."""
    assert why(site, page, capsys).startswith(f"news/{KETTLE}/index.html: the story ")


def test_a_page_is_found_by_a_path_from_here(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As shells complete it."""
    monkeypatch.chdir(site.parent)

    assert "made by" in why(site, f"{site.name}/content/{KETTLE}.md", capsys)
    assert "made by" in why(site, f"{site.name}/public/feed.xml", capsys)


def test_what_a_page_depends_on_is_said(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Templates, inputs, the stories behind it and their files."""
    said = why(site, "/", capsys)

    for part in (
        "made by: templates/front.html",
        "templates/_base.html",
        "templates/_foot.html",
        'what lists show of "Kettle recall grows in harbour towns"',
        f"    content/{KETTLE}.md",
        "content/deep/2026-11-12-recall.md",
        "settings: title",
    ):
        assert part in said


def test_nothing_is_said_as_the_program_writes_it(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The front page shows a part of a list, with its neighbours."""
    said = why(site, "/", capsys)

    assert "    cut: number 0, " in said
    assert "=" not in said


def test_many_templates_and_files_are_counted(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And named on request."""
    monkeypatch.setattr(why_command, "MOST_SHOWN", 1)
    short = why(site, "/", capsys)
    whole = why(site, "/", capsys, given=["--all"])

    assert "more; --all names them" in short
    assert "content/deep/2026-11-12-recall.md" not in short
    assert "--all" not in whole
    assert "content/deep/2026-11-12-recall.md" in whole


def test_the_last_and_the_next_making_are_said(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Why it was made, and what the next build would do, before and after an edit."""
    page = f"/news/{KETTLE}/"
    fresh = why(site, page, capsys)
    write(site / "templates/story.html", "{{ page }} again\n")
    stale = why(site, page, capsys)
    main(["build", "--source", str(site), "--as-of", NOW, "--quiet", "--jobs", "1"])
    made = why(site, page, capsys)

    assert "because it is new" in fresh
    assert "would leave it as it is" in fresh
    assert "would make it anew: templates/story.html changed" in stale
    assert "because templates/story.html changed" in made
    assert "would leave it as it is" in made


def test_both_say_what_was_edited(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of an article: which of its story's parts, and in which file."""
    article = site / f"content/{KETTLE}.md"
    write(article, article.read_text("utf-8").replace("title: Kettle", "title: Pan"))
    reason = f"what it shows (story: title, lead, coverage, in content/{KETTLE}.md) changed"
    stale = why(site, f"/news/{KETTLE}/", capsys)
    main(["build", "--source", str(site), "--as-of", NOW, "--quiet", "--jobs", "1"])

    assert f"would make it anew: {reason}" in stale
    assert f"because {reason}" in why(site, f"/news/{KETTLE}/", capsys)


FAILS_FOR_KETTLE = f"""{{% if page.story.id == "{KETTLE}" %}}{{{{ page.nothing }}}}{{% endif %}}
{{{{ page }}}}
"""


def test_a_page_that_failed_was_not_made(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands there is from the build before, and the next tries again."""
    write(site / "templates/story.html", FAILS_FOR_KETTLE)

    assert 1 == main(["build", "--source", str(site), "--as-of", NOW, "--quiet", "--jobs", "1"])
    said = why(site, f"/news/{KETTLE}/", capsys)
    assert "because it is new" in said
    assert "would make it anew: an earlier build did not finish it" in said


ASKED = ["--base-url", "https://branch.example/", "--noindex"]


def test_it_answers_for_the_build_that_was_asked_for(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the options of that build nothing is stale, and with any other all is."""
    page = f"/news/{KETTLE}/"
    main(["build", "--source", str(site), "--as-of", NOW, "--quiet", "--jobs", "1", *ASKED])

    assert "would leave it as it is" in why(site, page, capsys, given=ASKED)
    assert "would leave it as it is" in why(
        site, f"https://branch.example{page}", capsys, given=ASKED
    )
    for given, fields in (
        ([], "base url, noindex"),
        (ASKED[:2], "noindex"),
        (ASKED[2:], "base url"),
    ):
        said = f"would make it anew: the site's frame ({fields}) changed"
        assert said in why(site, page, capsys, given=given)


def test_a_lost_file_is_a_reason(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The output folder is looked at, too."""
    (site / "public/feed.xml").unlink()

    assert "would make it anew: its file is missing" in why(site, "feed.xml", capsys)


def test_asking_changes_no_published_byte(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also when everything is stale."""
    write(site / "site/site.yaml", "title: Renamed\n")
    before = {path: path.stat().st_mtime_ns for path in (site / "public").rglob("*")}
    why(site, "/", capsys)

    assert before == {path: path.stat().st_mtime_ns for path in (site / "public").rglob("*")}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/nwes/2026-11-10-kettle/", "did you mean '/news/2026-11-10-kettle/'?"),
        ("content/2026-11-13-draft.md", "this article has no page"),
        ("content/broken.md", "[empty-file]"),
        ("build-manifest.json", "it lists all files that were published"),
        ("/pagefind/parts.json", "it is a part of the search index"),
    ],
)
def test_a_page_that_is_not_there_is_explained(
    page: str, said: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A typing error, an unpublished article, a broken one, a file that is no page."""
    write(site / "content/broken.md", "")

    assert said in why(site, page, capsys, status=1)


def test_a_page_that_is_still_published_but_no_more_of_the_site_will_go(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its file is there to be asked about; the nearest other page is no answer."""
    (site / "content" / f"{KETTLE}.md").unlink()
    said = why(site, f"/news/{KETTLE}/", capsys, status=1)

    assert "the site has this page no more" in said
    assert "the next build removes its file" in said

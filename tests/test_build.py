"""One build: what it reports, refuses, survives and leaves alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import broadsheet.prepare
from broadsheet.build import build
from broadsheet.errors import SiteError
from broadsheet.prepare import Options, TooManyProblems, clock
from broadsheet.proving.trial import tree_of
from broadsheet.publishing.report import Report
from broadsheet.workshop import Workshop
from living_site import LivingSite
from small_site import NOW, small_site

KETTLE, FERRY = "2026-11-10-kettle", "2026-11-11-ferry"


@pytest.fixture
def living(tmp_path: Path) -> LivingSite:
    """Return a small site that has been built."""
    site = LivingSite(tmp_path)
    site.rebuild()
    return site


def stopped(living: LivingSite) -> tuple[bool, list[str]]:
    """Rebuild; return whether it stopped, and the codes of its problems."""
    ending = living.trial.rebuild()
    return ending.stopped, [problem.code for problem in ending.problems]


def test_a_report_counts(living: LivingSite) -> None:
    """What was read, left out, made and removed."""
    living.write("content/broken.md", "---\ntitle: [\n---\n")
    living.path("content/undated.md").unlink()
    report = living.trial.rebuild().report

    assert (8, 1, 3) == (report.articles, report.left_out, report.stories)
    assert report.pages == report.written + report.unchanged
    assert "news/undated-a-note-nobody-dated/index.html" in report.removed
    assert {"content/broken.md"} == {problem.where.path for problem in report.problems}


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("site/site.yaml", "titel: x\n", "unknown-setting"),
        ("site/site.yaml", "title: [\n", "bad-yaml"),
        ("templates/story.html", "{% if %}\n", "template-syntax"),
        ("templates/story.html", "{{ page.nothing }}\n", "unknown-field"),
        ("templates/story.html", '{% include "_none.html" %}\n', "missing-template"),
        ("templates/story.html", "{% include page.story.id %}\n", "dynamic-template"),
    ],
)
def test_a_broken_setting_or_template_writes_nothing(
    name: str, text: str, code: str, living: LivingSite
) -> None:
    """The published site stays byte for byte, and mending the file ends well."""
    before = tree_of(living.trial.output)
    kept = living.path(name).read_text()
    living.write(name, text)

    assert (True, [code]) == stopped(living)
    assert before == tree_of(living.trial.output)
    living.write(name, kept)
    assert [] == living.differences()


def test_strict_publishes_nothing_when_an_article_is_wrong(living: LivingSite) -> None:
    """--strict: the old site stays, and the problems are raised."""
    before = tree_of(living.trial.output)
    living.article(KETTLE, title="Another title")
    living.write("content/broken.md", "no front matter\n")
    living.options(strict=True)

    with pytest.raises(TooManyProblems, match=r"content/broken\.md"):
        build(Workshop(living.site.project), living.trial.output, living.trial.options)
    assert before == tree_of(living.trial.output)


FAILS_FOR_FERRY = """{% extends "_base.html" %}{% block main %}
{% if page.story.id == "2026-11-11-ferry" %}{{ page.nothing }}{% endif %}{{ page }}{% endblock %}
"""


def test_a_page_that_fails_keeps_its_old_file_and_is_tried_again(living: LivingSite) -> None:
    """The others are published first; the failure is said each time, until it is mended.

    Meanwhile the output is no clean build's, which lacks the page: so the build ends with status 1.
    """
    page = living.trial.output / f"news/{FERRY}/index.html"
    old = page.read_bytes()
    living.write("templates/story.html", FAILS_FOR_FERRY)
    reports = [living.trial.rebuild().report for _ in range(2)]

    assert [((f"news/{FERRY}/index.html",), ["unknown-field"])] * 2 == [
        (report.failed, [problem.code for problem in report.problems]) for report in reports
    ]
    assert [False, False] == [report.is_clean for report in reports]
    assert old == page.read_bytes()
    assert living.differences(), "only the rebuild has the page"
    living.write("templates/story.html", "{{ page }}\n")
    assert [] == living.differences()
    assert living.trial.rebuild().report.is_clean


def test_a_page_that_failed_is_still_ours_to_remove(living: LivingSite) -> None:
    """Its old file goes with its article."""
    living.write("templates/story.html", FAILS_FOR_FERRY)
    living.rebuild()
    living.path(f"content/{FERRY}.md").unlink()

    assert [] == living.differences()


def test_unchanged_bytes_are_not_written(living: LivingSite) -> None:
    """A page that is made anew and comes out the same keeps its file and time."""
    page = living.trial.output / "news" / KETTLE / "index.html"
    before = page.stat()
    living.upgrade()
    living.says_so = True
    real = broadsheet.prepare.engine_digest
    try:
        broadsheet.prepare.engine_digest = lambda: b"x" * 16
        living.version = 0
        report = living.trial.rebuild().report
    finally:
        broadsheet.prepare.engine_digest = real

    assert (report.pages, 0) == (len(report.rendered), report.written)
    assert (before.st_mtime_ns, before.st_ino) == (page.stat().st_mtime_ns, page.stat().st_ino)


def test_foreign_files_in_the_output_stay(living: LivingSite) -> None:
    """Only what a build of ours wrote is ever removed."""
    foreign = living.trial.output / "news" / "notes.txt"
    foreign.write_text("mine")
    living.path("content/undated.md").unlink()
    living.rebuild()

    assert "mine" == foreign.read_text()


@pytest.mark.parametrize("where", [".", "content", "site/static", "templates", "..", ".broadsheet"])
def test_an_output_over_the_sources_is_refused(where: str, living: LivingSite) -> None:
    """A folder that holds the sources, or lies in them, is never published to."""
    target = living.site.project.root / where

    with pytest.raises(SiteError, match="unsafe-output"):
        build(Workshop(living.site.project), target, Options(as_of=NOW))


def test_a_folder_that_cannot_be_written_raises(living: LivingSite) -> None:
    """The error is the system's, and the ledger still knows what is there."""
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    living.article(KETTLE, title="Another title")
    living.trial.output.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            living.rebuild()
    finally:
        living.trial.output.chmod(0o700)

    assert [] == living.differences()


def test_a_cache_that_cannot_be_written_costs_only_the_cache(tmp_path: Path) -> None:
    """A file where the folder belongs: the site is built, and it is said."""
    project = small_site(tmp_path)
    project.cache.write_text("in the way")
    workshop = Workshop(project)

    assert not workshop.is_kept
    assert any("cannot be written" in note for note in workshop.notes)
    workshop.close()


def test_a_build_without_a_cache_makes_everything_and_touches_nothing(living: LivingSite) -> None:
    """Every page is made anew, files that come out the same stay, and old pages still go."""
    living.path("content/undated.md").unlink()
    undated = living.trial.output / "news" / "undated-a-note-nobody-dated" / "index.html"
    assert undated.exists()
    kept = living.trial.output / "news" / KETTLE / "index.html"
    before = kept.stat()
    workshop = Workshop(living.site.project, keep=False)
    report = build(workshop, living.trial.output, living.trial.options)
    next_report = build(workshop, living.trial.output, living.trial.options)
    workshop.close()

    assert report.pages == len(report.rendered)
    assert "it was to be made without a cache" in set(report.rendered.values())
    assert {} == dict(next_report.rendered)
    assert before == kept.stat()
    assert not undated.exists()
    assert [] == living.differences()


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_number_of_processes_changes_no_byte(jobs: int, living: LivingSite) -> None:
    """Parsed, related and rendered by one process or by several."""
    expected = tree_of(living.trial.output)
    living.options(jobs=jobs)

    assert expected == living.trial.clean().tree


def test_a_second_output_is_kept_apart(living: LivingSite, tmp_path: Path) -> None:
    """Each output folder has a ledger of its own."""
    workshop = Workshop(living.site.project)
    report: Report = build(workshop, tmp_path / "second", living.trial.options)
    workshop.close()

    assert (report.pages, ()) == (report.written, report.removed)
    assert tree_of(living.trial.output) == tree_of(tmp_path / "second")


@pytest.mark.parametrize(
    ("stamp", "expected"), [("0", "1970-01-01T00:00:00Z"), ("1793491200", "2026-11-01T00:00:00Z")]
)
def test_source_date_epoch_is_the_clock(stamp: str, expected: str) -> None:
    """See reproducible-builds.org."""
    assert expected == clock({"SOURCE_DATE_EPOCH": stamp})


@pytest.mark.parametrize("stamp", ["soon", "1e400", "9" * 30])
def test_a_clock_that_is_no_number_is_a_problem(stamp: str) -> None:
    """Said with the variable's name."""
    with pytest.raises(SiteError, match="SOURCE_DATE_EPOCH"):
        clock({"SOURCE_DATE_EPOCH": stamp})

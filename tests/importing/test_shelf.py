"""Drafts on the shelf: idempotent, resumable, never over somebody else's work."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from broadsheet.importing.drafts import Draft
from broadsheet.importing.layout import file_bytes
from broadsheet.importing.manifest import NAME, Fetched, Manifest, Written, digest_of
from broadsheet.importing.shelf import Outcome, Shelf
from broadsheet.publishing.whole import TEMPORARY_PREFIX

DAY = "2022-02-21T14:00:00Z"
DRAFT = Draft(
    source="feed a 1", title="Ferry late", published_at=DAY, web_url="https://a.example/x"
)
FILE = "2022-02-21-ferry-late.md"


def place(into: Path, *drafts: Draft, dry: bool = False, originals: bool = False) -> list[Outcome]:
    """Put drafts on the shelf, as one import."""
    with Manifest(into, dry=dry) as manifest:
        shelf = Shelf(into, manifest, dry=dry, keep_originals=originals)
        return [shelf.place(draft) for draft in drafts]


def actions(into: Path, *drafts: Draft) -> list[str]:
    """Return what became of each draft."""
    return [outcome.action for outcome in place(into, *drafts)]


def changed(draft: Draft = DRAFT, **changes: object) -> Draft:
    """Return the draft with other fields."""
    return msgspec.structs.replace(draft, **changes)


def test_an_import_is_idempotent(tmp_path: Path) -> None:
    """The second time all is the same, and no file is touched."""
    assert ["new"] == actions(tmp_path, DRAFT)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.md")}

    assert ["same"] == actions(tmp_path, DRAFT)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.md")}


def test_a_changed_source_updates_its_file_in_place(tmp_path: Path) -> None:
    """A corrected headline keeps the file's name, and so the article's address."""
    place(tmp_path, DRAFT)
    (outcome,) = place(tmp_path, changed(title="Ferry on time"))

    assert ("updated", FILE) == (outcome.action, outcome.file)
    assert b"Ferry on time" in (tmp_path / FILE).read_bytes()


def test_a_hand_edit_is_never_overwritten(tmp_path: Path) -> None:
    """An edited file stays as it is, whether the source has changed or not."""
    place(tmp_path, DRAFT)
    (tmp_path / FILE).write_text("mine")

    assert ["same"] == actions(tmp_path, DRAFT)
    (outcome,) = place(tmp_path, changed(title="Other"))
    assert ("skipped", "edited by hand; the source has changed") == (outcome.action, outcome.reason)
    assert "mine" == (tmp_path / FILE).read_text()


def test_a_deleted_article_does_not_come_back(tmp_path: Path) -> None:
    """Deleting is an edit too."""
    place(tmp_path, DRAFT)
    (tmp_path / FILE).unlink()

    assert ["skipped", "skipped"] == actions(tmp_path, DRAFT, changed(title="Other"))
    assert [] == list(tmp_path.glob("*.md"))


def test_somebody_elses_file_is_not_taken(tmp_path: Path) -> None:
    """A name that is taken, in any case and any folder, gets a number."""
    (tmp_path / "2022").mkdir()
    (tmp_path / "2022" / FILE.upper().replace(".MD", ".md")).write_text("---\ntitle: x\n---\n")
    drafts = [changed(source=f"s{n}", web_url=f"https://a.example/{n}") for n in range(2)]
    found = [outcome.file for outcome in place(tmp_path, *drafts)]

    assert ["2022-02-21-ferry-late-2.md", "2022-02-21-ferry-late-3.md"] == found


def test_a_page_that_is_already_there_is_skipped(tmp_path: Path) -> None:
    """An article about the same page, by hand or of another feed, is not doubled."""
    (tmp_path / "mine.md").write_text(
        "---\ntitle: x\nwebUrl: 'http://www.a.example/x/?utm_source=r'\n---\n"
    )
    (outcome,) = place(tmp_path, DRAFT)

    assert ("skipped", "the same page as mine.md") == (outcome.action, outcome.reason)
    other = changed(source="feed b", title="Else", web_url="https://b.example/y")
    assert ["new", "skipped"] == actions(tmp_path, other, changed(other, source="feed c"))


def test_an_interrupted_import_goes_on(tmp_path: Path) -> None:
    """A file that was written but not yet recorded is taken as its own, not doubled."""
    (tmp_path / FILE).write_bytes(file_bytes(DRAFT))

    assert ["new"] == actions(tmp_path, DRAFT)
    assert ["same"] == actions(tmp_path, DRAFT)
    assert [FILE] == [path.name for path in tmp_path.glob("*.md")]


def test_half_written_files_are_swept(tmp_path: Path) -> None:
    """What a killed import left is removed by the next, an hour later; other dot-files are not."""
    half = tmp_path / f"{TEMPORARY_PREFIX}99-ferry.md"
    half.write_text("half")
    os.utime(half, (0, 0))
    (tmp_path / ".keep").write_text("")
    place(tmp_path)

    assert [".keep"] == [path.name for path in tmp_path.iterdir()]


def test_what_another_command_is_writing_is_not_swept(tmp_path: Path) -> None:
    """`relate`, say, which is about to give its file the name of an article."""
    writing = tmp_path / f"{TEMPORARY_PREFIX}99-ferry.md"
    writing.write_text("half")
    place(tmp_path)

    assert writing.exists()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    """It decides the same, also within the run, and leaves no trace."""
    into = tmp_path / "content"
    doubled = changed(source="s2", web_url="")
    again = changed(title="Other")
    found = place(into, DRAFT, doubled, DRAFT, again, dry=True)

    assert [
        ("new", FILE),
        ("new", "2022-02-21-ferry-late-2.md"),
        ("same", FILE),
        ("updated", FILE),
    ] == [(outcome.action, outcome.file) for outcome in found]
    assert not into.exists()


def test_a_text_without_date_and_address_waits(tmp_path: Path) -> None:
    """It goes to the list of texts to place, which the reader passes over."""
    (outcome,) = place(tmp_path, Draft(source="text a", title="A text", body="Words."))

    assert ("new", "_unplaced/a-text.md") == (outcome.action, outcome.file)
    assert "waits" in outcome.reason
    assert ["same"] == actions(tmp_path, Draft(source="text a", title="A text", body="Words."))


def test_the_original_is_kept_on_request(tmp_path: Path) -> None:
    """Beside the article, under a name that is no article's."""
    draft = changed(original=b"<html>")
    place(tmp_path / "a", draft)
    place(tmp_path / "b", draft, originals=True)

    assert not list((tmp_path / "a").glob("*original*"))
    assert b"<html>" == (tmp_path / "b" / "2022-02-21-ferry-late.original.html").read_bytes()


def test_a_link_in_place_of_a_file_is_not_written_through(tmp_path: Path) -> None:
    """A symbolic link that takes the name leads no write outside."""
    outside = tmp_path / "outside"
    outside.write_text("precious")
    into = tmp_path / "content"
    into.mkdir()
    (into / FILE).symlink_to(outside)
    place(into, DRAFT)

    assert "precious" == outside.read_text()


@pytest.mark.parametrize("file", ["../site.md", "a/../../site.md", "/etc/site.md", ""])
def test_a_manifest_leads_to_no_file_outside(tmp_path: Path, file: str) -> None:
    """It may have come with the articles of a stranger, who knows what lies beside them."""
    into = tmp_path / "content"
    into.mkdir()
    outside = tmp_path / "site.md"
    outside.write_text("known")
    written = Written(DRAFT.source, file, digest_of(b"known"))
    (into / NAME).write_bytes(msgspec.json.encode(written) + b"\n")

    assert ["new"] == actions(into, DRAFT)
    assert "known" == outside.read_text()


def test_a_pipe_among_the_articles_is_not_opened(tmp_path: Path) -> None:
    """Nobody may ever write to it."""
    os.mkfifo(tmp_path / "2022-02-20-pipe.md")

    assert ["new"] == actions(tmp_path, DRAFT)


def test_the_manifest_survives_a_torn_line(tmp_path: Path) -> None:
    """A kill in the middle of a line loses that line alone, and the next is whole."""
    with Manifest(tmp_path) as manifest:
        manifest.record(Written("a", "a.md", "1"))
    with (tmp_path / NAME).open("ab") as stream:
        stream.write(b'{"is":"article","key":"b","fi')
    with Manifest(tmp_path) as torn:
        torn.record(Written("c", "c.md", "3"))
        found = Manifest(tmp_path)

    assert Written("a", "a.md", "1") == found.written("a")
    assert Written("c", "c.md", "3") == found.written("c")
    assert found.written("b") is None


def test_the_manifest_is_kept_as_the_import_goes(tmp_path: Path) -> None:
    """What was placed is on disk before the import ends; at the end the file is sorted."""
    with Manifest(tmp_path) as manifest:
        for key in ("b", "a", "b"):
            manifest.record(Written(key, f"{key}.md", digest_of(b"")))

            assert Manifest(tmp_path).written(key) is not None
        manifest.record(Fetched("https://a.example/", '"e"'))
    lines = (tmp_path / NAME).read_bytes().splitlines()

    assert sorted(lines) == lines
    assert 3 == len(lines)


@pytest.mark.parametrize("data", [b"\x00\xff\n", b"[]\n{}\nnull\n", b'{"is":"other"}\n'])
def test_a_damaged_manifest_is_read_as_far_as_it_goes(tmp_path: Path, data: bytes) -> None:
    """Foreign lines are passed over."""
    (tmp_path / NAME).write_bytes(data + b'{"is":"article","key":"a","file":"a.md","digest":"1"}\n')

    assert Manifest(tmp_path).written("a") is not None

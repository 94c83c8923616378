"""`broadsheet relate` from the command line, and what it does to imported and changed files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broadsheet.commands import main
from broadsheet.relating import applying, report
from broadsheet.relating.proposing import Proposal
from broadsheet.relating.work import ParseRules
from newsroom import ARTICLES, WAITING, newsroom, related, text

HALCYON = """Ferry Halcyon struck sandbank with an old depth chart

The Halcyon went aground on the Corran sandbank near Ostrey. Lifeboats took off all 214 passengers
of the night ferry.
"""


def run(project_root: Path, *words: str) -> int:
    """Run the command in this process."""
    return main(["relate", "--source", str(project_root), *words])


def test_the_table_says_what_would_be_written_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each article, its entries, scores and words; and that nothing was written."""
    status = run(newsroom(tmp_path).root)

    shown = " ".join(capsys.readouterr().out.split())
    assert 0 == status
    assert "2 proposed" in shown
    assert "Halcyon" in shown
    assert "nothing was written" in shown


def test_a_site_in_which_nothing_is_alike_gets_no_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence says that there is nothing to do."""
    alone = {name: text for name, text in ARTICLES.items() if "ferry" not in name}

    status = run(newsroom(tmp_path, alone).root)

    assert 0 == status
    assert capsys.readouterr().out.startswith("every article has a related list, or none that")


def test_a_long_table_is_cut_and_the_rest_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal is no place for thousands of rows; the JSON report has them."""
    monkeypatch.setattr(report, "MOST_ROWS", 1)

    run(newsroom(tmp_path).root)

    shown = " ".join(capsys.readouterr().out.split())
    assert "and 3 more rows (--json lists them all)" in shown
    assert "2 proposed" in shown


def test_the_json_report_has_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Scores are numbers from 0 to 1, and the gate's is at least its threshold."""
    run(newsroom(tmp_path).root, "--json", "--article", "2026-11-10-ferry")

    found = json.loads(capsys.readouterr().out)
    (article,) = found["articles"]
    (entry,) = article["related"]
    assert {"proposed": 1} == found["counts"]
    assert "2026-11-11-ferry" == entry["article"]
    assert 0.7 <= entry["score"] <= 1.0
    assert 0.25 <= entry["relevance"] <= 1.0
    assert "Halcyon" in entry["reason"]


def test_scores_must_be_shares(tmp_path: Path) -> None:
    """Anything else is refused before anything is read."""
    for wrong in ("1.5", "nan", "much"):
        with pytest.raises(SystemExit):
            run(newsroom(tmp_path).root, "--min-score", wrong)


def test_without_the_library_a_hint_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an optional part of the program."""
    monkeypatch.setattr("broadsheet.commands.relate.find_spec", lambda _: None)

    assert 2 == run(newsroom(tmp_path).root)
    assert "broadsheet[relate]" in capsys.readouterr().err


def test_a_file_that_changed_meanwhile_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody wrote after we read it stays."""
    project = newsroom(tmp_path)
    path = project.content[0] / "2026-11-10-ferry.md"
    changed = path.read_bytes() + b"One more line.\n"
    edited = applying._edited

    def late(target: Path, proposal: Proposal, rules: ParseRules) -> bytes:
        path.write_bytes(changed)
        return edited(target, proposal, rules)

    monkeypatch.setattr(applying, "_edited", late)
    outcomes = {one.article: one for one in related(project, write=True)}

    assert "skipped" == outcomes["2026-11-10-ferry"].action
    assert changed == path.read_bytes()


def test_imported_texts_stay_known_to_the_importer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Placed with its original, and the next import neither brings it back nor touches it."""
    project = newsroom(tmp_path)
    source = tmp_path / "halcyon.txt"
    source.write_text(HALCYON)
    words = ["import", str(source), "--source", str(project.root), "--keep-original", "--json"]
    main(words)
    run(project.root, "--write")
    placed = {path.name: path.read_bytes() for path in project.content[0].rglob("ferry*")}
    capsys.readouterr()

    main(words)

    assert {"same": 1} == {
        k: v for k, v in json.loads(capsys.readouterr().out)["counts"].items() if v
    }
    assert placed == {path.name: path.read_bytes() for path in project.content[0].rglob("ferry*")}
    assert 2 == len(placed)
    assert not list((project.content[0] / "_unplaced").iterdir())


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    """No article is overwritten by a text that is placed."""
    other = text("Quite another piece", "2026-11-10", "ember")
    files = {**ARTICLES, "halcyon.md": other, "_unplaced/halcyon.md": WAITING}
    project = newsroom(tmp_path, files)

    placed = [one.file for one in related(project, write=True) if one.action == "placed"]

    assert ["content/halcyon-2.md"] == placed
    assert other == (project.content[0] / "halcyon.md").read_text()


def test_a_text_that_the_importer_does_not_know_is_placed_beside_its_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The record of other texts stays as it was."""
    project = newsroom(tmp_path, {**ARTICLES, "_unplaced/halcyon.md": WAITING})
    source = tmp_path / "ice.txt"
    source.write_text("Ice shelves calve\n\nInto the polar ocean.\n")
    main(["import", str(source), "--source", str(project.root)])
    (record,) = project.content[0].glob(".*")
    before = record.read_bytes()

    run(project.root, "--write")

    assert (project.content[0] / "halcyon.md").is_file()
    assert before == record.read_bytes()

"""Options that make no sense: one line says why, a hint says what to write, nothing is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.commands import HELPS, main
from small_site import NOW, small_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small site."""
    return small_site(tmp_path_factory.mktemp("options"), articles=1).root


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (["--source", "no-such-folder"], "no-such-folder: ", "broadsheet new DIR"),
        (["--as-of", "yesterday"], "--as-of: ", "2022-02-22T14:00:00Z"),
        (["--base-url", "news.example.org"], "--base-url: ", "https://news.example.org/"),
        (["--base-url", "https://a.example/?b"], "--base-url: ", "https://news.example.org/"),
    ],
)
def test_the_option_is_named(
    words: list[str], said: str, hint: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message begins with the option or folder, and the output is not made."""
    status = main(["build", "--source", str(site), "--quiet", *words])
    lines = capsys.readouterr().err.splitlines()

    assert 1 == status
    assert lines[0].startswith(said)
    assert hint in lines[1]
    assert not (site / "public").exists()


def test_a_time_without_a_zone_is_utc(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So is a day: its midnight, before which that day's articles are not out."""
    known = {}
    for time in ("2026-11-20T12:00:00", "2026-11-20T12:00:00Z", "2026-11-20T13:00:00+01:00"):
        root = site.parent / time.replace(":", "")
        output = ["--output", str(root / "public")]
        assert 0 == main(["build", "--source", str(site), "--as-of", time, "--quiet", *output])
        known[time] = sorted(
            (file.relative_to(root), file.read_bytes())
            for file in root.rglob("*")
            if file.is_file()
        )

    assert known[NOW]
    assert [known[NOW]] * 3 == list(known.values())


def test_without_a_command_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """It is no success: a script that forgot the command is to notice."""
    assert 2 == main([])
    listed = capsys.readouterr().out

    assert [] == [command for command in HELPS if command not in listed.split()]


def test_an_unknown_option_is_answered_with_those_of_its_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And not with the list of commands, of which one was named."""
    with pytest.raises(SystemExit, match="2"):
        main(["build", "--strickt"])
    said = capsys.readouterr().err

    assert "usage: broadsheet build " in said
    assert "[--strict]" in said
    assert said.endswith("broadsheet build: error: unrecognized arguments: --strickt\n")

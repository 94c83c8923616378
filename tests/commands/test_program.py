"""How the process of a command ends: at once, with all said, and with the command's status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet.commands import COMMANDS, OK, REFUSED, main

PROGRAM = """
import atexit, sys, threading
from broadsheet import commands

class Lasting:
    def __del__(self):
        print("taken apart")

atexit.register(print, "said at the end")

def main(lasting):
    lasting.append(Lasting())
    print("said by the command" * 1000)
    return {status}

commands.main = main
{before}
commands.program()
"""


BUFFERED = {**os.environ, "PYTHONUNBUFFERED": ""}
"""As where nobody asked for anything else."""


def run_program(
    status: int, before: str = "", env: dict[str, str] = BUFFERED
) -> subprocess.CompletedProcess[str]:
    """Run the program with another command in its place, into a pipe."""
    code = PROGRAM.format(status=status, before=before)
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )


def test_all_is_said_before_the_process_ends() -> None:
    """What waits in a buffer is written, and who asked to be called at the end is called."""
    done = run_program(2)

    assert (2, "") == (done.returncode, done.stderr)
    assert ["said by the command" * 1000, "said at the end"] == done.stdout.splitlines()


def test_what_a_terminal_has_no_character_for_is_spelled_out() -> None:
    """A file's name may be any bytes, and a terminal may know few letters: both are told."""
    said = r"atexit.register(print, 'caf\u00e9 \udce9')"
    spelled_out = [
        run_program(0, said, {**BUFFERED, "PYTHONIOENCODING": encoding}).stdout.splitlines()[1]
        for encoding in ("utf-8:strict", "ascii:strict")
    ]

    assert ["café \\udce9", "caf\\xe9 \\udce9"] == spelled_out


def test_another_thread_is_waited_for() -> None:
    """The interpreter ends as it always does while somebody else is at work."""
    slow = "threading.Timer(0.3, print, ['said by another']).start()"
    done = run_program(0, slow)

    assert 0 == done.returncode
    assert "said by another" in done.stdout.splitlines()


def test_what_nobody_reads_does_not_end_in_a_trace() -> None:
    """A closed pipe is the reader's wish."""
    code = (
        "from broadsheet import commands as c;"
        "c.main = lambda lasting: print('said') or 0; c.program()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=BUFFERED, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.wait()
    process.stderr.close()

    assert b"Traceback" not in told


def test_the_module_is_the_command(tmp_path: Path) -> None:
    """`python -m broadsheet` ends with the status of the command."""
    command = [sys.executable, "-m", "broadsheet", "why", "/none/", "--source", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 1 == done.returncode
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["--help", "build"], ["--help"], ["-h", "nonesuch"]])
def test_help_names_every_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever follows it on the line."""
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert OK == ended.value.code
    assert set(COMMANDS) <= set(capsys.readouterr().out.split())


def test_a_wrong_command_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them."""
    with pytest.raises(SystemExit) as ended:
        main(["nonesuch", "--strict"])

    said = capsys.readouterr().err

    assert REFUSED == ended.value.code
    assert [] == [name for name in COMMANDS if name not in said]

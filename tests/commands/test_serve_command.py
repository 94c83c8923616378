"""What `broadsheet serve` says when it cannot."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path
from typing import NoReturn

import pytest

from broadsheet.commands import main
from broadsheet.preview import serve
from small_site import small_site


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (errno.EADDRINUSE, "port 8123: another program uses it; choose another with --port"),
        (errno.EACCES, "port 8123: that is not allowed; choose a port above 1023"),
        (errno.EADDRNOTAVAIL, "this machine has no such address; choose another with --host"),
        (errno.ENOSPC, os.strerror(errno.ENOSPC)),
    ],
)
def test_a_fault_is_said_with_what_to_do(
    fault: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of a port by its number; any other as other commands say it."""

    def failing(*_: object) -> NoReturn:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(serve, "serve", failing)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    status = main(["serve", "--source", str(small_site(tmp_path).root), "--port", "8123"])

    told = capsys.readouterr().err
    assert 1 == status
    assert said in told
    assert "Traceback" not in told


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_an_impossible_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is read."""
    with pytest.raises(SystemExit) as ended:
        main(["serve", f"--port={port}"])

    said = capsys.readouterr().err
    assert 2 == ended.value.code
    assert f"--port: {port} is no number from 0 to 65535" in said

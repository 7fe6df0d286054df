"""Ctrl-C, early or late, ends in one line."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_an_interrupted_run_says_how_it_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    command = [sys.executable, "-m", "nonesuch", "generate", "fraud", "--size", "customers=200000", "--workers", "1"]
    with subprocess.Popen([*command, "--out", str(folder)], stdout=-1, stderr=subprocess.STDOUT, text=True) as process:
        while not (folder / "journal.jsonl").exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate()
    assert process.returncode == 130
    assert told.splitlines()[-1] == "interrupted; the same command goes on where it stopped"
    assert "Traceback" not in told

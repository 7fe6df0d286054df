"""The program as a process: what a shell sees of it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from nonesuch.cli.console import progress
from tests.runs import SHOP

if TYPE_CHECKING:
    from pathlib import Path


def program(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ``python -m nonesuch`` with a pipe for its output."""
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "FORCE_COLOR")}
    return subprocess.run(
        [sys.executable, "-m", "nonesuch", *words],
        capture_output=True, text=True, check=False, timeout=120, cwd=cwd, env=environment,
    )  # fmt: skip


def test_a_run_tells_what_it_made_in_plain_lines(tmp_path: Path) -> None:
    done = program("generate", str(SHOP), "--size", "customers=30", "--out", "o", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "customers" in done.stdout


def test_an_error_goes_to_standard_error_without_a_traceback(tmp_path: Path) -> None:
    done = program("generate", str(SHOP), "--size", "custmers=30", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: unknown table 'custmers'\n  where: size.custmers\n  hint:  did you mean 'customers'?\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_seen_enough_ends_it_quietly(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "nonesuch", "domains"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("every", "told"), [(0.0, "people: 100 of 400, 12,345 rows, about 0 s left\n"), (60.0, "")])
def test_progress_on_a_pipe_is_a_line_now_and_then(every: float, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with progress("people", every=every) as tell:
        tell(100, 400, 12_345)
    assert capsys.readouterr() == ("", told)
